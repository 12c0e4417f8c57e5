"""A status file from outside holds only what can be shown and reckoned with."""

from dataclasses import replace
from datetime import date

import pytest

from csassess.data.exchange.devices import own_card, own_identity, own_recipient, own_signature
from csassess.domain.errors import UserError
from csassess.exchange.status import read_status, sealed_status
from csassess.services.progress.portfolio_status import portfolio_statuses
from tests.support.verifying import decided


def written(caseload, **changed):
    (status,) = portfolio_statuses(caseload)
    return sealed_status(
        own_card(caseload),
        lambda content: own_signature(caseload, content),
        caseload.clock().date(),
        [replace(status, **changed)],
        [own_recipient(caseload)],
    )


def test_a_status_file_is_read(caseload):
    decided(caseload)
    _, _, (status,), centre = read_status(written(caseload), own_identity(caseload))
    assert centre is None
    assert status.name == "Aisha Karim"


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "Esc\x1b[2J"},
        {"employer": "Nul\x00"},
        {"registered": date(9999, 12, 31)},
        {"achieved": date(1, 1, 1)},
        {"assessed_by_names": ("\u202eman",)},
    ],
)
def test_a_status_file_with_an_impossible_value_is_refused(caseload, changed):
    decided(caseload)
    with pytest.raises(UserError, match="not a status file"):
        read_status(written(caseload, **changed), own_identity(caseload))
