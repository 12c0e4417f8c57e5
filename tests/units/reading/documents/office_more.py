"""More specifications as Word files, web pages and text."""

from html import escape

from tests.units.reading.documents.content import Specification
from tests.units.reading.documents.office import _p, _table, word


def word_typed(unit: Specification) -> bytes:
    """One column; labels are typed before a tab; deleted words are still in the file."""
    body = _p(unit.title, style="H1") + _p(
        f"Unit number: {unit.number}\nLevel: {unit.level}\nCredit: {unit.credit}"
    )
    for told in unit.outcomes:
        body += _p(f"Learning outcome {told.label}", bold=True) + _p(told.title)
        body += _p("Assessment criteria", bold=True)
        for label, words in told.criteria:
            first, *items = words.split("\n- ")
            gone = "<w:p><w:pPr/><w:del><w:r><w:delText>9.9 Struck out</w:delText></w:r></w:del></w:p>"
            body += gone + _p(f"{label}\t{first}").replace("\t", "</w:t></w:r><w:r><w:tab/></w:r><w:r><w:t>")
            body += "".join(_p(f"{chr(97 + at)}) {item}") for at, item in enumerate(items))
    return word(body)


def word_two_units(units) -> bytes:
    """Two units in one file, each with a table whose cells hold all criteria of an outcome."""
    body = ""
    for unit in units:
        body += _p(f"Unit {unit.number}: {unit.title}", style="H1") + _p(f"Level: {unit.level}", bold=True)
        rows = [[_p("Learning outcomes", bold=True), _p("Assessment criteria", bold=True)]]
        for told in unit.outcomes:
            cell = "".join(
                _p(f"{label} {words.split(chr(10))[0]}")
                + "".join(_p(item, number="1", level=2) for item in words.split("\n- ")[1:])
                for label, words in told.criteria
            )
            rows.append([_p(f"{told.label} {told.title}"), cell])
        body += _table(rows)
    return word(body)


def web_divisions(unit: Specification) -> bytes:
    """A page of divisions; label and sentence stand in boxes of their own."""
    body = f"<h1>{unit.title}</h1><div><b>Unit number</b> <span>{unit.number}</span></div>"
    body += f"<div><b>Level:</b> {unit.level}</div>"
    for told in unit.outcomes:
        body += f"<section><h2>{told.label}. {escape(told.title)}</h2>"
        for label, words in told.criteria:
            first, *items = words.split("\n- ")
            body += f'<div class="row"><div>{label}</div><div>{escape(first)}'
            body += "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>" if items else ""
            body += "</div></div>"
        body += "</section>"
    return f"<html><body><main>{body}</main><footer>© 2022</footer></body></html>".encode()


def pasted_rows(unit: Specification) -> bytes:
    """Text pasted from a table: outcome, label and sentence divided by tabs."""
    lines = [
        f"Title\t{unit.title}",
        f"Unit no.\t{unit.number}",
        f"Level\t{unit.level}",
        f"Credit\t{unit.credit}",
        "",
    ]
    lines.append("Learning outcome\tAssessment criteria")
    for told in unit.outcomes:
        for at, (label, words) in enumerate(told.criteria):
            outcome = f"{told.label}. {told.title}" if at == 0 else ""
            lines.append(f"{outcome}\t{label} {words}")
    return "\n".join(lines).encode()


def web_terms(unit: Specification) -> bytes:
    """A page with a list of terms for each outcome: the label is the term, the sentence its meaning."""
    body = f"<h1>{unit.title}</h1><table><tr><td>Unit number</td><td>{unit.number}</td></tr>"
    body += f"<tr><td>Level</td><td>{unit.level}</td></tr></table>"
    for told in unit.outcomes:
        body += f"<h2>LO{told.label}: {escape(told.title)}</h2><dl>"
        body += (
            "".join(f"<dt>{label}</dt><dd>{escape(words)}</dd>" for label, words in told.criteria) + "</dl>"
        )
    return f"<html><body>{body}</body></html>".encode()


def marked_text(unit: Specification) -> bytes:
    """Markdown: headings, and labels in bold."""
    lines = [f"# {unit.title}", "", f"**Unit number:** {unit.number}", f"**Level:** {unit.level}", ""]
    for told in unit.outcomes:
        lines += [f"## Learning outcome {told.label}: {told.title}", ""]
        lines += [f"- **{label}** {words}" for label, words in told.criteria] + [""]
    return "\n".join(lines).encode()


def tight_text(unit: Specification) -> bytes:
    """Text without blank lines; each label stands on the line above its sentence."""
    lines = [f"Title: {unit.title}", f"Unit number: {unit.number}", f"Level: {unit.level}"]
    for told in unit.outcomes:
        lines += [f"Learning outcome {told.label}", told.title, "Assessment criteria"]
        lines += [part for criterion in told.criteria for part in criterion]
    return "\n".join(lines).encode()
