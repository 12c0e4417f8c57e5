"""What a portfolio file says of itself: what it holds, from whom, and whom this machine knows."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from csassess.data.exchange.accepted import own_devices, said_of_others
from csassess.data.exchange.chains import chain_ends
from csassess.data.exchange.devices import (
    PROGRAM,
    SignedHead,
    claims_of,
    own_entry,
    signed_cards,
    signed_heads,
)
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.people import Qualification
from csassess.domain.records.retention import Erasure
from csassess.exchange.metadata import FORMAT
from csassess.services.access.caseloads import centre_of


def description(
    caseload: Caseload,
    portfolios: list[Portfolio],
    *,
    whole: bool,
    missing: list[str],
    centre_heads: Iterable[SignedHead] = (),
) -> dict[str, Any]:
    """Return what a file of some portfolios says of itself, as plain data.

    `whole` says that it holds all of them, `missing` the SHA-256 of the stored files that are not here.
    `centre_heads` are the signed ends of the chains of what the centre shares.
    """
    wanted = {r.qualification for portfolio in portfolios for r in portfolio.registrations}
    qualifications = [q for q in caseload.all(Qualification, CASELOAD_STREAM) if q.id in wanted]
    centre = centre_of(caseload)
    streams = [portfolio.candidate.id for portfolio in portfolios]
    heads = [
        head for stream in streams for head in signed_heads(caseload, stream, chain_ends(caseload.db, stream))
    ]
    heads += centre_heads
    return {
        "format": FORMAT,
        "program": PROGRAM,
        "created": caseload.clock().isoformat(timespec="seconds"),
        "sender": caseload.device,
        "candidates": streams,
        "whole": whole,
        "missing": missing,
        "cards": _cards(caseload, {head.device for head in heads}),
        "heads": [
            {
                "stream": h.stream,
                "device": h.device,
                "sequence": h.sequence,
                "event": h.event,
                "signature": h.signature,
            }
            for h in heads
        ],
        "qualifications": [{"id": q.id, "title": q.title, "number": q.number} for q in qualifications],
        "centre": {"name": centre.name, "number": centre.number},
        "erased": [
            {"id": stub.id, "on": stub.on.isoformat(), "by": stub.by, "certificate": stub.certificate}
            for stub in caseload.all(Erasure, CASELOAD_STREAM)
        ],
    }


def wordings_named(caseload: Caseload, portfolios: Iterable[Portfolio]) -> dict[str, Any]:
    """Return the wordings of units and qualifications that portfolios name, by digest.

    That of a qualification may be missing here: the registration holds without it.
    """
    named = {enrolment.digest for portfolio in portfolios for enrolment in portfolio.enrolments}
    wordings = {digest: caseload.wording(digest) for digest in sorted(named)}
    for digest in sorted({r.digest for portfolio in portfolios for r in portfolio.registrations if r.digest}):
        with suppress(KeyError):
            wordings[digest] = caseload.wording(digest)
    return wordings


def _cards(caseload: Caseload, writers: set[str]) -> list[dict[str, Any]]:
    """Return the cards with their signatures and what is said of their devices, this device's first.

    Of devices that are not accepted here, only those that wrote in the file.
    """
    said, claims = said_of_others(caseload), claims_of(caseload)
    entries = [own_entry(caseload)]
    needed = {*writers, *said, *own_devices(caseload)}
    for card, signature in signed_cards(caseload)[1:]:
        if card.device not in needed:
            continue
        relayed: dict[str, Any] = {}
        if card.device in claims and claims[card.device].vouched_by:
            voucher = claims[card.device]
            relayed = {"vouched": {"by": voucher.vouched_by, "signature": voucher.voucher}}
            if voucher.succeeds:
                relayed["succeeds"] = voucher.succeeds
        entries.append({"card": card.content, "signature": signature, **relayed, **said.get(card.device, {})})
    return entries
