"""The centre’s staff list."""

from dataclasses import replace
from datetime import date

import pytest

from csassess.domain.errors import UserError
from csassess.services.candidates import staff


def test_the_staff_list_is_kept_by_name_with_roles_and_dates(ann):
    from csassess.domain.records.staff import StaffMember

    zoe = staff.keep_member(ann, StaffMember("", " Zoë ", "internal verifier", since=date(2024, 1, 1)))
    abe = staff.keep_member(ann, StaffMember("", "abe", "assessor"))
    assert staff.staff_list(ann) == [abe, zoe]
    left = staff.keep_member(ann, replace(zoe, until=date(2026, 1, 1)))
    assert staff.staff_list(ann) == [abe, left]
    staff.remove_member(ann, abe)
    assert staff.staff_list(ann) == [left]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": " "}, "the name"),
        ({"roles": ""}, "the role"),
        ({"until": date(2023, 1, 1)}, "The end date is before the start date"),
    ],
)
def test_a_member_without_name_or_role_or_with_reversed_dates_is_refused(ann, changed, words):
    from csassess.domain.records.staff import StaffMember

    member = replace(StaffMember("", "Zoë", "assessor", since=date(2024, 1, 1)), **changed)
    with pytest.raises(UserError, match=words):
        staff.keep_member(ann, member)
    assert staff.staff_list(ann) == []
