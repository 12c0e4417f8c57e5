"""Canonical JSON bytes, so that a hash means the same on every device."""

import hashlib
import json
import unicodedata
from typing import Any

_INTEGER_LIMIT = 2**53


def canonical(value: Any) -> bytes:
    """Return a value as JSON with keys sorted by code point, NFC text and no spaces.

    Within these limits the bytes equal RFC 8785 (JSON Canonicalization Scheme), but for the order of keys
    beyond U+FFFF. Raises ValueError for floats, integers of ±2**53 and beyond, lone surrogates, and keys that
    are not text.
    """
    return json.dumps(_checked(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _checked(value: Any) -> Any:
    match value:
        case None | bool():
            return value
        case str():
            value.encode()
            return unicodedata.normalize("NFC", value)
        case int() if -_INTEGER_LIMIT < value < _INTEGER_LIMIT:
            return int(value)
        case list() | tuple():
            return [_checked(part) for part in value]
        case dict():
            if not all(isinstance(key, str) for key in value):
                raise ValueError("keys must be text")
            return {key: _checked(part) for key, part in value.items()}
    raise ValueError(f"no canonical form for {type(value).__name__}")


def digest(value: Any) -> str:
    """Return the SHA-256 of a value's canonical bytes, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def commitment(salt: str, value: Any) -> str:
    """Return the SHA-256 of a salt (hexadecimal) and a value's canonical bytes.

    It binds to the value without disclosing it.
    """
    return hashlib.sha256(bytes.fromhex(salt) + canonical(value)).hexdigest()
