"""Reading the units in a document: the way from a file to drafts with their doubts."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from unicodedata import bidirectional

from csassess.catalogue import text
from csassess.exchange.reading.assemble import assemble
from csassess.exchange.reading.checks import check, settle_kinds
from csassess.exchange.reading.content import Column, Document, Line
from csassess.exchange.reading.documents.files import document_from
from csassess.exchange.reading.draft import Doubt, LeftOver, Reading, UnitDraft
from csassess.exchange.reading.headings import Section, is_lead
from csassess.exchange.reading.hidden import doubt_hidden_labels, doubt_left_over
from csassess.exchange.reading.identity import set_identity
from csassess.exchange.reading.labels import Label, label_of
from csassess.exchange.reading.marks import Marks, marks_of
from csassess.exchange.reading.pooling import pair_sentences
from csassess.exchange.reading.repair import repair
from csassess.exchange.reading.requirements import read_requirements
from csassess.exchange.reading.sections import OF_CRITERIA
from csassess.exchange.reading.splitting import units_in, without_repeats
from csassess.exchange.reading.wording import Vocabulary, clean


def read_file(
    path: Path, password: str | None = None, progress: Callable[[int, int], None] = lambda _done, _all: None
) -> Reading:
    """Read the units in a document.

    Raises BadFileError if it cannot be read, PasswordError if it needs a password.
    """
    return read(document_from(path, password, progress))


def read(document: Document) -> Reading:
    """Return the units in the lines of a document, with what is doubtful."""
    vocabulary = Vocabulary(line.text for line in document.lines)
    parts = units_in(document.lines)
    drafts = [_draft(lines, document, vocabulary) for lines in parts]
    drafts, others = _divided(drafts, parts)
    drafts = without_repeats(drafts)
    for note in document.notes:
        beside = next((draft for draft in drafts if draft.first_page <= note.page <= draft.last_page), None)
        if beside:
            beside.left_over.append(LeftOver(note.page, clean(note.text), note.box))
    ids: set[str] = set()
    for draft in drafts:
        draft.id = _id(draft, ids)
    doubts = [Doubt(text("document"), None, why) for why in document.doubts]
    doubts += [
        Doubt(
            text("document"),
            other.first_page,
            text("numbered paragraphs from page {page} on were not taken for a unit", page=other.first_page),
        )
        for other in (others if drafts else ())
    ]
    if _is_right_to_left(document):
        doubts.append(
            Doubt(text("document"), None, text("it is written from right to left: compare its words"))
        )
        for draft in drafts if document.by_place else ():
            for outcome in draft.outcomes:
                for criterion in outcome.criteria:
                    why = text("its words run from right to left: their order may be wrong")
                    draft.doubt(criterion.label, criterion.places[0][0], why)
    return Reading(drafts, document.pages, doubts)


def _divided(
    drafts: Sequence[UnitDraft], parts: Sequence[Sequence[Line]]
) -> tuple[list[UnitDraft], list[UnitDraft]]:
    """Return the drafts that are units, and those of paragraphs that are only numbered.

    Beside units that name their criteria, a part that does not has to state its number to be one.
    """
    units: list[UnitDraft] = []
    others: list[UnitDraft] = []
    named = [_names_criteria(lines) for lines in parts]
    for draft, names in zip(drafts, named, strict=True):
        if not any(outcome.criteria for outcome in draft.outcomes):
            continue
        facts = _states_facts(draft) and (draft.identity["number"] is not None or not any(named))
        (units if names or facts else others).append(draft)
    return units, others


def _states_facts(draft: UnitDraft) -> bool:
    """Return whether a draft states a unit's facts: then numbered paragraphs may be its criteria."""
    facts = (
        value is not None for name, value in draft.identity.items() if name not in ("title", "awarding_body")
    )
    return sum(facts) >= 2


