"""What a file does not bring to its recipient, or what does not count there, and where to put it right."""

from collections.abc import Iterable, Iterator

from csassess.catalogue import plural, text
from csassess.data.record.caseload import Caseload
from csassess.domain.assessment.item_state import ItemState
from csassess.domain.dates import long_date
from csassess.domain.portfolio import stored_files
from csassess.domain.records.roles import Role
from csassess.domain.verification.sampling import unsigned_samples
from csassess.services.access.caseloads import assessor_of
from csassess.services.progress.portfolio_status import portfolio_statuses
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.services.progress.to_do import ToFinish, unsigned_words


def not_arriving(caseload: Caseload, views: Iterable[PortfolioView]) -> list[ToFinish]:
    """Return what portfolio files of these candidates will not contain, and where to put it right.

    Missing pictures are listed for every role, and otherwise what the role can put right:

    - Assessor: a missing registration, unfinished visits, items not accepted, words not saved.
    - Centre: a missing registration.
    - Verifier: samples not signed, so that their actions reach no one.
    """
    role = assessor_of(caseload).role
    unsaved = frozenset(caseload.drafts.records())
    findings: list[ToFinish] = []
    for view in views:
        if role in (Role.ASSESSOR, Role.CENTRE) and not view.portfolio.registrations:
            words = text("Not registered: the internal verifier cannot sample. Record the registration.")
            findings.append(_about(view, words))
        if role is Role.ASSESSOR:
            findings += [*_unfinished(view), *_unsaved(view, unsaved)]
        if role is Role.VERIFIER:
            findings += _unsigned(view)
        missing = sum(_is_missing(caseload, sha256) for sha256, _ in set(stored_files(view.portfolio)))
        if missing:
            words = plural(
                "{count} picture or file is missing on this machine.",
                "{count} pictures or files are missing on this machine.",
                missing,
            )
            findings.append(_about(view, words))
    return findings


def _is_missing(caseload: Caseload, sha256: str) -> bool:
    """Return whether bytes are not here, although they were not deleted on purpose, as for a cover."""
    return not caseload.attached.has(sha256) and not caseload.attached.is_refused(sha256)


def not_in_plan(caseload: Caseload) -> list[ToFinish]:
    """Return the candidates whom the verifier's plan leaves out although a status file names them."""
    words = text("Not registered: not in the internal verifier’s plan. Record the registration.")
    return [
        ToFinish(status.candidate, "", status.name, words)
        for status in portfolio_statuses(caseload)
        if not status.is_registered
    ]


def _about(view: PortfolioView, words: str) -> ToFinish:
    return ToFinish(view.portfolio.candidate.id, "", view.portfolio.candidate.name, words)


def _item_name(view: PortfolioView, number: str) -> str:
    return text("{name}, item {number}", name=view.portfolio.candidate.name, number=number)


def _unfinished(view: PortfolioView) -> Iterator[ToFinish]:
    for item in view.portfolio.evidence:
        state, who = view.state_of(item), _item_name(view, item.number)
        if state is ItemState.OBSERVING:
            words = text("The visit of {day} is not finished.", day=long_date(item.on))
            yield ToFinish(view.portfolio.candidate.id, item.id, who, words, "finish", state=state)
        elif state not in (ItemState.ACCEPTED, ItemState.WITHDRAWN):
            words = text("Not accepted: it arrives as a draft and does not count.")
            yield ToFinish(view.portfolio.candidate.id, item.id, who, words, state=state)


def _unsaved(view: PortfolioView, unsaved: frozenset[str]) -> Iterator[ToFinish]:
    for note in view.portfolio.notes:
        if note.id in unsaved:
            who = _item_name(view, view.portfolio.item(note.evidence).number)
            words = text("Words typed into a note are not saved: they do not arrive.")
            yield ToFinish(view.portfolio.candidate.id, note.evidence, who, words, note=note.id)


def _unsigned(view: PortfolioView) -> Iterator[ToFinish]:
    for sample in unsigned_samples(view.portfolio):
        words = unsigned_words(sample, view.portfolio)
        yield ToFinish(
            view.portfolio.candidate.id,
            "",
            view.portfolio.candidate.name,
            words,
            "sample",
            unit=sample.unit,
            form=sample.id,
        )
