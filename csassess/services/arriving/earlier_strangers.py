"""What strangers wrote in a portfolio before anybody accepted here assessed it."""

from collections.abc import Callable, Iterable

from csassess.data.exchange.merge import Quarantined, Ruling, judge_again, set_aside_stream
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.record.events import Event
from csassess.data.record.portfolios import unconfirmed_machines
from csassess.services.arriving.arrival_rules import ArrivalRules


def judge_strangers_again(
    caseload: Caseload, streams: Iterable[str], rules: ArrivalRules
) -> list[Quarantined]:
    """Judge portfolios again in which strangers wrote before an accepted person assessed them.

    What strangers wrote then counts no more than what they write now. A portfolio that the person here
    assesses stays as it is: they took over what they found. Within the caller's transaction.
    Return what is quarantined.
    """
    quarantined: list[Quarantined] = []
    for stream in streams:
        if _is_due(caseload, stream, rules):
            set_aside_stream(caseload, stream)
            quarantined += judge_again(caseload, [stream], _here_counts(rules)).quarantined
    return quarantined


def _here_counts(rules: ArrivalRules) -> Callable[[Event, Callable[[], None]], Ruling | None]:
    """Return rules by which all that was written here counts as before."""
    return lambda event, written: None if rules.is_written_here(event) else rules(event, written)


def _is_due(caseload: Caseload, stream: str, rules: ArrivalRules) -> bool:
    strangers = {
        device
        for device in unconfirmed_machines(caseload, stream)
        if caseload.row("accepted-machine", CASELOAD_STREAM, device) is None  # else it was withdrawn
    }
    if not strangers or rules.is_assessed_here(stream):
        return False
    return rules.is_assessed(stream) or any(
        rules.is_of_known_person(event)
        for device in strangers
        for event in caseload.history.by_device(stream, device)
    )
