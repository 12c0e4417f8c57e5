"""Reviews made from what was read in a document, or from a wording that is here already."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from csassess.catalogue import text
from csassess.domain.control_characters import without_control_characters
from csassess.domain.units.review import FACTS, PURPOSE, Part, Place, Review, ReviewRow
from csassess.domain.units.rule_cover import cover, sentences
from csassess.domain.units.values import Grade, Kind
from csassess.exchange.reading.draft import Criterion, Doubt, Outcome, Requirement, UnitDraft
from csassess.exchange.reading.draft import Place as ReadPlace
from csassess.exchange.reading.requirements import proposed
from csassess.services.units.reading import SourceDocument


def review_of(draft: UnitDraft, source: SourceDocument, review_id: str, document: str) -> Review:
    """Return the review of a unit that was read; every doubt is with the row that it is about."""
    rows = _Rows()
    for name in FACTS:
        place = draft.identity_places.get(name)
        rows.add(Part.FACT, name, draft.identity.get(name) or "", [place] if place else [], (name,))
    rows.add(Part.FACT, PURPOSE, draft.purpose, ())
    for outcome in draft.outcomes:
        _add_outcome(rows, outcome)
    for requirement in draft.requirements:
        _add_requirement(rows, requirement)
    for words in draft.left_over:
        rows.add(Part.LEFT_OVER, "", words.text, [(words.page, words.box)])
    remarks = list(rows.doubt([*draft.doubts, *source.reading.doubts], draft.first_page))
    return Review(
        review_id,
        draft.id,
        without_control_characters(source.name),
        (*remarks, *rows.rows),
        document,
        source.password,
        source.lines,
    )


class _Rows:
    """Rows with the names by which doubts refer to them."""

    def __init__(self) -> None:
        self.rows: list[ReviewRow] = []
        self._names: list[tuple[str, ...]] = []

    def add(
        self,
        part: Part,
        label: str,
        words: str,
        places: Iterable[ReadPlace],
        names: tuple[str, ...] = (),
        **more: Any,
    ) -> None:
        """Add a row, without what no record holds; `names` are those by which a doubt may refer to it."""
        label, words = without_control_characters(label), without_control_characters(words)
        found = tuple(
            Place(page, (box.left, box.top, box.right, box.bottom) if box else None) for page, box in places
        )
        self.rows.append(ReviewRow(f"r{len(self.rows) + 1}", part, label, words, places=found, **more))
        self._names.append(names)

    def doubt(self, doubts: Iterable[Doubt], first_page: int) -> Iterator[ReviewRow]:
        """Put each doubt at its row, or yield it as a remark about the document."""
        for doubt in doubts:
            named = [number for number, names in enumerate(self._names) if doubt.where in names]
            on_page = [number for number in named if self.rows[number].page == doubt.page]
            for number in on_page or named:
                row = self.rows[number]
                self.rows[number] = replace(row, doubts=(*row.doubts, doubt.why))
            if not named:
                is_of_part = doubt.where and doubt.page is not None
                words = text("{where}: {why}", where=doubt.where, why=doubt.why) if is_of_part else doubt.why
                page = doubt.page or first_page
                number = len(self.rows) + 1
                self.rows.append(ReviewRow(f"r{number}", Part.REMARK))  # keeps the id
                self._names.append(())
                yield ReviewRow(f"r{number}", Part.REMARK, text=words, places=(Place(page),), doubts=(words,))
        self.rows = [row for row in self.rows if row.part is not Part.REMARK]


def _add_outcome(rows: _Rows, outcome: Outcome) -> None:
    kind = Kind(outcome.kind) if outcome.kind in list(Kind) else Kind.PERFORMANCE
    rows.add(Part.OUTCOME, outcome.label or "", outcome.title, outcome.places, (outcome.name,), kind=kind)
    if outcome.guidance:
        where = [(page, None) for page, _ in outcome.places[:1]]
        rows.add(Part.GUIDANCE, "", _paragraphs(outcome.guidance), where)
    for criterion in outcome.criteria:
        rows.add(
            Part.CRITERION,
            criterion.label or "",
            criterion.text,
            criterion.places,
            (criterion.label or criterion.text[:60],),
            kind=_own_kind(criterion, kind),
            grade=Grade(criterion.grade) if criterion.grade in list(Grade) else None,
        )


def _paragraphs(lines: Iterable[str]) -> str:
    """Return lines of guidance joined to paragraphs; each item of a list begins one."""
    paragraphs: list[str] = []
    for line in lines:
        words = line.strip()
        item = re.match(r"[•‣▪●○·–*-]\s*", words)
        if item:
            paragraphs.append("- " + words[item.end() :])
        elif paragraphs and not paragraphs[-1].endswith((":", ".")):
            paragraphs[-1] += " " + words
        elif words:
            paragraphs.append(words)
    return "\n".join(paragraphs)


def _own_kind(criterion: Criterion, kind: Kind) -> Kind | None:
    return Kind(criterion.kind) if criterion.kind in list(Kind) and criterion.kind != kind else None


def _add_requirement(rows: _Rows, requirement: Requirement) -> None:
    label = requirement.label or ""
    of_items: dict[str, list[dict[str, Any]]] = {}
    for rule in requirement.proposed_rules:
        plain = {key: value for key, value in rule.items() if key != "item"}
        of_items.setdefault(rule.get("item", ""), []).append(plain)
    if of_items and _has_more(requirement):
        of_items.setdefault("", []).append({"kind": "assessor"})
    rows.add(
        Part.REQUIREMENT,
        label,
        requirement.text,
        requirement.places,
        (text("evidence requirement {label}", label=label or "?"),),
        proposed=tuple(of_items.get("", ())),
    )
    for letter, words in requirement.items:
        rows.add(Part.ITEM, letter, words, requirement.places[:1], proposed=tuple(of_items.get(letter, ())))


def _has_more(requirement: Requirement) -> bool:
    """Return whether a sentence or item of a requirement has no proposal of its own, or several have one."""
    rules = requirement.proposed_rules
    own = [rule for rule in rules if "item" not in rule]
    of_items = [[rule for rule in rules if rule.get("item") == letter] for letter, _ in requirement.items]
    if cover(requirement.text, own, of_items).left:
        return True
    parts = sentences(requirement.text) if len(own) > 1 else []
    return any(not proposed(Requirement(None, part)) for part in parts if not part.endswith(":"))


def review_of_wording(content: dict[str, Any], review_id: str, file: str, document: str) -> Review:
    """Return the review of a wording that is here already, to be corrected as a new version of it."""
    rows = _Rows()
    for name in FACTS:
        value = content["identity"].get(name)
        rows.add(Part.FACT, name, "" if value is None else str(value), ())
    rows.add(Part.FACT, PURPOSE, content["identity"].get("purpose", ""), ())
    for outcome in content["outcomes"]:
        guidance = outcome.get("guidance", "")
        rest = _rest(outcome, "title", "kind", "criteria", "label", *(["guidance"] if guidance else []))
        kind = Kind(outcome["kind"])
        rows.add(Part.OUTCOME, outcome.get("label") or "", outcome["title"], (), kind=kind, extra=rest)
        if guidance:
            rows.add(Part.GUIDANCE, "", guidance, ())
        for criterion in outcome["criteria"]:
            grade, own = criterion.get("grade"), criterion.get("kind")
            rows.add(
                Part.CRITERION,
                criterion["label"],
                criterion["text"],
                (),
                kind=Kind(own) if own else None,
                grade=Grade(grade) if grade else None,
                extra=_rest(criterion, "label", "text", "kind", "grade"),
            )
    for requirement in content.get("evidence_requirements", ()):
        rules = requirement.get("rules", ())
        rows.add(
            Part.REQUIREMENT,
            requirement["label"],
            requirement["text"],
            (),
            rules=_rules(rules, None),
        )
        for item in requirement.get("items", ()):
            rows.add(Part.ITEM, item["label"], item["text"], (), rules=_rules(rules, item["label"]))
    extra = _rest(content, "outcomes", "evidence_requirements", "format")
    return Review(
        review_id, content["id"], file, tuple(rows.rows), document, replaces=content["id"], extra=extra
    )


def _rules(rules: Iterable[dict[str, Any]], item: str | None) -> tuple[dict[str, Any], ...]:
    return tuple(_rest(rule, "item") for rule in rules if rule.get("item") == item)


def _rest(stated: dict[str, Any], *known: str) -> dict[str, Any]:
    return {key: value for key, value in stated.items() if key not in known and value is not None}
