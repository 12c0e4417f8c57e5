"""A caseload with a record of every kind, one field of which is set to any words, and all its papers."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from csassess.data.record.caseload import CASELOAD_STREAM, CENTRE_STREAM
from csassess.domain.records.kinds import KINDS, RecordKind, Stream
from csassess.domain.records.quality.external_visits import ExternalAction, ExternalVisit
from csassess.domain.records.quality.standardisation import Standardisation
from csassess.forms.content import Paper, RecordingFormContent
from csassess.services.papers import centre, files
from csassess.services.papers.quality import external_visits_paper, standardisation_paper
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.verification.plan_papers import whole_plan
from tests.support.ungated import without_gate
from tests.support.verifying import without_role_checks


def word_fields() -> list[tuple[str, str]]:
    """Return (kind, field) of every field that holds a person's own words."""
    return [(kind.name, name) for kind in KINDS.values() for name in sorted(kind.words)]


def last_record(caseload: Any, kind: RecordKind, candidate_id: str) -> tuple[str, Any] | None:
    """Return the stream and the last record of a kind, or None if the caseload holds none."""
    if kind.stream is Stream.PORTFOLIO:
        streams = [candidate_id]
    else:
        streams = [CASELOAD_STREAM, CENTRE_STREAM]
    for stream in streams:
        records = caseload.all(kind.record_type, stream)
        if records:
            return stream, records[-1]
    return None


def set_words(caseload: Any, candidate_id: str, kind_name: str, field: str, words: str) -> str | None:
    """Set a field of the last record of a kind; return what it held, or None if there is no such record."""
    found = last_record(caseload, KINDS[kind_name], candidate_id)
    if found is None:
        return None
    stream, record = found
    with without_gate(), without_role_checks(caseload):
        caseload.save(stream, "note.add", replace(record, **{field: words}))
    return str(getattr(record, field))


def every_paper(caseload: Any, candidate_id: str) -> Iterator[Paper | RecordingFormContent]:
    """Yield every paper of a candidate and of the centre, in an order that does not depend on words."""
    view = portfolio_view(caseload, candidate_id)
    for choice in files.paper_choices(caseload, view):
        content = choice.content()
        if not isinstance(content, bytes):
            yield content
    yield centre.staff_paper(caseload)
    yield centre.approvals_paper(caseload)
    yield centre.registrations_paper(caseload, [view])
    yield whole_plan(caseload)
    actions = caseload.all(ExternalAction)
    yield external_visits_paper(caseload, [(visit, actions) for visit in caseload.all(ExternalVisit)])
    yield standardisation_paper(caseload, [(s, ()) for s in caseload.all(Standardisation)])
