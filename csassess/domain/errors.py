"""Errors that a user can cause or meet; any other exception is a bug."""


class UserError(Exception):
    """Something the user can put right.

    The message says in one plain sentence what happened, followed by what to do.
    """


class DamagedError(UserError):
    """A file of the caseload is damaged; what is left and the backups can repair it."""


class WrongKeyError(UserError):
    """The passphrase, code or key given does not open the caseload."""
