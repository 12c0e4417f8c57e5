"""The same account under two candidates is found from status files, before the portfolios meet."""

import json
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest
from click.testing import CliRunner

from csassess.cli import main
from csassess.data.exchange.devices import own_card, own_recipient, own_signature
from csassess.data.record.records import to_plain
from csassess.data.storage.account_sentences import streams_sharing_with
from csassess.domain.asking.lines import Kind
from csassess.domain.asking.sentences import MOST_DIGESTS, MOST_DIGESTS_IN_ALL, sentence_digest, sentences
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Method
from csassess.domain.records.roles import Role
from csassess.services.candidates import staff
from csassess.services.evidence import evidence, judgement
from csassess.services.exchange import acceptance
from csassess.services.progress import would_ask
from csassess.services.progress.portfolio_status import portfolio_statuses
from csassess.services.progress.same_accounts import shared_accounts
from csassess.services.retention import redaction, retention
from csassess.services.verification import sampling_plan
from tests.support.builders import PASSPHRASE
from tests.support.exchanging import accept_in_present_role, acquaint, machine, transfer
from tests.support.verifying import become, registered
from tests.verification.helpers import status

ACCOUNT = "She greeted the customer, asked what was wrong and put it right at once. "
OWN = "On the third day the queue reached the door and nobody complained about it. "
SHORT = "She greeted the customer and smiled broadly."


@pytest.fixture
def offices(tmp_path, clock):
    """Open the machines of two assessors who do not know each other, and of their verifier."""
    machines = [machine(tmp_path / name, clock=clock) for name in ("ann", "bob", "vera")]
    ann, bob, vera = machines
    become(ann, "Ann Assessor", Role.ASSESSOR)
    become(bob, "Bob Brown", Role.ASSESSOR)
    become(vera, "Vera Verifier", Role.VERIFIER)
    for number, assessor in enumerate((ann, bob)):
        folder = tmp_path / f"keys{number}"
        folder.mkdir()
        acquaint(assessor, vera, folder=folder)
    yield machines
    for caseload in machines:
        caseload.close()


def written_about(caseload, name, *accounts):
    """Add a registered candidate with an item for each account."""
    candidate = registered(caseload, name, name[:2])
    on = caseload.clock().date()
    items = [
        evidence.add_item(caseload, candidate.id, Method.WITNESS_TESTIMONY, account, on)
        for account in accounts
    ]
    return candidate, items


@pytest.fixture
def copied(offices, tmp_path):
    """Return the machines, Ann's and Bob's candidates with the same account, known to Vera by status."""
    ann, bob, vera = offices
    aisha, aishas = written_about(ann, "Aisha Karim", ACCOUNT + OWN)
    tom, toms = written_about(bob, "Tom Reed", ACCOUNT.upper(), "A quiet day.")
    status(ann, vera, tmp_path / "ann.csstatus")
    status(bob, vera, tmp_path / "bob.csstatus")
    return ann, bob, vera, aisha, aishas, tom, toms


def found(caseload):
    return [shared.words for shared in shared_accounts(caseload)]


def count_kept(caseload):
    return caseload.db.execute("SELECT COUNT(*) FROM account_fingerprints").fetchone()[0]


