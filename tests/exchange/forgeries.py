"""A victim's machine, a forger's machine that has received her portfolio, and forgeries to send her."""

from dataclasses import replace

from csassess.data.exchange import devices
from csassess.data.record import fold
from csassess.data.record.events import Change
from csassess.data.record.portfolios import load_portfolio
from csassess.data.removal import redaction as taking_out
from csassess.data.storage.canonical import digest
from csassess.data.storage.sqlcipher import connect_to_read
from csassess.domain.records.attachments import Photograph
from csassess.domain.records.evidence import Judgement, Note, Outcome
from csassess.domain.records.kinds import KINDS
from csassess.domain.records.people import Candidate, HandOver, Joined
from csassess.domain.records.retention import Redaction
from csassess.domain.records.roles import Role
from csassess.domain.records.user_actions import UserAction
from csassess.domain.units.units import Setting
from csassess.services.attachments import attachments, photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.exchange import sending
from csassess.services.progress import history
from csassess.services.progress.portfolio_view import portfolio_view, report
from csassess.services.safekeeping import backups
from tests.support.builders import THAT_DAY, accepted_product
from tests.support.builders import rows as table_rows
from tests.support.exchanging import (
    acquaint,
    machine,
    receive_file,
)
from tests.support.forging import Forger
from tests.support.pictures import encoded, scene
from tests.support.verifying import become


class Office:
    """Ann's machine with a portfolio and a backup on a stick, and a forger's that has received it."""

    def __init__(self, folder, clock, closing):
        self.folder = folder
        self.ann = machine(folder / "ann", clock=clock)
        closing.callback(self.ann.close)
        become(self.ann, "Ann Assessor", Role.ASSESSOR)
        mo = candidates.add_candidate(self.ann, "Mo Candidate", "N1")
        candidates.set_job(self.ann, mo.id, "Shop", "Assistant", Setting.REAL_JOB_PAID)
        candidates.enrol(self.ann, mo.id, "ocr-b10")
        self.mo = mo.id
        self.accepted = accepted_product(self.ann, mo.id, "ocr-b10", "1.1").id
        item = evidence.start_observation(self.ann, mo.id, "Counter")
        self.note = evidence.add_note(self.ann, mo.id, item.id, "Greets the customer by name.")
        self.item = item.id
        photographs.add(
            self.ann, mo.id, item.id, photographs.prepare(encoded(scene((64, 48)))), "The counter"
        )
        attachments.attach(self.ann, mo.id, item.id, "log.pdf", b"%PDF-1.4 log of complaints")
        self.stick = folder / "stick"
        backups.make_backup(self.ann)
        backups.make_backup(self.ann, self.stick)
        self.forger = Forger(folder / "mallory", clock=clock)
        closing.callback(self.forger.caseload.close)
        sending.send(
            self.ann,
            [mo.id],
            folder / "ann.csbundle",
            recipients=[devices.own_card(self.forger.caseload)],
            with_forms=False,
        )
        self.forger.know(folder / "ann.csbundle")

    def receive(self, change=bool):
        """Let Ann receive what the forger wrote; return the preview and the result."""
        path = self.forger.send(self.mo, self.folder / "forged.csbundle", self.ann, change)
        return receive_file(self.ann, path)

    def accept_forger(self):
        """Let Ann accept the forger's machine, as that of a colleague."""
        acquaint(self.ann, self.forger.caseload, folder=self.folder)


def victim(office):
    """Return all that must be as before: report, history, tables, people, files, and words in the backups."""
    ann = office.ann
    tables = {kind: table_rows(ann, kind) for kind in KINDS if kind not in ("agreement", "accepted-machine")}
    view = portfolio_view(ann, office.mo)
    return (
        report(view),
        [(entry.author, entry.words) for entry in history.history(ann, office.mo)],
        tables,
        sorted(person.name for person in devices.people(ann).values() if person.id == ann.author),
        sorted(ann.attached.hashes()),
        words_in_backups(office),
        ann.permissions.handover_from_here(office.mo),
    )


