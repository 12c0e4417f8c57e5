"""Attacks that get a stranger's machine accepted without an act of a person here."""

import pytest

from csassess.data.exchange import devices
from csassess.data.exchange.accepted import accepted_machines, voucher_for
from csassess.data.record.events import Change
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Note
from csassess.domain.records.roles import Role
from csassess.services.evidence import evidence
from csassess.services.exchange import acceptance, folder_files, folder_sync, key_files, sending
from tests.support.exchanging import acquaint, machine, receive_file, state, transfer
from tests.support.verifying import become


def false_predecessor(office, of):
    """Let the forger's file say that the forger's machine is the one which an accepted one succeeded."""
    own, card = office.forger.caseload, devices.own_card(of)
    signature = devices.own_signature(own, voucher_for(card.device, card.public_key))

    def claim(meta):
        entry = {
            "card": card.content,
            "signature": devices.own_signature(of, card.content),
            "vouched": {"by": own.device, "signature": signature},
        }
        meta["cards"] = [c for c in meta["cards"] if c["card"]["device"] != card.device] + [entry]

    return claim


@pytest.mark.parametrize("is_own", [False, True])
def test_a_stranger_cannot_claim_to_be_the_machine_before_an_accepted_one(office, tmp_path, clock, is_own):
    other = machine(tmp_path / "other", clock=clock)
    become(other, "Vera Verifier", Role.ASSESSOR)
    if is_own:
        shared = tmp_path / "shared"
        shared.mkdir()
        folder_sync.choose_folder(office.ann, shared)
        folder_sync.choose_folder(other, shared)
        folder_sync.accept(office.ann, other.device)
    else:
        acquaint(office.ann, other, folder=tmp_path)
    office.forger.records(
        office.mo, "x", Note("n9", office.item, office.forger.now(), office.forger.now(), text="Forged")
    )
    preview, _ = office.receive(false_predecessor(office, other))
    print(preview.elsewhere)
    other.close()
    accepted = accepted_machines(office.ann).get(office.forger.caseload.device)
    print(accepted)
    assert accepted is None


def test_a_key_file_that_is_nested_deeply_is_passed_over(office, tmp_path):
    shared = tmp_path / "shared"
    shared.mkdir()
    folder_sync.choose_folder(office.ann, shared)
    for name, content in (("a" * 12, "[" * 60_000), ("b" * 12, '{"card":' * 8_000), ("c" * 12, "1" * 60_000)):
        place = shared / "csassess" / name
        place.mkdir()
        (place / "machine.cskey").write_text(content)
    (shared / "csassess" / ("d" * 12)).mkdir()
    (shared / "csassess" / ("d" * 12) / "machine.cskey").mkdir()
    assert folder_sync.partners(office.ann) == []


def test_odd_files_in_a_partner_s_folder_break_no_sync(office, tmp_path, clock):
    second = machine(tmp_path / "second", clock=clock)
    shared = tmp_path / "shared"
    shared.mkdir()
    folder_sync.choose_folder(office.ann, shared)
    folder_sync.choose_folder(second, shared)
    folder_sync.accept(office.ann, second.device)
    place = shared / "csassess" / second.device[:12]
    (place / f"{'a' * 12}-000001.csbundle").mkdir()
    (place / f"{'b' * 12}-000001.csbundle").write_bytes(b"")
    (place / f"{'c' * 12}-000001.csbundle").symlink_to(place / "nowhere")
    (place / f"{'d' * 12}-000001.csbundle").symlink_to("/dev/null")
    received, written, skipped = folder_sync.sync_folder(office.ann)
    print(received, written, skipped)
    second.close()
    assert written == 1


def test_an_odd_card_that_claims_to_be_vera_s_earlier_machine_does_not_keep_her_out(office, tmp_path, clock):
    """Mallory relays Vera's card with a false voucher of a machine that cannot be stored as accepted."""
    from tests.support.forging import Forger

    vera = machine(tmp_path / "vera", clock=clock)
    become(vera, "Vera Verifier", Role.VERIFIER)
    odd = Forger(tmp_path / "odd", "Odd", clock=clock)
    entry, card = odd.card_entry(person="x y" * 30), devices.own_card(vera)
    voucher = devices.own_signature(odd.caseload, voucher_for(card.device, card.public_key))
    relayed = {
        "card": card.content,
        "signature": devices.own_signature(vera, card.content),
        "vouched": {"by": odd.caseload.device, "signature": voucher},
    }
    odd.caseload.close()
    office.receive(lambda meta: meta["cards"].extend([entry, relayed]))
    device = vera.device
    vera.close()
    acceptance.accept(office.ann, device)


