"""Odd events of a hostile program: none makes anything fail, and no other portfolio changes.

An ordinary run tries a few hundred; CSASSESS_FUZZ=20000 tries that many.
"""

import json
import os
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from random import Random

import pytest

from csassess.data.exchange.accepted import accept_machine
from csassess.data.exchange.device_card import sign
from csassess.data.exchange.devices import SignedHead, own_card
from csassess.data.record import fold
from csassess.data.record.portfolios import load_portfolio
from csassess.data.record.worker import sandbox
from csassess.data.safekeeping.check_history import history_errors
from csassess.domain.errors import UserError
from csassess.domain.records.kinds import KINDS
from csassess.domain.units.units import Setting
from csassess.exchange.budget import Budget
from csassess.exchange.bundle import Bundle, _check_chains
from csassess.exchange.events import checked_event
from csassess.exchange.pages import ShownPortfolio, index_page, matrix_csv
from csassess.services.candidates import candidates, duplicate_candidates, staff
from csassess.services.disclosure import data_requests, external_pack
from csassess.services.evidence import witnesses
from csassess.services.exchange import conflicts, handover, receiving, sending
from csassess.services.lists import spreadsheets
from csassess.services.papers import centre as centre_papers
from csassess.services.papers import files as papers
from csassess.services.progress import (
    candidate_rows,
    history,
    milestones,
    next_visits,
    portfolio_status,
    to_do,
    waiting,
    would_ask,
)
from csassess.services.progress.portfolio_view import portfolio_view, report
from csassess.services.retention import retention
from csassess.services.verification import sampling_plan, standardisation
from tests.exchange.bad_files import Case
from tests.exchange.hostile.mutated_events import Mutations
from tests.support.builders import accepted_product, rows
from tests.support.exchanging import receive_file

COUNT = int(os.environ.get("CSASSESS_FUZZ", "300"))
BATCH = 25


@pytest.fixture(scope="module")
def victim(tmp_path_factory):
    """Open a caseload with portfolios of its own and one that was received."""
    case = Case(tmp_path_factory.mktemp("case"))
    caseload = case.receiver
    own = candidates.add_candidate(caseload, "Vera Own", "C-7")
    candidates.set_job(caseload, own.id, "Shop", "Clerk", Setting.REAL_JOB_PAID)
    candidates.enrol(caseload, own.id, "ocr-b10")
    accepted_product(caseload, own.id, "ocr-b10", "1.1")
    candidates.add_candidate(caseload, "Nobody Yet")
    receive_file(caseload, case.good)
    yield case
    case.close()


def everything_works(caseload, stream, folder):
    """Use every service that shows, prints, checks or sends a portfolio or a list."""
    view = portfolio_view(caseload, stream)
    hints = would_ask.before_accepting(caseload, stream)
    assert json.dumps(report(view, hints))
    entries_shown = history.history(caseload, stream)
    for entry in entries_shown:
        assert history.changes_in_words(caseload, stream, entry) is not None
    history.last_action(caseload, stream)
    conflicts.quarantined(caseload)
    handover.handover_from_here(caseload, stream)
    witnesses.witnesses(caseload, stream)
    rows_shown = [row for _, row in candidate_rows.candidate_rows(caseload)]
    today = caseload.clock().date()
    to_do.to_finish(rows_shown, today)
    waits = waiting.waiting_for_others(rows_shown, milestones.reminders(caseload), today)
    waiting.by_what_is_awaited(waits)
    next_visits.next_visits(candidate_rows.candidate_rows(caseload), today)
    waiting.reminders_due(rows_shown, milestones.reminders(caseload), today)
    list(to_do.drafts(view))
    candidates.list_candidates(caseload)
    duplicate_candidates.joined_with(caseload, stream)
    portfolio_status.portfolio_statuses(caseload)
    portfolio_status.assessors(caseload)
    portfolio_status.find(caseload, "words")
    staff.staff_list(caseload)
    retention.review_list(caseload)
    data_requests.all_requests(caseload)
    data_requests.other_people(view.portfolio)
    for request in view.portfolio.data_requests:
        data_requests.gather_answer(caseload, stream, request, {})
    sampling_plan.suggested(caseload, sampling_plan.plan(caseload))
    standardisation.examples(caseload, "ocr-b10", "1.1")
    for choice in papers.paper_choices(caseload, view):
        assert papers.draw(choice.content())
    assert papers.draw_whole(*papers.whole_portfolio(caseload, view), small=True)
    centre_papers.review_paper(caseload, retention.review_list(caseload))
    centre_papers.registrations_paper(caseload, [view])
    centre_papers.plan_paper(caseload, sampling_plan.plan(caseload))
    shown = [
        ShownPortfolio(
            view.portfolio, view.standings, tuple((e.at, e.author, e.words) for e in entries_shown)
        )
    ]
    assert index_page(shown, "Centre", "Sent")
    assert matrix_csv(shown)
    spreadsheets.write_workbook(caseload, folder / "w.xlsx")
    external_pack.gather_pack(caseload, [stream])
    path = folder / "again.csbundle"
    sending.send(caseload, [stream], path, recipients=[own_card(caseload)])
    assert list(history_errors(caseload.db, {}, lambda: False)) == []


