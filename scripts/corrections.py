"""Write docs/corrections.md: how every entry is corrected."""

import sys
from pathlib import Path

from csassess.domain.labels import label
from csassess.domain.record_words import field_words, kind_words
from csassess.domain.records.kinds import KINDS, Stream
from scripts.correction_ways import CORRECTIONS, OPEN_ITEM, Correction

PROJECT = Path(__file__).resolve().parents[1]
PAGE = PROJECT / "docs" / "corrections.md"

_HEAD = f"""# Corrections

Everything that a person can enter can be corrected. Nothing is overwritten: the history of a candidate
(Portfolio, History) shows each action with its author, its time, and the values before and after. Besides:

- Every action can be undone: the last one with Undo, older ones in the history, unless something rests on
  them. Covering a photograph, redacting and erasing cannot be undone.
- Words that should never have been written are redacted (Item, More, Redact words): from the record, its
  history and the backups.
- “{OPEN_ITEM.capitalize()}” means: until it is accepted, then after Reopen item; and until its account is
  signed, then by addendum, or after the account is opened with a reason. Its signatures then no longer
  apply, and papers say so.

`make corrections` writes this page from `scripts/correction_ways.py`. `tests/program/test_corrections.py`
carries out each correction and checks that the history shows it.

"""

# Words for what only this page names.
_FIELDS = {
    "about": "what it is about",
    "by": "approved by",
    "closed": "closed or kept open",
    "evidence": "item",
    "form": "form",
    "into": "the other record",
    "roles": "roles",
    "same_as": "same customer on another day",
    "sha256": "picture or file",
    "specimen": "specimen signature",
    "to": "who takes over",
    "varcs": "“reliable” in statements",
}


def page() -> str:
    """Return the table of all corrections as Markdown."""
    parts = [_HEAD]
    for title, stream in (
        ("In the record of a candidate", Stream.PORTFOLIO),
        ("Of the centre, on every machine", Stream.CENTRE),
        ("In the caseload", Stream.CASELOAD),
    ):
        parts.append(f"## {title}\n\n")
        parts.append("| Record | Fields | How | Where | Who | Until |\n|---|---|---|---|---|---|\n")
        for kind, ways in CORRECTIONS.items():
            if KINDS[kind].stream is stream:
                parts += [_row(kind, way) for way in ways] or [_row_of_the_program(kind)]
        parts.append("\n")
    return "".join(parts).rstrip("\n") + "\n"


def _row(kind: str, way: Correction) -> str:
    how = way.how or str(way.way)
    if way.service:
        how += f" (`{way.service_name}`)"
    fields = ", ".join(dict.fromkeys(_field(kind, field) for field in way.fields)) or "the whole entry"
    who = _who(kind) if way.service else "nobody"
    return f"| {kind_words(kind)} | {fields} | {how} | {way.where} | {who} | {way.until} |\n"


def _field(kind: str, field: str) -> str:
    return field_words(kind, field) or _FIELDS.get(field) or field.replace("_", " ")


def _row_of_the_program(kind: str) -> str:
    return f"| {kind_words(kind)} | none is entered | set by the program | | | |\n"


def _who(kind: str) -> str:
    """Return the roles that may write a kind of record."""
    if KINDS[kind].stream is Stream.CASELOAD:
        return "everyone but a reader"
    if KINDS[kind].stream is Stream.CENTRE:
        return "centre’s office, lead verifier; everyone but a reader until one of them does"
    roles = ", ".join(sorted(label(role) for role in KINDS[kind].writers))
    return f"{roles}; assessor from a signed sheet" if KINDS[kind].typed_from_paper else roles


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(PROJECT)} written\n")
