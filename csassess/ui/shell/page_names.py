"""The names of the pages, as a screen reader says them when one opens."""

from csassess.catalogue import text
from csassess.ui.base.location import Page


def page_name(page: Page) -> str:
    """Return the name of a page."""
    return {
        Page.TODAY: text("Today"),
        Page.CANDIDATES: text("Candidates"),
        Page.PORTFOLIO: text("Portfolio"),
        Page.EVIDENCE: text("Evidence item"),
        Page.MATRIX: text("Matrix"),
        Page.FORMS: text("Forms"),
        Page.QUESTIONS: text("Question bank"),
        Page.PAIRS: text("Criteria in two units"),
        Page.CAMERA: text("Camera"),
        Page.PICTURE: text("Photograph"),
        Page.FINISH: text("Finish visit"),
        Page.SIGNATURES: text("Signatures on paper"),
        Page.HISTORY: text("History"),
        Page.ASKED: text("What an external verifier would ask"),
        Page.QUALIFICATION: text("Units for the qualification"),
        Page.COMPOSING: text("Compose a qualification"),
        Page.APPROVALS: text("Approval of forms"),
        Page.EXCHANGE: text("Send and receive"),
        Page.VERIFICATION: text("Verification"),
        Page.SAMPLE: text("Sample"),
        Page.CENTRE: text("Centre"),
        Page.UNITS: text("Units"),
        Page.REVIEW: text("Unit under review"),
        Page.VERSIONS: text("Versions of a unit"),
    }[page]
