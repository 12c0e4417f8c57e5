"""Status files from outside: the digests of sentences in them are bounded, and only some count."""

import json
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest

from csassess.data.exchange.devices import own_card, own_recipient, own_signature
from csassess.data.record.records import to_plain
from csassess.domain.asking.sentences import MOST_DIGESTS, MOST_DIGESTS_IN_ALL
from csassess.domain.errors import UserError
from csassess.domain.records.roles import Role
from csassess.services.progress.portfolio_status import portfolio_statuses
from csassess.services.progress.same_accounts import shared_accounts
from csassess.services.verification import sampling_plan
from tests.support.exchanging import accept_in_present_role, machine, transfer
from tests.support.verifying import become
from tests.verification.helpers import (
    ACCOUNT,
    FOUND,
    OWN,
    count_kept,
    digests,
    found,
    status,
    written_about,
)


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
    ids=[
        "one-too-many",
        "very-many",
        "short",
        "long",
        "letters",
        "line-end",
        "number",
        "nothing",
        "list",
        "text",
        "mapping",
        "only-a-number",
        "null",
    ],
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


def test_twenty_made_up_candidates_in_a_status_file_hide_no_shared_account(copied, tmp_path):
    _, bob, vera, *_ = copied
    (own,) = portfolio_statuses(bob)
    said = [replace(own, candidate=f"c{n}", name=f"AAA {n}", sentences=digests(ACCOUNT)) for n in range(20)]
    said.append(replace(own, sentences=digests(ACCOUNT)))
    sampling_plan.receive_status(vera, file_of(bob, vera, tmp_path / "many", said))
    assert FOUND in found(vera)


def test_what_an_assessor_s_status_says_from_a_machine_accepted_in_another_role_does_not_count(
    offices, tmp_path
):
    ann, bob, vera = offices
    become(ann, "Ann Assessor", Role.COUNTERSIGNER)
    accept_in_present_role(vera, ann, tmp_path)
    become(ann, "Ann Assessor", Role.ASSESSOR)
    for caseload, name in ((ann, "Aisha Karim"), (bob, "Tom Reed")):
        written_about(caseload, name, ACCOUNT)
        status(caseload, vera, tmp_path / name)
    assert found(vera) == []
