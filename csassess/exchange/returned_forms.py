"""Forms that come back filled in: code, fields and pages, read in a process of its own.

Nothing in the file is trusted. What a form of ours never has (scripts, actions, files within) is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import islice
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image

from csassess.catalogue import text
from csassess.data.storage.printed_codes import codes_in
from csassess.domain.signing.printed_codes import PrintedCode, printed_code
from csassess.exchange.errors import BadFileError
from csassess.exchange.reading.documents.pdf_words import PDFIUM
from csassess.platform import aside

CODE_FIELD = "csassess"
_PATIENCE, _PATIENCE_IN_ALL = 30, 120  # seconds for one page, and for a file
_PAGES_TO_TELL, _MOST_PAGES, _MOST_FIELDS, _MOST_OBJECTS, _DEEPEST = 3, 40, 2_000, 50_000, 8
_LONGEST_NAME, _LONGEST_VALUE = 100, 200_000  # characters
_DOTS, _MOST_DOTS, _SHOWN = 200 / 72, 4_000, 1_400  # pixels a point, of a page, and of one that is shown
_ACTS = {
    *("/AA", "/OpenAction", "/JS", "/JavaScript", "/OnInstantiate"),  # what is done, and when
    *("/AF", "/EF", "/EmbeddedFiles", "/FFilter", "/RichMediaContent", "/XFA"),  # other files and forms
}
_ACTING = {"/Action", "/Filespec", "/EmbeddedFile"}  # kinds of objects
_ODD = (pikepdf.PdfError, RecursionError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError)
"""What pikepdf raises for files that are not as they must be."""


class LockedFormError(BadFileError):
    """The file opens with a password only, and none or a wrong one was given."""


@dataclass(frozen=True, slots=True)
class ReadForm:
    """What was read from a file that bears codes of this program.

    `content` are its bytes, without the password that it had. `code` is the hidden one, None of a scan.
    `values` are those of its fields, by name: text, or whether a box is ticked. `codes` are those read on its
    pages, and `pages` are pictures of them as JPEG.
    """

    content: bytes
    media_type: str
    code: PrintedCode | None
    values: dict[str, str | bool]
    codes: tuple[PrintedCode, ...] = ()
    pages: tuple[bytes, ...] = ()


@dataclass(slots=True)
class _Begun:
    content: bytes
    code: PrintedCode | None = None
    shown: bytes = b""  # what its pages are drawn from, if not the content
    values: dict[str, str | bool] = field(default_factory=dict)


_Page = tuple[bytes, list[PrintedCode]]


def read_picture(jpeg: bytes) -> ReadForm | None:
    """Return what a photograph or scan shows; None if it bears no code of a form that comes back."""
    with Image.open(BytesIO(jpeg)) as picture:
        return _read(_Begun(jpeg), "image/jpeg", [_page(picture)])


def read_pdf(content: bytes, password: str = "") -> ReadForm | None:
    """Return what a PDF says that may be a form of this program; None if it bears no code of one.

    Raises LockedFormError if it needs another password, BadFileError if it has our code and cannot be a form
    of ours, or cannot be read within bounds.
    """
    begun, pages = _Begun(content), list[_Page]()
    try:
        for part in aside.results_of(_parts, content, password, patience=_PATIENCE, in_all=_PATIENCE_IN_ALL):
            if isinstance(part, _Begun):
                begun = part
                continue
            pages.append(part)
            if len(pages) == _PAGES_TO_TELL and _read(begun, "application/pdf", pages) is None:
                return None
    except aside.StoppedError:
        if _read(begun, "application/pdf", pages) is None:
            return None
        reason = text("The file asks for more work than a form needs, so it was not read. Ask for a scan.")
        raise BadFileError(reason) from None
    return _read(begun, "application/pdf", pages)


def _read(begun: _Begun, media_type: str, pages: list[_Page]) -> ReadForm | None:
    codes = tuple(dict.fromkeys(code for _, found in pages for code in found))
    if begun.code is None and not any(code.returns_to for code in codes):
        return None
    shown = tuple(jpeg for jpeg, _ in pages)
    return ReadForm(begun.content, media_type, begun.code, begun.values, codes, shown)


def _parts(content: bytes, password: str) -> Iterator[_Begun | _Page]:
    """Yield what the fields say, then each page."""
    begun = _fields(content, password)
    yield replace(begun, shown=b"")
    try:
        with PDFIUM:
            document = pypdfium2.PdfDocument(begun.shown or begun.content)
            document.init_forms()
            count = min(len(document), _MOST_PAGES)
        try:
            for number in range(count):
                yield _page(_drawn(document, number))
        finally:
            with PDFIUM:
                document.close()
    except (pypdfium2.PdfiumError, ValueError):
        return


def _drawn(document: pypdfium2.PdfDocument, number: int) -> Image.Image:
    with PDFIUM:
        page = document[number]
        scale = min(_DOTS, _MOST_DOTS / max(1.0, *page.get_size()))
        picture: Image.Image = page.render(scale=scale).to_pil()
        page.close()
    return picture


def _page(picture: Image.Image) -> _Page:
    codes = codes_in(picture)
    picture = picture.convert("RGB")
    picture.thumbnail((_SHOWN, _SHOWN))
    jpeg = BytesIO()
    picture.save(jpeg, "JPEG", quality=80)
    return jpeg.getvalue(), codes


def _fields(content: bytes, password: str) -> _Begun:
    """Return the code and the values of a PDF, and its bytes without the password."""
    begun = _Begun(content)
    try:
        with pikepdf.open(BytesIO(content), password=password) as opened:
            if opened.is_encrypted:
                target = BytesIO()
                opened.save(target, encryption=False, deterministic_id=True)
                begun.content = target.getvalue()
            form = opened.Root.get("/AcroForm")
            fields = form.get("/Fields") if isinstance(form, pikepdf.Dictionary) else None
            begun.code = _code_in(fields)
            if begun.code is not None:  # what another program made is none of our forms
                if opened.get_warnings():  # it was cut off and mended: fields may be missing
                    raise _damaged()
                _check_that_nothing_acts(opened)
                begun.values = _each_once(_values(fields, "", _DEEPEST, [_MOST_FIELDS]))
                begun.values.pop(CODE_FIELD, None)
                begun.shown = _without_appearances(opened)
    except pikepdf.PasswordError:
        raise LockedFormError(
            text("The password does not open the file. Check it and try again.")
            if password
            else text("The file is protected by a password. Type the password to read it.")
        ) from None
    except _ODD:
        if begun.code is not None:
            raise _damaged() from None
    return begun


def _damaged() -> BadFileError:
    return BadFileError(text("The file is damaged. Ask for a new copy, or for a scan."))


def _code_in(fields: Any) -> PrintedCode | None:
    """Return the code in the hidden field of a form of this program; None if it is none."""
    for one in islice(fields, _MOST_FIELDS) if isinstance(fields, pikepdf.Array) else ():
        if isinstance(one, pikepdf.Dictionary) and one.get("/T") == CODE_FIELD and "/Kids" not in one:
            words = one.get("/V")
            code = printed_code(str(words)) if isinstance(words, pikepdf.String) else None
            return code if code and code.returns_to else None
    return None


def _values(fields: Any, above: str, deepest: int, left: list[int]) -> Iterator[tuple[str, str | bool]]:
    """Yield each field's whole name and its value; `left` holds how many more may come."""
    if not isinstance(fields, pikepdf.Array):
        return
    for one in fields:
        left[0] -= 1
        if left[0] < 0 or deepest == 0:
            raise BadFileError(
                text("The file has more fields than any form of this program, so it was not read.")
            )
        if not isinstance(one, pikepdf.Dictionary):
            continue
        own = one.get("/T")
        name = f"{above}.{own}" if above and own is not None else above if own is None else str(own)
        if len(name) > _LONGEST_NAME:
            raise BadFileError(
                text("The file has fields that no form of this program has, so it was not read.")
            )
        kids = one.get("/Kids")
        if isinstance(kids, pikepdf.Array) and any(_is_named(kid) for kid in kids):
            yield from _values(kids, name, deepest - 1, left)
            continue
        yield name, _value(one)