@pytest.mark.parametrize("field", ["public_key", "device", "person", "letter"])
def test_an_odd_card_that_is_relayed_stops_no_later_file(office, tmp_path, clock, field):
    from tests.support.forging import Forger

    second = Forger(tmp_path / "second", "Odd", clock=clock)
    value = {
        "public_key": devices.own_card(second.caseload).public_key.upper(),
        "device": "x y" * 30,
        "person": "x y" * 30,
        "letter": "L" * 399,
    }[field]
    content = {**devices.own_card(second.caseload).content, field: value}
    signature = devices.own_signature(
        office.forger.caseload, voucher_for(content["device"], content["public_key"])
    )
    entry = {
        **second.card_entry(**{field: value}),
        "vouched": {"by": office.forger.caseload.device, "signature": signature},
    }
    second.caseload.close()
    office.forger.records(
        office.mo, "x", Note("n9", office.item, office.forger.now(), office.forger.now(), text="Forged")
    )
    try:
        office.receive(lambda meta: meta["cards"].append(entry))
    except UserError as error:
        print("refused", error)
        return
    office.accept_forger()


def test_what_is_accepted_later_gives_what_it_gives_when_accepted_before(office, tmp_path, clock):
    """Of two machines of the same content, one accepts the forger first, one afterwards."""
    own = office.forger.caseload
    office.forger.records(
        office.mo, "x", Note("n8", office.item, office.forger.now(), office.forger.now(), text="One")
    )
    from csassess.data.record import fold

    fold.rebuild(own.db)
    evidence.add_note(own, office.mo, office.item, "Two")
    head = office.forger.head_of(office.mo, "evidence", office.item, "description")
    office.forger.entry(office.mo, "x", [Change("evidence", office.item, "description", "A", (head,))])
    office.forger.entry(office.mo, "x", [Change("evidence", office.item, "description", "B", (head,))])
    office.receive()
    acceptance.accept(office.ann, own.device)
    later = state(office.ann, office.mo)[1]
    events = len(state(office.ann, office.mo)[0])
    third = machine(tmp_path / "third", clock=clock)
    acquaint(third, own, office.ann, folder=tmp_path)
    transfer(office.ann, third, office.mo, tmp_path / "t.csbundle")
    first = state(third, office.mo)
    third.close()
    assert events == len(first[0])
    assert later == first[1]


def test_both_ends_of_a_forked_chain_stay_readable_and_sendable(office, tmp_path, clock):
    office.accept_forger()
    own = office.forger.caseload
    path_one, path_two = tmp_path / "1.csbundle", tmp_path / "2.csbundle"
    head = office.forger.head_of(office.mo, "evidence", office.item, "description")
    office.forger.entry(office.mo, "x", [Change("evidence", office.item, "description", "A", (head,))])
    office.forger.send(office.mo, path_one, office.ann)
    own.db.execute("DELETE FROM events WHERE stream = ? AND device = ?", (office.mo, own.device))
    office.forger.entry(office.mo, "x", [Change("evidence", office.item, "description", "B", (head,))])
    office.forger.entry(office.mo, "x", [Change("evidence", office.item, "description", "C", (head,))])
    office.forger.send(office.mo, path_two, office.ann)
    receive_file(office.ann, path_one)
    _, merged = receive_file(office.ann, path_two)
    print(merged.quarantined)
    from csassess.data.safekeeping.check_history import history_errors, names_in

    assert list(history_errors(office.ann.db, names_in(office.ann.db), lambda: False)) == []
    third = machine(tmp_path / "third", clock=clock)
    acquaint(third, office.ann, folder=tmp_path)
    transfer(office.ann, third, office.mo, tmp_path / "t.csbundle")
    third.close()
    receive_file(office.ann, path_one)