def tables(caseload):
    return {entity: sorted(rows(caseload, entity)) for entity in (*KINDS, "heads", "revived")}


def merge(caseload, event, card, secret, outcome):
    """Merge one event alone, as from a file that holds nothing else; count what became of it."""
    try:
        stored = checked_event(json.dumps(event, ensure_ascii=False).encode(), [event_stream(event)])
        head = SignedHead(event_stream(event), card.device, 1, event["id"], "")
        head = replace(head, signature=sign(secret, head.content))
        bundle = Bundle(
            {
                "created": caseload.clock().isoformat(timespec="seconds"),
                "sender": card.device,
                "candidates": [event_stream(event)],
                "missing": [],
                "erased": [],
                "qualifications": [],
            },
            [stored],
            cards={card.device: (card, sign(secret, card.content))},
            heads={(head.stream, head.device): head},
        )
        _check_chains(bundle, Budget())
        with caseload.together():
            accept_machine(caseload, card, (card.role,))  # so that what it writes is tried
            merged = receiving.merge_bundle(caseload, bundle, have=set())
    except UserError as error:
        outcome[f"refused: {str(error)[:60]}"] += 1
        return
    outcome["set aside" if merged.quarantined else "received"] += 1
    for _, ruling in merged.quarantined:
        outcome[f"set aside: {ruling.reason[:60]}"] += 1


def event_stream(event):
    body = json.loads(event["body"])
    return body.get("stream") if isinstance(body.get("stream"), str) else ""


def known_ids(caseload, stream):
    return {
        entity: [
            row[0] for row in caseload.db.execute(f'SELECT id FROM "{entity}" WHERE stream = ?', (stream,))
        ]
        for entity in KINDS
    }


def odd_events(victim, number):
    """Return the odd events of a batch, the same each time."""
    stream = victim.mo.id
    mutations = Mutations(Random(number), stream, victim.events, known_ids(victim.receiver, stream))
    return [mutations.event(number * BATCH + place) for place in range(BATCH)]


def try_batch(victim, number, outcome, folder, only=None):
    """Merge a batch of odd events into a copy of the victim's caseload and use everything."""
    caseload, stream = victim.receiver, victim.mo.id
    streams = [person.id for person in candidates.list_candidates(caseload)]
    others = [other for other in streams if other != stream]
    with sandbox(caseload, streams) as copy:
        before = {other: load_portfolio(copy, other) for other in others}
        for place, (event, card, secret) in enumerate(odd_events(victim, number)):
            if only is None or place in only:
                merge(copy, event, card, secret, outcome)
        assert {other: load_portfolio(copy, other) for other in others} == before
        if candidates.is_here(copy, stream):
            everything_works(copy, stream, folder)
        listed = {person.id for person in candidates.list_candidates(copy)}
        assert listed >= set(others)
        for event in copy.history.of(stream)[-6:] if candidates.is_here(copy, stream) else ():
            with suppress(UserError):  # a sentence says why it cannot be undone
                history.undo_earlier_action(copy, event.id)
        if candidates.is_here(copy, stream):
            assert report(portfolio_view(copy, stream))
        as_folded = tables(copy)
        fold.rebuild(copy.db)
        assert tables(copy) == as_folded


def test_odd_events_make_nothing_fail_and_change_no_other_portfolio(victim, tmp_path):
    outcome = Counter()
    for number in range(-(-COUNT // BATCH)):
        try:
            try_batch(victim, number, outcome, tmp_path)
        except Exception as error:
            guilty = guilty_events(victim, number, tmp_path)
            raise AssertionError(f"batch {number}: {guilty}") from error
    print(*(f"{count:>6} {what}" for what, count in sorted(outcome.items())), sep="\n")
    assert outcome["received"] > COUNT / 20
    assert outcome["set aside"] > COUNT / 20
    assert sum(count for what, count in outcome.items() if what.startswith("refused")) < COUNT * 0.6


def guilty_events(victim, number, folder):
    """Return the events of a batch that fail on their own."""
    found = []
    for place in range(BATCH):
        try:
            try_batch(victim, number, Counter(), folder, only={place})
        except Exception as error:
            found.append((repr(error)[:300], odd_events(victim, number)[place][0]))
    return found or "only together"
