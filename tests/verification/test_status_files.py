"""Status files: what they hold, who may read them, and which are refused."""

import json

import pyrage
import pytest

from csassess.data.exchange.devices import own_card, own_identity, own_recipient, own_signature
from csassess.domain.errors import UserError
from csassess.domain.records.people import AssessorStatus
from csassess.domain.records.roles import Role
from csassess.services.candidates import staff
from csassess.services.evidence import evidence
from csassess.services.exchange import key_files
from csassess.services.verification import sampling_plan
from tests.support.verifying import become, decided
from tests.verification.helpers import status


def decrypted(caseload, path):
    return pyrage.decrypt(path.read_bytes(), [pyrage.x25519.Identity.from_str(own_identity(caseload))])


def test_a_status_file_holds_no_evidence_and_is_locked(ann, vera, tmp_path):
    aisha, item = decided(ann)
    evidence.add_note(
        ann, aisha.id, evidence.start_observation(ann, aisha.id, "Quay").id, "A very secret word."
    )
    status(ann, vera, tmp_path / "status")
    raw, plain = (tmp_path / "status").read_bytes(), decrypted(vera, tmp_path / "status").decode()
    assert "Aisha Karim" in plain
    assert b"Aisha" not in raw
    for words in ("secret", item.description, "The log is kept"):
        assert words not in plain


def test_a_status_file_opens_only_on_the_machine_it_is_for(ann, vera, tmp_path, clock):
    from tests.support.exchanging import machine

    decided(ann)
    status(ann, vera, tmp_path / "status")
    other = machine(tmp_path / "other", clock=clock)
    with pytest.raises(UserError, match="This is not a status file for you, or it was changed"):
        sampling_plan.receive_status(other, tmp_path / "status")
    other.close()


def refused(vera, path, content, words):
    path.write_bytes(content)
    with pytest.raises(UserError, match=words):
        sampling_plan.receive_status(vera, path)
    assert sampling_plan.plan(vera) == []


@pytest.mark.parametrize("place", [30, -30])
def test_a_status_file_with_a_changed_byte_is_refused(ann, vera, tmp_path, place):
    decided(ann)
    (card,) = key_files.recipients_known(ann)
    sampling_plan.write_status(ann, tmp_path / "status", [card])
    content = bytearray((tmp_path / "status").read_bytes())
    content[place] ^= 1
    refused(vera, tmp_path / "status", bytes(content), "status file")


def locked(content, vera):
    return pyrage.encrypt(
        json.dumps(content).encode(), [pyrage.x25519.Recipient.from_str(own_recipient(vera))]
    )


def status_content(ann, **changed):
    content = {"card": own_card(ann).content, "on": "2026-03-02", "candidates": []}
    content |= {name: value for name, value in changed.items() if name in content}
    signed = {"csassess": "status", **content, "signature": own_signature(ann, content)}
    return {**signed, **{name: value for name, value in changed.items() if name not in content}}


@pytest.mark.parametrize(
    "changed",
    [
        {"csassess": "key"},
        {"signature": "00" * 64},
        {"on": "yesterday"},
        {"candidates": [{"name": "x"}]},
        {"candidates": "x"},
        {"card": {}},
    ],
)
def test_a_malformed_or_unsigned_status_file_is_refused(ann, vera, tmp_path, changed):
    refused(
        vera,
        tmp_path / "status",
        locked(status_content(ann, **changed), vera),
        "This is not a status file, or it was changed",
    )


def test_a_status_file_changed_after_signing_is_refused(ann, vera, tmp_path):
    content = {**status_content(ann), "on": "2027-01-01"}
    refused(vera, tmp_path / "status", locked(content, vera), "This is not a status file, or it was changed")


def test_a_status_file_from_an_unknown_machine_is_refused(vera, tmp_path, clock):
    from tests.support.exchanging import machine

    stranger = machine(tmp_path / "stranger", clock=clock)
    decided(stranger)
    refused(vera, tmp_path / "status", locked(status_content(stranger), vera), "not known here")
    stranger.close()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ASSESSOR])
def test_a_status_file_from_another_role_than_assessor_is_refused(ann, vera, tmp_path, role):
    become(ann, "Ann Assessor", role)
    refused(vera, tmp_path / "status", locked(status_content(ann), vera), "comes from an assessor")


def test_a_status_file_from_a_lost_machine_is_refused(ann, vera, tmp_path):
    staff.mark_lost(vera, ann.device, vera.clock().date())
    refused(vera, tmp_path / "status", locked(status_content(ann), vera), "marked lost on 2 March 2026")


def test_a_status_file_without_a_recipient_is_refused(ann, tmp_path):
    with pytest.raises(UserError, match="Choose who the status file is for"):
        sampling_plan.write_status(ann, tmp_path / "status", [])
    assert not (tmp_path / "status").exists()


def test_a_status_file_marks_a_trainee(ann, vera, tmp_path):
    become(ann, "Ann Assessor", Role.ASSESSOR, status=AssessorStatus.WORKING_TOWARDS)
    decided(ann)
    status(ann, vera, tmp_path / "status")
    assert sampling_plan.plan(vera)[0].summary.working_towards
