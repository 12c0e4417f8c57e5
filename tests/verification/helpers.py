"""Helpers of verification tests: states of actions, counted samples, status files."""

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.verification.sampling import (
    action_state,
)
from csassess.services.exchange import key_files
from csassess.services.progress.portfolio_status import portfolio_statuses
from csassess.services.verification import sampling_plan


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
