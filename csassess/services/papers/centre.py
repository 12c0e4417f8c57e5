"""The centre's own papers.

Staff list, approvals of forms, registrations and claims, sampling plan, review list.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from csassess.catalogue import plural, text
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.record.portfolios import says_formative
from csassess.domain.assessment.decisions import last_decision
from csassess.domain.assessment.portfolio_status import UnitStatus
from csassess.domain.controlled_forms import VERSION, approval_in_words
from csassess.domain.dates import long_date
from csassess.domain.records.people import Qualification
from csassess.domain.records.programme.claims import DirectClaims
from csassess.domain.records.staff import StaffMember
from csassess.domain.retention.date_order import broken_order
from csassess.domain.retention.review import Review
from csassess.domain.verification.sampling_plan import PlanRow, history_words, unit_names
from csassess.forms.content import Block, Grid, Heading, Paper, SignatureLine, Signing, Words
from csassess.services.access.caseloads import centre_of
from csassess.services.candidates.staff import staff_list
from csassess.services.papers.common import Facts, paper, unstated
from csassess.services.papers.form_control import approvals, forms_used
from csassess.services.papers.programme import unit_words
from csassess.services.papers.qualification_blocks import qualification_line
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.services.units.units import all_units

_SPECIMENS_TOGETHER = 6


def centre_facts(caseload: Caseload) -> Facts:
    """Return the centre that a paper belongs to, and today's date as its date."""
    centre = centre_of(caseload)
    return (
        (text("Centre"), centre.name),
        (text("Centre number"), centre.number or unstated()),
        (text("As of"), long_date(caseload.clock().date())),
    )


def _of_centre(caseload: Caseload, form: str, title: str, *blocks: Block) -> Paper:
    return paper(caseload, form, title, centre_of(caseload).name, centre_facts(caseload), *blocks)


def staff_paper(caseload: Caseload) -> Paper:
    """Return the staff list: roles, qualifications, dates and specimen signatures."""
    staff = staff_list(caseload)
    rows = tuple(
        (
            member.name,
            member.roles,
            member.qualifications or unstated(),
            long_date(member.since) if member.since else unstated(),
            long_date(member.until) if member.until else "",
        )
        for member in staff
    )
    heads = (text("Name"), text("Roles"), text("Qualifications"), text("Since"), text("Until"))
    blocks: list[Block] = [Grid(heads, rows, (3, 3.4, 4, 2.4, 2.4), empty=0 if rows else 4)]
    competence = tuple(_competence(member) for member in staff if _says_more(member))
    if competence:
        more = (
            text("Name"),
            text("Competent in"),
            text("Certificates seen"),
            text("Professional development"),
            text("Conflict of interest"),
        )
        blocks += [Heading(text("Competence and interests")), Grid(more, competence, (3, 3.4, 3, 3, 3))]
    specimens = [
        SignatureLine(
            member.name,
            day=long_date(member.specimen_on) if member.specimen_on else "",
            strokes=member.specimen,
            printed=member.roles,
        )
        for member in staff
    ]
    for start in range(0, len(specimens), _SPECIMENS_TOGETHER):
        blocks.append(
            Signing(text("Specimen signatures"), tuple(specimens[start : start + _SPECIMENS_TOGETHER]))
        )
    return _of_centre(caseload, "STL", text("Staff list"), *blocks)


def _says_more(member: StaffMember) -> bool:
    return bool(
        member.competent_in
        or member.cpd
        or member.certificates
        or member.conflicts
        or member.conflict_of_interest
    )


def _competence(member: StaffMember) -> tuple[str, ...]:
    """Return a person's competence, certificates and conflicts of interest as a row of the staff list.

    Candidates are counted, not named: the paper is the same on every machine.
    """
    count = len(member.conflicts)
    candidates = plural("{count} candidate", "{count} candidates", count) if count else ""
    interests = [part for part in (candidates, member.conflict_of_interest) if part]
    units = {unit.id: unit.full_name for unit in all_units()}
    return (
        member.name,
        "; ".join(units.get(unit, unit) for unit in member.competent_in) or unstated(),
        member.certificates or unstated(),
        member.cpd or unstated(),
        "; ".join(interests) or text("none stated"),
    )


