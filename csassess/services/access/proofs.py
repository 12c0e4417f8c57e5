"""Proofs that passphrase and recovery code still open the caseload, and a reminder to give them.

A code that was written down wrongly, or a passphrase forgotten over the PIN, should be noticed while the
other one still opens.
"""

from datetime import datetime, timedelta
from pathlib import Path

from csassess.data.access.key_proofs import note_proof, proofs_of
from csassess.data.record.caseload import Caseload
from csassess.data.safekeeping.backups import places
from csassess.data.storage.keys import (
    read_keys,
    unlock_with_passphrase,
    unlock_with_recovery_code,
)
from csassess.domain.safekeeping.ways_to_open import PASSPHRASE, RECOVERY
from csassess.platform.drives import is_reachable

_EVERY = timedelta(days=90)
_FROM = "prove-from"  # key of the local state: the quarter counts from then


def begin_counting(caseload: Caseload) -> None:
    """Let the first quarter begin now, if none has begun, or only by a clock that was wrong."""
    start = caseload.local.get(_FROM)
    if not start or datetime.fromisoformat(start) > caseload.clock():
        put_off(caseload)


def put_off(caseload: Caseload) -> None:
    """Remind no one for a quarter."""
    caseload.local.set(_FROM, caseload.clock().isoformat())


def is_reminder_due(caseload: Caseload) -> bool:
    """Return whether the passphrase or the recovery code was not proved for a quarter."""
    start = caseload.local.get(_FROM)
    if not start:
        return False
    proofs, now = proofs_of(caseload.local.all(), read_keys(caseload.folder)), caseload.clock()
    begun = datetime.fromisoformat(start)
    # A proof in the future is of a clock that was wrong.
    proved = {way: max(at, begun) for way, at in proofs.items() if at <= now}
    return now - min(proved.get(way, begun) for way in (PASSPHRASE, RECOVERY)) >= _EVERY


def prove(caseload: Caseload, passphrase: str, recovery_code: str) -> list[Path]:
    """Prove that the passphrase, the recovery code or both open the caseload; slow by design.

    Return the available backup folders that one of them does not open.
    Raises UserError, noting nothing, if one does not open the caseload.
    """
    unlocking = {PASSPHRASE: unlock_with_passphrase, RECOVERY: unlock_with_recovery_code}
    given = {way: typed for way, typed in ((PASSPHRASE, passphrase), (RECOVERY, recovery_code)) if typed}
    for way, typed in given.items():
        unlocking[way](caseload.folder, typed)
    for way in given:
        note_proof(caseload, way)
    put_off(caseload)
    local = caseload.local.all()
    available = [place for place in places(caseload) if is_reachable(place)]
    return [place for place in available if not proofs_of(local, read_keys(place)).keys() >= given.keys()]
