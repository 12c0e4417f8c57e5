"""Forms of the sample that people without the program filled in and returned."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from pikepdf.form import ExtendedAppearanceStreamGenerator, Form
from PIL import Image, ImageDraw

from csassess.data.record.caseload import Caseload
from csassess.demo.sample_caseload import SampleClock
from csassess.demo.sample_lists import handwriting, returned_content
from csassess.domain.records.evidence import Method
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, judgement, references, witnesses
from csassess.services.papers.files import draw
from csassess.services.papers.fillable import form_about
from csassess.services.progress.portfolio_view import portfolio_view

_POINTS_AN_INCH = 72
_PEN, _STROKE = "#1b2f6b", 3
_WIDTH_OF_HAND = 420  # pixels at 150 dots an inch
_GAP = 16  # points between the fields of the last row


@dataclass(frozen=True)
class Returned:
    """A form that came back: its file, and when it is received."""

    path: Path
    on: date


def give_out_and_return(caseload: Caseload, clock: SampleClock, folder: Path) -> tuple[Returned, Returned]:
    """Give out a testimony and a statement, and return the files that come back, written to a folder.

    The testimony is filled in on screen; the statement is filled in, printed, signed by hand and scanned.
    """
    content = returned_content()
    folder.mkdir(parents=True, exist_ok=True)
    clock.set(content["given_out"], "09:00")
    told, said = content["testimony"], content["statement"]
    tom = candidates.find_candidate(caseload, told["candidate"]).id
    witness = witnesses.add_witness(caseload, tom, **told["witness"])
    testimony = witnesses.add_testimony(caseload, tom, witness, told["on"], on_paper=True)
    sam = candidates.find_candidate(caseload, said["candidate"]).id
    statement = evidence.add_item(caseload, sam, Method.PERSONAL_STATEMENT, said["about"], said["on"])
    sent = {
        "testimony": _form(caseload, tom, "testimony-form", testimony.id),
        "statement": _form(caseload, sam, "statement-form", statement.id),
    }
    for name, pdf in sent.items():
        (folder / f"{name}-given-out.pdf").write_bytes(pdf)
    filled, scanned = folder / "testimony-filled-in.pdf", folder / "statement-scanned.jpg"
    filled.write_bytes(_filled_in(sent["testimony"], told["fields"]))
    scan = _scanned(_filled_in(sent["statement"], said["fields"]), said)
    scan.save(scanned, "JPEG", quality=80, dpi=(said["dots"], said["dots"]))
    return Returned(filled, told["returned"]), Returned(scanned, said["returned"])


def confirm_and_use(caseload: Caseload) -> None:
    """Confirm the testimony that came back with its witness, and use it for the criteria it shows."""
    told = returned_content()["testimony"]
    tom = candidates.find_candidate(caseload, told["candidate"]).id
    portfolio = portfolio_view(caseload, tom).portfolio
    sheet = next(sheet for sheet in portfolio.signed_sheets if sheet.form == "testimony-form")
    found = portfolio.testimony_of(sheet.about)
    assert found, "the form of a testimony was received for an item that is none"
    note = next(note for note in portfolio.notes if note.evidence == sheet.about)
    witnesses.confirm_testimony(caseload, tom, found[0], told["returned"])
    for unit, labels in told["refs"].items():
        for label in labels:
            references.tick(caseload, tom, sheet.about, unit, label, note.id)
    judgement.accept(caseload, tom, sheet.about)


def typed_from_scan() -> dict[str, str]:
    """Return what somebody types who reads the scanned statement, by field."""
    fields = returned_content()["statement"]["fields"]
    return {"words": fields["words"], "name": fields["name"]}


def _form(caseload: Caseload, candidate_id: str, form: str, about: str) -> bytes:
    return draw(form_about(caseload, portfolio_view(caseload, candidate_id), form, about))


def _filled_in(pdf: bytes, fields: Mapping[str, Any]) -> bytes:
    """Return a form as a viewer saves it in which somebody filled in its fields."""
    target = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        form = Form(opened, ExtendedAppearanceStreamGenerator)
        for name, value in fields.items():
            if isinstance(value, bool):
                form[name].checked = value
            else:
                form[name].value = value
        opened.save(target)
    return target.getvalue()


def _scanned(pdf: bytes, said: Mapping[str, Any]) -> Image.Image:
    """Return the first page as it leaves a scanner: signed by hand, grey, and skewed."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    scale = said["dots"] / _POINTS_AN_INCH
    page: Image.Image = document[0].render(scale=scale).to_pil().convert("RGB")
    document.close()
    with pikepdf.open(BytesIO(pdf)) as opened:
        _, _, left, high = (float(edge) for edge in Form(opened)["date"].obj.Rect)
        height = float(opened.pages[0].mediabox[3])
    pen = ImageDraw.Draw(page)
    for stroke in handwriting(said["fields"]["name"]):
        points = [
            (
                (left + _GAP) * scale + x * _WIDTH_OF_HAND / 1000,
                (height - high - _GAP) * scale + y * _WIDTH_OF_HAND / 1000,
            )
            for x, y in zip(stroke[::2], stroke[1::2], strict=True)
        ]
        pen.line(points, fill=_PEN, width=_STROKE, joint="curve")
    return page.convert("L").rotate(
        said["skew"], expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC
    )
