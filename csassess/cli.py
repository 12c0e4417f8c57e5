"""The command line: the same services as the window. Errors are one plain sentence on stderr and exit status 1."""

import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from csassess import __version__
from csassess.catalogue import plural, text
from csassess.data.caseload import Caseload
from csassess.domain.dates import long_date
from csassess.domain.decisions import DecisionState, decision_state
from csassess.domain.errors import UserError
from csassess.domain.labels import label
from csassess.domain.portfolio import Portfolio
from csassess.domain.standing import UnitStanding
from csassess.domain.unit_signing import standing_signatures, void_signatures
from csassess.services import (
    attachments,
    backups,
    candidates,
    caseloads,
    centre_key,
    checking,
    history,
    judgement,
    keeping,
    office,
    overview,
    photographs,
    receiving,
    sending,
    step,
    units,
)
from csassess.services.papers import files
from csassess.services.places import default_folder

PASSPHRASE = "CSASSESS_PASSPHRASE"
RECOVERY_CODE = "CSASSESS_RECOVERY_CODE"
FILE_PASSPHRASE = "CSASSESS_FILE_PASSPHRASE"
CENTRE_KEY_PASSPHRASE = "CSASSESS_CENTRE_KEY_PASSPHRASE"


def run() -> None:
    """Run the program from the command line; what a user can cause ends in one sentence."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # names print whole whatever the terminal takes for its own
    try:
        _check_text(sys.argv[1:])
        main(standalone_mode=False)
    except UserError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo(text("Stopped."), err=True)
        sys.exit(1)


def _check_text(arguments: list[str]) -> None:
    """Raise UserError where an argument holds bytes that are no text."""
    try:
        "".join(arguments).encode()
    except UnicodeEncodeError:
        raise UserError(text("What was typed is not all text. Type it again.")) from None


@dataclass(frozen=True, slots=True)
class _Place:
    """Which caseload the command works on."""

    folder: Path

    @contextmanager
    def caseload(self) -> Iterator[Caseload]:
        """Open the caseload with the passphrase from the environment or the prompt, and close it."""
        passphrase = _passphrase()
        opened = caseloads.open_caseload(self.folder, caseloads.unlock(self.folder, passphrase))
        try:
            for finish in (photographs.finish_covering, keeping.finish_erasing):
                try:  # what an earlier run began and could not end; it keeps nobody from working
                    finish(opened)
                except UserError as error:
                    click.echo(str(error), err=True)
            yield opened
        finally:
            opened.close()


pass_place = click.make_pass_decorator(_Place)
as_json = click.option("--json", "plain", is_flag=True, help=text("Print JSON."))


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="csassess")
@click.option("--caseload", "folder", type=click.Path(path_type=Path), help=text("The caseload's folder."))
@click.pass_context
def main(context: click.Context, folder: Path | None) -> None:
    """Offline, encrypted portfolios for assessors. Without a command: the window."""
    context.obj = _Place(folder or default_folder())
    if context.invoked_subcommand is None:
        from csassess.application import run_window

        sys.exit(run_window(context.obj.folder))


@main.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def demo(folder: Path) -> None:
    """Record a sample caseload in DIR with no screen: record, papers and pictures."""
    from csassess.demo import run_demo

    run_demo(folder, click.echo)


@main.group("units")
def units_group() -> None:
    """The units the program comes with."""


@units_group.command("list")
@as_json
def units_list(plain: bool) -> None:
    """List the units."""
    if plain:
        _print_json(
            [
                {"id": unit.id, "number": unit.identity.number, "title": unit.identity.title}
                for unit in units.all_units()
            ]
        )
        return
    for unit in units.all_units():
        click.echo(f"{unit.id:<30} {len(unit.labels()):>3}  {unit.full_name}")


@units_group.command("show")
@click.argument("unit_id", metavar="ID")
@as_json
def units_show(unit_id: str, plain: bool) -> None:
    """Show a unit in its source's own wording."""
    unit = units.unit(unit_id)
    if plain:
        _print_json(units.describe(unit))
        return
    click.echo(unit.full_name)
    for outcome in unit.outcomes:
        click.echo(f"\n{outcome.label or ''} {outcome.title} ({outcome.kind})".replace("\n ", "\n"))
        for criterion in outcome.criteria:
            click.echo(f"  {criterion.label:<8} {criterion.text}")
    click.echo("\n" + text("Evidence requirements"))
    for requirement in unit.evidence_requirements:
        click.echo(f"  {requirement.label:<8} {requirement.text}")
        for item in requirement.items:
            click.echo(f"    {item.label:<6} {item.text}")
    if not unit.evidence_requirements:
        click.echo("  " + text("the unit states none"))


