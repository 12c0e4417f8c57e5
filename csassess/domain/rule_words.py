"""Rules of a unit in sentences, while they are composed: what each asks for.

A rule is given as a unit file states it, so that one that is not finished can be shown.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from csassess.catalogue import plural, text
from csassess.domain.labels import method_words, with_capital
from csassess.domain.units.values import Kind, Setting

Stated = Mapping[str, Any]


def kind_words(kind: str) -> str:
    """Return what rules of a kind are about, for a menu."""
    return {
        "occasions": text("different days, visits or items"),
        "count": text("something to count, such as orders taken"),
        "choice": text("some of its lettered items"),
        "facets": text("a range of values, such as kinds of customer"),
        "coverage": text("a kind of customer"),
        "setting": text("where evidence may arise"),
        "no-simulation": text("no simulation"),
        "method": text("how evidence is obtained"),
        "demonstration": text("responsibility, or use of customer feedback"),
        "confirmation": text("a sufficient period, or the own organisation"),
        "assessor": text("a sentence that the assessor confirms"),
        "information": text("for information: what evidence may be"),
    }[kind]


def sentence(rule: Stated, letters: Sequence[str] = ()) -> str:
    """Return what a rule asks for, as the findings will ask it.

    `letters` are the lettered items of its requirement.
    """
    if rule["kind"] == "choice":
        return _choice(rule, letters)
    return _SENTENCES[rule["kind"]](rule)


def _occasions(rule: Stated) -> str:
    number, scope = rule["at_least"], scope_words(rule)
    amount = {
        "day": plural("{count} day", "{count} different days", number),
        "visit": plural("{count} visit", "{count} different visits", number),
        "item": plural("{count} item of evidence", "{count} items of evidence", number),
    }[rule["different"]]
    if rule["different"] == "item":
        return text("At least {amount} accepted, for {scope}.", amount=amount, scope=scope)
    return text("Accepted evidence from at least {amount}, for {scope}.", amount=amount, scope=scope)


def _count(rule: Stated) -> str:
    return text(
        "Accepted evidence shows “{thing}” at least {times}, as marked on its notes, for {scope}.",
        thing=rule.get("of") or "…",
        times=plural("once", "{count} times", rule["at_least"]),
        scope=scope_words(rule),
    )


def _choice(rule: Stated, letters: Sequence[str]) -> str:
    return text(
        "Accepted evidence shows at least {number} of the items {items}, for {scope}.",
        number=rule["at_least"],
        items=", ".join(rule.get("items") or letters) or "…",
        scope=scope_words(rule),
    )


def _facets(rule: Stated) -> str:
    shown = {
        "facet": rule.get("facet") or "…",
        "values": "; ".join(filter(None, rule.get("values", ()))) or "…",
        "scope": scope_words(rule),
    }
    if not rule.get("at_least"):
        return text("Accepted evidence shows each of these ({facet}): {values}; for {scope}.", **shown)
    return text(
        "Accepted evidence shows at least {number} of these ({facet}): {values}; for {scope}.",
        number=rule["at_least"],
        **shown,
    )


def _setting(rule: Stated) -> str:
    allowed = _or(setting_words(Setting(each)) for each in rule.get("allowed", ())) or "…"
    words = text("Evidence for {scope} comes from {settings} only", scope=scope_words(rule), settings=allowed)
    return _unless(words, rule)


def _no_simulation(rule: Stated) -> str:
    only_performance = rule.get("scope") == "performance" and not rule.get("for")
    about = text("all performance criteria") if only_performance else scope_words(rule)
    return _unless(text("No simulation for {scope}", scope=about), rule)


def _method(rule: Stated) -> str:
    scope = scope_words(rule)
    needs, bars = rule.get("needs", ()), rule.get("bars", ())
    parts = []
    if needs or not bars:
        join = _and if rule.get("how") == "all" else _or
        words = join(map(method_words, needs)) or "…"
        parts.append(text("Accepted evidence for {scope} includes {methods}.", scope=scope, methods=words))
    if bars:
        words = _or(map(method_words, bars))
        parts.append(
            text(
                "{methods} counts for {scope} only where you confirm it with a reason.", **_both(words, scope)
            )
            if rule.get("reason")
            else text("{methods} does not count for {scope}.", **_both(words, scope))
        )
    return " ".join(map(with_capital, parts))


def _both(methods: str, scope: str) -> dict[str, str]:
    return {"methods": methods, "scope": scope}


def _demonstration(rule: Stated) -> str:
    if rule["of"] == "own-responsibility":
        return text("Accepted evidence shows responsibility for own actions, as marked on its notes.")
    if rule.get("origin") == "spontaneous":
        return text("Accepted evidence shows what was improved by feedback that customers gave unasked.")
    return text("Accepted evidence shows what was improved by feedback that the candidate asked for.")


def _coverage(rule: Stated) -> str:
    return text(
        "Accepted evidence includes {customer}, for {scope}.",
        customer=customer_words(rule["value"]),
        scope=scope_words(rule),
    )


def _confirmation(rule: Stated) -> str:
    if rule["about"] == "sufficient-period":
        return text("The assessor confirms, with a reason, that the evidence covers a sufficient period.")
    return text("The assessor confirms, with a reason, that the organisation is the candidate’s own.")


def _assessor(rule: Stated) -> str:
    asked = rule.get("sentence", "").strip() or text("this requirement is met")
    return text("The assessor confirms, with a reason: {sentence}.", sentence=asked.rstrip("."))


def _information(rule: Stated) -> str:
    return {
        "sector": text("Evidence may come from any sector: for information only."),
        "channel": text("Any way of dealing with customers counts: for information only."),
        "recording-system": text("Any system of recording counts: for information only."),
    }[rule["about"]]


_SENTENCES: dict[str, Callable[[Stated], str]] = {
    "occasions": _occasions,
    "count": _count,
    "facets": _facets,
    "coverage": _coverage,
    "setting": _setting,
    "no-simulation": _no_simulation,
    "method": _method,
    "demonstration": _demonstration,
    "confirmation": _confirmation,
    "assessor": _assessor,
    "information": _information,
}


def _unless(words: str, rule: Stated) -> str:
    exception = rule.get("unless", "").strip()
    if not exception:
        return words + "."
    return text(
        "{words}, unless {exception}: then you allow it with a reason.", words=words, exception=exception
    )


def scope_words(rule: Stated) -> str:
    """Return in words the criteria for which a rule holds."""
    only, without = rule.get("for", ()), rule.get("except", ())
    words = ", ".join(name_words(name) for name in only) or text("all criteria")
    if not without:
        return words
    excepted = ", ".join(name_words(name) for name in without)
    return text("{criteria} except {excepted}", criteria=words, excepted=excepted)


def name_words(name: str) -> str:
    """Return what a rule names in words: all criteria of a kind, or one outcome or criterion."""
    return {
        Kind.PERFORMANCE.value: text("all performance criteria"),
        Kind.KNOWLEDGE.value: text("all knowledge criteria"),
    }.get(name, name)


def customer_words(value: str) -> str:
    """Return a kind of customer in words."""
    return {
        "easy": text("a customer who is easy to deal with"),
        "difficult": text("a customer who is difficult to deal with"),
        "existing": text("an existing customer"),
        "new": text("a new customer"),
    }[value]


def setting_words(setting: Setting) -> str:
    """Return a setting in words."""
    return {
        Setting.REAL_JOB_PAID: text("a real job, paid"),
        Setting.REAL_JOB_VOLUNTARY: text("a real job, voluntary"),
        Setting.REALISTIC_WORKING_ENVIRONMENT: text("a realistic working environment"),
        Setting.WORK_PLACEMENT: text("a work placement"),
    }[setting]


def _or(words: Iterable[str]) -> str:
    return _listed(list(words), text(" or "))


def _and(words: Iterable[str]) -> str:
    return _listed(list(words), text(" and "))


def _listed(words: list[str], last: str) -> str:
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + last + words[-1]
