"""Commands on one candidate's record: report, forms and history."""

from pathlib import Path
from typing import Any

import click

from csassess.catalogue import plural, text
from csassess.commands.context import Context, as_json, with_context
from csassess.commands.output import say, say_json
from csassess.domain.asking.lines import Grade
from csassess.domain.assessment.decisions import DecisionState, decision_state
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.dates import long_date
from csassess.domain.labels import label
from csassess.domain.portfolio import Portfolio
from csassess.domain.signing.countersigning import awaits_countersigner
from csassess.domain.signing.unit_signing import valid_signatures, void_signatures
from csassess.services.candidates import candidates
from csassess.services.papers import files
from csassess.services.papers.asked import nothing_found
from csassess.services.progress import history, portfolio_view, would_ask
from csassess.services.progress.qualification_progress import (
    as_plain_progress,
    lines_of_progress,
    progress_of,
)
from csassess.services.progress.same_accounts import shared_accounts


@click.command("report")
@click.argument("candidate", metavar="CANDIDATE")
@as_json
@with_context
def report(context: Context, candidate: str, plain: bool) -> None:
    """Report what is covered, what is missing and what to look for next, unit by unit."""
    with context.caseload() as caseload:
        view = portfolio_view.portfolio_view(caseload, candidates.find_candidate(caseload, candidate).id)
        look_again = would_ask.before_accepting(caseload, view.portfolio.candidate.id)
        content = portfolio_view.report(view, look_again, would_ask.as_plain_data(caseload, view))
        progress = progress_of(caseload, view)
    if progress:
        content["qualification"] = as_plain_progress(progress)
    if plain:
        say_json(content)
        return
    say(view.portfolio.candidate.name)
    if progress:
        say("\n" + progress.specification.name)
        for name, words in lines_of_progress(progress):
            say(f"  {name}: {words}")
    for unit_standing in view.standings:
        _print_standing(unit_standing, view.portfolio)
    if content["items"]:
        say("\n" + text("Evidence"))
    for item in content["items"]:
        say(text("  item {number}: {what}", number=item["number"], what=item["words"]))
    if content["look_again"]:
        say("\n" + text("Check again"))
    for hint in content["look_again"]:
        say(text("  item {number}: {what}", number=hint["evidence"], what=hint["detail"]))
    if content["next_visit"]:
        say("\n" + text("What to look for next"))
    for target in content["next_visit"]:
        say(f"  {target['look_for']} — {target['serves']}")
    if content["plan"]:
        _print_plan(content["plan"])


@click.command("ask")
@click.argument("candidate", metavar="[CANDIDATE]", required=False, default="")
@with_context
def ask(context: Context, candidate: str) -> None:
    """Print what an external verifier would ask, of one candidate or of all.

    Then print which accounts share sentences, as far as status files tell.
    """
    with context.caseload() as caseload:
        everyone = (
            [candidates.find_candidate(caseload, candidate)]
            if candidate
            else candidates.list_candidates(caseload)
        )
        for found in everyone:
            lines = would_ask.as_plain_data(caseload, portfolio_view.portfolio_view(caseload, found.id))
            say(found.name)
            for line in lines:
                say(text("  {where}: {what}", where=line["where"], what=line["what"]))
                answered = line["answered"]
                said = answered["reason"] if answered else Grade(line["grade"]).words
                say(f"      {said}")
            if not lines:
                say(f"  {nothing_found()}")
        pairs = [
            pair
            for pair in shared_accounts(caseload)
            if not candidate or everyone[0].id in (pair.one.candidate, pair.other.candidate)
        ]
        if pairs:
            say(text("The same account under two candidates"))
        for pair in pairs:
            say(f"  {pair.words}")


def _print_plan(plan: dict[str, Any]) -> None:
    agreed = text("agreed {day}", day=plan["agreed"]) if plan["agreed"] else text("not agreed yet")
    say("\n" + text("Plan for {day}, {agreed}", day=plan["on"], agreed=agreed))
    for line in plan["lines"]:
        say(f"  {line['seen']:>2}/{line['of']:<2}  {line['look_for']} — {line['serves']}")


