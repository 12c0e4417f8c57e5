"""The assessor's own phrases."""

from csassess.catalogue import text
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.domain.errors import UserError
from csassess.domain.personal_data import personal_data
from csassess.domain.records.phrases import Phrase
from csassess.domain.records.user_actions import UserAction


def phrases(caseload: Caseload) -> list[Phrase]:
    """Return the stored phrases, oldest first."""
    return caseload.all(Phrase, CASELOAD_STREAM)


def keep_phrase(caseload: Caseload, words: str) -> Phrase:
    """Store a phrase; return the stored one if it exists already.

    Raises UserError if the phrase is blank or looks like personal data.
    """
    words = words.strip()
    if not words:
        raise UserError(text("No words are selected. Select the words to save as a phrase."))
    if personal_data(words):
        raise UserError(
            text(
                "These words may contain personal data. Phrases are shown for all candidates, "
                "so choose words that name nobody."
            )
        )
    existing = next((phrase for phrase in phrases(caseload) if phrase.words == words), None)
    if existing:
        return existing
    phrase = Phrase(caseload.new_id(), words)
    caseload.save(CASELOAD_STREAM, UserAction.PHRASE_KEEP, phrase)
    return phrase


def drop_phrase(caseload: Caseload, phrase: Phrase) -> None:
    """Delete a phrase; notes written with it stay unchanged."""
    caseload.save(CASELOAD_STREAM, UserAction.PHRASE_DROP, remove=(phrase,))
