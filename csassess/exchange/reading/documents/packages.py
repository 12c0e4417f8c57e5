"""Parts of a zipped document (Word, OpenDocument), read within limits and without anything from outside."""

import zipfile
from io import BytesIO

from lxml import etree

from csassess.catalogue import text
from csassess.data.storage.zip_parts import DAMAGED, read_part
from csassess.exchange.errors import BadFileError

_MOST_PARTS = 5000
_MOST_BYTES, _MOST_IN_ALL = 64 << 20, 256 << 20  # of one part, and of all that are read
_MOST_RATIO = 400  # a part of text packs about one to ten
_MOST_DEPTH = 200


class Package:
    """A zipped document; its parts are parsed when asked for."""

    def __init__(self, content: bytes, name: str) -> None:
        self._name, self._read = name, 0
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except (*DAMAGED, OSError):
            raise self._damaged() from None
        if len(self._zip.infolist()) > _MOST_PARTS:
            raise self._damaged()

    def names(self) -> list[str]:
        """Return the names of the parts."""
        return self._zip.namelist()

    def xml(self, name: str) -> etree._Element | None:
        """Return a part parsed, None if the document has no such part.

        Raises BadFileError if it is damaged, too large, or names things outside of it.
        """
        try:
            entry = self._zip.getinfo(name)
        except KeyError:
            return None
        if entry.flag_bits & 1:
            raise BadFileError(
                text("{file} is protected by a password. Save it without one and try again.", file=self._name)
            )
        if entry.file_size > _MOST_BYTES or entry.file_size > _MOST_RATIO * max(entry.compress_size, 4096):
            raise self._too_large()
        try:
            content = read_part(self._zip, name, _MOST_BYTES)
        except (*DAMAGED, OSError):
            raise self._damaged() from None
        self._read += len(content)
        if self._read > _MOST_IN_ALL:
            raise self._too_large()
        return parse(content, self._name)

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def _damaged(self) -> BadFileError:
        return BadFileError(text("{file} is damaged. Get a new copy of the document.", file=self._name))

    def _too_large(self) -> BadFileError:
        return BadFileError(
            text("{file} is too large when unpacked. It was refused: get a new copy of it.", file=self._name)
        )


def parse(content: bytes, name: str) -> etree._Element:
    """Parse XML without entities, document types and anything from outside.

    Raises BadFileError if it is not such XML.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise BadFileError(text("{file} is damaged. Get a new copy of the document.", file=name)) from None
    if root.getroottree().docinfo.doctype:
        raise BadFileError(
            text("{file} holds instructions that no document needs. It was refused.", file=name)
        )
    return root
