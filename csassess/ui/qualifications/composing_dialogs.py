"""The dialogs in which the parts of a qualification are composed, each with its sentence as it is chosen."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from csassess.catalogue import text
from csassess.domain.qualifications.composition import (
    ComposedGroup,
    ComposedTotal,
    ComposedUnit,
    Composition,
    Most,
    Need,
    inner_labels,
)
from csassess.domain.qualifications.evaluation import amount_in_words
from csassess.domain.qualifications.progress import name_of, total_in_words
from csassess.domain.qualifications.specification import (
    Entry,
    Measure,
    Requires,
    Total,
    number_of,
    typed_number,
)
from csassess.services.qualifications import composing
from csassess.ui.base.session import Session
from csassess.ui.widgets.fields import choice, content_of, line, lines
from csassess.ui.widgets.form_dialog import FormDialog, TickedRows, opened


def amount_of(typed: str, measure: Measure) -> str:
    """Return an amount as typed, in words; three dots if it is not a number yet."""
    number = number_of(typed_number(typed))
    return "…" if number is None else amount_in_words(number, measure)


def group_in_words(group: ComposedGroup, count: int) -> str:
    """Return what is needed of a group, and what counts, as a sentence."""
    match group.need:
        case Need.ALL:
            parts = [text("each of its units is needed")]
        case Need.CREDITS:
            parts = [text("at least {amount}", amount=amount_of(group.least, Measure.CREDITS))]
        case Need.UNITS:
            parts = [text("at least {amount}", amount=amount_of(group.least, Measure.UNITS))]
        case Need.NOTHING:
            parts = [text("any of its units may be chosen")]
    if group.most is not Most.EVERYTHING:
        measure = Measure.CREDITS if group.most is Most.CREDITS else Measure.UNITS
        parts.append(text("at most {amount} count", amount=amount_of(group.limit, measure)))
    inside = text("inside group {label}", label=group.inside) if group.inside else ""
    listed = text("no unit yet") if not count else amount_in_words(Decimal(count), Measure.UNITS)
    return ", ".join(filter(None, (*parts, inside, listed)))


@dataclass(frozen=True)
class Identity:
    """What a qualification is called, as entered."""

    title: str
    number: str
    awarding_body: str
    level: str
    note: str


def ask_identity(parent: QWidget, session: Session, present: Composition) -> FormDialog[Identity]:
    """Ask for the qualification's title, awarding body and other details."""
    fields: dict[str, tuple[str, QWidget]] = {
        "title": (text("Title"), line(present.title)),
        "number": (text("Number"), line(present.number)),
        "awarding_body": (text("Awarding body"), line(present.awarding_body)),
        "level": (text("Level"), line(present.level)),
        "note": (text("Note, shown wherever the qualification is"), lines(present.note)),
    }

    def save(values: Identity) -> None:
        stated = Composition(values.title, values.number, values.awarding_body, values.level, values.note)
        session.run_or_raise(composing.put_identity, stated)

    return opened(FormDialog(parent, text("Name of the qualification"), Identity, fields, save))


@dataclass(frozen=True)
class TotalValues:
    """How much is needed in all, as entered."""

    at_least: str
    of: Measure
    level: str


def ask_total(
    parent: QWidget, session: Session, before: ComposedTotal | None = None
) -> FormDialog[TotalValues]:
    """Ask how much is needed in all; offer to remove it."""
    shown = before or ComposedTotal(Measure.CREDITS, "")
    at_least, level = line(shown.at_least), line(shown.level)
    measures = choice([(text("credits"), Measure.CREDITS), (text("units"), Measure.UNITS)], shown.of)
    fields: dict[str, tuple[str, QWidget]] = {
        "at_least": (text("At least"), at_least),
        "of": (text("Of what"), measures),
        "level": (text("At this level or above; empty for any level"), level),
    }

    def save(values: TotalValues) -> None:
        total = ComposedTotal(values.of, values.at_least, values.level)
        session.run_or_raise(composing.put_total, before, total)

    dialog = FormDialog(parent, text("Needed in all"), TotalValues, fields, save)

    def explain() -> None:
        number = number_of(typed_number(at_least.text()))
        sentence = text("Say how much is needed in all.")
        if number is not None:
            sentence = total_in_words(Total(measures.currentData(), number, level.text().strip()))
        _explain(dialog, sentence)

    _follow(explain, at_least.textChanged, level.textChanged, measures.currentIndexChanged)
    if before:
        _add_removal(dialog, session, text("Remove total"), before)
    return opened(dialog)


