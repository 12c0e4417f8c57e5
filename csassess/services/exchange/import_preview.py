"""Preview of what receiving a portfolio file would change."""

from collections.abc import Iterator
from dataclasses import dataclass

from csassess.catalogue import plural, text
from csassess.data.exchange.accepted import accepted_machines, own_devices
from csassess.data.exchange.device_card import Card
from csassess.data.exchange.merge import Merged, Verdict
from csassess.data.record.caseload import CENTRE_STREAM, SHARED_STREAMS, Caseload
from csassess.data.record.conflicts import conflicts
from csassess.data.record.worker import sandbox
from csassess.domain.assessment.decisions import DecisionState, decision_state
from csassess.domain.dates import long_date
from csassess.domain.labels import label
from csassess.domain.records.people import Candidate, Registration
from csassess.domain.records.roles import Role
from csassess.domain.signing.accounts import still_applies
from csassess.domain.signing.unit_signing import valid_signatures
from csassess.exchange.bundle import Bundle
from csassess.services.access.caseloads import assessor_of
from csassess.services.candidates.staff import lost_devices
from csassess.services.exchange.acceptance import Stranger, strangers_of
from csassess.services.exchange.import_effects import Effect, count_words, effect_words, effects, values_here
from csassess.services.exchange.receiving import Opened, merge_bundle
from csassess.services.exchange.requests import pending_requests
from csassess.services.progress.portfolio_view import portfolio_view