def words_in_backups(office):
    """Return in how many copies, here and on the stick, the note's words are."""
    found = 0
    for place in (office.ann.folder / "backups", office.stick):
        for path in place.glob("*.db"):
            if path.name != "photos.db" and "before-receiving" not in path.name:
                db = connect_to_read(path, office.ann.attached.master, at_rest=True)
                found += db.execute(
                    "SELECT COUNT(*) FROM events WHERE disclosed LIKE '%by name%'"
                ).fetchone()[0]
                db.close()
    return found


def redaction_of_every_note(office, *, said):
    """Forge one entry that redacts the words of every note."""
    head = office.forger.head_of(office.mo, "note", office.note.id, "text")
    changes = [Change("note", office.note.id, "text", "Nothing.", (head,))]
    if said:
        record = Redaction("r", "note", office.note.id, "text", THAT_DAY, "Mallory", "A name")
        from csassess.data.record.records import to_values

        changes += [Change("taken-out", "r", name, value, ()) for name, value in to_values(record).items()]
    office.forger.entry(office.mo, UserAction.REDACT, changes)


def weaker_wording(office):
    """Forge a change of the enrolment to a wording with one outcome."""
    enrolment = load_portfolio(office.ann, office.mo).enrolments[0]
    content = office.ann.wording(enrolment.digest)
    weaker = {**content, "outcomes": content["outcomes"][:1], "correspondences": []}
    office.forger.caseload.store_wording(digest(weaker), "ocr-b10", weaker)
    head = office.forger.head_of(office.mo, "enrolment", "ocr-b10", "digest")
    office.forger.entry(
        office.mo, "candidate.enrol", [Change("enrolment", "ocr-b10", "digest", digest(weaker), (head,))]
    )
    office.forger.caseload.save(  # so that the file holds the wording
        office.mo, "candidate.enrol", replace(enrolment, digest=digest(weaker))
    )


def covered_over_a_file(office):
    """Forge a covered photograph whose original is the file that Ann attached."""
    attached = load_portfolio(office.ann, office.mo).attachments[0]
    picture = photographs.prepare(encoded(scene((32, 32))))
    office.forger.caseload.attached.put(picture.jpeg, picture.thumbnail)
    office.forger.records(
        office.mo,
        UserAction.PHOTOGRAPH_COVER,
        Photograph(
            "p9", office.item, picture.sha256, attached.sha256, 32, 32, office.forger.now(), covered=True
        ),
    )


def forged_note(office):
    """Return a note that the forger wrote."""
    return Note("n9", office.item, office.forger.now(), office.forger.now(), text="Forged")


FORGERIES = {
    "a hand-over in Ann's name": lambda o: o.forger.records(
        o.mo, "candidate.hand-over", HandOver("h", "Mallory", THAT_DAY, o.ann.author, o.ann.device)
    ),
    "a redaction of every note": lambda o: redaction_of_every_note(o, said=True),
    "a redaction that says nothing": lambda o: redaction_of_every_note(o, said=False),
    "another wording of the unit": weaker_wording,
    "a merge into another record": lambda o: o.forger.records(
        o.mo, "candidate.joined", Joined("joined", "x")
    ),
    "a judgement in Ann's name": lambda o: o.forger.records(
        o.mo, "evidence.accept", Judgement(o.item, Outcome.ACCEPTED, THAT_DAY, o.ann.author)
    ),
    "an entry in Ann's name": lambda o: o.forger.records(
        o.mo,
        "note.add",
        Note("n9", o.item, o.forger.now(), o.forger.now(), text="Forged"),
        author=o.ann.author,
    ),
}


def forged_portfolio(forger, stream, receiver, path, *records, name="Forged Name"):
    """Let a caseload receive a portfolio that a stranger made under an id."""
    forger.records(stream, "candidate.add", Candidate(stream, name, "X1"))
    if records:
        forger.records(stream, "x", *records)
    fold.rebuild_stream(forger.caseload.db, stream)
    forger.send(stream, path, receiver)
    return receive_file(receiver, path)


def withhold_every_word(office):
    """Forge a redaction of every note, and leave its words out of what is sent."""
    redaction_of_every_note(office, said=True)
    own = office.forger.caseload
    last = list(own.history.by_device(office.mo, own.device))[-1]
    with own.together():
        taking_out.redact_values(own.db, taking_out.earlier_values(own.db, last))


def words_of(caseload, stream):
    """Return the texts of the notes of a portfolio."""
    return {note.text for note in load_portfolio(caseload, stream).notes}
