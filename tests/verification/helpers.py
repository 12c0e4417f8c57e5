"""Helpers of verification tests: states of actions, counted samples, status files."""

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.asking.sentences import sentence_digest, sentences
from csassess.domain.records.evidence import Method
from csassess.domain.verification.sampling import (
    action_state,
)
from csassess.services.evidence import evidence
from csassess.services.exchange import key_files
from csassess.services.progress.portfolio_status import portfolio_statuses
from csassess.services.progress.same_accounts import shared_accounts
from csassess.services.verification import sampling_plan
from tests.support.verifying import registered

ACCOUNT = "She greeted the customer, asked what was wrong and put it right at once. "
OWN = "On the third day the queue reached the door and nobody complained about it. "
SHORT = "She greeted the customer and smiled broadly."
FOUND = (
    "An account of Aisha Karim (from Ann Assessor’s status) has 1 sentence of an account of Tom Reed"
    " (from Bob Brown’s status)."
)


def state_of(caseload, aisha, action):
    return action_state(action, load_portfolio(caseload, aisha.id))


def samples_signed(caseload):
    (summary,) = portfolio_statuses(caseload)
    return summary.units[0].looked.samples


def status(giver, receiver, path):
    """Write a status file on one machine, receive it on another, and return the result."""
    card = next(c for c in key_files.recipients_known(giver) if c.device == receiver.device)
    sampling_plan.write_status(giver, path, [card])
    return sampling_plan.receive_status(receiver, path)


def written_about(caseload, name, *accounts):
    """Add a registered candidate with an item for each account."""
    candidate = registered(caseload, name, name[:2])
    on = caseload.clock().date()
    items = [
        evidence.add_item(caseload, candidate.id, Method.WITNESS_TESTIMONY, account, on)
        for account in accounts
    ]
    return candidate, items


def digests(words):
    return tuple(map(sentence_digest, sentences(words)))


def found(caseload):
    return [shared.words for shared in shared_accounts(caseload)]


def count_kept(caseload):
    return caseload.db.execute("SELECT COUNT(*) FROM account_fingerprints").fetchone()[0]
