"""Writer of caseloads through the services, one service call for each step."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from bench.caseloads import FIRST_DAY, QUALIFICATION, CaseloadWriter, Ids, seeded_salts
from csassess.data.record.caseload import Caseload
from csassess.data.storage.picture import StoredPicture
from csassess.domain.units.units import Setting
from csassess.services.attachments import photographs
from csassess.services.candidates import candidates
from csassess.services.candidates.candidates import Job
from csassess.services.evidence import evidence, judgement, references


@contextmanager
def through_services(caseload: Caseload, seed: int = 1) -> Iterator[CaseloadWriter]:
    """Yield a writer that does each step as the window does: one service, one transaction."""
    with seeded_salts(Ids(-seed)):
        yield _ServiceWriter(caseload)


class _ServiceWriter:
    """Calls one service for each step."""

    def __init__(self, caseload: Caseload) -> None:
        self._caseload = caseload

    def _next(self) -> Caseload:
        self._caseload.clock.move_on()  # type: ignore[attr-defined]  # the clock of new_caseload
        return self._caseload

    def candidate(self, name: str, number: str) -> str:
        job = Job("Harbour Ferries", "Ticket clerk", Setting.REAL_JOB_PAID)
        return candidates.add_candidate(self._next(), name, number, job).id

    def register(self, candidate: str, number: str) -> None:
        candidates.register(self._next(), candidate, *QUALIFICATION, number, FIRST_DAY)

    def enrol(self, candidate: str, unit: str) -> None:
        candidates.enrol(self._next(), candidate, unit)

    def item(self, candidate: str, words: str, on: date) -> str:
        return evidence.add_item(self._next(), candidate, "WP", words, on).id

    def note(self, candidate: str, item: str, words: str) -> str:
        return evidence.add_note(self._next(), candidate, item, words).id

    def tick(self, candidate: str, item: str, unit: str, criterion: str, note: str) -> None:
        references.tick(self._next(), candidate, item, unit, criterion, note)

    def photograph(self, candidate: str, item: str, picture: StoredPicture) -> None:
        photographs.add(self._next(), candidate, item, picture, "The counter")

    def accept(self, candidate: str, item: str) -> None:
        judgement.accept(self._next(), candidate, item)
