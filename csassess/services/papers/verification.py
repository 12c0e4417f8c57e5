"""The internal verifier's papers: the sampling record, and actions on items."""

from collections.abc import Callable, Iterable

from csassess.catalogue import plural, text
from csassess.data.record.caseload import Caseload
from csassess.domain.dates import date_and_time, long_date
from csassess.domain.labels import label, stage_label
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.records.verification import Action, Sample, Stage
from csassess.domain.verification.sampling import (
    answers_of,
    closings_of,
    reading_of,
    signature_of,
    state_words,
    still_applies,
    unread_samples,
    withdrawal_of,
)
from csassess.domain.written_up import note_time
from csassess.forms.content import AccountEntry, Block, Grid, Heading, Paper, SignatureLine, Signing, Words
from csassess.services.papers.common import (
    AboutRecord,
    facts_about,
    method_and_day,
    on_sheet,
    paper,
    referenced_criteria,
)
from csassess.services.progress.portfolio_view import PortfolioView


def sampling_record(caseload: Caseload, view: PortfolioView) -> Paper:
    """Return the verification sampling record.

    It shows each sample or, if there are none, is a form to fill in by hand.
    """
    samples = view.portfolio.samples
    blocks = (
        [block for sample in samples for block in _sample(sample, view)] if samples else _empty_form(view)
    )
    return paper(
        caseload,
        "VSR",
        text("Verification sampling record"),
        view.portfolio.candidate.name,
        facts_about(caseload, view),
        *blocks,
        shown=AboutRecord(view.portfolio),
        added=[_unread()],
    )


def empty_sampling_record(caseload: Caseload, view: PortfolioView) -> Paper:
    """Return a sampling record to fill in by hand, for a verifier without this program."""
    blocks = _empty_form(view)
    return paper(
        caseload,
        "VSR",
        text("Verification sampling record"),
        view.portfolio.candidate.name,
        facts_about(caseload, view),
        *blocks,
        shown=AboutRecord(view.portfolio),
    )


def _empty_form(view: PortfolioView) -> list[Block]:
    rows = tuple(
        (
            view.portfolio.number_of(item),
            method_and_day(item, view.portfolio),
            referenced_criteria(item, view),
            "",
            "",
        )
        for item in view.portfolio.items_not_withdrawn()
    )
    heads = (
        text("No"),
        text("Evidence"),
        text("Criteria referenced"),
        text("Looked at"),
        text("Agree / action needed"),
    )
    counted = plural("{count} item", "{count} items", len(rows))
    lines = (
        SignatureLine(text("Internal verifier’s signature")),
        SignatureLine(text("Assessor’s signature, feedback received")),
    )
    return [
        Heading(text("Evidence, {counted}", counted=counted)),
        Grid(heads, rows, (1, 3.4, 4.6, 2, 4)),
        Heading(text("Actions, with due date")),
        Grid(
            (text("What"), text("Evidence, note"), text("By"), text("Closed on")), (), (6, 3, 2, 2), empty=4
        ),
        Heading(text("Feedback to the assessor")),
        Grid(("",), (), (1,), empty=2),
        Heading(text("Also done")),
        Words(
            text(
                "☐ assessor observed      ☐ candidate interviewed      ☐ {interim}      ☐ {final}",
                interim=stage_label(Stage.INTERIM, formative=view.portfolio.formative),
                final=stage_label(Stage.FINAL, formative=view.portfolio.formative),
            )
        ),
        Signing(text("I have sampled this evidence; I have not assessed this candidate."), lines),
    ]


def _looked_at(
    sample: Sample, view: PortfolioView, order: Callable[[str], int]
) -> tuple[tuple[str, str, str], ...]:
    """Return a row for each item of a sample, with the criteria looked at in it, in some order."""
    portfolio, unit = view.portfolio, view.of(sample.unit).unit
    looks = [look for look in portfolio.looked_at if look.sample == sample.id]

    def criteria(item: EvidenceItem) -> str:
        seen = sorted((look.criterion for look in looks if look.evidence == item.id), key=order)
        return ", ".join(map(unit.short, seen)) or text("the item as a whole")

    return tuple(
        (portfolio.number_of(item), method_and_day(item, portfolio), criteria(item))
        for item in portfolio.evidence
        if item.id in sample.evidence
    )


