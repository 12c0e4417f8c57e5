"""Write the authority tables into docs/trust.md: what an entry in a received file may do, in whose name."""

import sys
from pathlib import Path

from csassess.domain.exchange.authority import Act, Writer, effect, rows
from csassess.domain.exchange.naming import NAMING, Naming
from csassess.domain.record_words import kind_words

PAGE = Path(__file__).resolve().parents[1] / "docs" / "trust.md"
_BEGIN, _END = "<!-- make authority -->", "<!-- end of make authority -->"
_ACTS = {
    Act.WRITE: "makes or changes",
    Act.DESTROY: "deletes for good what is here",
    Act.REPLACE: "sets another wording, or lifts another’s hold",
}


def table() -> str:
    """Return the authority table as Markdown, kinds with equal rows together."""
    together: dict[tuple[str, ...], list[str]] = {}
    for entity, act in rows():
        effects = tuple(effect(entity, act, writer).words for writer in Writer)
        together.setdefault((_ACTS[act], *effects), []).append(kind_words(entity))
    heads = ["Record", "What the entry does", *(writer.words for writer in Writer)]
    lines = [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
    lines += [f"| {', '.join(sorted(kinds))} | {' | '.join(row)} |" for row, kinds in together.items()]
    return "\n".join(lines)


def names() -> str:
    """Return as Markdown whose name may stand in which fields of a received record."""
    together: dict[Naming, dict[str, list[str]]] = {}
    for (entity, field), rule in NAMING.items():
        together.setdefault(rule, {}).setdefault(field, []).append(kind_words(entity))
    lines = ["| The name or id in a field of a received record | whose it may be |", "|---|---|"]
    for rule, fields in together.items():
        named = "; ".join(f"`{field}` of {', '.join(sorted(kinds))}" for field, kinds in fields.items())
        lines.append(f"| {named} | {rule.words} |")
    return "\n".join(lines)


def page(present: str) -> str:
    """Return the page with the tables of today in place of those that it holds."""
    before, _, rest = present.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return f"{before}{_BEGIN}\n\n{table()}\n\n{names()}\n\n{_END}{after}"


def main() -> None:
    """Write the page and name it."""
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name} written\n")


if __name__ == "__main__":
    main()
