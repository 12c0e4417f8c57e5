"""Errors that a user can cause or meet; any other exception is a bug."""

from csassess.catalogue import text


class UserError(Exception):
    """Something the user can put right.

    The message says in one plain sentence what happened, followed by what to do.
    """


class MissingError(UserError):
    """Something that must be filled in is empty.

    `fields` are the names of the value at fault, as forms and services call it.
    """

    def __init__(self, name: str, *fields: str) -> None:
        super().__init__(text("Please fill in {name}.", name=name))
        self.fields = fields


class FieldError(MissingError):
    """A value that was filled in is wrong; the sentence says how."""

    def __init__(self, sentence: str, *fields: str) -> None:
        UserError.__init__(self, sentence)
        self.fields = fields


class LaterError(MissingError):
    """A time is later than the clock shows, and nothing says why."""

    def __init__(self) -> None:
        UserError.__init__(
            self,
            text("This time is in the future. Check the date and time, or say why it is right."),
        )
        self.fields = ("later_because",)


class RepetitionError(UserError):
    """A secret was typed twice, and the second time differs from the first.

    `fields` are the names of the second one, as forms call it.
    """

    fields = ("again",)


class DamagedError(UserError):
    """A file of the caseload is damaged; what is left and the backups can repair it."""


class WrongKeyError(UserError):
    """The passphrase, code or key given does not open the caseload."""


def refuse(reason: str) -> None:
    """Raise UserError with a reason; do nothing if there is none."""
    if reason:
        raise UserError(reason)
