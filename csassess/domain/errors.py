"""The one error a user can cause or meet; everything else that is raised is a bug."""


class UserError(Exception):
    """Something the user can put right: one plain sentence that says what happened and, after it, a way on."""
