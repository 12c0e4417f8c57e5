"""The certificate of erasure is dated on the day the held copy ends, and says so until then."""

from dataclasses import replace
from datetime import date

from csassess.domain.records.milestones import MilestoneKind
from csassess.services.access import caseloads
from csassess.services.access.caseloads import centre_of
from csassess.services.candidates import candidates
from csassess.services.papers.files import draw
from csassess.services.progress import milestones
from csassess.services.retention import held, retention
from csassess.services.retention.certificate import certificate
from tests.support.builders import SECOND, pdf_text


def words(caseload, stub):
    return " ".join(pdf_text(draw(certificate(caseload, stub))).split())


def test_until_the_held_copy_ends_the_certificate_says_when(caseload, mo):
    stub, _ = retention.erase(caseload, mo.id, "She asked for it", second=SECOND)
    said = words(caseload, stub)
    assert "Dated 1 April 2026" in said
    assert "2 March 2026; held copy ends on 1 April 2026" in said
    assert "Until then the record can be restored from it." in said


def test_once_it_has_ended_the_certificate_is_dated_on_that_day(caseload, mo, clock):
    retention.erase(caseload, mo.id, "She asked for it", second=SECOND)
    for _ in range(30):
        clock.move_on(days=1)
        held.look_after_held(caseload)
    clock.move_on(days=5)
    said = words(caseload, retention.erasures(caseload)[0])
    assert "Dated 1 April 2026" in said
    assert "2 March 2026; held copy ended on 1 April 2026" in said
    assert "can be restored" not in said


def test_a_copy_deleted_early_dates_the_certificate_on_that_day(caseload, mo, clock):
    retention.erase(caseload, mo.id, "She asked for it", second=SECOND)
    clock.move_on(days=3)
    held.delete_held(caseload, held.held(caseload)[0].path)
    said = words(caseload, retention.erasures(caseload)[0])
    assert "Dated 5 March 2026" in said
    assert "held copy ended on 5 March 2026" in said


def test_without_a_held_copy_it_is_dated_on_the_day_of_erasure_with_the_reason(caseload, mo):
    centre = replace(centre_of(caseload), held_days=0, no_copy_because="The council asks")
    caseloads.change_centre(caseload, centre)
    stub, _ = retention.erase(caseload, mo.id, "She asked for it", second=SECOND)
    said = words(caseload, stub)
    assert "Dated 2 March 2026" in said
    assert "No copy is held The council asks" in said
    assert "held copy" not in said


def test_an_early_erasure_prints_the_second_person_the_reason_and_the_period(caseload, mo, clock):
    milestones.record(caseload, mo.id, MilestoneKind.ACHIEVED, clock().date(), reason="As told")
    stub, _ = retention.erase(caseload, mo.id, "She asked for it", second=SECOND)
    said = words(caseload, stub)
    assert f"Second person {SECOND}" in said
    assert "Reason She asked for it" in said
    assert "not over before 2 March 2029" in said


def test_an_erasure_after_the_period_names_no_second_person(caseload):
    old = candidates.add_candidate(caseload, "Long Over")
    milestones.record(caseload, old.id, MilestoneKind.ACHIEVED, date(2015, 1, 1), reason="As told")
    stub, _ = retention.erase(caseload, old.id, "The period is over")
    assert "Second person" not in words(caseload, stub)
