"""Units of the sample that are brought in from a document: invented wording of an invented body."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from csassess.data.record.caseload import Caseload
from csassess.domain.units import review as edits
from csassess.domain.units.review import Part, Review
from csassess.services.access.caseloads import assessor_of
from csassess.services.units import reading, reviews
from csassess.ui.base.location import Location, Page

_DESK = (
    ("Unit title: Keep a public help desk in order", "Unit number: HD 4", "Level: 2", "Credit value: 4"),
    (
        (
            "1 Be able to prepare the desk",
            (
                "1.1 Set out the forms, leaflets and pens that visitors ask for most",
                "1.2 Check that the queue display and the telephone work and",
                "1.3 Read the notices of the day and note what visitors may ask about",
            ),
        ),
        (
            "2 Understand what visitors may expect",
            (
                "2.1 Explain how long a visitor may have to wait and what they are told meanwhile",
                "2.2 Describe how a visitor who cannot read a form is helped with it",
            ),
        ),
    ),
    ("1 Evidence must come from a desk that is open to the public.",),
)
_LIFT = (
    (
        "Unit title: Help visitors to move about a building",
        "Unit number: HD 7",
        "Level: 2",
        "Credit value: 3",
    ),
    (
        (
            "1 Be able to show visitors the way",
            (
                "1.1 Ask where the visitor is going and whether they need a way without steps",
                "1.2 Show the way on the plan and say it in words",
            ),
        ),
        (
            "2 Know the ways through the building",
            ("2.1 Name the ways out and the places where visitors wait when the alarm sounds",),
        ),
    ),
    (
        "1 You must show this on at least three different days.",
        "2 Your evidence must include visitors in a wheelchair, with luggage and with children.",
    ),
)


def bring_in_units(caseload: Caseload) -> dict[str, Location]:
    """Bring in three invented units from one PDF and return what to take pictures of.

    One is approved in two wordings; two are under review, one of them with rules that are being composed.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / "handbook.pdf"
        path.write_bytes(_handbook())
        source = reading.read_source(path)
    desk, lift = reviews.begin(caseload, source, source.reading.units)
    for words in ("", " and greet those who know the way"):
        (again,) = reviews.begin(caseload, source, source.reading.units[1:])
        _approve(caseload, reviews.review(caseload, again), words)
    _compose(caseload, reviews.review(caseload, lift))
    return {
        "units": Location(Page.UNITS),
        "unit-review": Location(Page.REVIEW, form=desk),
        "unit-rules": Location(Page.REVIEW, form=lift),
        "unit-versions": Location(Page.VERSIONS, unit="hd-7"),
    }


def _approve(caseload: Caseload, review: Review, words: str) -> None:
    criterion = review.of(Part.CRITERION)[1]
    review = edits.changed(review, criterion.id, text=criterion.text + words)
    for row in review.to_look_at:
        review = edits.settle(review, row.id)
    review = replace(review, replaces="hd-7" if words else "")
    reviews.finish(caseload, review, assessor_of(caseload).name, "assessor")


def _compose(caseload: Caseload, review: Review) -> None:
    """Take over the proposed rule, and begin another that names who the visitors are."""
    first, second = review.of(Part.REQUIREMENT)
    for rule in first.proposed:
        review = edits.take_proposal(review, first.id, rule)
    visitors = {"kind": "facets", "facet": "visitors", "values": ["in a wheelchair", "with luggage"]}
    review = edits.changed(review, second.id, rules=(visitors,), doubts=("compare the values with it",))
    for row in review.to_look_at:
        review = review if row.id == second.id else edits.settle(review, row.id)
    reviews.keep(caseload, replace(review, replaces="hd-7"))


def _handbook() -> bytes:
    """Return a PDF of two invented units, each in a ruled table of two columns."""
    styles = getSampleStyleSheet()
    story: list[Flowable] = []
    for facts, outcomes, requirements in (_DESK, _LIFT):
        story += [Paragraph(fact, styles["Normal"]) for fact in facts]
        story.append(Spacer(1, 14))
        rows: list[list[Paragraph | list[Paragraph]]] = [
            [
                Paragraph("<b>Learning outcomes</b>", styles["Normal"]),
                Paragraph("<b>Assessment criteria</b>", styles["Normal"]),
            ]
        ]
        for outcome, criteria in outcomes:
            told = [Paragraph(criterion, styles["Normal"]) for criterion in criteria]
            rows.append([Paragraph(outcome, styles["Normal"]), told])
        grid = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "#666666"), ("VALIGN", (0, 0), (-1, -1), "TOP")])
        story += [Table(rows, [160, 300], style=grid), Spacer(1, 14)]
        story.append(Paragraph("<b>Evidence requirements</b>", styles["Normal"]))
        story += [Paragraph(requirement, styles["Normal"]) for requirement in requirements]
        story.append(PageBreak())
    drawn = BytesIO()
    SimpleDocTemplate(drawn, pagesize=A4, title="Handbook of an invented awarding body").build(story)
    return drawn.getvalue()
