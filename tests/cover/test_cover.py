"""Cover: candidates are lent until a day; drafts stay theirs; coming back is one action."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from csassess.data.exchange.accepted import accepted_machines
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Method
from csassess.domain.records.people import Cover, Drafts
from csassess.domain.records.roles import Role
from csassess.domain.records.staff import StaffMember
from csassess.services.access.caseloads import assessor_of, owner_of, responsible_for
from csassess.services.arriving import centre_settling
from csassess.services.candidates import candidates, staff
from csassess.services.cover import cover
from csassess.services.evidence import evidence, judgement, references
from csassess.services.exchange import key_files, sending
from csassess.services.papers.common import facts_about
from csassess.services.papers.unit import decision_words
from csassess.services.progress import history
from csassess.services.progress.portfolio_status import portfolio_statuses
from csassess.services.progress.portfolio_view import portfolio_view
from tests.support.builders import THAT_DAY, accepted_product
from tests.support.covering import UNTIL, covering
from tests.support.exchanging import acquaint, machine, receive_file, transfer
from tests.support.forging import Forger
from tests.support.verifying import UNIT, become, decided, office


@pytest.fixture
def team(tmp_path, clock):
    with covering(tmp_path, clock) as opened:
        yield opened


def item_of(caseload, team, item):
    return load_portfolio(caseload, team.mo).item(item.id)


# An assessor lends


def test_while_a_candidate_is_lent_their_assessor_reads_and_writes_nothing(team):
    team.lend(team.ann)
    with pytest.raises(UserError, match="Lent to Bo Cover until 16 March 2026"):
        evidence.add_item(team.ann, team.mo, Method.WORK_PRODUCT, "Another", THAT_DAY)
    with pytest.raises(UserError, match="Lent to Bo Cover"):
        judgement.accept(team.ann, team.mo, team.draft.id)
    assert len(load_portfolio(team.ann, team.mo).evidence) == 2


def test_drafts_of_the_assessor_who_is_away_can_be_read_and_stay_theirs(team):
    team.lend(team.ann)
    team.send(team.ann, team.bo)
    assert item_of(team.bo, team, team.draft).description == "A letter"
    before = load_portfolio(team.bo, team.mo)
    for act in (
        lambda: judgement.accept(team.bo, team.mo, team.draft.id),
        lambda: judgement.withdraw(team.bo, team.mo, team.draft.id),
        lambda: references.tick(team.bo, team.mo, team.draft.id, "ocr-b10", "1.1"),
        lambda: evidence.add_note(team.bo, team.mo, team.draft.id, "Mine"),
    ):
        with pytest.raises(UserError, match="a draft of Ann Assessor, who is away"):
            act()
    assert load_portfolio(team.bo, team.mo) == before
    assert "1 draft of theirs can be read" in cover.words(team.bo, team.mo)


def test_what_is_new_during_the_cover_is_the_cover_s(team):
    team.lend(team.ann)
    team.send(team.ann, team.bo)
    item = accepted_product(team.bo, team.mo, "ocr-b10", "1.2")
    team.send(team.bo, team.ann)
    judged = load_portfolio(team.ann, team.mo).judgement_of(item.id)
    assert judged.by == assessor_of(team.bo).id
    assert load_portfolio(team.ann, team.mo).judgement_of(team.accepted.id).by == assessor_of(team.ann).id
    assert item_of(team.ann, team, team.draft) == team.draft


def test_coming_back_is_one_action_and_drafts_are_as_they_were(team):
    team.lend(team.ann)
    team.send(team.ann, team.bo)
    accepted_product(team.bo, team.mo, "ocr-b10", "1.2")
    before = history.position(team.ann)
    cover.end(team.ann, team.mo)
    assert history.position(team.ann) == before + 1
    team.send(team.bo, team.ann)
    references.tick(team.ann, team.mo, team.draft.id, "ocr-b10", "1.3")
    judgement.accept(team.ann, team.mo, team.draft.id)
    assert len(load_portfolio(team.ann, team.mo).evidence) == 3
    team.send(team.ann, team.bo)
    with pytest.raises(UserError, match="Your cover for Ann Assessor is over"):
        evidence.add_item(team.bo, team.mo, Method.WORK_PRODUCT, "Late", THAT_DAY)


def test_cover_ends_by_its_date_without_any_action(team):
    team.lend(team.ann)
    team.send(team.ann, team.bo)
    team.clock.move_on(days=14)
    evidence.add_item(team.bo, team.mo, Method.WORK_PRODUCT, "On the last day", THAT_DAY)
    team.clock.move_on(days=1)
    with pytest.raises(UserError, match="Your cover for Ann Assessor is over"):
        evidence.add_item(team.bo, team.mo, Method.WORK_PRODUCT, "Late", THAT_DAY)
    evidence.add_item(team.ann, team.mo, Method.WORK_PRODUCT, "Back", THAT_DAY)
    assert responsible_for(team.ann, load_portfolio(team.ann, team.mo)).name == "Ann Assessor"


def test_the_plan_names_who_covers_and_papers_name_both(team):
    team.lend(team.ann)
    team.send(team.ann, team.bo)
    accepted_product(team.bo, team.mo, "ocr-b10", "1.2")
    team.send(team.bo, team.ann)
    portfolio = load_portfolio(team.ann, team.mo)
    assert responsible_for(team.ann, portfolio).name == "Bo Cover"
    assert owner_of(team.ann, portfolio).name == "Ann Assessor"
    named = dict(facts_about(team.ann, portfolio_view(team.ann, team.mo)))["Assessor"]
    assert named == ("Ann Assessor, qualified assessor; covered by Bo Cover, 2 March 2026 – 16 March 2026")


def test_what_is_signed_names_who_decided_whoever_judged_last(team):
    candidate, _ = decided(team.ann, signed=False)
    team.mo = candidate.id
    team.lend(team.ann)
    team.send(team.ann, team.bo)
    accepted_product(team.bo, team.mo, UNIT, "1.1")
    words = decision_words(team.bo, portfolio_view(team.bo, team.mo), UNIT)
    assert words.splitlines()[2] == "Ann Assessor"


def test_only_the_candidate_s_assessor_or_the_lead_lends(team):
    team.send(team.ann, team.bo)
    with pytest.raises(UserError, match="Only the candidate’s assessor, or the lead verifier"):
        cover.lend(team.bo, [team.mo], team.ann.device, UNTIL)
    with pytest.raises(UserError, match="Only the lead verifier does this"):
        team.lend(team.ann, until=None, drafts=Drafts.AFRESH)
    with pytest.raises(UserError, match="last day is in the past"):
        team.lend(team.ann, until=THAT_DAY - timedelta(days=1))
    team.lend(team.ann)
    with pytest.raises(UserError, match="lent already"):
        team.lend(team.ann)


# The lead verifier lends


def test_the_lead_verifier_lends_for_an_assessor_who_is_ill(team):
    team.send(team.ann, team.vera)
    team.lend(team.vera)
    team.send(team.vera, team.bo)
    accepted_product(team.bo, team.mo, "ocr-b10", "1.2")
    with pytest.raises(UserError, match="a draft of Ann Assessor"):
        judgement.accept(team.bo, team.mo, team.draft.id)
    team.send(team.vera, team.ann)
    team.send(team.bo, team.ann)
    assert "Lent to Bo Cover" in cover.words(team.ann, team.mo)
    cover.end(team.ann, team.mo)
    references.tick(team.ann, team.mo, team.draft.id, "ocr-b10", "1.3")
    judgement.accept(team.ann, team.mo, team.draft.id)


def test_drafts_of_an_assessor_who_has_left_are_assessed_afresh(team):
    team.send(team.ann, team.vera)
    team.lend(team.vera, until=None, drafts=Drafts.AFRESH)
    team.send(team.vera, team.bo)
    references.tick(team.bo, team.mo, team.draft.id, "ocr-b10", "1.3")
    judgement.accept(team.bo, team.mo, team.draft.id)
    team.send(team.bo, team.vera)
    judged = load_portfolio(team.vera, team.mo).judgement_of(team.draft.id)
    assert judged.by == assessor_of(team.bo).id
    assert responsible_for(team.vera, load_portfolio(team.vera, team.mo)).name == "Bo Cover"
    with pytest.raises(UserError, match="Only Ann Assessor, Bo Cover or the lead verifier"):
        cover.end(team.bo, team.mo)


def test_drafts_of_an_assessor_who_has_left_are_withdrawn_by_the_lead(team):
    team.send(team.ann, team.vera)
    team.lend(team.vera, until=None, drafts=Drafts.WITHDRAWN)
    assert item_of(team.vera, team, team.draft).withdrawn
    assert not item_of(team.vera, team, team.accepted).withdrawn
    team.send(team.vera, team.bo)
    assert item_of(team.bo, team, team.draft).withdrawn
    judgement.bring_back(team.bo, team.mo, team.draft.id)
    team.send(team.bo, team.vera)
    assert not item_of(team.vera, team, team.draft).withdrawn


def test_who_works_on_a_portfolio_is_told_again_on_the_day_the_cover_ends(team):
    team.lend(team.ann)
    assert [s.assessor_name for s in portfolio_statuses(team.ann)] == ["Bo Cover"]
    team.clock.move_on(days=15)
    assert [s.assessor_name for s in portfolio_statuses(team.ann)] == ["Ann Assessor"]


# Forged


def forged(team, forger, *records, receiver=None):
    forger.records(team.mo, "cover.lend", *records)
    return receive_file(receiver or team.ann, forger.send(team.mo, team.path(), receiver or team.ann))


def colleague(team, role=Role.ASSESSOR):
    forger = Forger(team.folder / f"forger-{role}", "Colin Colleague", role, clock=team.clock)
    acquaint(forger.caseload, team.ann, team.bo, folder=team.folder)
    card = next(c for c in key_files.recipients_known(team.ann) if c.device == forger.caseload.device)
    path = team.path()
    sending.send(team.ann, [team.mo], path, recipients=[card], with_forms=False)
    forger.know(path)
    return forger


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.VERIFIER])
@pytest.mark.parametrize("by", ["ann", "self"])
def test_nobody_lends_a_candidate_in_the_name_of_another_person(team, role, by):
    forger, ann = colleague(team, role), assessor_of(team.ann).id
    own = forger.caseload.author
    lending = Cover("f", ann, own, THAT_DAY, ann if by == "ann" else own, until=UNTIL)
    forged(team, forger, lending)
    assert load_portfolio(team.ann, team.mo).covers == ()
    evidence.add_item(team.ann, team.mo, Method.WORK_PRODUCT, "Still mine", THAT_DAY)


def test_a_colleague_does_not_lend_as_their_own_what_is_another_s(team):
    forger = colleague(team)
    own = forger.caseload.author
    forged(team, forger, Cover("f", own, assessor_of(team.bo).id, THAT_DAY, own, until=UNTIL))
    assert load_portfolio(team.ann, team.mo).covers == ()


def test_a_stranger_lends_nothing(team):
    stranger = Forger(team.folder / "stranger", role=Role.VERIFIER, clock=team.clock)
    key_files.write_key_file(stranger.caseload, team.folder / "stranger.cskey")
    path = team.path()
    sending.send(team.ann, [team.mo], path, passphrase="a long enough passphrase")
    receive_file(stranger.caseload, path, "a long enough passphrase")
    ann = assessor_of(team.ann).id
    lending = Cover("f", ann, stranger.caseload.author, THAT_DAY, stranger.caseload.author, until=UNTIL)
    stranger.records(team.mo, "cover.lend", lending)
    receive_file(team.ann, stranger.send(team.mo, team.path(), team.ann))
    assert load_portfolio(team.ann, team.mo).covers == ()
    assert stranger.caseload.device not in accepted_machines(team.ann)


def test_whoever_covers_does_not_make_it_longer_nor_touch_a_draft_past_their_own_program(team):
    team.lend(team.ann)
    team.send(team.ann, team.bo)
    (lending,) = load_portfolio(team.bo, team.mo).covers
    team.bo.permissions.check = lambda *_: None  # as a forging program would
    team.bo.save(team.mo, "cover.lend", replace(lending, until=date(2030, 1, 1)))
    team.bo.save(team.mo, "evidence.withdraw", replace(team.draft, withdrawn=True))
    _, merged = team.send(team.bo, team.ann)
    assert len([q for q in merged.quarantined if q.event.stream == team.mo]) == 2
    (kept,) = load_portfolio(team.ann, team.mo).covers
    assert kept.until == UNTIL
    assert item_of(team.ann, team, team.draft) == team.draft


def test_a_verifier_who_is_not_the_lead_withdraws_no_drafts(team):
    team.send(team.ann, team.vera)
    team.lend(team.vera, until=None, drafts=Drafts.AFRESH)
    team.send(team.vera, team.bo)
    forger = colleague(team, Role.VERIFIER)
    forger.records(team.mo, "evidence.withdraw", replace(team.draft, withdrawn=True))
    receive_file(team.bo, forger.send(team.mo, team.path(), team.bo))
    assert not item_of(team.bo, team, team.draft).withdrawn


def test_in_a_centre_without_an_office_the_verifier_whom_others_call_lead_lends(tmp_path, clock):
    with office(tmp_path, clock, "ann", "vera") as (ann, vera):
        staff.keep_member(vera, StaffMember("", "Vera Verifier", "lead verifier"))
        mo = candidates.add_candidate(ann, "Mo Candidate").id
        bo = machine(tmp_path / "bo", clock=clock)
        become(bo, "Bo Cover", Role.ASSESSOR)
        acquaint(ann, vera, bo, folder=tmp_path)
        transfer(ann, vera, mo, tmp_path / "1")
        cover.lend(vera, [mo], bo.device, UNTIL)
        transfer(vera, ann, mo, tmp_path / "2")
        assert load_portfolio(ann, mo).covers == ()
        centre_settling.accept_as_lead(ann, vera.device)
        transfer(vera, ann, mo, tmp_path / "3")
        assert [lent.to_name for lent in load_portfolio(ann, mo).covers] == ["Bo Cover"]
        bo.close()
