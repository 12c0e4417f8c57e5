"""Rules while they are composed: how a new one begins, and what one still lacks.

A rule is given as a unit file states it, so that one that is not finished can be kept.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from csassess.catalogue import text
from csassess.domain.units.rules import CUSTOMER_TYPES, LONGEST_NAMED
from csassess.domain.units.values import Setting

Stated = Mapping[str, Any]

KINDS = (
    "occasions",
    "count",
    "choice",
    "facets",
    "coverage",
    "setting",
    "no-simulation",
    "method",
    "demonstration",
    "confirmation",
    "assessor",
    "information",
)
"""Every kind of rule of format 2, in the order in which they are offered."""


def new_rule(kind: str) -> dict[str, Any]:
    """Return a rule of a kind in its initial state, to be composed."""
    begun: dict[str, dict[str, Any]] = {
        "occasions": {"at_least": 2, "different": "day"},
        "count": {"of": "", "at_least": 2},
        "choice": {"at_least": 1},
        "facets": {"facet": "", "values": []},
        "coverage": {"facet": "demeanour", "value": "easy"},
        "setting": {"allowed": [Setting.REAL_JOB_PAID.value, Setting.REAL_JOB_VOLUNTARY.value]},
        "no-simulation": {"scope": "any"},
        "method": {"needs": [], "how": "any"},
        "demonstration": {"of": "own-responsibility"},
        "confirmation": {"about": "sufficient-period"},
        "assessor": {},
        "information": {"about": "sector"},
    }
    return {"kind": kind, **begun[kind]}


def lacking(rule: Stated, letters: Sequence[str] = ()) -> str:
    """Return what a rule still lacks, as a sentence; empty if nothing.

    `letters` are the lettered items of its requirement.
    """
    match rule["kind"]:
        case "count" if not rule.get("of", "").strip():
            return text("Say what is counted.")
        case "choice" if rule["at_least"] > len(rule.get("items") or letters):
            return text("The requirement has fewer lettered items than are asked for.")
        case "facets":
            return _lacking_of_facets(rule)
        case "setting" if not rule.get("allowed"):
            return text("Choose where evidence may arise.")
        case "method":
            return _lacking_of_methods(rule)
    return ""


def _lacking_of_methods(rule: Stated) -> str:
    needs, bars = set(rule.get("needs", ())), set(rule.get("bars", ()))
    if not needs and not bars:
        return text("Choose a method.")
    return text("A method is both needed and not allowed.") if needs & bars else ""


def _lacking_of_facets(rule: Stated) -> str:
    if not rule.get("facet", "").strip():
        return text("Say what ranges, such as “kind of loaf”.")
    values = [value.strip() for value in rule.get("values", ())]
    if not any(values):
        return text("Name the values, one on each line.")
    if any(len(value) > LONGEST_NAMED for value in values):
        return text("A value has at most {most} characters.", most=LONGEST_NAMED)
    if (rule.get("at_least") or 1) > len(values):
        return text("There are fewer values than are asked for.")
    known = CUSTOMER_TYPES.get(rule["facet"])
    if known and set(values) - set(known):
        return text("“{facet}” has the values {values} only.", facet=rule["facet"], values=", ".join(known))
    return ""
