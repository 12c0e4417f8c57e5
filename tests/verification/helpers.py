"""What verification tests read from a caseload, and how they send a status file."""

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.verification.sampling import (
    action_state,
)
from csassess.services.exchange import key_files
from csassess.services.progress.portfolio_status import portfolio_statuses
from csassess.services.verification import sampling_plan


def state_of(caseload, aisha, action):
    return action_state(action, load_portfolio(caseload, aisha.id))


def looked(caseload):
    (summary,) = portfolio_statuses(caseload)
    return summary.units[0].looked.samples


def status(giver, receiver, path):
    """What comes of a status file from one machine for another."""
    card = next(c for c in key_files.recipients_known(giver) if c.device == receiver.device)
    sampling_plan.write_status(giver, path, [card])
    return sampling_plan.receive_status(receiver, path)
