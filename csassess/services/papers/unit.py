"""Further papers of a unit.

The check of its evidence requirements, and its declaration.
"""

from collections.abc import Sequence

from csassess.catalogue import text
from csassess.data.exchange.devices import people
from csassess.data.record.caseload import Caseload
from csassess.domain.assessment.decisions import DecisionState, decision_state, last_decision
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.dates import long_date
from csassess.domain.labels import with_capital
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import Decision, EvidenceItem
from csassess.domain.records.people import Assessor
from csassess.domain.records.signatures import Signer
from csassess.domain.signing.exceptions import exceptions_to_items, findings_of_samples, left_out_words
from csassess.domain.units.recording_forms import recording_form
from csassess.forms.content import Block, Grid, Heading, Paper, SignatureLine, Signing, Words
from csassess.services.access.caseloads import assessor_for
from csassess.services.papers.common import (
    AboutRecord,
    asked_words,
    awaits_countersigner,
    facts_about,
    name_of,
    paper,
    signature_lines_of,
)
from csassess.services.papers.qualification_blocks import qualification_line
from csassess.services.progress.portfolio_view import PortfolioView


def requirement_check(caseload: Caseload, view: PortfolioView, unit_id: str) -> Paper:
    """Return the check of a unit's evidence requirements.

    Each requirement with its state, the reason, and the evidence for it.
    """
    unit_standing = view.of(unit_id)
    rows = tuple(
        (
            f.name,
            _requirement_text(unit_standing, f.requirement, f.item),
            f.state.words or text("none stated"),
            f.detail,
            ", ".join(f.evidence),
        )
        for f in unit_standing.findings
    )
    heads = (
        text("No"),
        text("The unit asks"),
        text("State"),
        text("What the record shows"),
        text("Evidence"),
    )
    blocks: list[Block] = [Heading(text("Evidence requirements")), Grid(heads, rows, (1.2, 6, 2.2, 6, 2))]
    if unit_standing.warnings:
        blocks.append(Heading(text("To look at again")))
        blocks += [Words(warning) for warning in unit_standing.warnings]
    done, total = unit_standing.count()
    covered = text("{done} of {total} criteria are covered by accepted evidence.", done=done, total=total)
    blocks.append(Words(covered, quiet=True))
    for section in unit_standing.unit.sections:  # shown and not checked
        blocks += [Heading(section.title), Words(section.text)]
    return paper(
        caseload,
        "ERC",
        text("Check of evidence requirements"),
        f"{view.portfolio.candidate.name}, {view.name_of(unit_standing.unit)}",
        facts_about(caseload, view),
        *blocks,
        subtitle=text("Unit {unit}", unit=unit_standing.unit.full_name),
        shown=AboutRecord(view.portfolio, unit_standing.unit.id),
    )


def _requirement_text(unit_standing: UnitStanding, requirement: str | None, item: str | None) -> str:
    if item:
        return unit_standing.unit.item_text(requirement, item)
    stated = next((r for r in unit_standing.unit.evidence_requirements if r.label == requirement), None)
    if stated is None:
        return ""
    listed = [f"{part.label}  {part.text}" for part in stated.items if part.label not in stated.parts]
    return "\n".join((stated.text, *listed))


