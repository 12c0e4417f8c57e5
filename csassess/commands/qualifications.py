"""Commands on qualifications: what they ask for, brought in, approved and exported."""

from pathlib import Path

import click

from csassess.catalogue import text
from csassess.commands.context import Context, as_json, to_file, with_context
from csassess.commands.output import say, say_json
from csassess.domain.assessment.unit_versions import UnitState
from csassess.domain.qualifications.progress import sentences
from csassess.services.access import caseloads
from csassess.services.qualifications import caseload_qualifications
from csassess.services.qualifications.caseload_qualifications import CaseloadQualification, version_of

_ID = click.argument("qualification_id", metavar="ID")


@click.group("qualifications")
def qualifications_group() -> None:
    """List qualifications, and bring in what they ask for."""


@qualifications_group.command("list")
@as_json
@with_context
def qualifications_list(context: Context, plain: bool) -> None:
    """List the qualifications of the caseload, with their state and what they ask for."""
    with context.caseload() as caseload:
        rows = caseload_qualifications.caseload_qualifications(caseload)
    if plain:
        say_json([_plain(row) for row in rows])
        return
    for row in rows:
        say(f"{row.version.of:<30} {row.version.name}  [{row.state.words}]")
        if row.specification is None:
            say("    " + text("in a newer format: install the newest csassess to read it"))
            continue
        for sentence in (row.specification.note, *sentences(row.specification)):
            if sentence:
                say(f"    {sentence}")


def _plain(row: CaseloadQualification) -> dict[str, object]:
    return {
        "id": row.version.of,
        "name": row.version.name,
        "state": str(row.state),
        "digest": row.version.digest,
        "awarding_body": row.specification.awarding_body if row.specification else None,
        "asks_for": [*sentences(row.specification)] if row.specification else None,
    }


@qualifications_group.command("add")
@click.argument("path", metavar="FILE.toml", type=click.Path(path_type=Path))
@click.option("--new-version", is_flag=True, help=text("Add another wording of one that is here already."))
@with_context
def qualifications_add(context: Context, path: Path, *, new_version: bool) -> None:
    """Bring a qualification into the caseload, as a draft."""
    with context.caseload() as caseload:
        added = caseload_qualifications.add(caseload, path, new_version=new_version)
    say(text("{name} is here as a draft. Approve it, then register candidates.", name=added.version.name))


@qualifications_group.command("approve")
@_ID
@click.option("--name", default="", help=text("Who approves it; without, the person who works here."))
@click.option("--role", default="", help=text("In which role; without, the role of who works here."))
@with_context
def qualifications_approve(context: Context, qualification_id: str, name: str, role: str) -> None:
    """Approve the draft of a qualification, so that candidates can be registered for it."""
    with context.caseload() as caseload:
        person = caseloads.assessor_of(caseload)
        draft = version_of(caseload, qualification_id, UnitState.DRAFT)
        approved = caseload_qualifications.approve(
            caseload, draft.id, name or person.name, role or str(person.role)
        )
    say(
        text(
            "{name} is approved by {who}, {role}.",
            name=approved.name,
            who=approved.approved_by,
            role=approved.approved_role,
        )
    )


@qualifications_group.command("withdraw")
@_ID
@with_context
def qualifications_withdraw(context: Context, qualification_id: str) -> None:
    """Withdraw the approval of a qualification: it is a draft again."""
    with context.caseload() as caseload:
        present = version_of(caseload, qualification_id, UnitState.APPROVED)
        draft = caseload_qualifications.withdraw_approval(caseload, present.id)
    say(text("{name} is a draft again.", name=draft.name))


@qualifications_group.command("remove")
@_ID
@with_context
def qualifications_remove(context: Context, qualification_id: str) -> None:
    """Remove the draft of a qualification."""
    with context.caseload() as caseload:
        draft = version_of(caseload, qualification_id, UnitState.DRAFT)
        caseload_qualifications.remove_draft(caseload, draft.id)
    say(text("The draft of “{name}” was removed.", name=draft.name))


@qualifications_group.command("export")
@_ID
@to_file
@with_context
def qualifications_export(context: Context, qualification_id: str, path: Path) -> None:
    """Write a qualification as a file: the approved wording, or the draft if none is approved."""
    with context.caseload() as caseload:
        version = caseload_qualifications.best_version(caseload, qualification_id)
        caseload_qualifications.export(caseload, version.digest, path)
    say(str(path))
