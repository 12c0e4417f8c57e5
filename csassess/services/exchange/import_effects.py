"""Every effect that receiving a file has on what is here: values changed, records added and taken away."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from csassess.catalogue import plural, text
from csassess.data.record.caseload import SHARED_STREAMS, Caseload
from csassess.domain.labels import with_capital
from csassess.domain.record_words import field_words, kind_words, value_words
from csassess.domain.records.kinds import KINDS

Values = dict[tuple[str, str, str], dict[str, Any]]  # by stream, kind and id: the values of each record


@dataclass(frozen=True, slots=True)
class Effect:
    """A record that would be added, taken away or changed.

    `before` is None of one that is added, `after` None of one that is taken away; otherwise they hold
    the values that differ. `item` is the number of the item it belongs to, or empty.
    """

    stream: str
    entity: str
    id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    item: str = ""


def values_here(caseload: Caseload, streams: Iterable[str]) -> Values:
    """Return the values of all records that are not removed, of portfolios, the caseload and the centre."""
    return {
        (stream, entity, row["id"]): {name: value for name, value in row.items() if name not in _NOT_VALUES}
        for stream in (*SHARED_STREAMS, *streams)
        for entity in KINDS
        for row in caseload.rows(entity, stream)
    }


_NOT_VALUES = ("stream", "id", "made", "deleted")


def effects(before: Values, after: Values) -> tuple[Effect, ...]:
    """Return what differs between the values before and after receiving a file."""
    found = []
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        item = _item_number(key, after) or _item_number(key, before)
        if old is not None and new is not None:
            names = [name for name in new if old[name] != new[name]]
            old, new = {name: old[name] for name in names}, {name: new[name] for name in names}
        found.append(Effect(*key, old, new, item))
    return tuple(found)


def _item_number(key: tuple[str, str, str], values: Values) -> str:
    """Return the number of the item that a record is or belongs to; empty if none."""
    stream, entity, record_id = key
    record = values.get(key, {})
    owner = KINDS[entity].owner
    item_id = record_id if entity == "evidence" or owner == "id" else record.get(owner or "")
    return str(values.get((stream, "evidence", str(item_id)), {}).get("number", ""))


def effect_words(found: Iterable[Effect]) -> list[str]:
    """Return effects on one portfolio as sentences: each change of what is here, then what is added."""
    lines, added = [], dict[str, int]()
    for effect in found:
        if effect.before is None:
            added[effect.entity] = added.get(effect.entity, 0) + 1
        else:
            lines.append(_change_words(effect))
    if added:
        listed = ", ".join(f"{kind_words(entity)} ({count})" for entity, count in added.items())
        lines.append(text("Added: {records}.", records=listed))
    return lines


def _change_words(effect: Effect) -> str:
    what = kind_words(effect.entity)
    where = text("Item {number}, {what}", number=effect.item, what=what) if effect.item else what
    where = with_capital(where)
    if effect.after is None:
        return text("{what}: taken away.", what=where)
    parts = [
        text(
            "{field}: {before} → {now}",
            field=field_words(effect.entity, name) or name,
            before=_short(effect, name, (effect.before or {})[name]),
            now=_short(effect, name, value),
        )
        for name, value in effect.after.items()
    ]
    return f"{where}: {'; '.join(parts)}."


def _short(effect: Effect, field: str, value: Any) -> str:
    words = value_words(effect.entity, field, bool(value) if _is_flag(effect.entity, field) else value)
    return words if len(words) <= _LONGEST else words[:_LONGEST] + "…"


_LONGEST = 120  # characters of a value in a preview


def _is_flag(entity: str, field: str) -> bool:
    return KINDS[entity].fields[field].type in (bool, bool | None)


def count_words(found: Iterable[Effect]) -> str:
    """Return how many values of what is here would change, as a sentence; empty if none."""
    changed = sum(effect.before is not None for effect in found)
    if not changed:
        return ""
    return plural("{count} record that is here changes:", "{count} records that are here change:", changed)
