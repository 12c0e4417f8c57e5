"""Commands on units: the program's, the caseload's, unit files, and documents that state units."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from csassess.catalogue import plural, text
from csassess.commands.context import Context, as_json, is_passphrase_at_hand, to_file, with_context
from csassess.commands.output import say, say_json
from csassess.data.record.caseload import Caseload
from csassess.data.storage.filenames import is_caseload
from csassess.domain.errors import UserError
from csassess.domain.units.units import Criterion, Outcome, Unit
from csassess.exchange.reading.draft import Reading
from csassess.services.access import caseloads
from csassess.services.units import caseload_units, reading, units


@click.group("units")
def units_group() -> None:
    """List and show units, check unit files, read documents, and bring units into the caseload."""


@contextmanager
def _own(context: Context) -> Iterator[Caseload | None]:
    """Open the caseload if there is one and it can be: the program's own units need none."""
    is_there = is_caseload(context.folder)
    if not is_there or not (is_passphrase_at_hand() or sys.stdin.isatty()):
        yield None
        return
    with context.caseload() as caseload:
        yield caseload


@units_group.command("list")
@as_json
@with_context
def units_list(context: Context, plain: bool) -> None:
    """List the program's units and those of the caseload, with their state."""
    rows = [(unit, "") for unit in units.all_units()]
    with _own(context) as caseload:
        if caseload:
            rows += [(each.unit, each.state) for each in caseload_units.caseload_units(caseload)]
    if plain:
        say_json(
            [
                {
                    "id": unit.id,
                    "number": unit.identity.number,
                    "title": unit.identity.title,
                    **({"state": state} if state else {}),
                }
                for unit, state in rows
            ]
        )
        return
    for unit, state in rows:
        words = f"  [{caseload_units.UnitState(state).words}]" if state else ""
        say(f"{unit.id:<30} {len(unit.wholes()):>3}  {unit.full_name}{words}")


@units_group.command("show")
@click.argument("unit_id", metavar="ID")
@as_json
@with_context
def units_show(context: Context, unit_id: str, plain: bool) -> None:
    """Show a unit in its source's own wording."""
    if any(unit.id == unit_id for unit in units.all_units()):
        unit, content = units.unit(unit_id), None
    else:
        with _own(context) as caseload:
            if caseload is None:
                units.unit(unit_id)  # says that it is unknown
                return
            wording = caseload_units.wording_of(caseload, unit_id)
            unit, content = wording.unit, wording.content
    if plain:
        say_json(units.describe(unit, content))
    else:
        _show(unit)


def _show(unit: Unit) -> None:
    say(unit.full_name)
    for outcome in unit.outcomes:
        heading = "  ".join(filter(None, (outcome.label, outcome.title or outcome.name)))
        say(f"\n{heading} ({outcome.kind})")
        for criterion in outcome.criteria:
            say(f"  {criterion.label:<8} {criterion.text}{_remarks(criterion, outcome)}")
    say("\n" + text("Evidence requirements"))
    for requirement in unit.evidence_requirements:
        say(f"  {requirement.label:<8} {requirement.text}")
        for item in requirement.items:
            say(f"    {item.label:<6} {item.text}")
    if not unit.evidence_requirements:
        say("  " + text("the unit states none"))
    for section in unit.sections:
        say(f"\n{section.title}\n{section.text}")


def _remarks(criterion: Criterion, outcome: Outcome) -> str:
    """Return what goes with a criterion: a kind and a grade of its own, its range and its note."""
    own_kind = criterion.kind if criterion.kind not in (None, outcome.kind) else None
    marks = ", ".join(str(mark) for mark in (own_kind, criterion.grade) if mark)
    lines = [f" ({marks})"] if marks else [""]
    if criterion.range:
        lines.append(text("Range: {range}", range=criterion.range))
    if criterion.note:
        lines.append(criterion.note)
    return f"\n{'':<11}".join(lines)


@units_group.command("check")
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
def units_check(files: tuple[Path, ...]) -> None:
    """Check unit specification files; each mistake is named with field and cause."""
    errors = []
    for file in files:
        try:
            unit = units.check_file(file)
            say(text("{file}: {count} criteria, no errors", file=file.name, count=len(unit.wholes())))
        except UserError as error:
            errors.append(str(error))
    if errors:
        raise UserError("\n".join(errors))


