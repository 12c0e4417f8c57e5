"""What would be asked about one evidence item."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

from csassess.catalogue import text
from csassess.domain.asking.lines import Kind, Line, Surroundings
from csassess.domain.asking.names import names_in
from csassess.domain.asking.sentences import sentences
from csassess.domain.codes.schemes import account_code
from csassess.domain.dates import long_date
from csassess.domain.labels import label
from csassess.domain.personal_data import personal_data
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem, Method, NoteKind
from csassess.domain.records.signatures import Signature, Signer
from csassess.domain.signing.accounts import added_since, still_applies
from csassess.domain.signing.paper_signatures import is_sheet_to_follow, sheet_not_here
from csassess.domain.units.distinct_names import names_of_units
from csassess.domain.units.units import Kind as CriterionKind
from csassess.domain.units.units import Unit
from csassess.domain.verification.sampling import plain_name

_FEWEST_WORDS = 8


def lines_of_item(
    item: EvidenceItem, portfolio: Portfolio, units: Iterable[Unit], around: Surroundings
) -> Iterator[Line]:
    """Yield what would be asked about an item that is not withdrawn."""
    yield from _account(item, portfolio)
    yield from _signatures(item, portfolio)
    yield from _testimony(item, portfolio, around)
    yield from _others(item, portfolio, around)
    yield from _what_is_written(item, portfolio)
    yield from _knowledge(item, portfolio, units)
    yield from _dates(item, portfolio, around)


def _account(item: EvidenceItem, portfolio: Portfolio) -> Iterator[Line]:
    if item.method != Method.OBSERVATION:
        return
    visit = portfolio.visit_of(item)
    if portfolio.is_accepted(item):
        facts = (_account_now(item, portfolio),)
        if visit and visit.is_open:
            yield Line(Kind.ACCOUNT_UNFINISHED, text("the visit was never finished"), item.id, facts=facts)
        yield from unsigned_account(item, portfolio)
    photographs = portfolio.photographs_of(item.id)
    if photographs and not any(p.informed.strip() for p in photographs) and not (visit and visit.informed):
        words = text("how the people photographed were informed is not stated")
        shown = tuple(sorted(photograph.sha256 for photograph in photographs))
        yield Line(Kind.NOT_INFORMED, words, item.id, note=photographs[0].id, facts=shown)


def unsigned_account(item: EvidenceItem, portfolio: Portfolio) -> Iterator[Line]:
    """Yield a line if the candidate has signed no account of an observation; accepted or not."""
    signers = {signature.signer for signature in portfolio.signatures_of(item.id)}
    if item.method == Method.OBSERVATION and Signer.CANDIDATE not in signers:
        words, facts = text("the candidate has not signed the account"), (_account_now(item, portfolio),)
        yield Line(Kind.ACCOUNT_UNSIGNED, words, item.id, facts=facts)


def _account_now(item: EvidenceItem, portfolio: Portfolio) -> str:
    """Return the code of an item's account with all that it holds, by which it is known to be the same."""
    return account_code(item, portfolio, datetime.max.replace(tzinfo=UTC))


def _signatures(item: EvidenceItem, portfolio: Portfolio) -> Iterator[Line]:
    last = {signature.signer: signature for signature in portfolio.signatures_of(item.id)}
    for signature in last.values():
        yield from _signature(item, signature, portfolio)


def _signature(item: EvidenceItem, signature: Signature, portfolio: Portfolio) -> Iterator[Line]:
    signer, day = label(signature.signer), long_date(signature.at.date())
    added = added_since(signature, portfolio)
    facts = (signature.id, _account_now(item, portfolio))
    if not still_applies(signature, portfolio):
        words = text("the signature of the {role} of {day} no longer applies", role=signer, day=day)
        yield Line(Kind.SIGNATURE_VOID, words, item.id, facts=facts)
    elif added:
        words = text(
            "the signature of the {role} of {day} does not cover all of it: {added}",
            role=signer,
            day=day,
            added=added,
        )
        yield Line(Kind.ADDED_SINCE, words, item.id, facts=facts)
    if is_sheet_to_follow(signature, portfolio):
        words = sheet_not_here(signer, signature.day)
        yield Line(Kind.SHEET_MISSING, words, item.id, facts=(signature.id,))


def _testimony(item: EvidenceItem, portfolio: Portfolio, around: Surroundings) -> Iterator[Line]:
    if item.method not in (Method.WITNESS_TESTIMONY, Method.EXPERT_WITNESS):
        return
    found = portfolio.testimony_of(item.id)
    words = " ".join(note.text for note in portfolio.notes_of(item.id)).strip()
    attached = portfolio.attachments_of(item.id)
    if not words and not attached:
        said = text("the testimony has no words and no paper")
        yield Line(Kind.TESTIMONY_EMPTY, said, item.id, facts=(_account_now(item, portfolio),))
    if found is None:
        return
    testimony, witness = found
    signed = any(s.signer is Signer.WITNESS for s in portfolio.signatures_of(item.id))
    if not signed and testimony.confirmed_on is None:
        said = text("{witness} has neither signed nor confirmed the testimony", witness=witness.name)
        facts = (witness.id, _account_now(item, portfolio))
        yield Line(Kind.TESTIMONY_UNCONFIRMED, said, item.id, facts=facts)
    own = {plain_name(portfolio.candidate.name): text("the candidate")}
    own |= {plain_name(person.name): text("the assessor") for person in around.people.values()}
    who = own.get(plain_name(witness.name))
    if who:
        said = text("the witness {witness} has the name of {who}", witness=witness.name, who=who)
        yield Line(Kind.OWN_WITNESS, said, item.id, facts=(witness.id, witness.name))


