"""Specifications written as Word and OpenDocument files, web pages and text."""

import io
import textwrap
import zipfile
from html import escape

from tests.units.reading.documents.content import Specification

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _p(words: str, *, style: str = "", number: str = "", level: int = 0, bold: bool = False) -> str:
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number:
        properties += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    look = "<w:rPr><w:b/></w:rPr>" if bold else ""
    runs = "<w:r><w:br/></w:r>".join(
        f'<w:r>{look}<w:t xml:space="preserve">{escape(part)}</w:t></w:r>' for part in words.split("\n")
    )
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def _table(rows: list[list[str]], spans: dict[int, int] | None = None) -> str:
    made = ""
    for at, row in enumerate(rows):
        cells = ""
        for cell in row:
            span = f'<w:gridSpan w:val="{spans[at]}"/>' if spans and at in spans else ""
            merge = (
                '<w:vMerge w:val="restart"/>'
                if cell.startswith("¦")
                else "<w:vMerge/>"
                if cell == "="
                else ""
            )
            body = cell.removeprefix("¦") if cell != "=" else "<w:p/>"
            cells += f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{body}</w:tc>"
        made += f"<w:tr>{cells}</w:tr>"
    return f"<w:tbl>{made}</w:tbl>"


_LEVELS = (
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl>'
)
_NUMBERING = (
    f'<w:numbering {_W}><w:abstractNum w:abstractNumId="1">{_LEVELS}</w:abstractNum>'
    '<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="%1."/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/>'
    '<w:lvlText w:val="%2)"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="2"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    "</w:numbering>"
)
_STYLES = (
    f'<w:styles {_W}><w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Outcome"><w:name w:val="Outcome"/>'
    '<w:pPr><w:numPr><w:ilvl w:val="0"/>'
    '<w:numId w:val="1"/></w:numPr></w:pPr></w:style><w:style w:type="paragraph" w:styleId="Criterion">'
    '<w:name w:val="Criterion"/><w:pPr>'
    '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>'
)


