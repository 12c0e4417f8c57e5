"""When passphrase and recovery code last opened the caseload, kept with what they opened."""

import json
from collections.abc import Mapping
from datetime import datetime

from csassess.data.access.key_file import good_key_file
from csassess.data.record.caseload import Caseload
from csassess.data.storage.keys import wrap_digests
from csassess.domain.errors import UserError

_PROVED = "keys-proved"  # key of the local state


def note_proof(caseload: Caseload, way: str) -> None:
    """Note that a way to open the caseload has just opened it."""
    digests = wrap_digests(good_key_file(caseload))
    stored = json.loads(caseload.local.get(_PROVED) or "{}")
    proof = {"wrap": digests[way], "at": caseload.clock().isoformat()}
    caseload.local.set(_PROVED, json.dumps({**stored, way: proof}))


def proofs_of(local: Mapping[str, str], keys: bytes) -> dict[str, datetime]:
    """Return when each way last opened a key file, wherever the file is; those never proved are left out.

    `local` is the local state of the caseload. A way that was changed since counts as never proved.
    """
    try:
        digests = wrap_digests(keys)
    except UserError:
        return {}
    return {
        way: datetime.fromisoformat(proof["at"])
        for way, proof in json.loads(local.get(_PROVED) or "{}").items()
        if digests.get(way) == proof["wrap"]
    }