@dataclass(frozen=True)
class GroupValues:
    """A group as entered."""

    label: str
    title: str
    need: Need
    least: str
    most: Most
    limit: str
    inside: str


def ask_group(
    parent: QWidget, session: Session, present: Composition, before: ComposedGroup | None = None
) -> FormDialog[GroupValues]:
    """Ask for a group: what is needed of it, and what counts; offer to remove it."""
    shown = before or ComposedGroup(present.next_label())
    barred = inner_labels(present, before.label) if before else set()
    places = [(text("in the qualification itself"), "")]
    places += [
        (text("inside group {label}", label=group.label), group.label)
        for group in present.groups
        if group.label not in barred
    ]
    fields: dict[str, tuple[str, QWidget]] = {
        "label": (text("Letter"), line(shown.label)),
        "title": (text("Title"), line(shown.title)),
        "need": (text("What is needed"), choice([(need.words, need) for need in Need], shown.need)),
        "least": (text("How many at least"), line(shown.least)),
        "most": (text("What counts"), choice([(most.words, most) for most in Most], shown.most)),
        "limit": (text("How many at most"), line(shown.limit)),
        "inside": (text("Where it stands"), choice(places, shown.inside)),
    }

    def save(values: GroupValues) -> None:
        session.run_or_raise(composing.put_group, before.label if before else "", _group(values))

    dialog = FormDialog(parent, text("Group of units"), GroupValues, fields, save)
    count = sum(unit.group == shown.label for unit in present.units)

    def explain() -> None:
        values = GroupValues(**{key: content_of(field) for key, field in dialog.fields.items()})
        dialog.ask("least", is_asked=values.need in (Need.CREDITS, Need.UNITS))
        dialog.ask("limit", is_asked=values.most is not Most.EVERYTHING)
        words = group_in_words(_group(values), count)
        _explain(dialog, text("Group {name}: {asks}", name=values.label.strip() or "…", asks=words) + ".")

    _follow(explain, *map(_changed, dialog.fields.values()))
    if before:
        asks = text("The group goes with its units. Press again to remove it.")
        _add_removal(dialog, session, text("Remove group and its units"), before, asks if count else "")
    return opened(dialog)


def _group(values: GroupValues) -> ComposedGroup:
    return ComposedGroup(
        values.label, values.title, values.need, values.least, values.most, values.limit, values.inside
    )


@dataclass(frozen=True)
class UnitValues:
    """A unit of the qualification as entered; `unit` is the id of one that is here."""

    group: str
    title: str
    number: str
    reference: str
    level: str
    credit: str
    unit: str = ""


