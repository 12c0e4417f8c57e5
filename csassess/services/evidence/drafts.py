"""Unfinished typing and the last location in the window, stored outside the record."""

import json
from dataclasses import dataclass, replace
from typing import Any

from csassess.data.record.caseload import Caseload
from csassess.data.record.local_state import form_key
from csassess.data.record.records import Edit
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Note
from csassess.domain.records.people import Candidate
from csassess.services.evidence.evidence import change_note

_TITLE, _PAGE = "form title", "form page"  # stored next to the typed words; no field has a space in its name


@dataclass(frozen=True, slots=True)
class UnfinishedForm:
    """What was typed into a form and neither saved nor discarded.

    `place` and `form` are those of `form_draft`; `page` is where the window was, as JSON.
    """

    place: tuple[str, str]
    form: str
    title: str
    page: str
    words: tuple[str, ...]

    @property
    def candidate(self) -> str:
        """The id of the candidate that the words are about; empty if they are about none."""
        return self.place[0]


def keep_draft(caseload: Caseload, note_id: str, typed: dict[str, str]) -> None:
    """Save what is being typed into a note, by field; delete the draft if it is empty.

    The window calls this within two seconds of a keystroke.
    """
    with caseload.together():
        if not typed:
            caseload.drafts.forget(note_id)
        for field, words in typed.items():
            caseload.drafts.keep(note_id, field, words)


def form_draft(caseload: Caseload, place: tuple[str, str], form: str) -> dict[str, str]:
    """Return what was typed into a form and not saved, by field.

    `place` is the candidate's and the item's id, `form` identifies the form there.
    """
    kept = caseload.drafts.of(form_key(*place, form))
    return {field: words for field, words in kept.items() if field not in (_TITLE, _PAGE)}


def keep_form_draft(
    caseload: Caseload,
    place: tuple[str, str],
    form: str,
    typed: dict[str, str],
    title: str = "",
    page: dict[str, str] | None = None,
) -> None:
    """Store what is being typed into a form, by field, in place of its earlier draft.

    `title` and `page` say which form waits, and on which page it is opened.
    """
    key = form_key(*place, form)
    about = {_TITLE: title, _PAGE: json.dumps(page or {})} if typed and title else {}
    with caseload.together():
        caseload.drafts.forget(key)
        for field, words in (typed | about).items():
            caseload.drafts.keep(key, field, words)


def unfinished_forms(caseload: Caseload) -> list[UnfinishedForm]:
    """Return the forms whose words wait to be saved or discarded; none of candidates that are gone."""
    kept: dict[str, dict[str, str]] = {}
    for (record, field), words in caseload.drafts.all(form_key("")).items():
        kept.setdefault(record, {})[field] = words
    forms = []
    for record, fields in kept.items():
        title, page = fields.pop(_TITLE, ""), fields.pop(_PAGE, "{}")
        if not title:
            continue  # a form of an earlier version
        _, candidate, item, form = record.split(" ")
        if candidate and caseload.one(Candidate, candidate, candidate) is None:
            continue
        typed = tuple(words for words in fields.values() if words.strip())
        forms.append(UnfinishedForm((candidate, item), form, title, page, typed))
    return forms


def recover(caseload: Caseload) -> int:
    """Save unfinished typing into its notes; return the number of notes changed."""
    recovered = 0
    for note_id in caseload.drafts.records():
        notes = list(caseload.where(Note, "id", note_id))
        unfinished = caseload.drafts.of(note_id) if notes else {}
        for candidate_id, note in notes:
            if caseload.one(Candidate, candidate_id, candidate_id) is None:
                continue  # the candidate is no longer in the caseload
            try:
                text, question = unfinished.get("text", note.text), unfinished.get("question", note.question)
                with caseload.saving(_edit_before_arrivals(caseload, candidate_id, note)):
                    change_note(caseload, candidate_id, replace(note, text=text, question=question))
            except UserError:
                continue  # accepted or withdrawn meanwhile: the draft is kept
            recovered += 1
    return recovered


def _edit_before_arrivals(caseload: Caseload, candidate_id: str, note: Note) -> Edit:
    """Return an edit of a note as if what another device wrote into it last had not been seen.

    The draft may be older: both are kept.
    """
    edit = caseload.begin_edit(candidate_id, note)
    for field, (event, *_) in list(edit.heads.items()):
        if caseload.history.event(event).device != caseload.device:
            edit.heads[field] = ()
    return edit


def remember_place(caseload: Caseload, place: dict[str, str]) -> None:
    """Store the location in the window, for this device only."""
    caseload.local.set("place", json.dumps(place))


def last_place(caseload: Caseload) -> dict[str, Any]:
    """Return the location stored last; empty if none."""
    place: dict[str, Any] = json.loads(caseload.local.get("place") or "{}")
    return place