@pytest.mark.parametrize("event", [["x"], {"x": 1}, 5, None])
def test_an_odd_head_is_refused_in_words(office, event):
    def odd(meta):
        own = office.forger.caseload
        content = [office.mo, own.device, 1, event]
        names = ("stream", "device", "sequence", "event")
        meta["heads"].append(
            {**dict(zip(names, content, strict=True)), "signature": devices.own_signature(own, content)}
        )

    try:
        office.receive(odd)
    except UserError as error:
        print("refused", error)


@pytest.mark.parametrize("sequence", [2**53 - 1, 2**63, -1, 0])
def test_a_head_with_an_odd_number_is_refused_in_words(office, sequence):
    head = office.ann.db.execute("SELECT id FROM events WHERE stream = ? LIMIT 1", (office.mo,)).fetchone()[0]

    def odd(meta):
        own = office.forger.caseload
        content = [office.mo, own.device, sequence, head]
        names = ("stream", "device", "sequence", "event")
        meta["heads"].append(
            {**dict(zip(names, content, strict=True)), "signature": devices.own_signature(own, content)}
        )

    try:
        office.receive(odd)
    except (UserError, ValueError) as error:
        print("refused", repr(error))


def test_the_cards_of_a_stranger_s_file_do_not_stop_ann_from_sending(office, tmp_path, clock, monkeypatch):
    """A file may hold 20,000 cards (here 12); Ann keeps all and sends all with each file of hers."""
    from csassess.exchange import metadata
    from tests.support.forging import Forger

    entries = []
    for number in range(12):
        false = Forger(tmp_path / f"false{number}", "Nobody", clock=clock)
        entries.append(false.card_entry())
        false.caseload.close()
    monkeypatch.setitem(metadata._META, "cards", metadata._each(12, metadata._is_card_entry))
    for part in (entries[:6], entries[6:]):
        office.receive(lambda meta, part=part: meta["cards"].extend(part))
    sending.send(office.ann, [office.mo], tmp_path / "o.csbundle", passphrase="lamps and kettles by the door")


def test_a_colleague_s_new_name_is_not_that_of_another_among_the_recipients(office, tmp_path, clock):
    vera = machine(tmp_path / "vera", clock=clock)
    become(vera, "Vera Verifier", Role.VERIFIER)
    acquaint(office.ann, vera, folder=tmp_path)
    office.accept_forger()
    clock.move_on(hours=1)
    become(office.forger.caseload, "Vera Verifier", Role.ASSESSOR)
    office.receive()
    vera.close()
    names = [card.name for card in key_files.recipients_known(office.ann)]
    assert names.count("Vera Verifier") == 1


def test_files_planted_in_ann_s_own_folder_do_not_stop_the_sync(office, tmp_path, clock):
    second = machine(tmp_path / "second", clock=clock)
    shared = tmp_path / "shared"
    shared.mkdir()
    for one, _other in ((office.ann, second), (second, office.ann)):
        folder_sync.choose_folder(one, shared)
    folder_sync.accept(office.ann, second.device)
    folder_sync.accept(second, office.ann.device)
    name = folder_files.candidate_hash(office.mo)
    (shared / "csassess" / office.ann.device[:12] / f"{name}-000050.csbundle").write_bytes(b"x")
    folder_sync.sync_folder(office.ann)
    received, _, skipped = folder_sync.sync_folder(second)
    print(received, skipped)
    second.close()
    assert received == 1


def test_ann_can_undo_after_odd_undo_entries_of_a_colleague(office):
    """An entry that says it undoes has as its parent an entry that says it undoes something else."""
    from csassess.data.record import undo

    office.accept_forger()
    anns = office.ann.history.of(office.mo)
    made = next(e for e in anns if any(c.id == office.note.id and c.field == "text" for c in e.changes))
    other = next(e for e in anns if e.action == "candidate.add")
    parent = office.forger.entry(
        office.mo, f"undo {other.id}", [Change("evidence", office.item, "location", "X", ())]
    )
    office.forger.entry(
        office.mo, f"undo {other.id}", [Change("note", office.note.id, "text", "Z", (parent,))]
    )
    _, merged = office.receive()
    print(merged.quarantined)
    try:
        undo.undo(office.ann, made.id)
    except UserError as error:
        print("refused", error)
