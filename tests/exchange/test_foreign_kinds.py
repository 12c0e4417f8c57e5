"""A portfolio file may hold only records of a portfolio, within the declared limits of each kind."""

import json

import pytest

from csassess.data.record.records import to_values
from csassess.domain.errors import UserError
from csassess.domain.records.declaration import Words
from csassess.domain.records.kinds import KINDS, Stream
from csassess.domain.records.retention import DataRequest
from csassess.domain.value_gate import fault_in
from csassess.services.exchange import import_preview, receiving
from tests.exchange.bad_files import DATA, Case
from tests.exchange.test_bad_files import everything
from tests.faults.canaries import marked
from tests.support.builders import THAT_DAY
from tests.support.exchanging import receive_file

CASELOAD_KINDS = [name for name, kind in KINDS.items() if kind.stream is Stream.CASELOAD]
PORTFOLIO_KINDS = [name for name, kind in KINDS.items() if kind.stream is Stream.PORTFOLIO]


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    case = Case(tmp_path_factory.mktemp("case"))
    yield case
    case.close()


def forged(case, entity, **changed):
    """Write a file, signed by the sender’s machine, whose last entry creates a record of a kind."""
    record = marked(KINDS[entity].record_type, "forged")
    values = {(entity, "forged", field): value for field, value in to_values(record).items()}
    return case.with_events([*case.events, case.next_event(values, **changed)])


@pytest.mark.parametrize("entity", CASELOAD_KINDS)
def test_a_record_of_the_caseload_in_a_portfolio_s_history_is_refused_by_name(case, entity):
    path, before = forged(case, entity), everything(case.receiver)
    with pytest.raises(UserError, match=f"kind “{entity}”"):
        receive_file(case.receiver, path)
    assert everything(case.receiver) == before


@pytest.mark.parametrize("entity", [*PORTFOLIO_KINDS, *CASELOAD_KINDS])
def test_no_file_writes_to_the_caseload_s_own_history(case, entity):
    before = everything(case.receiver)
    record = marked(KINDS[entity].record_type, "forged")
    values = {(entity, "forged", field): value for field, value in to_values(record).items()}
    event = case.next_event(values, stream="caseload", sequence=1, previous=None)
    meta = {**case.meta, "candidates": ["caseload"], "heads": case.heads([event])}
    path = case.with_parts(
        **{
            DATA + "events.jsonl": json.dumps(event, ensure_ascii=False).encode() + b"\n",
            DATA + "bundle.json": json.dumps(meta).encode(),
        }
    )
    with pytest.raises(UserError, match="caseload’s own history"):
        receive_file(case.receiver, path)
    assert everything(case.receiver) == before


def reasons_to_set_aside(case, event):
    """Return why a file's last entry would be set aside, and check that the good ones would be received."""
    path = case.with_events([*case.events, event])
    preview = import_preview.preview(
        case.receiver, receiving.open_file(path, receiving.own_identity(case.receiver))
    )
    assert preview.candidates[0].new == len(case.events)
    return list(preview.quarantine_reasons)


def words_of(entity):
    return [(entity, field) for field in sorted(KINDS[entity].words)]


@pytest.mark.parametrize(("entity", "field"), [pair for name in PORTFOLIO_KINDS for pair in words_of(name)])
def test_an_entry_with_words_longer_than_the_kind_allows_is_set_aside(case, entity, field):
    declared = next(d for d in KINDS[entity].fields[field].declared if isinstance(d, Words))
    record = marked(KINDS[entity].record_type, "forged")
    values = {(entity, "forged", name): value for name, value in to_values(record).items()}
    values[(entity, "forged", field)] = "x" * (declared.longest + 1)
    assert fault_in(KINDS[entity], field, values[(entity, "forged", field)]).words == "is outside its limits"
    assert len(reasons_to_set_aside(case, case.next_event(values))) == 1


@pytest.mark.parametrize(
    ("entity", "field", "value", "fault"),
    [
        ("evidence", "number", "", "is outside its limits"),
        ("note", "shows", ["no-such-thing"], "is outside its limits"),
        ("judgement", "exceptions", ["no-such-thing"], "is of the wrong kind"),
        ("plan", "lines", [1], "is of the wrong kind"),
        ("signature", "strokes", [["x"]], "is of the wrong kind"),
        ("signature", "strokes", [[2**40, 1]], "is outside its limits"),
        ("signed-sheet", "pages", ["x"], "is of the wrong kind"),
    ],
)
def test_an_entry_with_a_value_that_no_field_can_hold_is_set_aside_by_name(case, entity, field, value, fault):
    record = marked(KINDS[entity].record_type, "forged")
    values = {(entity, "forged", name): content for name, content in to_values(record).items()}
    values[(entity, "forged", field)] = value
    assert fault_in(KINDS[entity], field, values[(entity, "forged", field)]).words == fault
    assert len(reasons_to_set_aside(case, case.next_event(values))) == 1


def test_what_the_window_lets_people_write_is_received(case):
    """A long reason for withholding, and a signature drawn without lifting the pen for long."""
    long_reason = to_values(DataRequest("r", THAT_DAY, THAT_DAY, "Mo", withheld=("note n " + "x" * 30_000,)))
    drawn = to_values(marked(KINDS["signature"].record_type, "s")) | {"strokes": [[1, 2] * 20_000]}
    values = {("data-request", "r", name): value for name, value in long_reason.items()}
    values |= {("signature", "s", name): value for name, value in drawn.items()}
    values[("signature", "s", "evidence")] = case.item.id
    values[("signature", "s", "paper")] = ""
    events = [*case.events, case.next_event(values)]
    assert receive_file(case.receiver, case.with_events(events))
