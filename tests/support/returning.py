"""A caseload with a form of each kind that comes back, and hands that fill them in."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
from pikepdf.form import ExtendedAppearanceStreamGenerator, Form
from PIL import Image

from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.records.people import Candidate
from csassess.domain.records.verification import Stage, Verdict
from csassess.services.evidence import evidence, witnesses
from csassess.services.papers import files
from csassess.services.papers.fillable import FILLABLE
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.verification import paper_records
from csassess.services.verification.paper_records import PaperAnswer
from tests.support.verifying import SCAN, UNIT, decided

WORDS = "She stayed calm while the gentleman shouted.\nThen she offered him the next boat."


@dataclass
class Sent:
    """A candidate of whom forms were given out, and what each is about."""

    candidate: Candidate
    accepted: EvidenceItem
    testimony: EvidenceItem
    statement: EvidenceItem
    sample: str

    @property
    def abouts(self) -> dict[str, str]:
        return {
            "testimony-form": self.testimony.id,
            "statement-form": self.statement.id,
            "verification-form": UNIT,
            "feedback-form": self.sample,
        }


def sent(caseload: Any, name: str = "Aisha Karim", number: str = "1") -> Sent:
    """Add a candidate with a testimony, a statement and a signed sample with feedback."""
    candidate, accepted = decided(caseload, name, number)
    today = caseload.clock().date()
    witness = witnesses.add_witness(caseload, candidate.id, "Grace Obi", "Duty manager", "line manager")
    testimony = witnesses.add_testimony(caseload, candidate.id, witness, today, on_paper=True)
    statement = evidence.add_item(caseload, candidate.id, "PS", "How I handle complaints", today)
    answer = PaperAnswer(
        UNIT, Stage.INTERIM, today, "Vera Verifier", (accepted.id,), Verdict.AGREE, "", "Say who was told."
    )
    sample = paper_records.type_in(caseload, candidate.id, answer, SCAN)
    return Sent(candidate, accepted, testimony, statement, sample.id)


def forms_of(caseload: Any, candidate_id: str) -> dict[str, bytes]:
    """Return the fillable forms of a candidate as PDFs, by their name."""
    choices = files.paper_choices(caseload, portfolio_view(caseload, candidate_id))
    return {c.form: files.draw(c.content()) for c in choices if c.form in FILLABLE.values()}


def filled_in(pdf: bytes, values: dict[str, str | bool], password: str = "") -> bytes:
    """Return a form as somebody saves it who filled it in on screen."""
    target = BytesIO()
    with pikepdf.open(BytesIO(pdf), password=password) as opened:
        form = Form(opened, ExtendedAppearanceStreamGenerator)
        for name, value in values.items():
            if isinstance(value, bool):
                form[name].checked = value
            else:
                form[name].value = value
        locks = pikepdf.Encryption(owner=password, user=password) if password else None
        opened.save(target, encryption=locks or False)
    return target.getvalue()


def printed(pdf: bytes, page: int = 0, dots: int = 150, skew: float = 0.0) -> Image.Image:
    """Return a page as a scanner gives it, at so many dots an inch and skewed by so many degrees."""
    document = pypdfium2.PdfDocument(pdf)
    picture = document[page].render(scale=dots / 72).to_pil().convert("L")
    document.close()
    return picture.rotate(skew, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)


def as_jpeg(picture: Image.Image) -> bytes:
    target = BytesIO()
    picture.save(target, "JPEG", quality=80)
    return target.getvalue()


def day(on: date) -> str:
    """Return a date as people write it."""
    return f"{on.day}/{on.month}/{on.year}"