@units_group.command("check")
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
def units_check(files: tuple[Path, ...]) -> None:
    """Check unit specification files; every wrong one is named with field and cause."""
    wrong = []
    for file in files:
        try:
            unit = units.check_file(file)
            click.echo(text("{file}: {count} criteria, in order", file=file.name, count=len(unit.labels())))
        except UserError as error:
            wrong.append(str(error))
    if wrong:
        raise UserError("\n".join(wrong))


@main.group("candidates")
def candidates_group() -> None:
    """Candidates of the caseload."""


@candidates_group.command("list")
@as_json
@pass_place
def candidates_list(place: _Place, plain: bool) -> None:
    """List the candidates and the units they are enrolled on."""
    with place.caseload() as caseload:
        rows = [
            {"id": c.id, "name": c.name, "number": c.number, "units": candidates.enrolled_on(caseload, c.id)}
            for c in candidates.list_candidates(caseload)
        ]
    if plain:
        _print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['number'] or '—':<12} {row['name']}  [{', '.join(row['units'])}]")


@candidates_group.command("add")
@click.argument("name", metavar="NAME")
@click.option("--number", default="", help=text("The candidate number."))
@as_json
@pass_place
def candidates_add(place: _Place, name: str, number: str, plain: bool) -> None:
    """Add a candidate."""
    with place.caseload() as caseload:
        candidate = candidates.add_candidate(caseload, name, number)
    if plain:
        _print_json({"id": candidate.id, "name": candidate.name, "number": candidate.number})
    else:
        click.echo(text("{name} was added.", name=candidate.name))


@candidates_group.command("enrol")
@click.argument("candidate", metavar="CANDIDATE")
@click.argument("unit_ids", metavar="UNIT…", nargs=-1, required=True)
@pass_place
def candidates_enrol(place: _Place, candidate: str, unit_ids: tuple[str, ...]) -> None:
    """Enrol a candidate on units."""
    wanted = [units.unit(unit_id) for unit_id in unit_ids]
    with place.caseload() as caseload:
        found = candidates.find_candidate(caseload, candidate)
        for unit in wanted:
            candidates.enrol(caseload, found.id, unit.id)
            click.echo(text("{name} is enrolled on {unit}.", name=found.name, unit=unit.full_name))


@candidates_group.command("import")
@click.argument("path", metavar="FILE.csv", type=click.Path(path_type=Path))
@click.option(
    "--column",
    "named",
    multiple=True,
    metavar="FIELD=HEAD",
    help=text("Which column holds a field, such as name=Learner."),
)
@click.option("--skip-wrong", "without_wrong", is_flag=True, help=text("Leave wrong rows out and add the others."))
@click.option("--dry-run", "only_look", is_flag=True, help=text("Say what is wrong, and add nobody."))
@pass_place
def candidates_import(
    place: _Place, path: Path, named: tuple[str, ...], *, without_wrong: bool, only_look: bool
) -> None:
    """Add candidates from a list; nobody is added where any row is wrong."""
    columns = dict(pair.partition("=")[::2] for pair in named)
    if not set(columns) <= set(office.FIELDS):
        raise click.UsageError(text("Fields are: {fields}.", fields=", ".join(office.FIELDS)))
    with place.caseload() as caseload:
        listed = office.list_from(caseload, attachments.read_file(path), columns)
        for error in office.wrong_rows(listed):
            click.echo(error, err=True)
        if only_look:
            click.echo(plural("{count} row", "{count} rows", len(listed.rows)))
            return
        count = office.import_candidates(caseload, listed, without_wrong=without_wrong)
    click.echo(plural("{count} candidate was added.", "{count} candidates were added.", count))


@main.command("workbook")
@click.option(
    "-o",
    "--output",
    "path",
    required=True,
    type=click.Path(path_type=Path),
    help=text("The file to write: .xlsx or .csv."),
)
@pass_place
def workbook(place: _Place, path: Path) -> None:
    """Write the tracking workbook: candidates, units, criteria, findings, evidence, visits."""
    with place.caseload() as caseload:
        office.write_workbook(caseload, path)
    click.echo(str(path))


