"""The one error a user can cause or meet; everything else that is raised is a bug."""


class UserError(Exception):
    """Something the user can put right: one plain sentence that says what happened and, after it, a way on."""


class DamagedError(UserError):
    """A file of the caseload is damaged: it can be put right from what is left of it and from the backups."""


class WrongKeyError(UserError):
    """What was typed, or given, does not open the caseload."""
