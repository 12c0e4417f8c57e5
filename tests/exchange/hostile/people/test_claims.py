"""Attacks with a claim in a file: what may not be put forward here is not claimed from a file either."""

import pytest

from csassess.domain.errors import UserError
from csassess.domain.records.people import Registration
from csassess.domain.records.programme.claims import Claim
from csassess.services.programme import claims
from tests.support.builders import THAT_DAY


@pytest.mark.parametrize("direct", [True, False])
def test_a_colleague_s_claim_of_a_unit_that_is_not_decided_cannot_be_made(bob, direct):
    """`direct` says that there is direct claims status, which nobody here recorded."""
    own = bob.forger.caseload.author
    released = {} if direct else {"released": THAT_DAY, "released_by": "Eva External"}
    claim = Claim("c1", "q1", THAT_DAY, ("ocr-b10",), direct=direct, by=own, **released)
    bob.forger.records(bob.mo, "x", Registration("r1", "q1", "N1", THAT_DAY), claim)
    bob.receive()
    with pytest.raises(UserError):
        claims.make(bob.ann, bob.mo, claim, bob.ann.clock().date(), reason="All is well")