@units_group.command("read")
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--password", help=text("The password of a protected PDF."))
@as_json
def units_read(files: tuple[Path, ...], password: str | None, plain: bool) -> None:
    """Read the units in documents of awarding bodies; show what was found and what is doubtful."""
    found: dict[str, list[Any]] = {"units": [], "doubts": [], "left_over": []}
    errors = []
    for file in files:
        try:
            content = reading.as_plain(_read(file, password))
        except UserError as error:
            errors.append(str(error))
            continue
        for name, entries in content.items():
            found[name] += entries if len(files) == 1 else [{"file": file.name, **entry} for entry in entries]
        if not plain:
            _say_reading(file, content)
    if plain and (found["units"] or not errors):
        say_json(found)
    if errors:
        raise UserError("\n".join(errors))


def _read(file: Path, password: str | None) -> Reading:
    """Read a document; ask for its password if it needs one and somebody can type it."""
    try:
        return reading.read_document(file, password)
    except UserError as error:
        if password is not None or not reading.needs_password(error) or not sys.stdin.isatty():
            raise
    return reading.read_document(
        file, click.prompt(text("Password of {file}", file=file.name), hide_input=True)
    )


def _say_reading(file: Path, content: dict[str, list[Any]]) -> None:
    say(file.name)
    for unit in content["units"]:
        title = unit["title"] or text("title not stated ({id})", id=unit["id"])
        say("\n" + "  ".join(part for part in (unit["number"], title) if part))
        for name, words in (
            ("reference", text("Reference")),
            ("level", text("Level")),
            ("credit", text("Credit")),
            ("guided_learning_hours", text("Guided learning hours")),
            ("awarding_body", text("Awarding body")),
        ):
            say(f"  {words}: {unit[name] or text('not stated')}")
        for outcome in unit["outcomes"]:
            say(f"\n{outcome['label'] or ''} {outcome['title']} ({outcome['kind']})".replace("\n ", "\n"))
            for criterion in outcome["criteria"]:
                say(f"  {criterion['label'] or '–':<8} {criterion['text']}".replace("\n", "\n" + " " * 11))
        if unit["evidence_requirements"]:
            say("\n" + text("Evidence requirements"))
        for requirement in unit["evidence_requirements"]:
            say(f"  {requirement['label'] or '–':<8} {requirement['text']}")
            for item in requirement["items"]:
                say(f"    {item['label']:<6} {item['text']}")
    doubts, left = content["doubts"], content["left_over"]
    say(
        "\n"
        + (plural("{count} to look at", "{count} to look at", len(doubts)) if doubts else text("No doubts"))
    )
    for doubt in doubts:
        page = text("page {page}", page=doubt["page"]) if doubt["page"] else ""
        say("  " + ", ".join(part for part in (doubt["where"], page) if part) + f": {doubt['why']}")
    if left:
        say("\n" + text("Words left over"))
    for words in left:
        say("  " + text("page {page}", page=words["page"]) + f": {words['text']}")


@units_group.command("approve")
@click.argument("unit_id", metavar="ID")
@click.option("--name", default="", help=text("Who approves it; without, the person who works here."))
@click.option("--role", default="", help=text("In which role; without, the role of who works here."))
@with_context
def units_approve(context: Context, unit_id: str, name: str, role: str) -> None:
    """Approve the draft of a unit, so that candidates can be enrolled on it."""
    with context.caseload() as caseload:
        person = caseloads.assessor_of(caseload)
        approved = caseload_units.approve(caseload, unit_id, name or person.name, role or str(person.role))
    say(
        text(
            "{unit} is approved by {name}, {role}.",
            unit=approved.unit.full_name,
            name=approved.version.approved_by,
            role=approved.version.approved_role,
        )
    )


@units_group.command("withdraw")
@click.argument("unit_id", metavar="ID")
@with_context
def units_withdraw(context: Context, unit_id: str) -> None:
    """Withdraw the approval of a unit: it is a draft again."""
    with context.caseload() as caseload:
        draft = caseload_units.withdraw_approval(caseload, unit_id)
    say(text("{unit} is a draft again.", unit=draft.unit.full_name))


@units_group.command("remove")
@click.argument("unit_id", metavar="ID")
@with_context
def units_remove(context: Context, unit_id: str) -> None:
    """Remove the draft of a unit."""
    with context.caseload() as caseload:
        caseload_units.remove_draft(caseload, unit_id)
    say(text("The draft of “{unit}” was removed.", unit=unit_id))


@units_group.command("export")
@click.argument("unit_id", metavar="ID")
@to_file
@with_context
def units_export(context: Context, unit_id: str, path: Path) -> None:
    """Write a unit as a specification file."""
    with context.caseload() as caseload:
        caseload_units.export(caseload, unit_id, path)
    say(str(path))
