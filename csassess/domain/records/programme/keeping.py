"""What a centre keeps of its month besides evidence: nothing of it is shown until it is switched on."""

from enum import StrEnum

from csassess.catalogue import text


class Keeping(StrEnum):
    """One thing that a centre can switch on. The values are stored and never change."""

    DETAILS = "details"
    INDUCTION = "induction"
    UNIT_PLANS = "unit-plans"
    AUTHENTICITY = "authenticity"
    REVIEWS = "reviews"  # switched on by an interval
    CONTACTS = "contacts"
    BREAKS = "breaks"
    CLAIMS = "claims"
    LOGS = "logs"
    QUALIFICATIONS = "qualifications"

    @property
    def words(self) -> str:
        """The thing in words, as it is switched on."""
        return {
            Keeping.DETAILS: text("ULN, date of birth, planned end, phone and e-mail"),
            Keeping.INDUCTION: text("induction, with a checklist"),
            Keeping.UNIT_PLANS: text("assessment plans, agreed for each unit"),
            Keeping.AUTHENTICITY: text("the candidate’s declaration of authenticity"),
            Keeping.REVIEWS: text("progress reviews"),
            Keeping.CONTACTS: text("a contact log"),
            Keeping.BREAKS: text("breaks in learning"),
            Keeping.CLAIMS: text("claims, with direct claims status"),
            Keeping.LOGS: text("appeals, complaints and reasonable adjustments"),
            Keeping.QUALIFICATIONS: text("what whole qualifications ask for, and progress towards them"),
        }[self]
