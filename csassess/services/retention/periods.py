"""How long portfolios are kept: the centre's own periods, and those of awarding bodies."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from csassess.catalogue import text
from csassess.data.qualifications.kept import kept_qualification
from csassess.data.record.caseload import CASELOAD_STREAM, CENTRE_STREAM, Caseload
from csassess.data.record.centre import centre_records
from csassess.domain.assessment.unit_versions import approved_digests
from csassess.domain.errors import FieldError, MissingError
from csassess.domain.names import name_key
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.people import Centre
from csassess.domain.records.questions import QualificationVersion
from csassess.domain.records.retention import BodyPeriod
from csassess.domain.records.user_actions import UserAction
from csassess.domain.retention.rules import Periods, periods_of
from csassess.domain.verification.sampling import plain_name
from csassess.services.access.caseloads import centre_of


def body_periods(caseload: Caseload) -> list[BodyPeriod]:
    """Return the periods of awarding bodies, by name."""
    return sorted(centre_records(caseload, BodyPeriod), key=lambda period: name_key(period.body))


def bodies_known(caseload: Caseload) -> list[str]:
    """Return the awarding bodies of the qualifications that were approved here, by name."""
    bodies = {plain_name(body): body for body in _bodies_by_digest(caseload).values() if body}
    return sorted(bodies.values(), key=name_key)


def _bodies_by_digest(caseload: Caseload) -> dict[str, str]:
    """Return the awarding bodies of the wordings approved here; a draft's is not vouched for yet."""
    approved = approved_digests(caseload.all(QualificationVersion, CASELOAD_STREAM))
    stated = {digest: kept_qualification(caseload, digest) for digest in approved}
    return {digest: rule.awarding_body for digest, rule in stated.items() if rule}


@dataclass(frozen=True, slots=True)
class StatedPeriods:
    """The periods that are stated here, and the awarding body of each wording, by its digest."""

    centre: Centre
    of_bodies: tuple[BodyPeriod, ...]
    bodies: Mapping[str, str]

    @property
    def shortest(self) -> int:
        """The shortest period of all, in years."""
        stated: list[Centre | BodyPeriod] = [self.centre, *self.of_bodies]
        return min(min(each.keep_records, each.keep_files) for each in stated)

    def of(self, portfolio: Portfolio) -> Periods:
        """Return the periods of a portfolio: those of the awarding bodies of its qualifications."""
        bodies = [self.bodies.get(registration.digest, "") for registration in portfolio.registrations]
        return periods_of(self.centre, bodies, self.of_bodies)


def stated_periods(caseload: Caseload) -> StatedPeriods:
    """Return the periods that are stated here, to be read once for many portfolios."""
    stated = tuple(body_periods(caseload))
    return StatedPeriods(centre_of(caseload), stated, _bodies_by_digest(caseload) if stated else {})


def periods_for(caseload: Caseload, portfolio: Portfolio) -> Periods:
    """Return the periods of one portfolio."""
    return stated_periods(caseload).of(portfolio)


def keep_body_period(caseload: Caseload, period: BodyPeriod) -> BodyPeriod:
    """Record or correct the periods of an awarding body.

    Raises UserError if the name is blank, or if the body has periods already.
    """
    kept = replace(period, id=period.id or caseload.new_id(), body=" ".join(period.body.split()))
    if not kept.body:
        raise MissingError(text("the awarding body"), "body")
    others = [each for each in body_periods(caseload) if each.id != kept.id]
    if any(plain_name(each.body) == plain_name(kept.body) for each in others):
        raise FieldError(text("{body} has a period already. Change that one.", body=kept.body), "body")
    caseload.save(CENTRE_STREAM, UserAction.BODY_PERIOD_KEEP, kept)
    return kept


def remove_body_period(caseload: Caseload, period: BodyPeriod) -> None:
    """Remove the periods of an awarding body: the centre's own apply again."""
    caseload.save(CENTRE_STREAM, UserAction.BODY_PERIOD_REMOVE, remove=(period,))
