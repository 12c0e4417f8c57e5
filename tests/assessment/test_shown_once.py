"""What a unit asks for consistently and one occasion shows is worth a look."""

from dataclasses import replace
from datetime import date

from csassess.domain.asking.lines import Grade, Kind
from csassess.services.candidates import candidates
from csassess.services.progress import would_ask
from tests.support.builders import accepted_product


def test_what_is_asked_for_consistently_and_shown_on_one_occasion_is_pointed_out(caseload, mo):
    """The unit introduces its performance criteria, not its knowledge, with “You must consistently:”."""
    candidates.enrol(caseload, mo.id, "nos-b10")
    labels = would_ask.portfolio_view(caseload, mo.id).of("nos-b10").unit.labels()
    accepted_product(caseload, mo.id, "nos-b10", *labels, on=date(2026, 2, 2))
    assert shown_once(caseload, mo) == []  # all of it is of one occasion, which is another line
    again = [label for label in labels if label not in ("B10.3.2", "B10a")]
    accepted_product(caseload, mo.id, "nos-b10", *again, on=date(2026, 2, 20))
    (line,) = shown_once(caseload, mo)
    assert (line.facts, line.kind.grade) == (("B10.3.2",), Grade.LOOK)
    accepted_product(caseload, mo.id, "nos-b10", "B10.3.2", on=date(2026, 2, 24))
    assert shown_once(caseload, mo) == []


def shown_once(caseload, candidate):
    view = would_ask.portfolio_view(caseload, candidate.id)
    ready = replace(view.of("nos-b10"), findings=())  # what else the unit asks for is not the subject here
    lines = would_ask.lines_of(caseload, replace(view, standings=(ready,)))
    return [line for line in lines if line.kind is Kind.SHOWN_ONCE]