def _names_criteria(lines: Sequence[Line]) -> bool:
    """Return whether something in the lines says that they hold criteria."""
    of_criteria = (Section.CRITERIA, Section.PERFORMANCE, Section.KNOWLEDGE)
    return any(
        line.column is Column.CRITERIA
        or (line.opens and line.section in of_criteria)
        or is_lead(line.text)
        or _names_outcome(line)
        for line in lines
    )


def _names_outcome(line: Line) -> bool:
    label = label_of(line.text)
    return label is not None and label.family == "outcome"


def _is_right_to_left(document: Document) -> bool:
    """Return whether many letters of a document are Hebrew, Arabic or of a script like these."""
    letters = "".join(line.text for line in document.lines[:400])
    turned = sum(bidirectional(letter) in ("R", "AL") for letter in letters)
    return turned > 0.2 * len(letters)


def _draft(lines: Sequence[Line], document: Document, vocabulary: Vocabulary) -> UnitDraft:
    draft = UnitDraft()
    draft.first_page, draft.last_page = lines[0].page, lines[-1].page
    set_identity(draft, lines, document.running)
    lines = _without_blanks(draft, lines)
    marks = marks_of(lines)
    lines, marks = repair(draft, lines, marks)
    assemble(draft, lines, marks, vocabulary)
    pair_sentences(draft)
    settle_kinds(draft)
    read_requirements(draft, lines, vocabulary)
    draft.purpose = " ".join(
        clean(line.text) for line in lines if line.section == Section.PURPOSE and not line.opens
    )
    _number_from_labels(draft)
    check(draft, _refused(lines, marks), vocabulary)
    doubt_hidden_labels(draft, lines, marks)
    doubt_left_over(draft, lines, marks)
    return draft


_BLANK = re.compile(r"_{5,}|\.{8,}")  # to be filled in: "Signature: ______"


def _without_blanks(draft: UnitDraft, lines: Sequence[Line]) -> list[Line]:
    """Return the lines without those to be filled in by hand among criteria, which become left over."""
    kept = []
    for line in lines:
        if line.section in OF_CRITERIA and _BLANK.search(line.text) and label_of(line.text) is None:
            draft.left_over.append(LeftOver(line.page, clean(line.text), line.box))
        else:
            kept.append(line)
    return kept


def _number_from_labels(draft: UnitDraft) -> None:
    """Take the number of a unit from the labels of its criteria if the document states it there only."""
    if draft.identity["number"] is not None:
        return
    labels = [criterion.label or "" for outcome in draft.outcomes for criterion in outcome.criteria]
    found = {
        match[1] if (match := re.match(r"([A-Z]{1,5}\d{1,4})(?:\.\d|[a-z])", label)) else ""
        for label in labels
    }
    if len(found) == 1 and "" not in found:
        draft.identity["number"] = found.pop()
        draft.doubt("number", draft.first_page, text("the number is taken from the labels of the criteria"))


def _refused(lines: Sequence[Line], marks: Marks) -> list[tuple[int, Label, str]]:
    """Return the numbers not taken for labels, each with the label of the criterion that holds them."""
    found, family, holder = [], "", ""  # of the last mark, and of the last criterion
    for index, line in enumerate(lines):
        if mark := marks.at.get(index):
            family = mark.label.family.split(":")[0]
            holder = holder if mark.outcome else mark.label.written
        label = marks.refused.get(index)
        if (
            label is None
            or line.column is Column.OUTCOME
            or line.section in (Section.GUIDANCE, Section.OTHER)
        ):
            continue
        if holder and label.family.split(":")[0] == family:
            found.append((line.page, label, holder))
    return found


def _id(draft: UnitDraft, taken: set[str]) -> str:
    named = draft.identity["number"] or draft.identity["title"] or text("unit")
    plain = re.sub(r"[^a-z0-9]+", "-", named.lower()).strip("-")[:40] or "unit"
    name, count = plain, 2
    while name in taken:
        name, count = f"{plain}-{count}", count + 1
    taken.add(name)
    return name