@main.command("report")
@click.argument("candidate", metavar="CANDIDATE")
@as_json
@pass_place
def report(place: _Place, candidate: str, plain: bool) -> None:
    """Say what is covered, what is missing and what to look for next, unit by unit."""
    with place.caseload() as caseload:
        view = overview.overview(caseload, candidates.find_candidate(caseload, candidate).id)
        content = overview.report(view, judgement.look_again(caseload, view.portfolio.candidate.id))
    if plain:
        _print_json(content)
        return
    click.echo(view.portfolio.candidate.name)
    for stand in view.standings:
        _print_standing(stand, view.portfolio)
    if content["look_again"]:
        click.echo("\n" + text("Look again"))
    for caution in content["look_again"]:
        click.echo(text("  item {number}: {what}", number=caution["evidence"], what=caution["detail"]))
    if content["next_visit"]:
        click.echo("\n" + text("What to look for next"))
    for wanted in content["next_visit"]:
        click.echo(f"  {wanted['look_for']} — {wanted['serves']}")
    if content["plan"]:
        _print_plan(content["plan"])


def _print_plan(plan: dict[str, Any]) -> None:
    agreed = text("agreed {day}", day=plan["agreed"]) if plan["agreed"] else text("not agreed yet")
    click.echo("\n" + text("Plan for {day}, {agreed}", day=plan["on"], agreed=agreed))
    for line in plan["lines"]:
        click.echo(f"  {line['seen']:>2}/{line['of']:<2}  {line['look_for']} — {line['serves']}")


_DECISION_WORDS = {
    DecisionState.NOT_READY: text("not ready"),
    DecisionState.READY: text("ready"),
    DecisionState.DECIDED: text("decided"),
    DecisionState.AWAITS_COUNTERSIGNER: text("decided, awaits the countersigner"),
    DecisionState.CHANGED: text("changed since it was decided"),
}


def _print_standing(stand: UnitStanding, portfolio: Portfolio) -> None:
    accepted, total = stand.count()
    ready = _DECISION_WORDS[decision_state(stand, portfolio)]
    click.echo(
        "\n"
        + text(
            "{unit}: {accepted} of {total} criteria accepted, {ready}",
            unit=stand.unit.full_name,
            accepted=accepted,
            total=total,
            ready=ready,
        )
    )
    standing, void = standing_signatures(stand, portfolio), void_signatures(stand, portfolio)
    if standing:
        click.echo("  " + text("signed by {roles}", roles=", ".join(label(signer) for signer in standing)))
    for signature in void:
        click.echo("  !    " + text("the signature of the {role} no longer applies", role=label(signature.signer)))
    once = stand.coverage.shown_once
    if once:
        shown = ", ".join(stand.unit.short(label) for label in once)
        click.echo("  " + text("on one occasion only: {criteria}", criteria=shown))
    if stand.coverage.methods:
        click.echo("  " + text("by {methods}", methods=", ".join(stand.coverage.methods)))
    for finding in stand.findings:
        click.echo(f"  {finding.name:<4} {finding.state.words:<16} {finding.detail}")
    for warning in stand.warnings:
        click.echo(f"  !    {warning}")


@main.command("forms")
@click.argument("candidate", metavar="CANDIDATE")
@click.option(
    "-o", "--output", "folder", required=True, type=click.Path(path_type=Path), help=text("The folder to write to.")
)
@click.option("--unit", "unit_id", metavar="ID", help=text("This unit only."))
@click.option("--form", "form", type=click.Choice(files.FORM_NAMES), help=text("This form only."))
@click.option("--password", "locked", is_flag=True, help=text("Ask for a password that the portfolio opens with."))
@pass_place
def forms(place: _Place, candidate: str, folder: Path, unit_id: str | None, form: str | None, locked: bool) -> None:
    """Write a candidate's forms as PDF."""
    password = (
        click.prompt(text("Password for the PDF"), hide_input=True, confirmation_prompt=True, err=True)
        if locked
        else ""
    )
    with place.caseload() as caseload:
        view = overview.overview(caseload, candidates.find_candidate(caseload, candidate).id)
        for path in files.write_forms(caseload, view, folder, unit_id, form, password):
            click.echo(str(path))