def approvals_paper(caseload: Caseload) -> Paper:
    """Return the list of forms: which version was approved, by whom and when."""
    recorded = approvals(caseload)
    rows = tuple(
        (form, title, VERSION, approval_in_words(form, recorded)) for form, title in forms_used(caseload)
    )
    heads = (text("Form"), text("Title"), text("Version"), text("Approval"))
    return _of_centre(caseload, "FAP", text("Approval of forms"), Grid(heads, rows, (1.4, 5, 1.6, 6)))


def registrations_paper(
    caseload: Caseload, views: Iterable[PortfolioView], *, of_whole_centre: bool = True
) -> Paper:
    """Return the registrations and what followed, with dates and numbers.

    Units, hand-overs, claims with their release, withdrawals, transfers and certificates, by candidate.
    The paper says so if these are not all candidates of the centre.
    """
    titles = {
        qualification.id: qualification.title
        for qualification in caseload.all(Qualification, CASELOAD_STREAM)
    }
    blocks: list[Block] = []
    if not of_whole_centre:
        blocks.append(Words(text("Of the candidates in this record only."), quiet=True))
    for view in views:
        portfolio = view.portfolio
        rows = _dated_rows(view, titles)
        name = " · ".join(part for part in (portfolio.candidate.name, portfolio.candidate.number) if part)
        blocks += [
            Heading(name),
            Grid(
                (text("What"), text("On"), text("Number, unit"), text("Of, or note")),
                tuple(rows),
                (2.6, 3, 3, 6),
            ),
        ]
        blocks += qualification_line(caseload, view)
        blocks += [Words(sentence) for sentence in broken_order(portfolio)]
        if not rows:
            blocks[-1] = Words(text("Not registered yet."))
    blocks += _direct_claims(caseload, titles)
    return _of_centre(caseload, "REG", text("Registrations, claims and certificates"), *blocks)


def _direct_claims(caseload: Caseload, titles: Mapping[str, str]) -> list[Block]:
    """Return for which qualifications the centre claims directly, as far as it is recorded here."""
    rows = tuple(
        (
            titles.get(status.qualification, unstated()),
            long_date(status.since),
            long_date(status.until) if status.until else text("until further notice"),
            status.note,
        )
        for status in sorted(caseload.all(DirectClaims, CASELOAD_STREAM), key=lambda status: status.since)
    )
    heads = (text("Qualification"), text("Since"), text("Until"), text("Note"))
    return [Heading(text("Direct claims status")), Grid(heads, rows, (4, 2.6, 3, 5))] if rows else []


_Row = tuple[str, str, str, str]


def _dated_rows(view: PortfolioView, titles: Mapping[str, str]) -> list[_Row]:
    """Return what happened to a candidate from registration to certificate, by date, as rows of the paper.

    `titles` are those of the qualifications, by id. Units that are not achieved yet come last.
    """
    portfolio = view.portfolio
    entries = [
        (r.on, text("registration"), r.number or unstated(), titles.get(r.qualification, unstated()))
        for r in portfolio.registrations
    ]
    for standing in view.standings:
        decision, name = last_decision(standing.unit.id, portfolio), view.name_of(standing.unit)
        what = text("unit achieved") if decision else text("unit, not achieved yet")
        entries.append((decision.on if decision else date.max, what, name, ""))
    for each in portfolio.hand_overs:
        entries.append((each.on, text("handed over"), "", text("to {name}", name=each.to)))
    for claim in portfolio.claims:
        units = ", ".join(unit_words(view, unit) for unit in claim.units)
        how = text("under direct claims status") if claim.direct else text("waits for the external verifier")
        entries.append((claim.on, text("claim put forward"), units, how))
        if claim.released:
            by = text("by {name}", name=claim.released_by)
            entries.append((claim.released, text("claim released"), units, by))
    entries += [(m.on, m.kind.words, m.number, m.note) for m in portfolio.milestones]
    entries.sort(key=lambda entry: entry[0] or date.min)
    return [(what, _when(on), number, note) for on, what, number, note in entries]


