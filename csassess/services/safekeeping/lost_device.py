"""A lost device: whose data it held, how they were locked, and what was lost with it."""

from dataclasses import dataclass
from datetime import datetime

from csassess.catalogue import plural, text
from csassess.data.exchange.devices import peers, people, streams_sent_to
from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.dates import date_and_time, long_date
from csassess.domain.names import name_key
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.attachments import AttachmentKind
from csassess.domain.records.people import Candidate
from csassess.forms.content import Grid, Heading, Paper, Words
from csassess.services.access.caseloads import centre_of
from csassess.services.candidates.staff import lost_devices
from csassess.services.papers.centre import centre_facts
from csassess.services.papers.common import paper, unstated
from csassess.services.safekeeping.backups import last_proved, restored_from


@dataclass(frozen=True, slots=True)
class OtherDevice:
    """Another known device: its user and its newest event here."""

    device: str
    name: str
    newest: datetime | None
    code: str


def other_devices(caseload: Caseload) -> list[OtherDevice]:
    """Return all other devices, newest event first.

    A device counts if it wrote in a portfolio here or its key is known.
    """
    people_by_id, cards = people(caseload), peers(caseload)
    newest = caseload.history.newest_by_device()
    devices = {*newest, *cards} - {caseload.device}
    machines = []
    for device in devices:
        last = newest.get(device)
        person = (
            cards[device].name
            if device in cards
            else (people_by_id[last.author].name if last and last.author in people_by_id else "")
        )
        code = cards[device].code if device in cards else device[:6]
        machines.append(OtherDevice(device, person, last.at if last else None, code))
    return sorted(
        machines, key=lambda machine: (machine.newest is None, machine.newest and -machine.newest.timestamp())
    )


def loss_sheet(caseload: Caseload, device: str) -> Paper:
    """Return the loss sheet of a device, made from the record held here.

    That record is usually restored from the device's last backup.
    """
    machine = next(other for other in other_devices(caseload) if other.device == device)
    lost, backup = lost_devices(caseload).get(device), restored_from(caseload) or last_proved(caseload)
    facts = (
        *centre_facts(caseload),
        (text("Machine"), f"{machine.name or unstated()}, {machine.code}"),
        (text("Lost on"), long_date(lost.on) if lost else text("not marked as lost yet")),
        (text("Last proved backup"), date_and_time(backup) if backup else text("none")),
        (
            text("Newest entry that is safe"),
            date_and_time(machine.newest) if machine.newest else text("none"),
        ),
    )
    written, sent = caseload.history.streams_written_on(device), streams_sent_to(caseload, device)
    here = {candidate.id for candidate in caseload.all(Candidate)}  # without those who were removed
    streams = dict.fromkeys(stream for stream in (*written, *sent) if stream in here)
    portfolios = [load_portfolio(caseload, stream) for stream in streams]
    portfolios.sort(key=lambda portfolio: name_key(portfolio.candidate.name))
    rows = tuple((p.candidate.name, p.candidate.number, *map(str, _counts(p))) for p in portfolios)
    heads = (
        text("Candidate"),
        text("Number"),
        text("Items"),
        text("Notes"),
        text("Photographs"),
        text("Voice notes"),
        text("Documents"),
        text("Signatures"),
    )
    totals = tuple(str(sum(int(row[column]) for row in rows)) for column in range(2, len(heads)))
    scope = plural(
        "Data of {count} candidate. Customers stand in it by letter, not by name. Witnesses stand in it with"
        " name, role and contact: {witnesses}.",
        "Data of {count} candidates. Customers stand in it by letter, not by name. Witnesses stand in it with"
        " name, role and contact: {witnesses}.",
        len(rows),
        witnesses=sum(len(p.witnesses) for p in portfolios),
    )
    loss = text(
        "What was recorded on the machine after {when} and was not sent is gone.",
        when=date_and_time(machine.newest) if machine.newest else unstated(),
    )
    return paper(
        caseload,
        "LOS",
        text("Loss sheet"),
        centre_of(caseload).name,
        facts,
        Heading(text("Whose data, and how much")),
        Words(scope),
        Words(
            text(
                "Written there, or sent there from here. More may have come to it from other machines: ask"
                " them too."
            ),
            quiet=True,
        ),
        Grid(heads, (*rows, (text("Together"), "", *totals)), (4, 2.2, 1.4, 1.4, 2.2, 1.8, 2, 2)),
        Heading(text("How it was locked")),
        Words(
            text(
                "Records and photographs lie in files encrypted throughout (SQLCipher, AES-256). The key is"
                " wrapped by the passphrase (Argon2id), the recovery code and, where the centre has one, the"
                " centre’s key. None of these is stored on the machine."
            )
        ),
        Heading(text("What is newer, and gone")),
        Words(loss),
        Heading(text("What was done")),
        Grid((text("What"), text("By"), text("On")), tuple((what, "", "") for what in _to_do()), (8, 3, 3)),
    )


def _counts(portfolio: Portfolio) -> tuple[int, ...]:
    sounds = sum(attachment.kind is AttachmentKind.AUDIO for attachment in portfolio.attachments)
    signed = len(portfolio.signatures) + len(portfolio.unit_signatures)
    return (
        len(portfolio.evidence),
        len(portfolio.notes),
        len(portfolio.photographs),
        sounds,
        len(portfolio.attachments) - sounds,
        signed,
    )


def _to_do() -> tuple[str, ...]:
    return (
        text("Machine marked as lost"),
        text("Passphrase and PIN no longer used anywhere else"),
        text("Centre’s data protection lead told; report to the ICO weighed (72 hours)"),
        text("Candidates told where that is needed"),
        text("Caseload restored on another machine"),
    )