def _each_once(values: Iterator[tuple[str, str | bool]]) -> dict[str, str | bool]:
    """Return values by the name of their field; raises BadFileError if two fields have one name."""
    found: dict[str, str | bool] = {}
    for name, value in values:
        if name in found:
            raise BadFileError(
                text("The file has fields that no form of this program has, so it was not read.")
            )
        found[name] = value
    return found


def _without_appearances(opened: pikepdf.Pdf) -> bytes:
    """Return a form whose texts and ticks are drawn from their values: what is shown is what is read."""
    for one in opened.objects:
        if not isinstance(one, pikepdf.Dictionary):
            continue
        if one.get("/FT") == "/Tx" and "/AP" in one:
            del one["/AP"]
        elif one.get("/FT") == "/Btn" and isinstance(one.get("/V"), pikepdf.Name):
            one["/AS"] = one["/V"]
    target = BytesIO()
    opened.save(target)
    return target.getvalue()


def _is_named(kid: Any) -> bool:
    return isinstance(kid, pikepdf.Dictionary) and "/T" in kid


def _value(one: Any) -> str | bool:
    value = one.get("/V")
    if one.get("/FT") == "/Btn":
        state = one.get("/AS") if value is None else value
        return isinstance(state, pikepdf.Name) and state != "/Off"
    if isinstance(value, pikepdf.Stream):
        raise BadFileError(text("A field of the form is too long to be read. Ask for a shorter one."))
    if value is None or not isinstance(value, pikepdf.String):
        return ""
    words = str(value)
    if len(words) > _LONGEST_VALUE:
        raise BadFileError(text("A field of the form is too long to be read. Ask for a shorter one."))
    return words


