"""The machines of the sample centre, and what passes between them."""

from pathlib import Path

from csassess.data.record.caseload import CENTRE_STREAM, Caseload
from csassess.demo.sample_caseload import SampleClock
from csassess.demo.sample_lists import centre_content, state_units
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.people import AssessorStatus
from csassess.domain.records.roles import Role
from csassess.services.access import caseloads
from csassess.services.access.caseloads import Owner
from csassess.services.candidates import candidates
from csassess.services.exchange import key_files, receiving, sending
from csassess.services.progress import portfolio_view
from csassess.services.safekeeping import centre_key

CENTRE_KEY_PASSPHRASE = "two kittiwakes above the lock"


class CentreMachines:
    """The assessor's and all other devices of the sample centre, and what passes between them.

    `folder` receives the caseloads and papers; `passphrase` opens each caseload.
    """

    def __init__(self, folder: Path, assessor: Caseload, clock: SampleClock, passphrase: str) -> None:
        self.folder, self._clock, self._passphrase, self._count = folder, clock, passphrase, 0
        self._content = centre_content()
        (folder / "machines").mkdir()
        (folder / "centre").mkdir()
        self.public_key = centre_key.make_centre_key(
            folder / "centre" / "centre-key.age", CENTRE_KEY_PASSPHRASE
        )
        self.assessor = assessor
        self.trainee = self._machine("trainee", Role.ASSESSOR, AssessorStatus.WORKING_TOWARDS)
        self.countersigner = self._machine("countersigner", Role.COUNTERSIGNER)
        self.verifier = self._machine("verifier", Role.VERIFIER)
        self.other = self._machine("assessor", Role.ASSESSOR)
        self.office = self._machine("office", Role.CENTRE)
        self._others = [self.trainee, self.countersigner, self.verifier, self.other, self.office]
        for machine in self._others:
            machine.clock = clock
        self._introduce()

    def _machine(self, who: str, role: Role, status: AssessorStatus = AssessorStatus.QUALIFIED) -> Caseload:
        centre = caseloads.centre_of(self.assessor)
        owner = Owner(self._content[who], centre.name, centre.number, status, role)
        keys = caseloads.prepare_keys(self._passphrase, self.public_key)
        if who == "trainee":
            self._trainee_code = keys.recovery_code
        return caseloads.set_up(self.folder / "machines" / who, keys, owner)

    def _introduce(self) -> None:
        """Give every device the key file of every other."""
        machines = [self.assessor, *self._others]
        for number, machine in enumerate(machines):
            path = self.folder / f"{number}.cskey"
            key_files.write_key_file(machine, path)
            for other in machines:
                if other is not machine:
                    key_files.read_key_file(other, path)
            path.unlink()

    def share(self, giver: Caseload, *takers: Caseload) -> None:
        """Send what the whole centre shares from one device to others."""
        for taker in takers:
            self.pass_on(giver, taker, CENTRE_STREAM)

    def pass_on(self, giver: Caseload, taker: Caseload, *candidate_ids: str) -> None:
        """Send portfolios from one device to another as a file, and receive them.

        Only what is new is sent if the recipient has all of them already. What the centre shares is included.
        """
        self._count += 1
        path = self.folder / f"{self._count}.csbundle"
        candidates_here = {candidate.id for candidate in candidates.list_candidates(taker)}
        card = next(card for card in key_files.recipients_known(giver) if card.device == taker.device)
        only_new = set(candidate_ids) <= candidates_here
        sending.send(giver, candidate_ids, path, recipients=[card], only_new=only_new, with_forms=False)
        receive(taker, path)
        path.unlink()

    def portfolio(self, candidate: str) -> Portfolio:
        """Return a portfolio as the verifier has it."""
        return portfolio_view.portfolio_view(self.verifier, candidate).portfolio

    def shut(self) -> None:
        """Close every device except the assessor's."""
        for machine in self._others:
            machine.close()


def receive(caseload: Caseload, path: Path) -> None:
    """Receive a portfolio file that was sent for this device's key."""
    opened = receiving.open_file(path, receiving.own_identity(caseload))
    receiving.receive(caseload, opened, receiving.take_pictures(opened, caseload.attached.another()))
    state_units(caseload)
