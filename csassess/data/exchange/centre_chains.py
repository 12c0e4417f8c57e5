"""What is sent of the centre's records: the chains that count here, and this machine's own."""

from collections.abc import Mapping
from typing import NamedTuple

from csassess.data.exchange.chains import StoredEvent, chain_ends, stored_events
from csassess.data.exchange.devices import SignedHead, signed_heads
from csassess.data.record.caseload import CASELOAD_STREAM, CENTRE_STREAM, Caseload
from csassess.data.record.centre import keeps_centre, own_writers, writers_elsewhere
from csassess.data.record.events import decode
from csassess.domain.records.people import Assessor

_MORE_THAN_SET_UP = 2  # entries: the first only says what the centre is called


class CentreChains(NamedTuple):
    """The entries of the centre's records that are sent, and the signed end of each chain."""

    events: tuple[StoredEvent, ...] = ()
    heads: tuple[SignedHead, ...] = ()

    @property
    def ends(self) -> dict[str, int]:
        """How far each chain goes, by device."""
        return {head.device: head.sequence for head in self.heads}


def centre_chains(caseload: Caseload, known: Mapping[str, int] | None = None) -> CentreChains:
    """Return what is to be sent of the centre's records; nothing if no one keeps them yet.

    `known` says how far the recipients have each chain, by device. Entries of others that do not count here
    are not passed on, so that little is sent.
    """
    others, own = writers_elsewhere(caseload), own_writers(caseload)
    ends = chain_ends(caseload.db, CENTRE_STREAM)
    own_entries = sum(sequence for device, (sequence, _) in ends.items() if device in own)
    person = caseload.one(Assessor, CASELOAD_STREAM, caseload.author)
    if not others and own_entries < _MORE_THAN_SET_UP and not (person and keeps_centre(caseload, person)):
        return CentreChains()
    sent = {device: end for device, end in ends.items() if device in others | own}
    heads = tuple(signed_heads(caseload, CENTRE_STREAM, sent))
    received, signed = dict(known or {}), {head.device for head in heads}
    events = tuple(
        event
        for event in stored_events(caseload.db, CENTRE_STREAM, received)
        if decode(*event).device in signed
    )
    return CentreChains(events, heads)
