"""Write resources/locale/csassess.pot: every sentence shown to people."""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

PROJECT = Path(__file__).resolve().parents[1]
POT = PROJECT / "resources" / "locale" / "csassess.pot"
METHODS = [("csassess/**.py", "python"), ("resources/pages/**.html", "jinja2")]
KEYWORDS = {"text": None, "deferred": None, "plural": (1, 2)}


def template() -> bytes:
    """Return the template of all translations, in the order of the sentences' source, without dates."""
    catalog = Catalog(project="csassess", charset="utf-8", copyright_holder="", msgid_bugs_address="")
    found = extract_from_dir(
        PROJECT, METHODS, keywords=KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
    )
    for file, line, message, comments, context in sorted(found, key=lambda each: (each[0], each[1])):
        catalog.add(message, None, [(file, line)], auto_comments=comments, context=context)
    written = io.BytesIO()
    write_po(written, catalog, width=110, omit_header=True, include_lineno=False)
    return written.getvalue()


if __name__ == "__main__":
    POT.parent.mkdir(exist_ok=True)
    POT.write_bytes(template())
    sys.stdout.write(f"{POT.relative_to(PROJECT)} written\n")