def unit_declaration(caseload: Caseload, view: PortfolioView, unit_id: str) -> Paper:
    """Return the declaration that a unit is achieved.

    The decision, the evidence it rests on, and the signature lines in order.
    """
    unit_standing, portfolio = view.of(unit_id), view.portfolio
    decision, state = last_decision(unit_id, portfolio), decision_state(unit_standing, portfolio)
    items = [item for item in portfolio.evidence if decision and item.id in decision.basis]
    blocks: list[Block] = [Heading(text("Decision"))]
    if decision:
        facts = {"day": long_date(decision.on), "code": decision.code[:12]}
        achieved = text("Achieved on {day}; record code {code}.", **facts)
        blocks.append(Words(achieved, first=text("Decided on {day}; record code {code}.", **facts)))
        blocks.append(
            Words(
                text(
                    "It rests on evidence {numbers}.",
                    numbers=", ".join(view.portfolio.number_of(item) for item in items),
                )
            )
        )
        if decision.reason:
            is_first = decision.id == next(d.id for d in view.portfolio.decisions if d.unit == decision.unit)
            if is_first:
                because = text(
                    "Achieved although an action was open, because: {reason}", reason=decision.reason
                )
                first = text("Decided although an action was open, because: {reason}", reason=decision.reason)
            else:
                because = text("Assessed again because: {reason}", reason=decision.reason)
                first = text("Decided again because: {reason}", reason=decision.reason)
            blocks.append(Words(because, first=first))
    else:
        not_yet = text("The unit is not achieved yet.")
        blocks.append(Words(not_yet, first=text("The unit is not decided yet.")))
    if state is DecisionState.CHANGED:
        changed = text(
            "The record was changed since: this declaration does not hold until the unit is assessed again."
        )
        first = text(
            "The record was changed since: this declaration does not hold until it is decided again."
        )
        blocks.append(Words(changed, first=first))
    exceptions = [
        Words(words)
        for words in (
            *exceptions_to_items([item.id for item in items], portfolio),
            *findings_of_samples(unit_id, portfolio),
        )
    ]
    added = [*exceptions, *_asked(caseload, portfolio, unit_id, items), *qualification_line(caseload, view)]
    blocks += added
    names = {
        Signer.CANDIDATE: text("Candidate’s signature"),
        Signer.ASSESSOR: text("Assessor’s signature"),
        Signer.COUNTERSIGNER: text("Countersigner’s signature"),
        Signer.VERIFIER: text("Internal verifier’s signature"),
    }
    lines = signature_lines_of(caseload, unit_standing, portfolio, names)
    if decision is None and awaits_countersigner(caseload, portfolio, unit_id):
        lines = (*lines[:2], SignatureLine(names[Signer.COUNTERSIGNER]), *lines[2:])
    blocks.append(Signing(recording_form(unit_standing.unit).declaration, lines))
    return paper(
        caseload,
        "UND",
        text("Unit declaration"),
        f"{portfolio.candidate.name}, {view.name_of(unit_standing.unit)}",
        facts_about(caseload, view),
        *blocks,
        subtitle=text("Unit {unit}", unit=unit_standing.unit.full_name),
        shown=AboutRecord(view.portfolio, unit_standing.unit.id),
        added=added,
    )


def _asked(
    caseload: Caseload, portfolio: Portfolio, unit_id: str, items: Sequence[EvidenceItem]
) -> list[Words]:
    """Return what the countersigner asked, and what was added to the evidence since the first of it."""
    added = [(item, addendum) for item in items for addendum in portfolio.addenda_of(item.id)]
    asked = [needed for needed in portfolio.needed if needed.unit == unit_id]
    answers = [
        text(
            "Added to item {number} on {day} by {name}: {words}",
            number=portfolio.number_of(item),
            day=long_date(addendum.at.date()),
            name=name_of(caseload, addendum.by),
            words=addendum.words,
        )
        for item, addendum in added
        if asked and addendum.at > asked[0].at
    ]
    return [Words(asked_words(needed)) for needed in asked] + [Words(answer) for answer in answers]


def _assessor_of(caseload: Caseload, portfolio: Portfolio, decision: Decision | None) -> Assessor:
    """Return who decided a unit, or who assesses it."""
    decider = people(caseload).get(decision.by) if decision else None
    return decider or assessor_for(caseload, portfolio)


def decision_words(caseload: Caseload, view: PortfolioView, unit_id: str) -> str:
    """Return the decision on a unit as plain text.

    It is shown to the person who signs it.
    """
    unit_standing, portfolio = view.of(unit_id), view.portfolio
    decision = last_decision(unit_id, portfolio)
    lines = [
        portfolio.candidate.name,
        text("Unit {unit}", unit=unit_standing.unit.full_name),
        _assessor_of(caseload, portfolio, decision).name,
    ]
    if decision:
        lines.append(
            text(
                "Achieved on {day}; record code {code}.", day=long_date(decision.on), code=decision.code[:12]
            )
        )
    for criterion in unit_standing.coverage.criteria:
        wording = unit_standing.unit.wording(criterion.label)
        lines.append(
            text(
                "{label}  {wording}  evidence {numbers}",
                label=criterion.label,
                wording=wording,
                numbers=", ".join(criterion.evidence),
            )
        )
    lines += exceptions_to_items(decision.basis if decision else (), portfolio)
    lines += findings_of_samples(unit_id, portfolio)
    left_out = left_out_words(unit_id, portfolio)
    lines += [with_capital(left_out)] if left_out else []
    lines += [
        f"{finding.name}  {finding.state.words}: {finding.detail}"
        for finding in unit_standing.findings
        if finding.name
    ]
    return "\n".join(lines)