@main.command("history")
@click.argument("candidate", metavar="CANDIDATE")
@as_json
@pass_place
def show_history(place: _Place, candidate: str, plain: bool) -> None:
    """Show what was done in a candidate's record, oldest first."""
    with place.caseload() as caseload:
        entries = history.history(caseload, candidates.find_candidate(caseload, candidate).id)
    if plain:
        _print_json(
            [
                {
                    "id": entry.id, "at": entry.at.isoformat(), "author": entry.author, "action": entry.action,
                    "changes": [{"entity": e, "field": f, "value": v} for e, f, v in entry.changes],
                }
                for entry in entries
            ]
        )  # fmt: skip
        return
    for entry in entries:
        click.echo(f"{long_date(entry.at.date())}  {entry.at:%H:%M}  {entry.author}  {entry.words}")


def _file_passphrase(asked: str, *, confirm: bool = False) -> str:
    """Return the passphrase of a portfolio file, from the environment or the prompt."""
    given = os.environ.get(FILE_PASSPHRASE)
    return given or str(click.prompt(asked, hide_input=True, confirmation_prompt=confirm, err=True))


@main.command("export")
@click.argument("candidate", metavar="CANDIDATE")
@click.option("-o", "--output", "path", required=True, type=click.Path(path_type=Path), help=text("The file to write."))
@click.option(
    "--for",
    "key_file",
    type=click.Path(path_type=Path),
    help=text("The recipient’s key file; without it a passphrase is asked for."),
)
@click.option("--new", "only_new", is_flag=True, help=text("Only what the recipient has not had yet."))
@click.option("--no-forms", "bare", is_flag=True, help=text("Leave the printed forms out."))
@pass_place
def export(place: _Place, candidate: str, path: Path, key_file: Path | None, only_new: bool, bare: bool) -> None:
    """Write a candidate's portfolio file, reopen and verify it."""
    if only_new and key_file is None:
        raise click.UsageError(text("What somebody has not had yet can only be told for a key file (--for)."))
    with place.caseload() as caseload:
        found = candidates.find_candidate(caseload, candidate)
        recipients = [sending.read_key_file(caseload, key_file)] if key_file else []
        passphrase = "" if recipients else _file_passphrase(text("Passphrase for the file"), confirm=True)
        sending.send(
            caseload,
            [found.id],
            path,
            passphrase=passphrase,
            recipients=recipients,
            only_new=only_new,
            with_forms=not bare,
        )
    click.echo(text("{file} was written, reopened and verified. It is safe to unplug.", file=path))


@main.command("import")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--dry-run", "only_look", is_flag=True, help=text("Say what it would do, and change nothing."))
@pass_place
def import_file(place: _Place, path: Path, only_look: bool) -> None:
    """Receive a portfolio file: what is not there yet is taken in, nothing is overwritten."""
    passphrase = _file_passphrase(text("Passphrase of the file")) if receiving.needs_passphrase(path) else ""
    with place.caseload() as caseload:
        opened = receiving.open_file(path, receiving.own_identity(caseload), passphrase)
        shown = receiving.preview(caseload, opened)
        for line in receiving.preview_words(shown):
            click.echo(line)
        if only_look:
            click.echo(text("Nothing was changed."))
            return
        new = receiving.take_pictures(opened, caseload.attached.another())
        receiving.receive(caseload, opened, new)
    click.echo(text("Received."))


@main.command("verify")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@pass_place
def verify(place: _Place, path: Path) -> None:
    """Check a portfolio file, one line a check; the caseload is opened only where the file is locked for its key."""
    if receiving.needs_passphrase(path):
        receiving.open_file(path, "", _file_passphrase(text("Passphrase of the file")), passed=_passed)
    else:
        with place.caseload() as caseload:
            identity = receiving.own_identity(caseload)
        receiving.open_file(path, identity, passed=_passed)
    click.echo(text("The file is in order."))


@main.command("check")
@click.option("--repair", "mend", is_flag=True, help=text("Put right what can be, from what is left and the backups."))
@click.option(
    "--backups", "places", multiple=True, metavar="DIR", type=click.Path(path_type=Path),
    help=text("Backups that this caseload does not know of."),
)  # fmt: skip
@pass_place
def check(place: _Place, places: tuple[Path, ...], *, mend: bool) -> None:
    """Look whether the caseload and its backups are whole, one line a check."""
    passphrase = _passphrase()
    if mend:
        for done in checking.repair(place.folder, passphrase, places):
            click.echo(f"mended  {done}")
    wrong = False
    for line in checking.check_folder(place.folder, passphrase, places):
        for sentence in line.wrong:
            click.echo(f"damaged  {line.what}: {sentence}")
        if not line.wrong:
            click.echo(f"ok  {line.what}")
        wrong = wrong or bool(line.wrong)
    if wrong:
        sys.exit(1)


