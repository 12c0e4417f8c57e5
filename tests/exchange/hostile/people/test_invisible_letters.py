"""Attacks with letters that no one sees: a name that looks like another's is the other's."""

import pytest

from csassess.data.exchange import devices
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.codes.schemes import account_code
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signature, Signer
from tests.support.exchanging import acquaint
from tests.support.verifying import STROKES, become

UNSEEN = {
    "variation": "\ufe0f",
    "filler": "\u3164",
    "zero width": "\u200b",
    "joiner": "\u2060",
    "soft hyphen": "\u00ad",
}


@pytest.mark.parametrize("name", UNSEEN)
def test_a_colleague_is_not_renamed_to_what_looks_like_another_person(bob, vera, name):
    """On every list of recipients and papers Mallory is called “Vera Verifier”."""
    acquaint(bob.ann, vera, folder=bob.folder)
    forger = bob.forger.caseload
    become(forger, f"Vera{UNSEEN[name]} Verifier", Role.ASSESSOR)
    bob.receive()
    assert devices.peers(bob.ann)[forger.device].name == "Mallory"


@pytest.mark.parametrize("name", UNSEEN)
def test_no_received_signature_takes_what_looks_like_the_assessor_s_name_for_another_line(bob, name):
    portfolio, now = load_portfolio(bob.ann, bob.mo), bob.forger.now()
    code = account_code(portfolio.item(bob.item), portfolio, now)
    forged = Signature(
        "s9",
        bob.item,
        Signer.CANDIDATE,
        f"Ann{UNSEEN[name]} Assessor",
        now,
        code,
        STROKES,
        because="She was away",
        scheme=2,
    )
    bob.forger.records(bob.mo, "x", forged)
    bob.receive()
    assert load_portfolio(bob.ann, bob.mo).signatures_of(bob.item) == ()
