"""Entries of a portfolio put back before what came of it meanwhile, which is judged as if it came now."""

from collections.abc import Callable

from csassess.data.exchange.chains import in_order
from csassess.data.exchange.merge import Merged, judge_again, take_in, take_out_stream
from csassess.data.record.caseload import Caseload
from csassess.services.arriving.arrival_rules import ArrivalRules
from csassess.services.arriving.own_chains import give_way, write_as_new_machine


def put_back_first(caseload: Caseload, stream: str, put_back: Callable[[], object]) -> Merged:
    """Let `put_back` store entries of a portfolio, then judge those that are here by the arrival rules.

    While the portfolio was away, anybody could write in it. The chains that are put back count: what replaced
    them meanwhile is set aside. Within the caller's transaction.
    """
    meanwhile = take_out_stream(caseload, stream)
    put_back()
    rules = ArrivalRules(caseload)
    merged = take_in(caseload, in_order(meanwhile), rules, whole=(stream,))
    own_entries = give_way(caseload, merged, ())
    merged.add(judge_again(caseload, [stream], rules))
    merged.agreed = rules.agreed_among(merged)
    write_as_new_machine(caseload, merged, own_entries)
    return merged
