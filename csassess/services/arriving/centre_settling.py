"""What the centre shares, brought up to date after entries arrived or a machine was accepted."""

from dataclasses import replace

from csassess.catalogue import text
from csassess.data.exchange.accepted import accepted_machines
from csassess.data.exchange.merge import Judge, Merged, Ruling, Verdict, judge_again, set_aside_stream
from csassess.data.exchange.quarantine import quarantined_devices
from csassess.data.record.caseload import CASELOAD_STREAM, CENTRE_STREAM, Caseload
from csassess.data.record.centre import keeps_centre, own_writers, writers_elsewhere
from csassess.data.record.list_cache import forget_all_lists
from csassess.data.record.portfolios import verifies_every_unit
from csassess.domain.records.people import Assessor
from csassess.domain.records.roles import Role
from csassess.domain.records.user_actions import UserAction
from csassess.domain.verification.sampling import plain_name
from csassess.services.arriving.arrival_rules import ArrivalRules
from csassess.services.arriving.centre_rules import leads


def settle_centre(caseload: Caseload, *, verified_every_unit: bool) -> Merged:
    """Bring what the centre shares up to date, within the caller's transaction; return what counts now.

    `verified_every_unit` was the centre's setting before: lists follow it.
    What was typed here before the centre's own arrived is set aside, and can still be looked at.
    """
    _note_leads(caseload)
    judge = ArrivalRules(caseload)
    merged = judge_again(caseload, [CENTRE_STREAM], judge)
    person = caseload.one(Assessor, CASELOAD_STREAM, caseload.author)
    is_kept_here = bool(person and keeps_centre(caseload, person))
    if not is_kept_here and _has_centre_from_others(caseload) and _counts_here(caseload):
        set_aside_stream(caseload, CENTRE_STREAM)
        # Others' first: until one of theirs is there, what was typed here counts.
        judge_again(caseload, [CENTRE_STREAM], _others_only(judge, own_writers(caseload)))
    merged.add(judge_again(caseload, [CENTRE_STREAM], judge))  # a list that came now may name the lead
    if verifies_every_unit(caseload) is not verified_every_unit:
        forget_all_lists(caseload.db)
    return merged


def judge_centre_again(caseload: Caseload) -> None:
    """Judge all of what the centre shares again, as after an acceptance was withdrawn."""
    with caseload.together():
        before = verifies_every_unit(caseload)
        set_aside_stream(caseload, CENTRE_STREAM)
        settle_centre(caseload, verified_every_unit=before)


def accept_as_lead(caseload: Caseload, device: str) -> None:
    """Store that the person of an accepted machine is the centre's lead verifier.

    What they wrote of what the centre shares counts from now on.
    """
    with caseload.together():
        _save_as_lead(caseload, device)
        settle_centre(caseload, verified_every_unit=verifies_every_unit(caseload))


def _others_only(judge: Judge, own: set[str]) -> Judge:
    waits = Ruling(Verdict.WAITS, text("it was typed here before the centre’s own arrived"))
    return lambda event, written: waits if event.device in own else judge(event, written)


def _has_centre_from_others(caseload: Caseload) -> bool:
    others = writers_elsewhere(caseload)
    return any(
        event.device in others and any((c.entity, c.field) == ("centre", "name") for c in event.changes)
        for event in caseload.history.of(CENTRE_STREAM)
    )


def _counts_here(caseload: Caseload) -> bool:
    """Return whether an entry typed here counts."""
    own = own_writers(caseload)
    return any(event.device in own for event in caseload.history.of(CENTRE_STREAM))


def _note_leads(caseload: Caseload) -> None:
    """Accept as lead the verifiers named so by the staff list typed here, while no one else keeps it."""
    if writers_elsewhere(caseload):
        return
    today = caseload.clock().date()
    names = {plain_name(member.name) for member in leads(caseload) if member.is_in_post(today)}
    for device in sorted(quarantined_devices(caseload.db, CENTRE_STREAM)) if names else ():
        machine = accepted_machines(caseload).get(device)
        if machine and Role.VERIFIER in machine.roles and plain_name(machine.name) in names:
            _save_as_lead(caseload, device)


def _save_as_lead(caseload: Caseload, device: str) -> None:
    machine = accepted_machines(caseload).get(device)
    if machine and not machine.is_own:
        caseload.save(CASELOAD_STREAM, UserAction.DEVICE_ACCEPT, replace(machine, is_lead=True))
