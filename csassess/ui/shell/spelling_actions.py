"""Marking of spelling in the window: the dictionary is read in the background when words are shown."""

from shiboken6 import isValid

from csassess.catalogue import text
from csassess.domain.changes import EVERYTHING, Changes
from csassess.services.writing import spelling
from csassess.services.writing.speller import Speller
from csassess.ui.base import tasks
from csassess.ui.shell.actions import Menu, action
from csassess.ui.shell.pages import Pages
from csassess.ui.writing import spelling_marks

_NAMING = frozenset({"candidate", "employment", "visit", "staff-member"})


class SpellingActions:
    """Marks spelling in all fields unless that was switched off on this machine."""

    def __init__(self, window: Pages) -> None:
        self._window, self._session = window, window.session
        self._speller: Speller | None = None
        self._task: tasks.Task | None = None
        self._is_stale = False  # a name was entered while the names were read
        self._session.changed.connect(self._learn_names)
        spelling_marks.use_when_needed(self.begin)

    def begin(self) -> None:
        """Read the dictionary and the names of the caseload, and mark what neither knows."""
        if self._is_over or self._task or not self._session.read(spelling.is_marked):
            return
        self._task = self._session.run_in_background(
            lambda caseload: Speller(spelling.load_dictionary(), spelling.known_words(caseload)),
            self._was_read,
            self._session.problem.emit,
        )

    def _was_read(self, speller: Speller) -> None:
        self._task = None
        if not self._is_over:
            self._speller = speller
            spelling_marks.use(speller, self._add)

    @property
    def _is_over(self) -> bool:
        return self._session.is_closed or not isValid(self._window) or self._window.is_closed

    def _add(self, word: str) -> None:
        self._session.run_silently(spelling.add_own_word, word)

    def _learn_names(self, changes: Changes) -> None:
        """Read the names again after one was entered or corrected, on another thread."""
        if self._speller is None or self._is_over or not changes.include(_NAMING):
            return
        if self._task is None:
            self._task = self._session.run_in_background(
                spelling.known_words, self._names_were_read, self._session.problem.emit
            )
        else:
            self._is_stale = True

    def _names_were_read(self, words: set[str]) -> None:
        self._task = None
        if self._speller is not None:
            self._speller.know(words)
        if self._is_stale:
            self._is_stale = False
            self._learn_names(EVERYTHING)

    @action(lambda: text("Mark spelling, or no longer"), Menu.EDIT, starts_section=True)
    def switch(self) -> None:
        """Mark spelling from now on, or no longer."""
        is_marked = not self._session.read(spelling.is_marked)
        self._session.run_silently(spelling.set_marked, marked=is_marked)
        if is_marked:
            self.begin()
            self._session.message.emit(text("Spelling is marked."))
        else:
            self._speller = None
            spelling_marks.use(None)
            self._session.message.emit(text("Spelling is no longer marked."))
