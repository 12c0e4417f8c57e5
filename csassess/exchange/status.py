"""The monthly status file: the status of an assessor's candidates, without evidence.

It is signed, and encrypted with age.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import pyrage

from csassess.catalogue import text
from csassess.data.exchange.device_card import Card, is_signed, received_card
from csassess.data.record.records import from_plain, to_plain
from csassess.domain.asking.sentences import MOST_DIGESTS_IN_ALL, are_sentence_digests
from csassess.domain.assessment.portfolio_status import PortfolioStatus
from csassess.domain.control_characters import has_control_characters
from csassess.domain.value_gate import EARLIEST_YEAR, LATEST_YEAR, is_plain_date
from csassess.exchange.bag import strict_json
from csassess.exchange.bundle import Bundle, bundle_of_centre
from csassess.exchange.errors import BadFileError

_MOST_BYTES = 64 << 20


def sealed_status(
    card: Card,
    signature_of: Any,
    on: date,
    summaries: Sequence[PortfolioStatus],
    recipients: Sequence[str],
    centre: dict[str, Any] | None = None,
) -> bytes:
    """Return a signed status file, encrypted for the recipients' age keys.

    `centre` is what the centre shares, as `bundle.plain_centre` returns it: signed by those who wrote it.

    `signature_of` signs plain data as the card's device.
    """
    content = {
        "card": card.content,
        "on": on.isoformat(),
        "candidates": [to_plain(summary) for summary in summaries],
    }
    shared = {"centre": centre} if centre else {}
    payload = json.dumps(
        {"csassess": "status", **content, **shared, "signature": signature_of(content)}, ensure_ascii=False
    )
    return bytes(
        pyrage.encrypt(
            payload.encode(), [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]
        )
    )


def read_status(content: bytes, identity: str) -> tuple[Card, date, list[PortfolioStatus], Bundle | None]:
    """Return the sender's card, the day, the status of the sender's candidates, and what the centre shares.

    That is None if nothing of it came, as from earlier versions.
    Raises BadFileError with a sentence that says what is wrong.
    """
    if len(content) > _MOST_BYTES:
        raise BadFileError(
            text("The file is too large for a status file. It was refused. Ask the sender for a new file.")
        )
    try:
        plain = pyrage.decrypt(content, [pyrage.x25519.Identity.from_str(identity)])
    except pyrage.DecryptError:
        raise BadFileError(
            text("This is not a status file for you, or it was changed. Ask the sender for a new one.")
        ) from None
    payload = strict_json(plain)
    try:
        card = received_card(payload["card"])
        signed = {name: payload[name] for name in ("card", "on", "candidates")}
        if payload["csassess"] != "status" or not is_signed(card.public_key, payload["signature"], signed):
            raise ValueError
        if not is_plain_date(payload["on"]) or has_control_characters(payload["candidates"]):
            raise ValueError
        _check_sentences(payload["candidates"])
        summaries = [from_plain(PortfolioStatus, candidate) for candidate in payload["candidates"]]
        if len({summary.candidate for summary in summaries}) < len(summaries):
            raise ValueError
        if not all(map(_has_possible_dates, map(asdict, summaries))):
            raise ValueError
        centre = bundle_of_centre(payload["centre"]) if "centre" in payload else None
        if centre and centre.sender != card:
            raise ValueError
        return card, date.fromisoformat(payload["on"]), summaries, centre
    except Exception:  # whatever fails on foreign content, it is not a status file
        raise BadFileError(
            text("This is not a status file, or it was changed. Ask the sender for a new one.")
        ) from None


def _check_sentences(candidates: list[dict[str, Any]]) -> None:
    """Raise ValueError unless the digests of sentences are bounded; files of earlier versions have none."""
    digests = [candidate.get("sentences", []) for candidate in candidates]
    if not all(map(are_sentence_digests, digests)) or sum(map(len, digests)) > MOST_DIGESTS_IN_ALL:
        raise ValueError("not digests of sentences")


def _has_possible_dates(value: Any) -> bool:
    """Return whether every date inside plain data can be reckoned with."""
    if isinstance(value, date):
        return EARLIEST_YEAR <= value.year <= LATEST_YEAR
    if isinstance(value, dict):
        return all(map(_has_possible_dates, value.values()))
    return not isinstance(value, list | tuple) or all(map(_has_possible_dates, value))
