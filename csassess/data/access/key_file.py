"""The key file of an open caseload: kept good, and the same wherever there are backups."""

import json
from contextlib import suppress
from pathlib import Path

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.record.folder import BACKUPS, put_aside
from csassess.data.storage.atomic_files import write_atomically
from csassess.data.storage.filenames import KEY_FILE
from csassess.data.storage.key_copies import good_keys, store_keys
from csassess.data.storage.keys import authenticated, is_authentic, read_keys
from csassess.domain.errors import DamagedError, UserError
from csassess.platform.drives import is_reachable
from csassess.platform.files import reason_of

# Keys of the local state: the good key file, places that open with an earlier one, and those of backups.
KEPT_KEYS, OUTDATED, _PLACES = "key-file", "old-keys-at", "backup-places"
# The earlier master key of each place that was not written again yet after the lock was changed.
OLD_LOCKS = "old-locks"


def good_key_file(caseload: Caseload) -> bytes:
    """Return the content of the caseload's key file; a damaged one is repaired from a good copy first.

    Raises UserError if it is damaged and there is no good copy, or if it cannot be written.
    """
    master = caseload.attached.master
    stored = content = read_keys(caseload.folder)
    if not is_authentic(stored, master):
        is_of_earlier_version = False
        if not caseload.local.get(KEPT_KEYS):
            with suppress(UserError):
                content = authenticated(stored, master)
                is_of_earlier_version = is_authentic(content, master)
        if not is_of_earlier_version:
            content = _good_copy(caseload)
        _replace(caseload, content, is_damaged=not is_of_earlier_version)
    if caseload.local.get(KEPT_KEYS) != content.decode():
        caseload.local.set(KEPT_KEYS, content.decode())
    return content


def _good_copy(caseload: Caseload) -> bytes:
    kept = (caseload.local.get(KEPT_KEYS) or "").encode()
    if is_authentic(kept, caseload.attached.master):
        return kept
    places = [Path(place) for place in json.loads(caseload.local.get(_PLACES) or "[]")]
    for place in (caseload.folder / BACKUPS, *places):
        content = good_keys(place, caseload.attached.master)
        if content:
            return content
    raise DamagedError(
        text(
            "The key file ({file}) is damaged and no good copy of it was found. Do not close csassess. Put"
            " the file back from a backup.",
            file=KEY_FILE,
        )
    )


def _replace(caseload: Caseload, content: bytes, *, is_damaged: bool) -> None:
    """Replace the key file by a good one; a damaged one is moved aside, and said to have been."""
    path = caseload.folder / KEY_FILE
    try:
        if is_damaged and path.exists():
            put_aside(path)
        write_atomically(path, content)
    except OSError as error:
        raise _not_written(error) from None
    if is_damaged:
        caseload.repaired.append(
            text(
                "The key file ({file}) was damaged. It was restored from a good copy; passphrase and recovery"
                " code are as before.",
                file=KEY_FILE,
            )
        )


def _not_written(error: OSError) -> UserError:
    return UserError(
        text("The key file could not be written: {reason}. Nothing was changed.", reason=reason_of(error))
    )


def change_key_file(caseload: Caseload, content: bytes, places: list[Path]) -> None:
    """Put a new key file in use, here and in every place of backups that can be reached.

    Raises UserError, having changed nothing, if it cannot be written.
    """
    with caseload.together():
        caseload.local.set(OUTDATED, json.dumps([str(place) for place in places]))
        caseload.local.set(KEPT_KEYS, content.decode())
        try:
            write_atomically(caseload.folder / KEY_FILE, content)
        except OSError as error:
            raise _not_written(error) from None
    update_places(caseload, content)


def update_places(caseload: Caseload, content: bytes) -> None:
    """Bring the key file up to date in the places that could not be reached when it changed."""
    under_old_locks = json.loads(caseload.local.get(OLD_LOCKS) or "{}")
    for place in outdated_places(caseload):
        if is_reachable(place) and str(place) not in under_old_locks:
            with suppress(OSError, DamagedError):
                store_keys(place, content, caseload.attached.master)
                note_up_to_date(caseload, place)


def note_up_to_date(caseload: Caseload, place: Path) -> None:
    """Note that a place of backups opens with the present key file only."""
    places = outdated_places(caseload)
    if place in places:
        caseload.local.set(OUTDATED, json.dumps([str(other) for other in places if other != place]))


def outdated_places(caseload: Caseload) -> list[Path]:
    """Return the places whose backups still open with an earlier passphrase, code or centre key."""
    return [Path(place) for place in json.loads(caseload.local.get(OUTDATED) or "[]")]
