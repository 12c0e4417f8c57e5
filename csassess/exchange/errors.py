"""What is wrong with a file that came in."""

from csassess.domain.errors import UserError


class BadFileError(UserError):
    """The file is refused, for the reason said; nothing was changed."""


class LockedForOthersError(BadFileError):
    """The file is in order as far as can be told, and none of the keys here opens it."""


class CancelledError(UserError):
    """The user stopped it; nothing was changed."""
