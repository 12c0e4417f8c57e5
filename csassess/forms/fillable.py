"""Papers that are filled in on screen: fields of a PDF (AcroForm) with an embedded font and no scripts.

They work in Acrobat, Edge, Preview and Evince, and are printed as they are. They keep PDF/UA-1; PDF/A does
not allow for what is typed into them.
"""

import re
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from reportlab.pdfbase.ttfonts import TTFont

from csassess.catalogue import text
from csassess.forms.content import FieldKind, FormField, Identification
from csassess.forms.foot import words_of_code
from csassess.resources import resource_folder

CODE_FIELD = "csassess"
"""The name of the hidden field that holds the code of the form."""

_FONT, _FILE = "NotoSans", "NotoSans-Regular.ttf"
_SIZE = 10
_LONGEST_LINE = 500
_LOOK = f"/{_FONT} {_SIZE} Tf 0.067 g"
_MULTILINE, _READ_ONLY = 1 << 12, 1
_PRINTED, _HIDDEN = 4, 2
_FIRST, _LAST = 32, 255
_PDF_A = re.compile(rb"<pdfaid:(part|conformance)>[^<]*</pdfaid:(part|conformance)>\n")


def filled_in_on_screen(pdf: bytes, identification: Identification, fields: tuple[FormField, ...]) -> bytes:
    """Return a paper whose fields can be filled in; the same paper gives the same bytes."""
    kinds = {field.name: field.kind for field in fields}
    with pikepdf.open(BytesIO(pdf)) as opened:
        font = opened.make_indirect(_font(opened))
        widgets = [a for page in opened.pages for a in page.obj.get("/Annots", Array()) if "/Kind" in a]
        for widget in widgets:
            _complete(opened, widget, kinds[str(widget.T)])
            del widget["/Kind"]
        code = _code_field(opened, words_of_code(identification, 1))
        opened.Root.AcroForm = Dictionary(
            Fields=Array([*widgets, code]),
            DA=String(_LOOK),
            DR=Dictionary(Font=Dictionary({f"/{_FONT}": font})),
        )
        packet = opened.Root.Metadata
        packet.write(_PDF_A.sub(b"", packet.read_bytes()))
        target = BytesIO()
        opened.save(target, deterministic_id=True, compress_streams=True)
    return target.getvalue()


def _complete(pdf: pikepdf.Pdf, widget: Any, kind: FieldKind) -> None:
    """Make a field of an area that is marked as one."""
    left, bottom, right, top = (float(edge) for edge in widget.Rect)
    width, height = right - left, top - bottom
    if kind is FieldKind.TICK:
        widget.FT, widget.V, widget.AS = Name.Btn, Name.Off, Name.Off
        ticked = _drawing(pdf, width, height, _cross(width, height))
        empty = _drawing(pdf, width, height, b"")
        widget.AP = Dictionary(N=Dictionary(Yes=ticked, Off=empty))
        return
    widget.FT, widget.DA, widget.V = Name.Tx, String(_LOOK), String("")
    if kind is FieldKind.LINES:
        widget.Ff = _MULTILINE
    else:
        widget.MaxLen = _LONGEST_LINE
    widget.AP = Dictionary(N=_drawing(pdf, width, height, b"/Tx BMC EMC"))


def _code_field(pdf: pikepdf.Pdf, words: str) -> Any:
    """Return the hidden field with the code, added to the first page."""
    page = pdf.pages[0].obj
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T=String(CODE_FIELD),
            TU=String(text("Code of the form")),
            V=String(words),
            DA=String(_LOOK),
            F=_HIDDEN,
            Ff=_READ_ONLY,
            Rect=Array([0, 0, 0, 0]),
            P=page,
        )
    )
    page.Annots = Array([*page.get("/Annots", Array()), field])
    return field


def _drawing(pdf: pikepdf.Pdf, width: float, height: float, content: bytes) -> Any:
    return pdf.make_stream(
        content,
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, round(width, 2), round(height, 2)]),
        Resources=Dictionary(),
    )


def _cross(width: float, height: float) -> bytes:
    """Return the strokes of a cross, which needs no font."""
    near_x, near_y, far_x, far_y = width * 0.22, height * 0.22, width * 0.78, height * 0.78
    down = f"{near_x:.2f} {far_y:.2f} m {far_x:.2f} {near_y:.2f} l"
    up = f"{near_x:.2f} {near_y:.2f} m {far_x:.2f} {far_y:.2f} l"
    return f"q 0.067 G 1.3 w {down} {up} S Q".encode()


def _font(pdf: pikepdf.Pdf) -> Dictionary:
    """Return the whole font, since nobody knows which letters will be typed."""
    path = resource_folder() / "fonts" / _FILE
    face: Any = TTFont(f"{_FONT}-of-fields", str(path)).face
    widths = [
        round(face.charWidths.get(ord(bytes([code]).decode("cp1252", "replace")), face.defaultWidth))
        for code in range(_FIRST, _LAST + 1)
    ]
    file = pdf.make_stream(path.read_bytes())
    file.Length1 = path.stat().st_size
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name(f"/{_FONT}"),
        Flags=32,  # letters of the Latin alphabet
        FontBBox=Array([round(edge) for edge in face.bbox]),
        ItalicAngle=0,
        Ascent=round(face.ascent),
        Descent=round(face.descent),
        CapHeight=round(face.capHeight),
        StemV=round(face.stemV),
        FontFile2=file,
    )
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.TrueType,
        BaseFont=Name(f"/{_FONT}"),
        FirstChar=_FIRST,
        LastChar=_LAST,
        Widths=Array(widths),
        Encoding=Name.WinAnsiEncoding,
        FontDescriptor=pdf.make_indirect(descriptor),
    )