@main.command("backup")
@click.option(
    "--to",
    "to",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help=text("Another folder than the caseload’s own, such as a USB stick; kept from then on."),
)
@pass_place
def backup(place: _Place, to: Path | None) -> None:
    """Back up the caseload: copied, opened again, and compared."""
    with place.caseload() as caseload:
        made = backups.make_backup(caseload, to.resolve() if to else None)
    click.echo(text("{file} was made, opened and compared.", file=made.path))


@main.command("restore")
@click.argument("path", metavar="DIR_OR_FILE", type=click.Path(path_type=Path))
@click.option(
    "--to",
    "folder",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help=text("Where to make the caseload; without it, where --caseload says, or in the platform’s folder."),
)
@click.option("--recovery-code", "by_code", is_flag=True, help=text("Ask for the recovery code, not the passphrase."))
@click.option(
    "--centre-key",
    "key_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=text("The centre’s secret key, not the passphrase."),
)
@pass_place
def restore(place: _Place, path: Path, folder: Path | None, key_file: Path | None, *, by_code: bool) -> None:
    """Make a caseload of a backup, the latest of a folder or the one that is named."""
    if by_code and key_file:
        raise click.UsageError(text("Give the recovery code or the centre’s key, not both."))
    wanted, folder = backups.backup_at(path), folder or place.folder
    if key_file:
        unlock = backups.with_centre_key(_centre_identity(key_file))
    elif by_code:
        unlock = backups.with_recovery_code(
            os.environ.get(RECOVERY_CODE) or click.prompt(text("Recovery code"), err=True)
        )
    else:
        unlock = backups.with_passphrase(_passphrase())
    backups.restore_caseload(wanted, unlock, folder)
    click.echo(
        text(
            "{name} of {day} was restored to {folder}. It is a new machine from now on.",
            name=wanted.path.name,
            day=f"{long_date(wanted.at.date())}, {wanted.at:%H:%M}",
            folder=folder,
        )
    )


def _centre_identity(key_file: Path) -> str:
    """Return the secret half of a centre key: as it stands in the file, or, where that is locked, by its passphrase."""
    content = attachments.read_file(key_file)
    if b"AGE-SECRET-KEY-" in content.upper():
        return content.decode(errors="replace")
    asked = os.environ.get(CENTRE_KEY_PASSPHRASE) or click.prompt(
        text("Passphrase of the centre’s key"), hide_input=True, err=True
    )
    return centre_key.read_centre_key(key_file, str(asked))


def _passphrase() -> str:
    """Return the passphrase of a caseload, from the environment or the prompt."""
    return os.environ.get(PASSPHRASE) or str(click.prompt(text("Passphrase"), hide_input=True, err=True))


def _passed(check: str) -> None:
    click.echo(f"ok  {check}")


@main.command("step")
@click.option(
    "--folder", type=click.Path(path_type=Path), help=text("The folder that something else carries; kept from then on.")
)
@click.option(
    "--accept",
    "accepted",
    multiple=True,
    metavar="CODE",
    help=text("Accept another machine in the folder by its code."),
)
@pass_place
def keep_in_step(place: _Place, folder: Path | None, accepted: tuple[str, ...]) -> None:
    """Keep this machine in step with others through a folder."""
    with place.caseload() as caseload:
        if folder:
            step.choose_folder(caseload, folder)
        for partner in step.partners(caseload):
            if partner.card.device[:6] in accepted:
                step.accept(caseload, partner.card.device)
            elif not partner.accepted:
                name, code = partner.card.name, partner.card.device[:6]
                click.echo(text("{name}’s machine {code} is in the folder and not accepted.", name=name, code=code))
        came, went, left = step.step(caseload)
        click.echo(text("The code of this machine is {code}.", code=receiving.own_code(caseload)))
    click.echo(text("{came} files were taken in, {went} written.", came=came, went=went))
    for sentence in left:
        click.echo(sentence, err=True)


@main.command("key")
@click.option("-o", "--output", "path", required=True, type=click.Path(path_type=Path), help=text("The file to write."))
@pass_place
def key(place: _Place, path: Path) -> None:
    """Write this machine's key file, to give to whoever sends portfolios here."""
    with place.caseload() as caseload:
        sending.write_key_file(caseload, path)
    click.echo(text("{file} was written. It holds nothing secret.", file=path))


def _print_json(content: Any) -> None:
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))
