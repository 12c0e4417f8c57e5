"""What a received file may do: nobody changes another's record by a file that was merely received."""

import pytest

from csassess.data.exchange import devices
from csassess.data.exchange.merge import Verdict
from csassess.data.record import fold
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.exchange.authority import Act, Effect, Writer, authority, effect, rows
from csassess.domain.exchange.naming import kinds_that_travel, naming, naming_fields
from csassess.domain.records.kinds import KINDS, Stream
from csassess.domain.records.roles import Role
from csassess.services.attachments import attachments
from csassess.services.evidence import evidence
from csassess.services.exchange import acceptance, import_rules, key_files, requests, sending
from csassess.services.retention import retention
from csassess.services.safekeeping import backups
from scripts.authority import PAGE, page
from tests.exchange.forgeries import (
    FORGERIES,
    covered_over_a_file,
    forged_note,
    redaction_of_every_note,
    victim,
    words_in_backups,
)
from tests.support.builders import rows as table_rows
from tests.support.exchanging import (
    FILE_PASSPHRASE,
    acquaint,
    agree_to_all,
    machine,
    receive_file,
    transfer,
)
from tests.support.forging import Forger
from tests.support.verifying import become


@pytest.fixture(params=["stranger", "colleague"])
def met(office, request):
    """Return the office with a forger who is a stranger, or a colleague whose machine Ann accepted."""
    if request.param == "colleague":
        office.accept_forger()
    return office


@pytest.mark.parametrize("forgery", FORGERIES)
def test_no_file_changes_report_history_tables_files_or_backups_by_a_forgery(met, forgery):
    before = victim(met)
    FORGERIES[forgery](met)
    met.receive()
    assert victim(met) == before
    backups.make_backup(met.ann)
    assert words_in_backups(met) == before[5] + 1


def test_a_covered_photograph_deletes_no_file_that_another_record_names(met):
    attached = load_portfolio(met.ann, met.mo).attachments[0]
    covered_over_a_file(met)
    fold.rebuild(met.forger.caseload.db)  # so that the file holds the picture
    met.receive()
    assert met.ann.attached.has(attached.sha256)
    assert attachments.content(met.ann, attached)


def test_what_a_stranger_adds_to_a_known_portfolio_has_no_effect_until_accepted(office):
    before = victim(office)
    office.forger.caseload.permissions.may_write = lambda *_: True
    evidence.add_note(office.forger.caseload, office.mo, office.item, "Seen by Mallory")
    _, merged = office.receive()
    assert {quarantined.ruling.verdict for quarantined in merged.quarantined} == {Verdict.NOT_ACCEPTED}
    assert victim(office) == before
    acceptance.accept(office.ann, office.forger.caseload.device)
    assert "Seen by Mallory" in {note.text for note in load_portfolio(office.ann, office.mo).notes}


def test_a_portfolio_of_strangers_can_be_read_and_its_judgements_count_once_they_are_accepted(
    office, tmp_path, clock
):
    vera = machine(tmp_path / "vera", clock=clock)
    sending.send(
        office.ann, [office.mo], tmp_path / "v.csbundle", passphrase=FILE_PASSPHRASE, with_forms=False
    )
    preview, merged = receive_file(vera, tmp_path / "v.csbundle", FILE_PASSPHRASE)
    portfolio = load_portfolio(vera, office.mo)
    assert merged.quarantined == []
    assert [note.text for note in portfolio.notes if note.text][-1] == "Greets the customer by name."
    assert portfolio.judgements == ()
    assert portfolio.unconfirmed == {office.ann.device}
    assert [stranger.name for stranger in preview.candidates[0].strangers] == ["Ann Assessor"]
    acceptance.accept(vera, office.ann.device)
    assert load_portfolio(vera, office.mo).is_accepted(portfolio.item(office.accepted))
    acceptance.withdraw(vera, office.ann.device)
    assert load_portfolio(vera, office.mo).judgements == ()
    vera.close()


@pytest.mark.parametrize("role", [Role.VERIFIER, Role.CENTRE, Role.COUNTERSIGNER])
def test_what_was_written_before_a_change_of_role_still_counts_at_a_new_receiver(
    office, tmp_path, clock, role
):
    clock.move_on(days=1)
    become(office.ann, "Ann Assessor", role)
    olive = machine(tmp_path / "olive", clock=clock)
    acquaint(olive, office.ann, folder=tmp_path)
    _, merged = transfer(office.ann, olive, office.mo, tmp_path / "o.csbundle")
    portfolio = load_portfolio(olive, office.mo)
    assert merged.quarantined == []
    assert len(portfolio.evidence) == 2
    assert portfolio.is_accepted(portfolio.item(office.accepted))
    olive.close()


def test_a_role_taken_up_later_counts_only_once_it_is_agreed_to(office, clock):
    office.accept_forger()
    clock.move_on(days=1)
    become(office.forger.caseload, "Mallory", Role.VERIFIER)
    office.receive()
    (stranger,) = acceptance.in_new_role(office.ann)
    assert stranger.roles[0] is Role.VERIFIER
    acceptance.accept(office.ann, stranger.device)
    assert acceptance.in_new_role(office.ann) == ()


def test_a_stranger_s_card_cannot_take_a_known_person_s_name(office):
    def as_ann(meta):
        meta["cards"][0] = office.forger.card_entry(person=office.ann.author, name="Ann Assessor")

    office.forger.records(
        office.mo,
        "note.add",
        forged_note(office),
        author=office.ann.author,
    )
    before = victim(office)
    office.receive(as_ann)
    assert victim(office) == before