def _when(on: date | None) -> str:
    if on is None:
        return unstated()
    return "" if on == date.max else long_date(on)


def plan_paper(
    caseload: Caseload,
    rows: Sequence[PlanRow],
    planned: Mapping[tuple[str, str], Sequence[str]] | None = None,
    before: Sequence[Block] = (),
    after: Sequence[Block] = (),
) -> Paper:
    """Return the sampling plan: every registered candidate and unit, by assessor.

    Each unit says what was sampled, or why it was not. `planned` says what is planned of a unit, by
    candidate and unit. The blocks `before` come first, the blocks `after` last.
    """
    blocks: list[Block] = [*before]
    formative = says_formative(caseload)
    names, assessors = unit_names(rows), {row.summary.assessor: row.summary.assessor_name for row in rows}
    for assessor, assessor_name in assessors.items():
        lines = tuple(
            (
                row.summary.name if n == 0 else "",
                names[unit.unit],
                f"{unit.done}/{unit.total}",
                plan_words(row, unit, formative=formative),
                *(["\n".join(planned.get((row.summary.candidate, unit.unit), ()))] if planned else []),
            )
            for row in rows
            if row.summary.assessor == assessor
            for n, unit in enumerate(row.summary.units)
        )
        heads: tuple[str, ...] = (
            text("Candidate"),
            text("Unit"),
            text("Accepted"),
            text("Looked at, or why not"),
        )
        widths: tuple[float, ...] = (3.4, 4, 1.8, 6)
        if planned:
            heads, widths = (*heads, text("Planned")), (3, 2.6, 2, 4, 4.4)
        blocks += [Heading(text("Assessor: {name}", name=assessor_name)), Grid(heads, lines, widths)]
    return _of_centre(caseload, "SPL", text("Sampling plan"), *blocks, *after)


def plan_words(row: PlanRow, unit: UnitStatus, *, formative: bool = False) -> str:
    """Return in words how far a candidate's unit was verified.

    This covers what was sampled or why it was not, open actions, and what else matters for the
    plan.
    """
    words = []
    if unit.looked.samples:
        words += history_words(unit, formative=formative)
        words.append(", ".join((*unit.looked.methods, *unit.looked.places)))
    elif unit.history:
        words += history_words(unit, formative=formative)
    elif unit.not_sampled:
        words.append(text("not sampled: {reason}", reason=unit.not_sampled))
    elif unit.begun:
        words.append(text("being sampled"))
    else:
        words.append(text("not looked at yet"))
    if unit.open_actions and not unit.history:
        words.append(plural("{count} open action", "{count} open actions", unit.open_actions))
    if row.reported_on:
        words.append(text("as told on {day}", day=long_date(row.reported_on)))
    if row.summary.ended:
        words.append(row.summary.ended)
    return "; ".join(filter(None, words))


def review_paper(caseload: Caseload, reviews: Iterable[Review]) -> Paper:
    """Return the list of portfolios whose retention period is over.

    The last column is left empty for the decision.
    """
    rows = tuple(
        (
            review.name,
            review.number,
            review.counted_words,
            _day(review.dates.records_until),
            _day(review.dates.files_until),
            "",
        )
        for review in reviews
    )
    heads = (
        text("Candidate"),
        text("Number"),
        text("Counted from"),
        text("Records until"),
        text("Files until"),
        text("Decided, by, on"),
    )
    return _of_centre(caseload, "RVL", text("Review list"), Grid(heads, rows, (3, 2, 2.4, 2.4, 2.4, 4)))


def _day(day: date | None) -> str:
    return long_date(day) if day else ""
