"""The same account under two candidates is found from status files, before the portfolios meet."""

import pytest
from click.testing import CliRunner

from csassess.cli import main
from csassess.data.exchange.accepted import accepted_machines
from csassess.data.record.caseload import CASELOAD_STREAM
from csassess.data.storage.account_sentences import streams_sharing_with
from csassess.domain.asking.lines import Kind
from csassess.domain.records.retention import Erasure
from csassess.domain.records.roles import Role
from csassess.domain.records.staff import LostDevice
from csassess.domain.records.user_actions import UserAction
from csassess.services.candidates import staff
from csassess.services.evidence import judgement
from csassess.services.exchange import acceptance
from csassess.services.progress import would_ask
from csassess.services.progress.same_accounts import shared_accounts
from csassess.services.retention import redaction, retention
from tests.support.builders import PASSPHRASE
from tests.support.exchanging import accept_in_present_role, acquaint, machine, transfer
from tests.support.verifying import become
from tests.verification.helpers import (
    ACCOUNT,
    FOUND,
    OWN,
    SHORT,
    count_kept,
    digests,
    found,
    status,
    written_about,
)

# Found


def test_the_same_account_is_found_before_either_portfolio_is_received(copied):
    vera = copied[2]
    assert found(vera) == [FOUND]


def test_nobody_else_finds_it(copied):
    ann, bob, *_ = copied
    assert found(ann) == found(bob) == []


def test_sentences_under_eight_words_are_not_compared(offices, tmp_path):
    ann, bob, vera = offices
    written_about(ann, "Aisha Karim", SHORT)
    written_about(bob, "Tom Reed", SHORT)
    status(ann, vera, tmp_path / "ann.csstatus")
    status(bob, vera, tmp_path / "bob.csstatus")
    assert found(vera) == []


def test_different_accounts_are_not_found(offices, tmp_path):
    ann, bob, vera = offices
    written_about(ann, "Aisha Karim", ACCOUNT)
    written_about(bob, "Tom Reed", OWN)
    status(ann, vera, tmp_path / "ann.csstatus")
    status(bob, vera, tmp_path / "bob.csstatus")
    assert found(vera) == []


def test_two_candidates_of_one_assessor_are_found_too(offices, tmp_path):
    ann, _, vera = offices
    written_about(ann, "Aisha Karim", ACCOUNT)
    written_about(ann, "Mo Shah", ACCOUNT)
    status(ann, vera, tmp_path / "ann.csstatus")
    assert len(found(vera)) == 1


def test_pairs_with_most_sentences_in_common_come_first(copied, tmp_path):
    _, bob, vera, *_ = copied
    written_about(bob, "Zoe Young", ACCOUNT + OWN)
    status(bob, vera, tmp_path / "again.csstatus")
    assert [(shared.other.name, shared.count) for shared in shared_accounts(vera)] == [
        ("Zoe Young", 2),
        ("Tom Reed", 1),
        ("Zoe Young", 1),
    ]


def test_a_portfolio_held_here_is_compared_with_what_others_report(copied, tmp_path):
    ann, _, vera, aisha, (item,), *_ = copied
    transfer(ann, vera, aisha.id, tmp_path / "aisha.csbundle")
    lines = {(line.kind, line.item) for line in would_ask.lines_for(vera, aisha.id)}
    assert (Kind.SAME_ACCOUNT, item.id) in lines
    assert found(vera) == [
        "An account of Tom Reed (from Bob Brown’s status) has 1 sentence of an account of Aisha Karim."
    ]


def test_a_pair_of_portfolios_held_here_is_left_to_what_is_asked_of_them(copied, tmp_path):
    ann, bob, vera, aisha, _, tom, _ = copied
    transfer(ann, vera, aisha.id, tmp_path / "aisha.csbundle")
    transfer(bob, vera, tom.id, tmp_path / "tom.csbundle")
    assert found(vera) == []
    assert Kind.SAME_ACCOUNT in {line.kind for line in would_ask.lines_for(vera, tom.id)}


def test_what_is_asked_of_a_portfolio_is_counted_again_after_a_status_file(offices, tmp_path):
    from csassess.services.progress.candidate_rows import candidate_rows

    ann, bob, vera = offices
    aisha, _ = written_about(ann, "Aisha Karim", ACCOUNT)
    transfer(ann, vera, aisha.id, tmp_path / "aisha.csbundle")
    ((_, before),) = candidate_rows(vera)
    tom, (item,) = written_about(bob, "Tom Reed", ACCOUNT)
    status(bob, vera, tmp_path / "bob.csstatus")
    ((_, after),) = candidate_rows(vera)
    assert after.asked.to_answer == before.asked.to_answer + 1
    judgement.withdraw(bob, tom.id, item.id)
    status(bob, vera, tmp_path / "next.csstatus")
    ((_, last),) = candidate_rows(vera)
    assert last.asked == before.asked


# Gone


def test_it_is_gone_after_a_redaction_and_the_next_status(copied, tmp_path):
    ann, _, vera, aisha, (item,), *_ = copied
    redaction.redact(ann, aisha.id, item, "description", "asked what was wrong", "Not hers")
    status(ann, vera, tmp_path / "next.csstatus")
    assert found(vera) == []


def test_it_is_gone_after_the_item_is_withdrawn_and_the_next_status(copied, tmp_path):
    ann, _, vera, aisha, (item,), *_ = copied
    judgement.withdraw(ann, aisha.id, item.id)
    status(ann, vera, tmp_path / "next.csstatus")
    assert found(vera) == []