def test_an_old_card_does_not_set_name_and_role_back(office, tmp_path, clock):
    office.accept_forger()
    office.forger.send(office.mo, tmp_path / "old.csbundle", office.ann)
    clock.move_on(hours=1)
    become(office.forger.caseload, "Mallory Married", Role.ASSESSOR)
    office.receive()
    receive_file(office.ann, tmp_path / "old.csbundle")
    assert devices.peers(office.ann)[office.forger.caseload.device].name == "Mallory Married"


def test_a_file_adds_no_one_to_the_people_that_files_are_locked_for(met, tmp_path, clock):
    false_vera = Forger(tmp_path / "false", "Vera Verifier", Role.VERIFIER, clock=clock)
    before = [card.name for card in key_files.recipients_known(met.ann)]
    met.receive(lambda meta: meta["cards"].append(false_vera.card_entry()))
    assert [card.name for card in key_files.recipients_known(met.ann)] == before
    false_vera.caseload.close()


def test_a_card_that_claims_another_s_recipient_is_refused(office, tmp_path, clock):
    vera = machine(tmp_path / "vera", clock=clock)
    acquaint(office.ann, vera, folder=tmp_path)
    recipient = devices.own_recipient(vera)

    def as_vera(meta):
        meta["cards"][0] = office.forger.card_entry(recipient=recipient)

    with pytest.raises(UserError, match="claim to be the same recipient"):
        office.receive(as_vera)
    assert devices.had_by(office.ann, recipient, office.mo) == {}
    vera.close()


def test_a_stranger_s_file_asks_nothing_about_erased_portfolios_and_adds_no_qualification(office):
    def claims(meta):
        meta["erased"] = [{"id": office.mo, "on": "2026-03-02", "by": "x", "certificate": "E1"}]
        meta["qualifications"] = [{"id": "q9", "title": "Forged", "number": "1"}]

    before = victim(office)
    office.receive(claims)
    assert retention.erased_elsewhere(office.ann) == {}
    assert victim(office) == before


def test_a_signed_head_of_entries_that_are_not_here_does_not_make_the_check_fail(office):
    def with_head(meta):
        own = office.forger.caseload
        content = ["elsewhere", own.device, 99, "0" * 64]
        names = ("stream", "device", "sequence", "event")
        head = dict(zip(names, content, strict=True))
        meta["heads"].append({**head, "signature": devices.own_signature(own, content)})

    office.receive(with_head)
    assert table_rows(office.ann, "signed") == [
        row for row in table_rows(office.ann, "signed") if row[0] == office.mo
    ]


def test_a_request_waits_holds_up_nothing_and_takes_effect_when_agreed_to(office):
    office.accept_forger()
    redaction_of_every_note(office, said=True)
    evidence.add_note(office.forger.caseload, office.mo, office.item, "Written afterwards")
    preview, _ = office.receive()
    assert preview.candidates[0].requests == ("Delete words for good (note: words): A name",)
    texts = [note.text for note in load_portfolio(office.ann, office.mo).notes]
    assert "Greets the customer by name." in texts
    assert "Written afterwards" in texts
    agree_to_all(office.ann)
    assert requests.pending_requests(office.ann) == []
    assert "Greets the customer by name." not in [n.text for n in load_portfolio(office.ann, office.mo).notes]
    assert words_in_backups(office) == 0


def test_a_declined_request_is_not_asked_again(office):
    office.accept_forger()
    redaction_of_every_note(office, said=True)
    office.receive()
    before = victim(office)
    requests.decline(office.ann, requests.pending_requests(office.ann)[0])
    receive_file(office.ann, office.folder / "forged.csbundle")
    assert requests.pending_requests(office.ann) == []
    assert victim(office)[2:] == before[2:]


def test_a_stranger_cannot_fill_the_caseload_with_entries_that_are_set_aside(office, monkeypatch):
    monkeypatch.setattr(import_rules, "MOST_QUARANTINED", 4_000)
    evidence.add_note(office.forger.caseload, office.mo, office.item, "Seen by Mallory. " * 300)
    before = victim(office)
    with pytest.raises(UserError, match="more entries of people who are not accepted here"):
        office.receive()
    assert table_rows(office.ann, "apart") == []
    assert victim(office)[:5] == before[:5]
    office.accept_forger()
    office.receive()
    assert len(load_portfolio(office.ann, office.mo).notes) == 2


# The table


@pytest.mark.parametrize("entity", KINDS)
def test_each_kind_has_a_row_in_the_table(entity):
    assert authority(entity, Act.WRITE)


@pytest.mark.parametrize(("entity", "act"), list(rows()))
@pytest.mark.parametrize("writer", list(Writer))
def test_each_row_names_an_effect_and_destroys_nothing_unasked(entity, act, writer):
    result = effect(entity, act, writer)
    if KINDS[entity].stream is Stream.CASELOAD:
        assert result is Effect.REFUSED
    elif act is not Act.WRITE:
        assert result in (Effect.ASKED, Effect.QUARANTINED)
    elif writer is Writer.OTHER or (writer is Writer.OFFICE and Role.CENTRE not in KINDS[entity].writers):
        assert result is Effect.QUARANTINED


@pytest.mark.parametrize("kind", kinds_that_travel(), ids=lambda kind: kind.name)
def test_each_field_that_names_a_person_has_a_rule_whose_name_it_may_be(kind):
    assert [field for field in naming_fields(kind) if naming(kind.name, field) is None] == []


def test_the_table_is_printed_as_it_is():
    assert PAGE.read_text(encoding="utf-8") == page(PAGE.read_text(encoding="utf-8")), "run `make authority`"