def word(body: str) -> bytes:
    """Return a Word document with a body."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", f"<w:document {_W}><w:body>{body}</w:body></w:document>")
        package.writestr("word/numbering.xml", _NUMBERING)
        package.writestr("word/styles.xml", _STYLES)
    return out.getvalue()


def _identity_table(unit: Specification) -> str:
    rows = (
        ("Unit number", unit.number),
        ("Unit reference", unit.reference),
        ("Level", unit.level and f"Level {unit.level}"),
        ("Credit value", unit.credit),
        ("Guided learning hours", unit.hours),
    )
    return _table([[_p(key, bold=True), _p(value)] for key, value in rows if value])


def _requirements(unit: Specification) -> str:
    if not unit.requirements:
        return ""
    made = _p("Evidence requirements", style="H1")
    for words, items in unit.requirements:
        made += _p(words, number="3")
        made += "".join(_p(item, number="3", level=1) for item in items)
    return made


def word_by_styles(unit: Specification) -> bytes:
    """One column; the numbers come from paragraph styles, bullets from a third level of the list."""
    body = (
        _p(unit.title, style="H1")
        + _identity_table(unit)
        + _p("Learning outcomes and assessment criteria", bold=True)
    )
    for told in unit.outcomes:
        body += _p(told.title, style="Outcome") + _p("The learner can:")
        for _, words in told.criteria:
            first, *items = words.split("\n- ")
            body += _p(first, style="Criterion") + "".join(_p(item, number="1", level=2) for item in items)
    return word(body + _requirements(unit))


def word_table_glued(unit: Specification) -> bytes:
    """A table of three columns with merged cells; labels are typed and glued to the sentence."""
    rows = [
        [
            _p("Learning outcome\nThe learner will:", bold=True),
            _p("Assessment criteria\nThe learner can:", bold=True),
            _p("Guidance", bold=True),
        ]
    ]
    for told in unit.outcomes:
        for at, (label, words) in enumerate(told.criteria):
            note = _p(unit.guidance[at]) if at < len(unit.guidance) else _p("")
            rows.append(
                [f"¦{_p(f'{told.label}. {told.title}')}" if at == 0 else "=", _p(label + words), note]
            )
    return word(
        _p(f"Unit {unit.number}: {unit.title}", style="H1")
        + _identity_table(unit)
        + _table(rows)
        + _requirements(unit)
    )


def word_rows_spanning(unit: Specification) -> bytes:
    """A table in which an outcome takes a row of its own; label and sentence stand in two cells."""
    rows, spans = (
        [[_p("Ref", bold=True), _p("Assessment criteria", bold=True), _p("Evidence location", bold=True)]],
        {},
    )
    for told in unit.outcomes:
        spans[len(rows)] = 3
        rows.append([_p(f"LO{told.label} {told.title}", bold=True)])
        rows += [[_p(label), _p(words), _p("")] for label, words in told.criteria]
    return word(
        _p("Unit title: " + unit.title, bold=True)
        + _identity_table(unit)
        + _table(rows, spans)
        + _requirements(unit)
    )


def odt_lists(unit: Specification) -> bytes:
    """OpenDocument: nested lists number outcomes and criteria."""
    names = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
        ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    )
    style = (
        '<text:list-style style:name="L1">'
        '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
        '<text:list-level-style-number text:level="2" style:num-format="1" text:display-levels="2"/>'
        '<text:list-level-style-bullet text:level="3" text:bullet-char="•"/></text:list-style>'
    )
    body = f'<text:h text:outline-level="1">{unit.title}</text:h>'
    for key, value in (
        ("Unit number", unit.number),
        ("Level", unit.level),
        ("Credit value", unit.credit),
        ("Reference", unit.reference),
        ("GLH", unit.hours),
    ):
        body += f"<text:p>{key}:<text:tab/>{value}</text:p>" if value else ""
    body += '<text:p>Learning outcomes and assessment criteria</text:p><text:list text:style-name="L1">'
    for told in unit.outcomes:
        body += f"<text:list-item><text:p>{escape(told.title)}</text:p><text:list>"
        for _, words in told.criteria:
            first, *items = words.split("\n- ")
            inner = "".join(
                f"<text:list-item><text:p>{escape(item)}</text:p></text:list-item>" for item in items
            )
            inner = f"<text:list>{inner}</text:list>" if inner else ""
            body += f"<text:list-item><text:p>{escape(first)}</text:p>{inner}</text:list-item>"
        body += "</text:list></text:list-item>"
    body += "</text:list>"
    if unit.requirements:
        body += "<text:h>Evidence requirements</text:h>"
        for number, (words, items) in enumerate(unit.requirements, 1):
            body += f"<text:p>{number}. {escape(words)}</text:p>"
            body += "".join(
                f"<text:p>{chr(96 + at)}) {escape(item)}</text:p>" for at, item in enumerate(items, 1)
            )
    content = (
        f"<office:document-content {names}><office:automatic-styles>{style}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", content)
    return out.getvalue()


def web_table(unit: Specification) -> bytes:
    """A register of units: definitions, then a table with merged cells."""
    keys = "".join(
        f"<dt>{key}</dt><dd>{value}</dd>"
        for key, value in (
            ("Title", unit.title),
            ("Unit number", unit.number),
            ("Level", unit.level),
            ("Credit", unit.credit),
            ("GLH", unit.hours),
            ("Unit reference number", unit.reference),
        )
        if value
    )
    rows = ""
    for told in unit.outcomes:
        for at, (label, words) in enumerate(told.criteria):
            outcome = (
                f'<td rowspan="{len(told.criteria)}">{told.label} {escape(told.title)}</td>'
                if at == 0
                else ""
            )
            first, *items = words.split("\n- ")
            listed = "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>" if items else ""
            rows += f"<tr>{outcome}<td><p><span>{label}</span>\n {escape(first)}</p>{listed}</td></tr>"
    asked = "".join(
        f"<li>{escape(words)}"
        + (f"<ol type=a>{''.join(f'<li>{item}</li>' for item in items)}</ol>" if items else "")
        + "</li>"
        for words, items in unit.requirements
    )
    page = (
        "<!DOCTYPE html><html><head><title>Unit</title><style>td{}</style></head><body><nav><a>Home</a></nav>"
        f"<h1>Unit details</h1><dl>{keys}</dl>"
        f"<table><tr><th>Learning outcomes</th><th>Assessment criteria</th></tr>{rows}</table>"
        + (f"<h2>Evidence requirements</h2><ol>{asked}</ol>" if asked else "")
        + "<footer>Contact us</footer></body></html>"
    )
    return page.encode()


def web_headings(unit: Specification) -> bytes:
    """A page of headings and numbered lists; the lists begin again below each heading."""
    body = f"<h1>{unit.title}</h1><p>Unit number: {unit.number}<br>Level: {unit.level}<br>"
    body += f"Credit: {unit.credit}</p>"
    for told in unit.outcomes:
        body += f"<h3>Learning outcome {told.label}: {escape(told.title)}</h3><p>The learner can:</p><ol>"
        body += "".join(f"<li>{escape(words)}</li>" for _, words in told.criteria) + "</ol>"
    return f"<html><body>{body}</body></html>".encode()


def _text_head(unit: Specification) -> list[str]:
    lines = [f"Unit title: {unit.title}"]
    for key, value in (
        ("Unit number", unit.number),
        ("Unit reference", unit.reference),
        ("Level", unit.level),
        ("Credit", unit.credit),
        ("GLH", unit.hours),
    ):
        if value:
            lines.append(f"{key}: {value}")
    return [*lines, ""]


def _text_requirements(unit: Specification) -> list[str]:
    lines = ["", "Evidence requirements", ""] if unit.requirements else []
    for number, (words, items) in enumerate(unit.requirements, 1):
        lines += textwrap.wrap(f"{number}. {words}", 70, subsequent_indent="   ")
        lines += [f"   {chr(96 + at)}. {item}" for at, item in enumerate(items, 1)] + [""]
    return lines


def wrapped_text(unit: Specification) -> bytes:
    """Plain text with sentences over several lines and hanging labels."""
    lines = [*_text_head(unit), "Learning outcomes and assessment criteria", ""]
    for told in unit.outcomes:
        lines += [f"{told.label}. {told.title}", "", "The learner can:", ""]
        for label, words in told.criteria:
            first, *items = words.split("\n- ")
            lines += textwrap.wrap(f"{label}. {first}", 52, subsequent_indent="     ")
            lines += [f"     - {item}" for item in items] + [""]
    return "\n".join([*lines, *_text_requirements(unit)]).encode()


def labels_below(unit: Specification) -> bytes:
    """Plain text in which each label stands below its sentence, as some pages are copied."""
    lines = [*_text_head(unit), "Assessment criteria", ""]
    for told in unit.outcomes:
        lines += [f"Learning outcome {told.label}", "", told.title, ""]
        for label, words in told.criteria:
            lines += [words, "", label, ""]
    return "\n".join(lines).encode()
