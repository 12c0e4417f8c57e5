"""Corrections of qualifications and of what awarding bodies ask for, each carried out once."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from csassess.domain.records.retention import BodyPeriod
from csassess.services.qualifications import caseload_qualifications
from csassess.services.retention import periods
from tests.program.correcting import Office, Prepared
from tests.support import qualifications


def period(office: Office) -> Any:
    return periods.keep_body_period(office.ann, BodyPeriod("", "First Body", 6, 7))


EXERCISES: dict[tuple[str, str], Callable[[Office], Prepared]] = {
    ("qualification-version", "caseload_qualifications.withdraw_approval"): lambda o: o.in_caseload(
        caseload_qualifications.withdraw_approval, qualifications.approved(o.ann).id
    ),
    ("qualification-version", "caseload_qualifications.remove_draft"): lambda o: o.in_caseload(
        caseload_qualifications.remove_draft,
        caseload_qualifications.compose(o.ann, qualifications.content()).version.id,
    ),
    ("body-period", "periods.keep_body_period"): lambda o: o.in_centre(
        periods.keep_body_period, replace(period(o), body="Second Body", keep_records=8, keep_files=9)
    ),
    ("body-period", "periods.remove_body_period"): lambda o: o.in_centre(
        periods.remove_body_period, period(o)
    ),
}