FOUND = (
    "An account of Aisha Karim (from Ann Assessor’s status) has 1 sentence of an account of Tom Reed"
    " (from Bob Brown’s status)."
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
    written_about(bob, "Tom Reed", ACCOUNT)
    status(bob, vera, tmp_path / "bob.csstatus")
    ((_, after),) = candidate_rows(vera)
    assert after.asked.to_answer == before.asked.to_answer + 1


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


# What arrives


def file_of(giver, receiver, path, statuses) -> Path:
    """Write a status file with any statuses, signed by the giver."""
    return file_of_plain(giver, receiver, path, [to_plain(one) for one in statuses])


def file_of_plain(giver, receiver, path, plain_statuses) -> Path:
    content = {
        "card": own_card(giver).content,
        "on": giver.clock().date().isoformat(),
        "candidates": plain_statuses,
    }
    whole = {"csassess": "status", **content, "signature": own_signature(giver, content)}
    recipient = pyrage.x25519.Recipient.from_str(own_recipient(receiver))
    path.write_bytes(pyrage.encrypt(json.dumps(whole).encode(), [recipient]))
    return path


def with_sentences(giver, *listed):
    """Return the status of the giver's one candidate as plain data, with sentences or without any field."""
    (own,) = portfolio_statuses(giver)
    plain = to_plain(own)
    del plain["sentences"]
    return [{**plain, **dict(zip(["sentences"], listed, strict=False))}]


def digests(words):
    return tuple(map(sentence_digest, sentences(words)))


def test_a_status_file_of_an_earlier_version_is_read(copied, tmp_path):
    ann, _, vera, *_ = copied
    path = file_of_plain(ann, vera, tmp_path / "old", with_sentences(ann))
    sampling_plan.receive_status(vera, path)
    assert "Aisha Karim" in {row.summary.name for row in sampling_plan.plan(vera)}
    assert found(vera) == []


@pytest.mark.parametrize(
    "hostile",
    [
        [f"{n:016x}" for n in range(MOST_DIGESTS + 1)],
        [f"{n:016x}" for n in range(100_000)],
        ["0" * 15],
        ["0" * 17],
        ["G" * 16],
        ["0" * 15 + "\n"],
        [7],
        [None],
        [["0" * 16]],
        "0" * 16,
        {"0" * 16: 1},
        7,
        None,
    ],
    ids=str,
)
def test_a_hostile_list_of_sentences_is_refused_and_changes_nothing(copied, tmp_path, hostile):
    ann, _, vera, *_ = copied
    before = count_kept(vera)
    path = file_of_plain(ann, vera, tmp_path / "hostile", with_sentences(ann, hostile))
    with pytest.raises(UserError, match="not a status file"):
        sampling_plan.receive_status(vera, path)
    assert count_kept(vera) == before
    assert found(vera) == [FOUND]


def test_the_sentences_of_all_candidates_together_are_bounded(copied, tmp_path):
    ann, _, vera, *_ = copied
    (own,) = portfolio_statuses(ann)
    many = replace(own, sentences=tuple(f"{n:016x}" for n in range(MOST_DIGESTS)))
    statuses = [replace(many, candidate=f"c{n}") for n in range(MOST_DIGESTS_IN_ALL // MOST_DIGESTS + 1)]
    with pytest.raises(UserError, match="not a status file"):
        sampling_plan.receive_status(vera, file_of(ann, vera, tmp_path / "many", statuses))
    assert found(vera) == [FOUND]


def test_a_status_file_that_names_a_candidate_twice_is_refused(copied, tmp_path):
    ann, _, vera, *_ = copied
    (own,) = portfolio_statuses(ann)
    with pytest.raises(UserError, match="not a status file"):
        sampling_plan.receive_status(vera, file_of(ann, vera, tmp_path / "twice", [own, own]))


def test_what_a_machine_says_of_another_assessor_s_candidate_does_not_count(copied, tmp_path):
    ann, bob, vera, *_ = copied
    (of_bob,) = portfolio_statuses(bob)
    (own,) = portfolio_statuses(ann)
    forged = replace(of_bob, sentences=digests(OWN))
    honest = replace(own, sentences=digests(ACCOUNT + OWN))
    sampling_plan.receive_status(vera, file_of(ann, vera, tmp_path / "forged", [honest, forged]))
    assert found(vera) == [FOUND]


def test_what_a_machine_says_of_a_portfolio_held_here_does_not_count(copied, tmp_path):
    bob, vera, tom = copied[1], copied[2], copied[5]
    transfer(bob, vera, tom.id, tmp_path / "tom.csbundle")
    status(bob, vera, tmp_path / "again")
    assert vera.db.execute("SELECT 1 FROM account_fingerprints WHERE stream = ?", (tom.id,)).fetchall() == []
    assert len(found(vera)) == 1


def test_the_file_of_a_stranger_counts_for_nothing(copied, tmp_path, clock):
    vera = copied[2]
    stranger = machine(tmp_path / "stranger", clock=clock)
    written_about(stranger, "Zoe Young", ACCOUNT)
    (own,) = portfolio_statuses(stranger)
    path = file_of(stranger, vera, tmp_path / "strange", [replace(own, sentences=digests(ACCOUNT))])
    with pytest.raises(UserError, match="not known here"):
        sampling_plan.receive_status(vera, path)
    assert found(vera) == [FOUND]
    stranger.close()


def test_a_caseload_with_more_sentences_than_a_file_holds_sends_the_lowest(offices, tmp_path, monkeypatch):
    ann, bob, vera = offices
    monkeypatch.setattr("csassess.services.progress.same_accounts.MOST_DIGESTS", 3)
    words = " ".join(f"On day {n} the queue at the desk was long again." for n in range(9))
    for caseload, name in ((ann, "Aisha Karim"), (bob, "Tom Reed")):
        written_about(caseload, name, words)
        status(caseload, vera, tmp_path / name)
    assert [shared.count for shared in shared_accounts(vera)] == [3]


def test_a_standard_phrase_of_many_candidates_makes_few_pairs(offices, tmp_path):
    ann, _, vera = offices
    written_about(ann, "Aisha Karim", ACCOUNT)
    (own,) = portfolio_statuses(ann)
    statuses = [
        replace(own, candidate=f"c{n}", name=f"Candidate {n:03}", sentences=digests(ACCOUNT))
        for n in range(300)
    ]
    sampling_plan.receive_status(vera, file_of(ann, vera, tmp_path / "phrase", statuses))
    assert len(shared_accounts(vera)) == 20 * 19 // 2


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
