"""What a stranger's file says of qualifications: read, a draft, and nothing that counts here."""

from contextlib import suppress

import pytest

from csassess.data.qualifications.reader import qualification_from
from csassess.data.record import fold
from csassess.data.record.events import Change
from csassess.data.record.portfolios import load_portfolio
from csassess.data.storage.canonical import digest as digest_of
from csassess.domain.assessment.unit_versions import UnitState
from csassess.domain.errors import UserError
from csassess.domain.records.people import Candidate, Registration
from csassess.domain.records.questions import QualificationVersion
from csassess.domain.records.retention import BodyPeriod
from csassess.services.candidates import candidates
from csassess.services.progress.candidate_rows import candidate_rows
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.progress.qualification_progress import progress_of
from csassess.services.qualifications import caseload_qualifications, choosing
from csassess.services.retention import periods
from tests.support.builders import THAT_DAY
from tests.support.exchanging import receive_file
from tests.support.qualifications import approved, content, register


def from_stranger(mallory, caseload, path, stated, *units):
    """Send a stranger's candidate who is registered for a qualification; return the candidate's id."""
    mallory.caseload.store_wording(digest_of(stated), "certificate", stated)
    mallory.records("c9", "x", Candidate("c9", "Forged", "X1"))
    mallory.records("c9", "x", Registration("r9", "q9", "1", digest=digest_of(stated), units=units))
    fold.rebuild_stream(mallory.caseload.db, "c9")
    mallory.send("c9", path, caseload)
    receive_file(caseload, path)
    return "c9"


def test_a_stranger_s_wording_under_an_id_of_ours_is_a_draft_beside_it(caseload, mallory, tmp_path):
    ours = approved(caseload)
    una = candidates.add_candidate(caseload, "Una", "U-1")
    register(caseload, una.id, ours)
    before = progress_of(caseload, portfolio_view(caseload, una.id))
    from_stranger(mallory, caseload, tmp_path / "f", content(totals=None, awarding_body="Short Body"))
    states = {v.version.digest: v.state for v in caseload_qualifications.caseload_qualifications(caseload)}
    assert sorted(states.values()) == [UnitState.APPROVED, UnitState.DRAFT]
    assert states[ours.digest] is UnitState.APPROVED
    assert [*caseload_qualifications.offered(caseload)] == [ours.digest]
    assert progress_of(caseload, portfolio_view(caseload, una.id)) == before
    assert periods.bodies_known(caseload) == ["First Body"]


def test_a_stranger_s_choice_of_units_that_are_none_fails_nowhere(caseload, mallory, tmp_path):
    odd = ("", "x" * 64, "ocr-61", "ocr-61", "\u202bunit", "<b>ocr</b>")
    stated = content(title="<b>Award</b> &amp;", note="{name} %s", groups=content()["groups"])
    stream = from_stranger(mallory, caseload, tmp_path / "f", stated, *odd)
    view = portfolio_view(caseload, stream)
    choice = choosing.choice_of(caseload, view)
    assert choice.specification.title == "<b>Award</b> &amp;"
    assert not choice.is_approved
    rows = dict(candidate_rows(caseload))
    assert any(row.qualification.title == "<b>Award</b> &amp;" for row in rows.values())
    assert load_portfolio(caseload, stream).registrations[0].units[2] == "ocr-61"


@pytest.mark.parametrize(
    "record",
    [
        QualificationVersion("v9", "certificate", "a" * 64, "Mine", THAT_DAY, "M", approved=THAT_DAY),
        BodyPeriod("b9", "First Body", 0, 0),
    ],
    ids=["approval", "period"],
)
def test_no_portfolio_approves_a_qualification_or_sets_a_period(caseload, mallory, tmp_path, record):
    """The sender reads the file as its receiver would, so it is refused before it is sent."""
    mallory.records("c9", "x", Candidate("c9", "Forged", "X1"))
    fold.rebuild_stream(mallory.caseload.db, "c9")
    mallory.records("c9", "x", record)
    with pytest.raises(UserError, match="does not belong in a portfolio"):
        mallory.send("c9", tmp_path / "f", caseload)


def test_a_stranger_changes_no_registration_of_ours(caseload, mallory, tmp_path):
    ours = approved(caseload)
    una = candidates.add_candidate(caseload, "Una", "U-1")
    registration = register(caseload, una.id, ours)
    mallory.records(una.id, "x", Candidate(una.id, "Una", "U-1"))
    fold.rebuild_stream(mallory.caseload.db, una.id)
    mallory.entry(una.id, "x", [Change("registration", registration.id, "digest", "f" * 64, ())])
    mallory.send(una.id, tmp_path / "f", caseload)
    with suppress(UserError):  # refused whole is as good
        receive_file(caseload, tmp_path / "f")
    assert load_portfolio(caseload, una.id).registrations[0].digest == ours.digest


def test_a_qualification_of_somebody_with_a_long_name_is_taken_in_as_a_draft(caseload):
    stated = qualification_from(content())
    caseload.store_wording(digest_of(content()), stated.id, content())
    caseload_qualifications.receive(caseload, stated, digest_of(content()), "n" * 490)
    (brought,) = caseload_qualifications.caseload_qualifications(caseload)
    assert (brought.state, brought.version.added_by) == (UnitState.DRAFT, "n" * 490)
