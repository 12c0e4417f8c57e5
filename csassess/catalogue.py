"""The catalogue of translatable sentences for window, papers and command line."""

import gettext

from csassess.resources import resource_folder

_translations = gettext.translation("csassess", resource_folder() / "locale", fallback=True)


def text(message: str, **values: object) -> str:
    """Return a message in the user's language, with its `{named}` placeholders filled."""
    translated = _translations.gettext(message)
    return translated.format(**values) if values else translated


def plural(one: str, many: str, count: int, **values: object) -> str:
    """Return the singular or plural message for a count, which fills `{count}`."""
    return _translations.ngettext(one, many, count).format(count=count, **values)


def deferred(message: str) -> str:
    """Mark a message for translation and return it unchanged.

    Translate it with `text` when it is shown.
    """
    return message
