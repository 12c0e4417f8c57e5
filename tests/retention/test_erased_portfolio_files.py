"""Files received after an erasure do not bring the portfolio back unless that is allowed."""

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Judgement, Outcome
from csassess.services.attachments import photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.exchange import key_files, sending
from csassess.services.retention import retention
from csassess.services.verification import sampling_plan
from tests.retention.pages import everything_in
from tests.support.builders import SECOND, THAT_DAY
from tests.support.exchanging import (
    FILE_PASSPHRASE,
    accept_in_present_role,
    acquaint,
    machine,
    receive_file,
    state,
    transfer,
)
from tests.support.verifying import decided, without_role_checks


def test_an_old_file_does_not_bring_an_erased_portfolio_back_until_that_is_allowed(caseload, full, tmp_path):
    aisha, tom = full
    old = tmp_path / "old.csbundle"
    sending.send(caseload, [aisha.id, tom.id], old, passphrase=FILE_PASSPHRASE, with_forms=False)
    stub, _ = retention.erase(caseload, aisha.id, "The period is over", second=SECOND)
    others = state(caseload, tom.id)
    with pytest.raises(UserError, match=rf"erased here on 2 March 2026 \(certificate {stub.certificate}\)"):
        receive_file(caseload, old, FILE_PASSPHRASE)
    assert [candidate.name for candidate in candidates.list_candidates(caseload)] == ["Tom Other"]
    assert state(caseload, tom.id) == others
    retention.allow_again(caseload, stub)
    receive_file(caseload, old, FILE_PASSPHRASE)
    assert load_portfolio(caseload, aisha.id).candidate.name == aisha.name
    assert retention.erasures(caseload) == []
    again, _ = retention.erase(caseload, aisha.id, "Now it is over", second=SECOND)
    assert retention.erasures(caseload) == [again]


@pytest.fixture
def pair(tmp_path, clock):
    machines = [machine(tmp_path / name, clock=clock) for name in ("here", "there")]
    acquaint(*machines, folder=tmp_path)
    yield machines
    for caseload in machines:
        caseload.close()


def test_an_erasure_stub_asks_on_another_machine_whether_to_erase_too(pair, tmp_path):
    here, there = pair
    aisha, tom = (
        decided(here, name, number)[0] for name, number in (("Aisha Karim", "1"), ("Tom Reid", "2"))
    )
    for number, candidate in enumerate((aisha, tom)):
        transfer(here, there, candidate.id, tmp_path / f"{number}.csbundle")
    stub, _ = retention.erase(here, aisha.id, "The period is over", second=SECOND)
    transfer(here, there, tom.id, tmp_path / "later.csbundle")
    questions = retention.erased_elsewhere(there)
    assert questions == {
        aisha.id: {"id": aisha.id, "on": "2026-03-02", "by": stub.by, "certificate": stub.certificate}
    }
    assert load_portfolio(there, aisha.id).evidence  # nothing is deleted automatically
    retention.keep_despite_erasure(there, aisha.id)
    transfer(here, there, tom.id, tmp_path / "again.csbundle")
    assert retention.erased_elsewhere(there) == {}
    retention.erase(there, aisha.id, "Erased elsewhere", stub.certificate, second=SECOND)
    assert retention.erasures(there)[0].certificate == stub.certificate


def test_a_machine_that_erased_the_portfolio_too_asks_no_more(pair, tmp_path):
    here, there = pair
    aisha, tom = (
        decided(here, name, number)[0] for name, number in (("Aisha Karim", "1"), ("Tom Reid", "2"))
    )
    for number, candidate in enumerate((aisha, tom)):
        transfer(here, there, candidate.id, tmp_path / f"{number}.csbundle")
    retention.erase(here, aisha.id, "The period is over", second=SECOND)
    transfer(here, there, tom.id, tmp_path / "later.csbundle")
    retention.erase(there, aisha.id, "Erased elsewhere", second=SECOND)
    assert retention.erased_elsewhere(there) == {}


def test_erasing_also_deletes_quarantined_entries_and_status_rows(pair, marks, tmp_path):
    here, there = pair
    aisha, item = decided(here, marks.word(), marks.word())
    transfer(here, there, aisha.id, tmp_path / "whole.csbundle")
    become_verifier(there)
    accept_in_present_role(here, there, tmp_path)
    with without_role_checks(there):
        forged = evidence.start_observation(there, aisha.id, marks.word())
        photographs.add(there, aisha.id, forged.id, marks.picture())
        judged = Judgement(item.id, Outcome.MORE_EVIDENCE_NEEDED, THAT_DAY, there.author, marks.word())
        there.save(aisha.id, "evidence.reopen", judged)
    _, merged = transfer(there, here, aisha.id, tmp_path / "forged.csbundle")
    assert merged.quarantined
    assert load_portfolio(here, aisha.id).photographs == ()
    master = here.attached.master
    here.attached.fold_in()
    assert (
        marks.found_in(everything_in(here.folder, master)) >= marks.count - 1
    )  # a thumbnail does not travel
    retention.erase(here, aisha.id, "The period is over", second=SECOND)
    assert marks.found_in(everything_in(here.folder, master)) == 0


def become_verifier(caseload):
    from csassess.domain.records.roles import Role
    from tests.support.verifying import become

    become(caseload, "Vera Verifier", Role.VERIFIER)


def test_a_status_file_does_not_bring_the_name_of_an_erased_portfolio_back(pair, marks, tmp_path):
    here, there = pair
    aisha, _ = decided(here, marks.word(), marks.word())
    decided(here, "Tom Reid", "2")
    transfer(here, there, aisha.id, tmp_path / "whole.csbundle")
    retention.erase(there, aisha.id, "The period is over", second=SECOND)
    (card,) = key_files.recipients_known(here)
    sampling_plan.write_status(here, tmp_path / "status", [card])
    sampling_plan.receive_status(there, tmp_path / "status")
    assert [row.summary.name for row in sampling_plan.plan(there)] == ["Tom Reid"]
    assert marks.found_in(everything_in(there.folder, there.attached.master)) == 0
