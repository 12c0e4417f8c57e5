"""Preview of what receiving a portfolio file would change."""

from collections.abc import Iterator
from dataclasses import dataclass

from csassess.catalogue import plural, text
from csassess.data.exchange.device_card import Card
from csassess.data.exchange.devices import peers
from csassess.data.exchange.merge import Merged
from csassess.data.record.caseload import Caseload
from csassess.data.record.conflicts import conflicts
from csassess.data.record.worker import sandbox
from csassess.domain.dates import long_date
from csassess.domain.labels import label
from csassess.domain.records.people import Candidate, Registration
from csassess.domain.records.roles import Role
from csassess.exchange.bundle import Bundle
from csassess.services.access.caseloads import assessor_of
from csassess.services.candidates.staff import lost_devices
from csassess.services.exchange.receiving import Opened, merge_bundle


@dataclass(frozen=True, slots=True)
class Arriving:
    """What receiving a file would do to one candidate.

    `new` counts new events, `conflicts` values that would then be in conflict. `cannot_be_sampled` says
    that this caseload's internal verifier cannot sample the candidate, who is not registered.
    """

    candidate: str
    name: str
    number: str
    is_new: bool
    new: int
    conflicts: int
    cannot_be_sampled: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """What receiving a file would do.

    `sender_is_known` says whether the sender's device was met before, `seen` counts events that are here
    already, `quarantine_reasons` holds the reasons why events would be quarantined, and `lost` a sentence for
    each device marked lost that wrote in the file.
    """

    sender: Card
    sender_is_known: bool
    created: str
    candidates: tuple[Arriving, ...]
    seen: int
    quarantine_reasons: tuple[str, ...]
    lost: tuple[str, ...] = ()


def preview(caseload: Caseload, opened: Opened) -> Preview:
    """Return what receiving a file would do, tried on an in-memory copy.

    Raises UserError if the file would be refused.
    """
    bundle, candidates = opened.bundle, list[Arriving]()
    is_verifier = assessor_of(caseload).role is Role.VERIFIER
    known_ids = {candidate.id for candidate in caseload.all(Candidate)}
    with sandbox(caseload, bundle.streams) as copy:
        conflicts_before = {stream: len(conflicts(copy, stream)) for stream in bundle.streams}
        with copy.together():
            merged = merge_bundle(copy, bundle, have=set(bundle.attachments))
        for stream in bundle.streams:
            candidate = copy.one(Candidate, stream, stream)
            if candidate:
                candidates.append(
                    Arriving(
                        stream,
                        candidate.name,
                        candidate.number,
                        stream not in known_ids,
                        len(merged.new.get(stream, ())),
                        max(0, len(conflicts(copy, stream)) - conflicts_before[stream]),
                        is_verifier and not copy.all(Registration, stream),
                    )
                )
    reasons = tuple(dict.fromkeys(ruling.reason for _, ruling in merged.quarantined))
    lost = tuple(_lost_words(caseload, bundle, merged))
    known = _is_known(caseload, bundle.sender)
    return Preview(
        bundle.sender, known, bundle.meta["created"], tuple(candidates), merged.known, reasons, lost
    )


def _lost_words(caseload: Caseload, bundle: Bundle, merged: Merged) -> Iterator[str]:
    """Yield a sentence for each device marked lost that sent the file or wrote new events."""
    devices = {event.device for events in merged.new.values() for event in events} | {bundle.sender.device}
    for device, lost in lost_devices(caseload).items():
        if device in devices:
            name = bundle.cards[device][0].name if device in bundle.cards else device[:6]
            yield text(
                "Written on a machine of {name} ({code}) that was marked as lost on {day}. "
                "Ask them before you trust it.",
                name=name,
                code=device[:6],
                day=long_date(lost.on),
            )


def preview_words(preview: Preview) -> list[str]:
    """Return the preview as sentences."""
    lines = [text("From {name}, {role}.", name=preview.sender.name, role=label(preview.sender.role))]
    if not preview.sender_is_known:
        lines.append(
            text(
                "This machine is new here. Ask {name} whether the file is theirs.",
                name=preview.sender.name,
            )
        )
    lines += preview.lost
    for arriving in preview.candidates:
        novelty = text("new here") if arriving.is_new else text("known here")
        count = plural("{count} new entry", "{count} new entries", arriving.new)
        lines.append(f"{arriving.name}, {arriving.number or text('no number')}: {novelty}, {count}.")
        if arriving.cannot_be_sampled:
            lines.append(
                text(
                    "{name} is not registered: the portfolio can be read but not sampled until the "
                    "assessor records the registration and sends it again.",
                    name=arriving.name,
                )
            )
        if arriving.conflicts:
            lines.append(
                plural(
                    "{count} value was set differently here and there: both are kept until you choose.",
                    "{count} values were set differently here and there: both are kept until you choose.",
                    arriving.conflicts,
                )
            )
    lines.append(
        plural("{count} entry was received before.", "{count} entries were received before.", preview.seen)
    )
    lines += [
        text("Some entries were set aside and do not count: {reason}.", reason=reason)
        for reason in preview.quarantine_reasons
    ]
    return lines


def _is_known(caseload: Caseload, card: Card) -> bool:
    return card.device == caseload.device or card.device in peers(caseload)
