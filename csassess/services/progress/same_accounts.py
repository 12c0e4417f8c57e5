"""The same account under two candidates, also if one portfolio is known from a status file only."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

from csassess.data.exchange.accepted import accepted_machines, held_streams, machines_in
from csassess.data.record.caseload import Caseload
from csassess.data.record.list_cache import forget_candidate_rows, names_of, reported_names
from csassess.data.storage.account_sentences import (
    forget_uncounted_fingerprints,
    held_by_several,
    keep_fingerprints,
    store_sentences,
    streams_sharing_with,
    streams_without_sentences,
    texts_of,
)
from csassess.domain.asking.sentences import MOST_DIGESTS, MOST_DIGESTS_IN_ALL, sentence_digest, sentences
from csassess.domain.asking.shared_accounts import Account, SharedAccount, pairs_of
from csassess.domain.assessment.portfolio_status import PortfolioStatus
from csassess.domain.errors import UserError
from csassess.domain.records.roles import Role
from csassess.domain.records.staff import AcceptedMachine
from csassess.services.candidates.staff import lost_devices


def reporting_machines(caseload: Caseload) -> dict[str, AcceptedMachine]:
    """Return the machines whose status files count, by device: accepted as an assessor's, and not lost."""
    lost = lost_devices(caseload)
    return {
        device: machine
        for device, machine in accepted_machines(caseload).items()
        if Role.ASSESSOR in machine.roles and device not in lost
    }


def reporting_devices(caseload: Caseload) -> set[str]:
    """Return the ids of the machines whose status files count."""
    return machines_in(caseload, Role.ASSESSOR) - lost_devices(caseload).keys()


def index_sentences(caseload: Caseload) -> None:
    """Index the sentences of the portfolios that changed; do nothing if the caseload cannot be written."""
    missing = streams_without_sentences(caseload.db)
    if missing:
        with suppress(UserError), caseload.together():
            for stream in missing:
                store_sentences(caseload.db, stream, _sentences(caseload, stream))


def _sentences(caseload: Caseload, stream: str) -> set[str]:
    return {sentence for words in texts_of(caseload.db, stream) for sentence in sentences(words)}


def sentence_digests(caseload: Caseload, streams: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the digests of the sentences in some portfolios, as a status file may hold them.

    If there are too many, the same choice is made on every machine: the lowest.
    """
    most = min(MOST_DIGESTS, MOST_DIGESTS_IN_ALL // max(1, len(streams)))
    return {
        stream: tuple(sorted(map(sentence_digest, _sentences(caseload, stream)))[:most]) for stream in streams
    }


def keep_reported(caseload: Caseload, device: str, statuses: Sequence[PortfolioStatus]) -> None:
    """Keep the digests in a machine's status file, in place of its earlier ones.

    Those of candidates whom its person never assessed are dropped. Within the caller's transaction.
    """
    machines = reporting_machines(caseload)
    person = machines[device].person if device in machines else ""
    index_sentences(caseload)
    forget_candidate_rows(caseload.db, streams_sharing_with(caseload.db, device))
    keep_fingerprints(
        caseload.db,
        device,
        {s.candidate: s.sentences for s in statuses if person in (s.assessor, *s.assessed_by)},
    )
    forget_uncounted_fingerprints(caseload.db, machines, held_streams(caseload))
    forget_candidate_rows(caseload.db, streams_sharing_with(caseload.db, device))


def shared_accounts(caseload: Caseload) -> list[SharedAccount]:
    """Return the pairs of candidates that share sentences of accounts, most sentences first.

    At least one of each pair is known from a status file.
    """
    machines = reporting_machines(caseload)
    index_sentences(caseload)
    found = held_by_several(caseload.db, machines, held_streams(caseload))
    if not found:
        return []
    held = names_of(caseload.db, {stream for _, stream, device in found if not device})
    return pairs_of(found, _accounts(held, reported_names(caseload.db), machines))


def _accounts(
    held: Mapping[str, str], reported: Mapping[tuple[str, str], str], machines: Mapping[str, AcceptedMachine]
) -> dict[tuple[str, str], Account]:
    """Return the accounts by candidate and machine, which is empty for those held here."""
    accounts = {(stream, ""): Account(name, stream) for stream, name in held.items()}
    for (stream, device), name in reported.items():
        if device in machines:
            accounts[stream, device] = Account(name, stream, machines[device].name)
    return accounts