@dataclass(frozen=True, slots=True)
class Arriving:
    """What receiving a file would do to one candidate.

    `new` counts new events, `conflicts` values that would then be in conflict. `effects` holds every
    record added, taken away or changed, `no_longer` what would no longer count, as sentences, and
    `requests` what would wait for an agreement. `strangers` are the people whose entries do not count
    before they are accepted. `cannot_be_sampled` says that this caseload's internal verifier cannot
    sample the candidate, who is not registered.
    """

    candidate: str
    name: str
    number: str
    is_new: bool
    new: int
    conflicts: int
    cannot_be_sampled: bool = False
    effects: tuple[Effect, ...] = ()
    no_longer: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()
    strangers: tuple[Stranger, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What receiving a file would do.

    `known_by` says how the sender is known, in words; empty if the device is not accepted here. `seen`
    counts events that are here already, `quarantine_reasons` holds the reasons why events would be
    quarantined, and `lost` a sentence for each device marked lost that wrote in the file. `elsewhere`
    holds the effects on the caseload itself.
    """

    sender: Card
    known_by: str
    created: str
    candidates: tuple[Arriving, ...]
    seen: int
    quarantine_reasons: tuple[str, ...]
    lost: tuple[str, ...] = ()
    elsewhere: tuple[Effect, ...] = ()


def preview(caseload: Caseload, opened: Opened) -> Preview:
    """Return what receiving a file would do, tried on an in-memory copy.

    Raises UserError if the file would be refused.
    """
    bundle, candidates = opened.bundle, list[Arriving]()
    is_verifier = assessor_of(caseload).role is Role.VERIFIER
    known_ids = {candidate.id for candidate in caseload.all(Candidate)}
    with sandbox(caseload, bundle.streams) as copy:
        conflicts_before = {stream: len(conflicts(copy, stream)) for stream in bundle.streams}
        before = {stream: counting(copy, stream) for stream in bundle.streams}
        values_before = values_here(copy, bundle.streams)
        with copy.together():
            merged = merge_bundle(copy, bundle, have=set(bundle.attachments))
        found = effects(values_before, values_here(copy, bundle.streams))
        requests = pending_requests(copy)
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
                        tuple(effect for effect in found if effect.stream == stream),
                        tuple(sorted(before[stream] - counting(copy, stream))),
                        tuple(request.what for request in requests if request.candidate == stream),
                        strangers_of(copy, stream),
                    )
                )
    return Preview(
        bundle.sender,
        _known_by(caseload, bundle.sender),
        bundle.meta["created"],
        tuple(candidates),
        merged.known,
        tuple(
            dict.fromkeys(
                ruling.reason
                for event, ruling in merged.quarantined
                if ruling.verdict is not Verdict.ASKED and event.stream != CENTRE_STREAM
            )
        ),
        (*_lost_words(caseload, bundle, merged), *_put_back_words(merged)),
        tuple(effect for effect in found if effect.stream in SHARED_STREAMS),
    )


def counting(caseload: Caseload, stream: str) -> frozenset[str]:
    """Return what counts in a portfolio, as sentences: acceptances, decisions and signatures."""
    if caseload.one(Candidate, stream, stream) is None:
        return frozenset()
    view = portfolio_view(caseload, stream)
    portfolio = view.portfolio
    counted = [
        text("The acceptance of item {number}", number=item.number)
        for item in portfolio.evidence
        if portfolio.is_accepted(item)
    ]
    counted += [
        text("The signature of the {role} of item {number}", role=label(s.signer), number=item.number)
        for item in portfolio.evidence
        for s in portfolio.signatures_of(item.id)
        if still_applies(s, portfolio)
    ]
    for standing in view.standings:
        name = view.name_of(standing.unit)
        if decision_state(standing, portfolio) in (DecisionState.DECIDED, DecisionState.AWAITS_COUNTERSIGNER):
            counted.append(text("The decision on {unit}", unit=name))
        counted += [
            text("The signature of the {role} of {unit}", role=label(signer), unit=name)
            for signer in valid_signatures(standing, portfolio)
        ]
    return frozenset(counted)


def _put_back_words(merged: Merged) -> Iterator[str]:
    """Yield a sentence if the file holds what this machine wrote before its caseload was put back."""
    if merged.is_new_machine:
        yield text(
            "This caseload was put back to an earlier state, or copied. When you receive the file, it "
            "becomes a new machine; nothing is lost."
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
                code=bundle.cards[device][0].code if device in bundle.cards else device[:6],
                day=long_date(lost.on),
            )


def preview_words(preview: Preview) -> list[str]:
    """Return the preview as sentences."""
    sender = preview.sender
    lines = [text("From {name}, {role}.", name=sender.name, role=label(sender.role))]
    lines.append(
        preview.known_by
        or text(
            "The machine {code} is not accepted here. Ask {name} whether the file is theirs, and compare "
            "the code.",
            code=sender.code,
            name=sender.name,
        )
    )
    lines += preview.lost
    for arriving in preview.candidates:
        lines += _arriving_words(arriving)
    lines += effect_words(preview.elsewhere)
    lines.append(
        plural("{count} entry was received before.", "{count} entries were received before.", preview.seen)
    )
    lines += [
        text("Some entries are set aside and do not count: {reason}.", reason=reason)
        for reason in preview.quarantine_reasons
    ]
    return lines


def _arriving_words(arriving: Arriving) -> Iterator[str]:
    novelty = text("new here") if arriving.is_new else text("known here")
    count = plural("{count} new entry", "{count} new entries", arriving.new)
    yield f"{arriving.name}, {arriving.number or text('no number')}: {novelty}, {count}."
    if arriving.strangers:
        names = "; ".join(stranger.words for stranger in arriving.strangers)
        yield text(
            "Not confirmed: {names}. What they judged, decided and signed does not count until you accept "
            "them.",
            names=names,
        )
    if arriving.cannot_be_sampled:
        yield text(
            "{name} is not registered: the portfolio can be read but not sampled until the "
            "assessor records the registration and sends it again.",
            name=arriving.name,
        )
    changed = count_words(arriving.effects)
    if changed:
        yield changed
    yield from effect_words(arriving.effects)
    for words in arriving.no_longer:
        yield text("{what} no longer counts.", what=words)
    for words in arriving.requests:
        yield text("Waits for your agreement: {what}.", what=words)
    if arriving.conflicts:
        yield plural(
            "{count} value was set differently here and there: both are kept until you choose.",
            "{count} values were set differently here and there: both are kept until you choose.",
            arriving.conflicts,
        )


def _known_by(caseload: Caseload, card: Card) -> str:
    """Return how a file's sender is known, in words; empty if not accepted here."""
    if card.device in own_devices(caseload):
        return text("It was written on this machine.")
    machine = accepted_machines(caseload).get(card.device)
    if machine is None:
        return ""
    day = long_date(machine.on)
    if machine.is_own:
        return text("You accepted this machine as your own on {day}.", day=day)
    if machine.vouched_by:
        return text("This machine was accepted on {day}: another accepted machine vouches for it.", day=day)
    return text("You accepted this machine on {day}.", day=day)