def _sample(sample: Sample, view: PortfolioView) -> list[Block]:
    portfolio, unit = view.portfolio, view.of(sample.unit).unit
    places = {criterion: place for place, criterion in enumerate(unit.labels())}
    rows = _looked_at(sample, view, lambda criterion: places.get(criterion, len(places)))
    as_ticked = _looked_at(sample, view, lambda _: 0)
    others = [item for item in portfolio.items_for(sample.unit) if item.id not in sample.evidence]
    there_then = [item for item in others if item.on <= sample.on]
    name = view.name_of(unit)
    stage = stage_label(sample.stage, formative=portfolio.formative)
    blocks: list[Block] = [
        Heading(text("Unit {unit}: {stage} sample, {day}", unit=name, stage=stage, day=long_date(sample.on))),
        Words(text("Internal verifier: {name}", name=sample.name)),
        Grid((text("No"), text("Evidence"), text("Criteria looked at")), rows, (1, 5, 6), first=as_ticked),
    ]
    if there_then:
        now, first = (
            text(
                "Not looked at in this sample: {numbers}",
                numbers=", ".join(portfolio.number_of(item) for item in items),
            )
            for items in (there_then, others)
        )
        blocks.append(Words(now, quiet=True, first=first))
    blocks += [
        Grid(("", ""), _result_rows(sample), (3, 9)),
        *_actions([a for a in portfolio.actions if a.sample == sample.id], view),
    ]
    unread = [_unread()] if sample in unread_samples(portfolio) else []
    return [*blocks, _signing(sample, view), *unread]


def _unread() -> Words:
    return Words(text("The assessor has not acknowledged the feedback yet."), quiet=True)


def _result_rows(sample: Sample) -> tuple[tuple[str, str], ...]:
    exceptions = ", ".join(label(quality) for quality in sample.exceptions)
    also = [
        *([text("assessor observed")] if sample.assessor_observed else []),
        *([text("candidate interviewed")] if sample.candidate_interviewed else []),
    ]
    rows = (
        (
            text("What was found"),
            label(sample.verdict).capitalize() if sample.verdict else text("not said yet"),
        ),
        (text("Not found to be"), exceptions),
        (text("Comment"), sample.comment),
        (text("Feedback to the assessor"), sample.feedback),
        (text("Also done"), ", ".join(also)),
    )
    return tuple(row for row in rows if row[1])


def _actions(actions: Iterable[Action], view: PortfolioView) -> list[Block]:
    rows = tuple(
        (
            f"{action.what}\n{action_location(action, view)}",
            long_date(action.due),
            "\n".join(action_history(action, view)) or text("not answered yet"),
            state_words(action, view.portfolio),
        )
        for action in actions
    )
    heads = (text("Action"), text("Due"), text("Answer, and the verifier’s word"), text("State"))
    return [Heading(text("Actions")), Grid(heads, rows, (5, 2.2, 6, 1.8))] if rows else []


def action_location(action: Action, view: PortfolioView) -> str:
    """Return in words the item, and the note if any, that an action refers to."""
    item = view.portfolio.item(action.evidence)
    note = next((note for note in view.portfolio.notes_of(item.id) if note.id == action.note), None)
    if note is None:
        return text("item {number}", number=view.portfolio.number_of(item))
    return text(
        "item {number}, note {time}",
        number=view.portfolio.number_of(item),
        time=note_time(note, view.portfolio),
    )


def action_history(action: Action, view: PortfolioView) -> list[str]:
    """Return what happened to an action since it was asked, in words, oldest first.

    These are the assessor's answers and the verifier's decisions on them.
    """
    entries = [
        (
            answer.at,
            text(
                "Answered {day} by {name}: {words}",
                day=long_date(answer.at.date()),
                name=answer.name,
                words=answer.words,
            ),
        )
        for answer in answers_of(action, view.portfolio)
    ]
    for closing in closings_of(action, view.portfolio):
        words = text("Closed") if closing.closed else text("Kept open")
        closing_words = text(
            "{words} {day} by {name}", words=words, day=long_date(closing.at.date()), name=closing.name
        )
        entries.append((closing.at, closing_words + (f": {closing.words}" if closing.words else "")))
    withdrawal = withdrawal_of(action, view.portfolio)
    if withdrawal:
        words = text(
            "Withdrawn {day} by {name}: {words}",
            day=long_date(withdrawal.at.date()),
            name=withdrawal.name,
            words=withdrawal.words,
        )
        entries.append((withdrawal.at, words))
    return [words for _, words in sorted(entries, key=lambda entry: entry[0])]