def test_it_is_gone_once_the_candidate_is_erased_by_the_assessor_and_the_next_status_came(copied, tmp_path):
    ann, _, vera, aisha, *_ = copied
    retention.erase(ann, aisha.id, "Asked for by the candidate", second="Cleo Centre")
    status(ann, vera, tmp_path / "next.csstatus")
    assert found(vera) == []


def test_it_is_gone_once_the_candidate_is_erased_here_and_does_not_come_back(copied, tmp_path):
    ann, _, vera, aisha, *_ = copied
    transfer(ann, vera, aisha.id, tmp_path / "aisha.csbundle")
    retention.erase(vera, aisha.id, "Asked for by the candidate", second="Cleo Centre")
    assert found(vera) == []
    status(ann, vera, tmp_path / "next.csstatus")
    assert found(vera) == []
    kept = vera.db.execute("SELECT 1 FROM account_fingerprints WHERE stream = ?", (aisha.id,)).fetchall()
    assert kept == []


def test_it_is_gone_once_the_machine_is_withdrawn(copied):
    ann, _, vera, *_ = copied
    acceptance.withdraw(vera, ann.device)
    assert found(vera) == []
    assert not vera.db.execute(
        "SELECT 1 FROM account_fingerprints WHERE device = ?", (ann.device,)
    ).fetchall()


def test_it_is_gone_once_the_machine_is_marked_as_lost(copied):
    ann, _, vera, *_ = copied
    staff.mark_lost(vera, ann.device, vera.clock().date())
    assert found(vera) == []
    assert count_kept(vera) == 1


def test_it_is_gone_where_the_machine_is_accepted_in_another_role_only(copied, tmp_path):
    ann, _, vera, *_ = copied
    become(ann, "Ann Assessor", Role.COUNTERSIGNER)
    accept_in_present_role(vera, ann, tmp_path)
    assert found(vera) == []


def on_another_machine(vera, device, what):
    """Write on the verifier's machine what a file of their other machine may bring."""
    today = vera.clock().date()
    match what:
        case "lost":
            vera.save(CASELOAD_STREAM, UserAction.DEVICE_LOST, LostDevice(device, today, vera.author))
        case "withdrawn":
            machine = accepted_machines(vera)[device]
            vera.save(CASELOAD_STREAM, UserAction.DEVICE_REJECT, remove=(machine,))
        case _:
            erased = Erasure(what, today, vera.author, "Asked for", "1", 1, 0)
            vera.save(CASELOAD_STREAM, UserAction.PORTFOLIO_ERASE, erased)


@pytest.mark.parametrize("what", ["lost", "withdrawn", "erased"])
def test_it_is_gone_where_that_was_written_on_another_machine(copied, tmp_path, what):
    ann, bob, vera, aisha, _, tom, _ = copied
    transfer(ann, vera, aisha.id, tmp_path / "aisha.csbundle")
    assert Kind.SAME_ACCOUNT in {line.kind for line in would_ask.lines_for(vera, aisha.id)}
    on_another_machine(vera, bob.device, tom.id if what == "erased" else what)
    assert found(vera) == []
    assert Kind.SAME_ACCOUNT not in {line.kind for line in would_ask.lines_for(vera, aisha.id)}


# The secret


def stored(caseload):
    rows = "SELECT digest FROM account_fingerprints UNION SELECT digest FROM account_sentences"
    return {row[0] for row in caseload.db.execute(rows).fetchall()} - {""}


def test_a_guess_cannot_be_compared_with_what_is_stored_without_the_secret(copied, tmp_path, clock):
    ann, _, vera, *_ = copied
    other = machine(tmp_path / "other", clock=clock)
    become(other, "Olga Other", Role.VERIFIER)
    acquaint(ann, other, folder=tmp_path)
    status(ann, other, tmp_path / "other.csstatus")
    assert count_kept(other) == 2
    assert stored(vera).isdisjoint(digests(ACCOUNT + OWN))
    assert stored(vera).isdisjoint(stored(other))
    other.close()


def test_a_status_file_shows_no_digest_to_whoever_cannot_open_it(copied, tmp_path):
    raw = (tmp_path / "ann.csstatus").read_bytes()
    assert not any(digest.encode() in raw for digest in digests(ACCOUNT + OWN))


def test_an_index_of_an_earlier_version_is_made_again(copied, tmp_path):
    ann, _, vera, aisha, *_ = copied
    transfer(ann, vera, aisha.id, tmp_path / "aisha.csbundle")
    with vera.together():
        vera.db.execute("DELETE FROM local WHERE key = 'sentence-secret'")
    status(copied[1], vera, tmp_path / "again.csstatus")
    assert Kind.SAME_ACCOUNT in {line.kind for line in would_ask.lines_for(vera, aisha.id)}
    assert streams_sharing_with(vera.db, copied[1].device) == {aisha.id}


# The command line


@pytest.mark.parametrize("received", [True, False])
def test_the_command_prints_what_status_files_tell(copied, tmp_path, received):
    ann, _, vera, aisha, *_ = copied
    if received:
        transfer(ann, vera, aisha.id, tmp_path / "aisha.csbundle")
    expected = found(vera)
    vera.close()
    command = ["--caseload", str(vera.folder), "ask", *(["Aisha"] if received else [])]
    result = CliRunner().invoke(main, command, env={"CSASSESS_PASSPHRASE": PASSPHRASE})
    assert result.exit_code == 0, result.output
    assert "The same account under two candidates\n  " + expected[0] in result.stdout