def ask_unit(
    parent: QWidget, session: Session, present: Composition, before: ComposedUnit | None = None
) -> FormDialog[UnitValues]:
    """Ask for a unit, one that is here or another, and its group; offer to remove it."""
    groups = [(text("Group {name}", name=name_of(group)), group.label) for group in present.groups]
    here = {} if before else {entry.id: entry for entry in session.read(composing.units_here, present)}
    shown = before.entry if before else Entry("", "")
    last = present.units[-1].group if present.units else None
    fields: dict[str, tuple[str, QWidget]] = {}
    units = choice([(text("another, which is not here yet"), "")] + [(e.name, e.id) for e in here.values()])
    if here:
        fields["unit"] = (text("Unit"), units)
    fields |= {
        "group": (text("Group"), choice(groups, before.group if before else last)),
        "title": (text("Title of the unit"), line(shown.title)),
        "number": (text("Number"), line(shown.number)),
        "reference": (text("Reference"), line(shown.reference)),
        "level": (text("Level"), line(shown.level)),
        "credit": (text("Credit"), line(shown.credit)),
    }

    def save(values: UnitValues) -> None:
        entry = Entry(
            values.unit,
            values.title,
            values.number,
            values.reference,
            values.level,
            typed_number(values.credit),
        )
        unit = ComposedUnit(entry, values.group)
        session.run_or_raise(composing.put_unit, before.entry.id if before else "", unit)

    dialog = FormDialog(parent, text("Unit of the qualification"), UnitValues, fields, save)

    def fill() -> None:
        """Show what is stated of the chosen unit."""
        entry = here.get(units.currentData(), Entry("", ""))
        for key in ("title", "number", "reference", "level", "credit"):
            dialog.fields[key].setText(getattr(entry, key))  # type: ignore[attr-defined]  # a line

    units.currentIndexChanged.connect(lambda _: fill())
    if before:
        _add_removal(dialog, session, text("Remove unit"), before)
    return opened(dialog)


@dataclass(frozen=True)
class RequiresValues:
    """A unit that counts only with one of others, as entered."""

    unit: str
    one_of: tuple[str, ...]


def ask_requires(
    parent: QWidget, session: Session, present: Composition, before: Requires | None = None
) -> FormDialog[RequiresValues]:
    """Ask which unit counts only with which others; offer to remove the rule."""
    name, units = text("counts only with one of"), [*present.names.items()]
    fields: dict[str, tuple[str, QWidget]] = {
        "unit": (text("This unit"), choice([(w, u) for u, w in units], before.unit if before else None)),
        "one_of": (name, TickedRows(name, [(w, "", u) for u, w in units], before.one_of if before else ())),
    }

    def save(values: RequiresValues) -> None:
        session.run_or_raise(composing.put_requires, before, Requires(values.unit, values.one_of))

    dialog = FormDialog(parent, text("A unit that needs another"), RequiresValues, fields, save)
    if before:
        _add_removal(dialog, session, text("Remove"), before)
    return opened(dialog)


@dataclass(frozen=True)
class BarredValues:
    """Units of which only one counts, as entered."""

    units: tuple[str, ...]


def ask_at_most_one(
    parent: QWidget, session: Session, present: Composition, before: tuple[str, ...] | None = None
) -> FormDialog[BarredValues]:
    """Ask of which units only one counts; offer to remove the rule."""
    name = text("Only one of these counts")
    rows = [(words, "", unit) for unit, words in present.names.items()]
    fields: dict[str, tuple[str, QWidget]] = {"units": (name, TickedRows(name, rows, before or ()))}

    def save(values: BarredValues) -> None:
        session.run_or_raise(composing.put_at_most_one, before, values.units)

    dialog = FormDialog(parent, text("Units that exclude each other"), BarredValues, fields, save)
    if before:
        _add_removal(dialog, session, text("Remove"), before)
    return opened(dialog)


def _changed(field: Any) -> Any:
    """Return the signal of a line or a choice that says that it was changed."""
    return field.textChanged if isinstance(field, QLineEdit) else field.currentIndexChanged


def _follow(explain: Callable[[], None], *signals: Any) -> None:
    """Explain now, and again whenever something is changed."""
    for signal in signals:
        signal.connect(lambda *_: explain())
    explain()


def _explain(dialog: FormDialog[Any], sentence: str) -> None:
    dialog.explanation.setText(sentence)
    dialog.explanation.show()


def _add_removal(dialog: FormDialog[Any], session: Session, words: str, part: Any, asks: str = "") -> None:
    dialog.add_removal(words, lambda: session.run_or_raise(composing.take_out, part), asks=asks)