def _others(item: EvidenceItem, portfolio: Portfolio, around: Surroundings) -> Iterator[Line]:
    """Yield what an item has in common with other candidates' records, one line for each kind."""
    texts = [("", item.description), *((note.id, note.text) for note in portfolio.notes_of(item.id))]
    same = {note: found for note, words in texts if (found := around.same.keys() & set(sentences(words)))}
    if same:
        shared = sorted({sentence for found in same.values() for sentence in found})
        facts = tuple(part for sentence in shared for part in (sentence, *sorted(around.same[sentence])))
        words = text("the same account stands under another candidate")
        yield Line(Kind.SAME_ACCOUNT, words, item.id, note=next(iter(same)), facts=facts)
    whole, candidate = "\n".join(words for _, words in texts), portfolio.candidate
    in_full, in_part = names_in(whole, candidate.name, around.names.near(whole, candidate.id))
    for kind, names in ((Kind.OTHER_CANDIDATE, in_full), (Kind.PART_OF_NAME, in_part)):
        if names:
            named = [(note, words) for note, words in texts if any(names_in(words, "", names))]
            who = ", ".join(names)
            said = (
                text("another candidate is named: {names}", names=who)
                if kind is Kind.OTHER_CANDIDATE
                else text("a name in it is also that of another candidate: {names}", names=who)
            )
            facts = (*sorted(names), *(words for _, words in named))
            yield Line(kind, said, item.id, note=named[0][0] if named else "", facts=facts)


def _what_is_written(item: EvidenceItem, portfolio: Portfolio) -> Iterator[Line]:
    if item.remote and not item.identity.strip():
        words = text("how the candidate’s identity was confirmed at a distance is not stated")
        yield Line(Kind.IDENTITY_NOT_STATED, words, item.id, facts=(item.remote, item.on.isoformat()))
    for note in portfolio.notes_of(item.id):
        written = f"{note.question} {note.text}"
        kinds = personal_data(written)
        if kinds:
            words = text("there is what looks like {what}", what=", ".join(kinds))
            yield Line(Kind.CUSTOMER_DATA, words, item.id, note=note.id, facts=(note.id, written))
    shown_otherwise = portfolio.photographs_of(item.id) or portfolio.attachments_of(item.id) or item.location
    if shown_otherwise:
        return
    bare = [r for r in portfolio.references_of(item.id) if r.note is None and not r.location]
    if bare and item.method != Method.OBSERVATION:
        criteria = ", ".join(sorted({reference.criterion for reference in bare}))
        words = text("{criteria}: no note, answer or page shows it", criteria=criteria)
        facts = tuple(sorted({f"{r.unit} {r.criterion}" for r in bare}))
        yield Line(Kind.NO_NOTE, words, item.id, facts=facts)
    notes = portfolio.notes_of(item.id)
    said = " ".join((item.description, *(f"{n.question} {n.text}" for n in notes))).split()
    if len(said) < _FEWEST_WORDS and portfolio.references_of(item.id):
        yield Line(Kind.FEW_WORDS, text("it says very little"), item.id, facts=tuple(said))


def _knowledge(item: EvidenceItem, portfolio: Portfolio, units: Iterable[Unit]) -> Iterator[Line]:
    """Yield one line for the knowledge criteria of an observation without an answered question."""
    if item.method != Method.OBSERVATION:
        return
    answered, units = portfolio.answered_questions(item.id), tuple(units)
    names = names_of_units(units)
    found = [
        (f"{names[unit.id]} {reference.criterion}", reference)
        for unit in units
        for reference in portfolio.references_of(item.id, unit.id)
        if unit.has(reference.criterion)
        and unit.kind_of(reference.criterion) is CriterionKind.KNOWLEDGE
        and reference.note not in answered
    ]
    if found:
        criteria = tuple(dict.fromkeys(name for name, _ in found))
        words = text("{criteria}: knowledge, with no question and answer", criteria=", ".join(criteria))
        note = next((reference.note for _, reference in found if reference.note), "")
        facts = tuple(sorted({f"{r.unit} {r.criterion}" for _, r in found}))
        yield Line(Kind.NO_QUESTION, words, item.id, note=note, facts=facts)


def _dates(item: EvidenceItem, portfolio: Portfolio, around: Surroundings) -> Iterator[Line]:
    """Yield what would be asked about the day of an item."""
    registered = min((r.on for r in portfolio.registrations if r.on), default=None)
    day = long_date(item.on)
    if registered and item.on < registered and item.method == Method.OBSERVATION:
        words = text(
            "it is of {day}, before the registration on {registered}",
            day=day,
            registered=long_date(registered),
        )
        facts = (item.on.isoformat(), registered.isoformat())
        yield Line(Kind.BEFORE_REGISTRATION, words, item.id, facts=facts)
    if item.on > around.today:
        words = text("it is of {day}, which is still to come", day=day)
        yield Line(Kind.STILL_TO_COME, words, item.id, facts=(item.on.isoformat(),))
    limit, months = around.centre.current_for, _months_between(item.on, around.today)
    if limit and months >= limit:
        words = text(
            "it is {months} months old; the centre takes evidence as current for {limit}",
            months=months,
            limit=limit,
        )
        yield Line(Kind.NOT_CURRENT, words, item.id, facts=(item.on.isoformat(), str(limit)))


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


def is_question_answered(portfolio: Portfolio, item_id: str) -> bool:
    """Return whether an item holds a question with its answer."""
    return any(n.kind is NoteKind.QUESTION and n.text.strip() for n in portfolio.notes_of(item_id))
