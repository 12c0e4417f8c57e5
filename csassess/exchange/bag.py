"""The bag inside a portfolio file: BagIt (RFC 8493), which any archive's tools can check."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from csassess.catalogue import text
from csassess.exchange.container import Member, member
from csassess.exchange.errors import BadFileError

ROOT, DATA = "portfolio/", "data/"
_DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_MANIFEST, _TAGS, SIGNATURE = "manifest-sha256.txt", "tagmanifest-sha256.txt", "signature.json"
_TAG_FILES = {"bagit.txt", "bag-info.txt", _MANIFEST, _TAGS, SIGNATURE}
_MOST_TAG, _MOST_SIGNATURE = 64 << 20, 1 << 16  # bytes
_CHUNK = 1 << 20


def bag_files(
    payload: Iterable[Member], sign: Callable[[bytes], dict[str, str]], info: dict[str, str]
) -> Iterator[Member]:
    """Yield the files of a bag: the payload in its order, then manifests and signature.

    `sign` receives the manifest's bytes.
    """
    hashes: dict[str, str] = {}
    size = 0
    for file in payload:
        size += file.size
        yield Member(ROOT + DATA + file.name, file.size, _hashing(file, hashes))
    manifest = _manifest_lines(hashes)
    tags = {
        "bagit.txt": _DECLARATION,
        "bag-info.txt": (
            "".join(
                f"{k}: {v}\n" for k, v in {**info, "Payload-Oxum": f"{size}.{len(hashes)}"}.items()
            ).encode()
        ),
        _MANIFEST: manifest,
        SIGNATURE: json.dumps(sign(manifest), indent=2).encode(),
    }
    tags[_TAGS] = _manifest_lines(
        {name: hashlib.sha256(content).hexdigest() for name, content in tags.items()}
    )
    for name, content in tags.items():
        yield member(ROOT + name, content)


def _hashing(file: Member, hashes: dict[str, str]) -> Callable[[], Iterable[bytes]]:
    def chunks() -> Iterator[bytes]:
        sha256 = hashlib.sha256()
        for chunk in file.chunks():
            sha256.update(chunk)
            yield chunk
        hashes[DATA + file.name] = sha256.hexdigest()

    return chunks


def _manifest_lines(hashes: dict[str, str]) -> bytes:
    return "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(hashes.items())).encode()


class HashingReader:
    """A payload file that is hashed while it is read.

    What is left unread is read at the end, so that the hash covers the whole file.
    """

    def __init__(self, source: BinaryIO) -> None:
        self._source, self._sha256 = source, hashlib.sha256()

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes, or nothing at the end."""
        piece = self._source.read(size)
        self._sha256.update(piece)
        return piece

    def finish(self) -> str:
        """Read the rest and return the SHA-256 of the whole."""
        while self.read(_CHUNK):
            pass
        return self._sha256.hexdigest()


@dataclass
class Bag:
    """Content of a bag: payload hashes by name, the manifest's bytes and its signature."""

    hashes: dict[str, str] = field(default_factory=dict)
    manifest: bytes = b""
    signature: dict[str, Any] = field(default_factory=dict)


def read_bag(
    files: Iterable[tuple[str, int, BinaryIO]], take: Callable[[str, int, HashingReader], object]
) -> Bag:
    """Read a bag and check that it holds exactly the listed files, with their hashes.

    `take` receives each payload file as it is read, before its hash is checked.
    Raises BadFileError if the bag is not as listed.
    """
    bag, tags = Bag(), dict[str, bytes]()
    for path, size, content in files:
        name = path.removeprefix(ROOT)
        if name == path:
            raise BadFileError(
                text("The file has a part outside its bag. It was refused. Ask the sender for a new file.")
            )
        if name.startswith(DATA):
            hashed = HashingReader(content)
            take(name.removeprefix(DATA), size, hashed)
            bag.hashes[name] = hashed.finish()
        elif name not in _TAG_FILES or size > (_MOST_SIGNATURE if name == SIGNATURE else _MOST_TAG):
            raise BadFileError(
                text(
                    "The file has a part that does not belong in a portfolio file. It was "
                    "refused. Ask the sender for a new file."
                )
            )
        else:
            tags[name] = content.read()
    missing = _TAG_FILES - tags.keys()
    if missing:
        raise BadFileError(
            text(
                "{part} is missing from the file. Ask the sender to send it again.",
                part=", ".join(sorted(missing)),
            )
        )
    if tags["bagit.txt"] != _DECLARATION:
        raise BadFileError(
            text(
                "The bag in the file is of an unknown kind or version. It was refused. Ask "
                "the sender for a new file."
            )
        )
    _compare(_parsed(tags[_MANIFEST]), bag.hashes)
    _compare(_parsed(tags[_TAGS]), {n: hashlib.sha256(c).hexdigest() for n, c in tags.items() if n != _TAGS})
    bag.manifest = tags[_MANIFEST]
    bag.signature = strict_json(tags[SIGNATURE])
    return bag


def _parsed(lines: bytes) -> dict[str, str]:
    try:
        pairs = [line.split("  ", 1) for line in lines.decode().splitlines()]
        hashes = {name: sha256 for sha256, name in pairs}
    except ValueError:
        raise BadFileError(
            text("The file’s list of contents is damaged. Ask the sender to send it again.")
        ) from None
    if len(hashes) != len(pairs):
        raise BadFileError(
            text(
                "The file’s list of contents names a part twice. It was refused. Ask the "
                "sender for a new file."
            )
        )
    return hashes


def _compare(listed: dict[str, str], actual: dict[str, str]) -> None:
    if listed.keys() - actual.keys():
        part = min(listed.keys() - actual.keys())
        raise BadFileError(
            text("{part} is missing from the file. Ask the sender to send it again.", part=part)
        )
    if actual.keys() - listed.keys():
        raise BadFileError(
            text(
                "The file contains more than its list of contents. It was refused. Ask the "
                "sender for a new file."
            )
        )
    for name, sha256 in listed.items():
        if actual[name] != sha256:
            raise BadFileError(
                text(
                    "{part} does not match the file’s list of contents. It was changed or "
                    "damaged. Ask the sender to send the file again.",
                    part=name,
                )
            )


_DEEPEST = 20


def strict_json(content: bytes | str) -> Any:
    """Return the content of JSON from outside.

    Raises BadFileError if it is not JSON, is nested too deeply, or holds numbers that no record
    holds.
    """

    def refuse(_: str) -> Any:
        raise ValueError("a number no record holds")

    try:
        value = json.loads(
            content, parse_float=refuse, parse_constant=refuse, object_pairs_hook=_with_unique_keys
        )
        _check_depth(value, _DEEPEST)
    except (ValueError, RecursionError):
        raise BadFileError(
            text(
                "Part of the file cannot be read. It was changed, or written by another "
                "program. Ask the sender to send it again."
            )
        ) from None
    return value


def _with_unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) != len(pairs):
        raise ValueError("a key twice")
    return mapping


def _check_depth(value: Any, left: int) -> None:
    if left == 0:
        raise ValueError("too deep")
    if isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            _check_depth(part, left - 1)