def talks_paper(caseload: Caseload, view: PortfolioView) -> Paper:
    """Return the verifier's observations of the assessor and interviews of the candidate."""
    blocks: list[Block] = []
    for talk in view.portfolio.verifier_talks:
        rows = (
            (text("With"), talk.whom),
            (text("Place"), talk.place),
            (text("Questions"), talk.questions),
            (text("What was seen and said"), talk.answers),
            (text("What was agreed"), talk.agreed),
        )
        lines = (
            SignatureLine(text("Internal verifier’s signature, {name}", name=talk.name), printed=talk.name),
            SignatureLine(text("Signature, {name}", name=talk.whom), printed=talk.whom),
        )
        signed = tuple(on_sheet(line, "verifier-talks", "all", view.portfolio, talk.on) for line in lines)
        blocks += [
            Heading(text("{what}, {day}", what=talk.kind.words, day=long_date(talk.on))),
            Grid(("", ""), tuple(row for row in rows if row[1]), (3, 9)),
            Signing(text("This is what was seen, said and agreed."), signed),
        ]
    return paper(
        caseload,
        "VOI",
        text("Observation or interview by the internal verifier"),
        view.portfolio.candidate.name,
        facts_about(caseload, view),
        *blocks,
        shown=AboutRecord(view.portfolio),
    )


def _reading_lines(sample: Sample, view: PortfolioView) -> tuple[SignatureLine, ...]:
    """Return the line of the assessor who acknowledged the feedback of a sample, or none."""
    reading, line = reading_of(sample, view.portfolio), text("Assessor, feedback received")
    if reading is None:
        return ()
    how = ": ".join(filter(None, (text("acknowledged in the program"), reading.words)))
    return (SignatureLine(line, reading.name, date_and_time(reading.at), remark=how),)


def _signing(sample: Sample, view: PortfolioView) -> Signing:
    statement = text("I have sampled this evidence; I have not assessed this candidate.")
    line, signature = text("Internal verifier’s signature"), signature_of(sample, view.portfolio)
    if signature is None:
        return Signing(statement, (SignatureLine(line),))
    if not still_applies(signature, view.portfolio):
        return Signing(
            statement, (SignatureLine(line, remark=text("no longer applies: the sample was changed since")),)
        )
    how = text("signed on paper; ") if signature.on_paper else ""
    when = long_date(signature.day) if signature.on_paper else date_and_time(signature.at)
    remark = how + text("record code {code}", code=signature.code[:12])
    return Signing(
        statement,
        (SignatureLine(line, signature.name, when, signature.strokes, remark), *_reading_lines(sample, view)),
    )


def actions_on(item: EvidenceItem, view: PortfolioView) -> list[Block]:
    """Return the verifier's actions on an item: what was asked, the answers, the state."""
    entries = [
        AccountEntry(
            state_words(action, view.portfolio),
            text(
                "{day}, {name}: due {due}",
                day=long_date(action.at.date()),
                name=action.name,
                due=long_date(action.due),
            ),
            "\n".join([action.what, *action_history(action, view)]),
        )
        for action in view.portfolio.actions
        if action.evidence == item.id
    ]
    return [Heading(text("Actions of the internal verifier")), *entries] if entries else []


def action_notes(view: PortfolioView, unit_id: str) -> tuple[str, ...]:
    """Return the verifier's actions on a unit as notes for its recording form."""
    return tuple(
        text(
            "Action of the internal verifier, {day}, {where}: {what} ({state})",
            day=long_date(action.at.date()),
            where=action_location(action, view),
            what=action.what,
            state=state_words(action, view.portfolio),
        )
        for action in view.portfolio.actions
        if action.unit == unit_id
    )
