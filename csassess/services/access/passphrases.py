"""Which new passphrases are accepted, and how strong one is."""

from enum import IntEnum

from csassess.catalogue import text
from csassess.domain.errors import UserError

SHORTEST_PASSPHRASE = 8


class Strength(IntEnum):
    """How well a passphrase resists someone who has the files, as zxcvbn estimates."""

    VERY_WEAK = 0
    WEAK = 1
    FAIR = 2
    GOOD = 3
    STRONG = 4

    @property
    def words(self) -> str:
        """The strength in words."""
        return {
            Strength.VERY_WEAK: text("very weak: easily guessed"),
            Strength.WEAK: text("weak"),
            Strength.FAIR: text("fair: add a word"),
            Strength.GOOD: text("good"),
            Strength.STRONG: text("strong"),
        }[self]


def strength(passphrase: str) -> Strength:
    """Return the strength of a passphrase.

    Only its first 72 characters are examined.
    """
    from zxcvbn import zxcvbn  # slow to import: it reads its word lists

    return Strength(zxcvbn(passphrase[:72])["score"]) if passphrase else Strength.VERY_WEAK


def check_new_passphrase(passphrase: str, shortest: int = SHORTEST_PASSPHRASE) -> None:
    """Raise UserError if a new passphrase is too short, or would be guessed at once."""
    if len(passphrase) < shortest or strength(passphrase) is Strength.VERY_WEAK:
        raise UserError(
            text(
                "Choose a passphrase of at least {count} characters that is not easily "
                "guessed. A few words are easiest to remember.",
                count=shortest,
            )
        )
