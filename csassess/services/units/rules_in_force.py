"""Rules of the wording in force, proposed for a new version of a unit if it reads the same."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from csassess.data.record.caseload import Caseload
from csassess.domain.units.review import Part, Review, ReviewRow
from csassess.domain.units.rule_cover import confirms_all, cover
from csassess.domain.units.values import Kind
from csassess.services.units.caseload_units import wording_of

Stated = dict[str, Any]


def as_version_of(caseload: Caseload, review: Review, unit_id: str) -> Review:
    """Return a review as that of a new version of a unit; without an id, as that of a new unit.

    For each requirement that reads as in the wording in force, the rules there are proposed in place of
    what was proposed. Raises UserError for an unknown id.
    """
    said = replace(review, replaces=unit_id)
    if not unit_id:
        return said
    earlier = wording_of(caseload, unit_id).content
    labels = _labels(review, earlier)
    proposals: dict[str, tuple[Stated, ...]] = {}
    for requirement in earlier.get("evidence_requirements", ()):
        rules = list(_relabelled(requirement.get("rules", ()), labels))
        row = _same(review, requirement)
        if row and rules:
            proposals |= _proposals(review, row, rules)
    return replace(said, rows=tuple(_with(row, proposals.get(row.id)) for row in said.rows))


def _with(row: ReviewRow, proposed: tuple[Stated, ...] | None) -> ReviewRow:
    if proposed is None or proposed == row.proposed:
        return row
    return replace(row, proposed=proposed, settled=False)


def _proposals(review: Review, row: ReviewRow, rules: Sequence[Stated]) -> dict[str, tuple[Stated, ...]]:
    """Return what is proposed for a requirement and its items; the assessor confirms what is left."""
    items = review.items_of(row.id)
    of_row = [rule for rule in rules if "item" not in rule]
    of_items = {item.id: _of_item(rules, item.label) for item in items}
    if cover(row.text, [*row.rules, *of_row], of_items.values()).left:
        of_row.append({"kind": "assessor"})
    proposed = {row.id: _missing(row, of_row)}
    return proposed | {item.id: _missing(item, of_items[item.id]) for item in items}


def _of_item(rules: Iterable[Stated], letter: str) -> list[Stated]:
    own = (rule for rule in rules if rule.get("item") == letter)
    return [{key: value for key, value in rule.items() if key != "item"} for rule in own]


def _missing(row: ReviewRow, rules: Iterable[Stated]) -> tuple[Stated, ...]:
    has_confirmation = any(confirms_all(rule) for rule in row.rules)
    return tuple(
        rule for rule in rules if rule not in row.rules and not (has_confirmation and confirms_all(rule))
    )


def _same(review: Review, requirement: Stated) -> ReviewRow | None:
    """Return the requirement of a review that reads the same with its items, that of the same label first."""
    wanted = (_plain(requirement["text"]), [_lettered(item) for item in requirement.get("items", ())])
    alike = [
        row
        for row in review.of(Part.REQUIREMENT)
        if wanted == (_plain(row.text), [(i.label, _plain(i.text)) for i in review.items_of(row.id)])
    ]
    return next((row for row in alike if row.label == requirement["label"]), alike[0] if alike else None)


def _lettered(item: Stated) -> tuple[str, str]:
    return item["label"], _plain(item["text"])


def _labels(review: Review, earlier: Stated) -> dict[str, str]:
    """Return the label in a review of what rules can name, by its label in an earlier wording."""
    criteria = {_plain(row.text): row.label for row in review.of(Part.CRITERION)}
    outcomes = {(row.label, _plain(row.text)) for row in review.of(Part.OUTCOME)}
    labels = {kind.value: kind.value for kind in Kind}
    for outcome in earlier["outcomes"]:
        label = outcome.get("label") or ""
        if (label, _plain(outcome["title"])) in outcomes:
            labels[label] = label
        for criterion in outcome["criteria"]:
            if later := criteria.get(_plain(criterion["text"])):
                labels[criterion["label"]] = later
    return labels


def _relabelled(rules: Iterable[Stated], labels: Mapping[str, str]) -> Iterable[Stated]:
    """Yield rules with the later labels of what they name; not those that name reworded ones."""
    for rule in rules:
        names = {key: rule[key] for key in ("for", "except") if rule.get(key)}
        if all(name in labels for named in names.values() for name in named):
            yield rule | {key: [labels[name] for name in named] for key, named in names.items()}


def _plain(words: str) -> str:
    return " ".join(words.split())