def _check_that_nothing_acts(opened: pikepdf.Pdf) -> None:
    """Raise BadFileError if a form has scripts, actions or files, none of which it was given out with."""
    objects = opened.objects
    if len(objects) > _MOST_OBJECTS:
        raise BadFileError(text("The file has more parts than any form of this program, so it was not read."))
    waiting: list[tuple[Any, int]] = [(one, 0) for one in objects]
    looked_at = 0
    while waiting:
        one, depth = waiting.pop()
        looked_at += 1
        if looked_at > 20 * _MOST_OBJECTS or depth > 50:
            raise BadFileError(
                text("The file has more parts than any form of this program, so it was not read.")
            )
        if isinstance(one, pikepdf.Array):
            waiting += [(part, depth + 1) for part in one if _is_inside(part)]
        elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            if _acts(one):
                raise BadFileError(
                    text(
                        "The file contains a script, an action or another file, which the form that was "
                        "given out did not. Nothing was read. Ask for a scan of the printed form."
                    )
                )
            waiting += [(part, depth + 1) for part in _parts_of(one) if _is_inside(part)]


def _acts(one: Any) -> bool:
    """Return whether an object does something, or holds another file, as nothing in a form of ours does."""
    if any(key in one for key in _ACTS) or str(one.get("/Type", "")) in _ACTING:
        return True
    if isinstance(one, pikepdf.Stream):
        return "/F" in one  # its bytes lie in another file
    is_annotation = one.get("/Type") == "/Annot" or "/Rect" in one
    if is_annotation and one.get("/Subtype") != "/Widget":
        return True
    return "/A" in one and (is_annotation or "/Title" in one)  # elsewhere these are attributes of a structure


def _parts_of(one: Any) -> list[Any]:
    return [one[key] for key in one.keys()]  # noqa: SIM118  # a stream is no mapping


def _is_inside(part: Any) -> bool:
    """Return whether an object is part of the one that names it; the others are looked at by themselves."""
    return isinstance(part, pikepdf.Array | pikepdf.Dictionary) and not part.is_indirect
