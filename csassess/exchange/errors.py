"""Errors in files received from elsewhere."""

from csassess.domain.errors import UserError


class BadFileError(UserError):
    """The file is refused for the stated reason; nothing was changed."""


class LockedForOthersError(BadFileError):
    """The file seems to be in order, but none of the keys here opens it."""


class CancelledError(UserError):
    """The user stopped the operation; nothing was changed."""