_DECISION_WORDS = {
    DecisionState.NOT_READY: text("not ready"),
    DecisionState.READY: text("ready"),
    DecisionState.DECIDED: text("decided"),
    DecisionState.AWAITS_COUNTERSIGNER: text("decided, awaiting the countersigner"),
    DecisionState.CHANGED: text("changed since it was decided"),
}


def _print_standing(unit_standing: UnitStanding, portfolio: Portfolio) -> None:
    accepted, total = unit_standing.count()
    state = decision_state(unit_standing, portfolio)
    if state is DecisionState.AWAITS_COUNTERSIGNER and not awaits_countersigner(unit_standing, portfolio):
        state = DecisionState.DECIDED
    decision = _DECISION_WORDS[state]
    say(
        "\n"
        + plural(
            "{unit}: {accepted} of {count} criterion accepted, {ready}",
            "{unit}: {accepted} of {count} criteria accepted, {ready}",
            total,
            unit=unit_standing.unit.full_name,
            accepted=accepted,
            ready=decision,
        )
    )
    valid, void = valid_signatures(unit_standing, portfolio), void_signatures(unit_standing, portfolio)
    if valid:
        say("  " + text("signed by {roles}", roles=", ".join(label(signer) for signer in valid)))
    for signature in void:
        say("  !    " + text("the signature of the {role} no longer applies", role=label(signature.signer)))
    shown_once = unit_standing.coverage.shown_once
    if shown_once:
        labels = ", ".join(unit_standing.unit.short(label) for label in shown_once)
        say("  " + text("on one occasion only: {criteria}", criteria=labels))
    if unit_standing.coverage.methods:
        say("  " + text("by {methods}", methods=", ".join(unit_standing.coverage.methods)))
    for finding in unit_standing.findings:
        say(f"  {finding.name:<4} {finding.state.words:<16} {finding.detail}")
    for warning in unit_standing.warnings:
        say(f"  !    {warning}")


@click.command("forms")
@click.argument("candidate", metavar="CANDIDATE")
@click.option(
    "-o",
    "--output",
    "folder",
    required=True,
    type=click.Path(path_type=Path),
    help=text("The folder to write to."),
)
@click.option("--unit", "unit_id", metavar="ID", help=text("This unit only."))
@click.option("--form", "form", type=click.Choice(files.FORM_NAMES), help=text("This form only."))
@click.option("--password", "locked", is_flag=True, help=text("Ask for a password to protect the portfolio."))
@with_context
def forms(
    context: Context, candidate: str, folder: Path, unit_id: str | None, form: str | None, locked: bool
) -> None:
    """Write a candidate's forms as PDF."""
    password = (
        click.prompt(text("Password for the PDF"), hide_input=True, confirmation_prompt=True, err=True)
        if locked
        else ""
    )
    with context.caseload() as caseload:
        view = portfolio_view.portfolio_view(caseload, candidates.find_candidate(caseload, candidate).id)
        for path in files.write_forms(caseload, view, folder, unit_id, form, password):
            say(str(path))


@click.command("history")
@click.argument("candidate", metavar="CANDIDATE")
@as_json
@with_context
def show_history(context: Context, candidate: str, plain: bool) -> None:
    """Show what was done in a candidate's record, oldest first."""
    with context.caseload() as caseload:
        stream = candidates.find_candidate(caseload, candidate).id
        entries = history.history(caseload, stream)
        abouts = [] if plain else history.about_in_words(caseload, stream, entries)
    if plain:
        say_json(
            [
                {
                    "id": entry.id,
                    "at": entry.at.isoformat(),
                    "author": entry.author,
                    "action": entry.action,
                    "changes": [
                        {"entity": change.entity, "field": change.field, "value": change.value}
                        for change in entry.changes
                    ],
                }
                for entry in entries
            ]
        )
        return
    for entry, about in zip(entries, abouts, strict=True):
        what = ": ".join(filter(None, (entry.words, about)))
        say(f"{long_date(entry.at.date())}  {entry.at:%H:%M}  {entry.author}  {what}")
