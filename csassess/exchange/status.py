"""The monthly status file: how an assessor's candidates stand, without evidence; signed, and locked with age."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import pyrage

from csassess.catalogue import text
from csassess.data.exchange.device_card import Card, card_from, is_signed
from csassess.data.record.records import from_plain, to_plain
from csassess.domain.assessment.portfolio_status import PortfolioStatus
from csassess.exchange.bag import strict_json
from csassess.exchange.errors import BadFileError

_MOST_BYTES = 64 << 20


def sealed_status(
    card: Card, signature_of: Any, on: date, summaries: Sequence[PortfolioStatus], recipients: Sequence[str]
) -> bytes:
    """Return a status file for the recipients' age keys; `signature_of` signs plain data as the card's machine."""
    content = {
        "card": card.content,
        "on": on.isoformat(),
        "candidates": [to_plain(each) for each in summaries],
    }
    told = json.dumps(
        {"csassess": "status", **content, "signature": signature_of(content)}, ensure_ascii=False
    )
    return bytes(
        pyrage.encrypt(told.encode(), [pyrage.x25519.Recipient.from_str(each) for each in recipients])
    )


def read_status(content: bytes, identity: str) -> tuple[Card, date, list[PortfolioStatus]]:
    """Return who told which day how their candidates stand; raises BadFileError with the sentence for what is wrong."""
    if len(content) > _MOST_BYTES:
        raise BadFileError(text("The file is larger than a status file can be. It is refused."))
    try:
        plain = pyrage.decrypt(content, [pyrage.x25519.Identity.from_str(identity)])
    except pyrage.DecryptError:
        raise BadFileError(
            text("This is no status file for you, or it was changed. Ask for it again.")
        ) from None
    told = strict_json(plain)
    try:
        card = card_from(told["card"])
        signed = {name: told[name] for name in ("card", "on", "candidates")}
        if told["csassess"] != "status" or not is_signed(card.public_key, told["signature"], signed):
            raise ValueError
        summaries = [from_plain(PortfolioStatus, each) for each in told["candidates"]]
        return card, date.fromisoformat(told["on"]), summaries
    except Exception:  # whatever somebody else wrote makes fail, it is no status file
        raise BadFileError(text("This is no status file, or it was changed. Ask for it again.")) from None
