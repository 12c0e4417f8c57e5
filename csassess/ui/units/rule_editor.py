"""One rule composed from a sentence with menus."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QMenu, QPlainTextEdit, QPushButton, QWidget

from csassess.catalogue import text
from csassess.domain.labels import method_words
from csassess.domain.records.evidence import Method
from csassess.domain.rule_words import customer_words, name_words, scope_words, sentence, setting_words
from csassess.domain.units.rule_drafts import lacking
from csassess.domain.units.rules import CUSTOMER_TYPES, LONGEST_NAMED
from csassess.domain.units.values import FeedbackOrigin, Kind, Setting
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import button, caption, chip, label, shortened
from csassess.ui.widgets.fields import ChoiceBox, Choices, choice, line, lines
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.icons import icon
from csassess.ui.widgets.layouts import column, holder, spaced

_MOST_AT_LEAST = 30


class RuleEditor(QFrame):
    """A rule as a sentence of words and menus, with what it will ask below.

    `names` are what a rule can name, with their words; `letters` the lettered items of its requirement.
    """

    changed = Signal(object)
    removed = Signal()

    def __init__(self, rule: dict[str, Any], names: Choices, letters: Sequence[str]) -> None:
        super().__init__()
        self.setProperty("role", "band")
        self.rule, self._names, self._letters = dict(rule), names, letters
        self.asks, self.lacks = label("", "quiet"), label("", "problem")
        self._flow = FlowLayout()
        self._below = column()
        _PIECES[rule["kind"]](self)
        remove = button(text("Remove rule"), self.removed.emit, "link")
        self._flow.addWidget(remove)
        self.setLayout(spaced(column(holder(self._flow), self._below, self.asks, self.lacks), 1))
        self._say()

    def _set(self, key: str, value: Any) -> None:
        if value in ("", [], None, False) and key not in ("of", "facet", "values", "allowed"):
            self.rule.pop(key, None)
        else:
            self.rule[key] = value
        self._say()
        self.changed.emit(dict(self.rule))

    def _say(self) -> None:
        self.asks.setText(text("Asks: {sentence}", sentence=sentence(self.rule, self._letters)))
        missing = lacking(self.rule, self._letters)
        self.lacks.setText(missing)
        self.lacks.setVisible(bool(missing))

    # Pieces of sentences

    def words(self, words: str) -> None:
        """Add words between the menus."""
        piece = label(words)
        piece.setWordWrap(False)
        piece.setMinimumHeight(theme.current().px(theme.TARGET))
        self._flow.addWidget(piece)

    def menu(self, name: str, choices: Choices, value: Any, act: Callable[[Any], object]) -> ChoiceBox:
        """Add a menu."""
        field = choice(choices, value)
        field.setAccessibleName(name)
        field.setMinimumContentsLength(max((len(words) for words, _ in choices), default=4))
        field.activated.connect(lambda _: act(field.currentData()))
        self._flow.addWidget(field)
        return field

    def choose(self, key: str, name: str, choices: Choices) -> None:
        """Add a menu for one value of the rule."""
        self.menu(name, choices, self.rule.get(key), partial(self._set, key))

    def number(self, of: int = _MOST_AT_LEAST) -> None:
        """Add a menu for the least number asked for."""
        self.choose("at_least", text("At least"), [(str(n), n) for n in range(1, max(of, 1) + 1)])

    def typed(self, key: str, name: str, hint: str, longest: int = 1_000) -> None:
        """Add a field for one text of the rule."""
        field = line(self.rule.get(key, ""), hint, longest=longest)
        field.setAccessibleName(name)
        field.setMinimumWidth(field.fontMetrics().averageCharWidth() * 34)
        field.textChanged.connect(partial(self._set, key))
        self._flow.addWidget(field)

    def several(self, key: str, choices: Choices) -> None:
        """Add a chip for each of several values."""
        chips: dict[Any, QPushButton] = {}

        def toggle() -> None:
            self._set(key, [value for value, each in chips.items() if each.isChecked()])

        for words, value in choices:
            chips[value] = chip(words, toggle)
            chips[value].setChecked(value in self.rule.get(key, ()))
            chips[value].setMinimumWidth(theme.current().px(theme.TARGET + 4))
            self._flow.addWidget(chips[value])

    def scope(self) -> None:
        """Add menus for the criteria that the rule is for, and for those that are excepted."""
        self.words(text("for"))
        self._flow.addWidget(_NamesMenu(self, "for", text("all criteria"), text("For which criteria")))
        self.words(text("except"))
        self._flow.addWidget(_NamesMenu(self, "except", text("none"), text("Except which criteria")))

    def below(self, widget: QWidget) -> None:
        """Add something below the sentence."""
        self._below.addWidget(widget)

    @property
    def names(self) -> Choices:
        """What a rule can name."""
        return self._names

    @property
    def letters(self) -> Sequence[str]:
        """The lettered items of the requirement."""
        return self._letters

    def put(self, key: str, value: Any) -> None:
        """Set a value of the rule."""
        self._set(key, value)


class _NamesMenu(QPushButton):
    """A button with a menu of kinds, outcomes and criteria, any number of which can be ticked."""

    def __init__(self, editor: RuleEditor, key: str, none: str, name: str) -> None:
        super().__init__()
        self._editor, self._key, self._none = editor, key, none
        self._name = name
        self._shown = QMenu(self)
        self._shown.aboutToShow.connect(self._fill)
        self.setMenu(self._shown)
        self.setAutoDefault(False)
        self.setIcon(icon("chevron-down"))
        size = theme.current().px(14)
        self.setIconSize(QSize(size, size))
        self._tell()

    def _fill(self) -> None:
        self._shown.clear()
        chosen = self._editor.rule.get(self._key, [])
        for words, value in self._editor.names:
            action = self._shown.addAction(caption(shortened(words, 70)))
            action.setCheckable(True)
            action.setChecked(value in chosen)
            action.triggered.connect(partial(self._toggle, value))

    def _toggle(self, value: str, *_: object) -> None:
        chosen = list(self._editor.rule.get(self._key, []))
        if value in chosen:
            chosen.remove(value)
        else:
            chosen.append(value)
        self._editor.put(self._key, chosen)
        self._tell()

    def _tell(self) -> None:
        chosen = self._editor.rule.get(self._key, [])
        words = scope_words({"for": chosen}) if chosen else self._none
        self.setText(caption(shortened(words, 40)))
        self.setAccessibleName(f"{self._name}: {words}")


def names_of(criteria: Sequence[tuple[str, str]], outcomes: Sequence[tuple[str, str]]) -> Choices:
    """Return what a rule can name: the kinds, outcomes and criteria, given as label and words."""
    kinds = [(name_words(kind.value), kind.value) for kind in Kind]
    labels = {label for label, _ in criteria}
    own = [(f"{name}  {words}", name) for name, words in outcomes if name and name not in labels]
    return [*kinds, *own, *((f"{name}  {words}", name) for name, words in criteria if name)]


def _occasions(editor: RuleEditor) -> None:
    editor.words(text("Accepted evidence from at least"))
    editor.number()
    editor.choose(
        "different",
        text("What differs"),
        [
            (text("different days"), "day"),
            (text("different visits"), "visit"),
            (text("items of evidence"), "item"),
        ],
    )
    editor.scope()


def _count(editor: RuleEditor) -> None:
    editor.words(text("Accepted evidence shows at least"))
    editor.number()
    editor.words(text("times"))
    editor.typed("of", text("What is counted"), text("what is counted, such as “order taken”"), LONGEST_NAMED)
    editor.scope()


def _choice(editor: RuleEditor) -> None:
    editor.words(text("Accepted evidence shows at least"))
    editor.number(len(editor.letters))
    editor.words(text("of the lettered items"))
    editor.several("items", [(letter, letter) for letter in editor.letters])
    editor.scope()


def _facets(editor: RuleEditor) -> None:
    editor.words(text("Accepted evidence shows"))
    numbers = [(text("at least {number}", number=n), n) for n in range(1, _MOST_AT_LEAST + 1)]
    editor.choose("at_least", text("How many"), [(text("each"), None), *numbers])
    editor.words(text("of these:"))
    editor.typed("facet", text("What ranges"), text("what ranges, such as “kind of loaf”"), LONGEST_NAMED)
    editor.scope()
    values: QPlainTextEdit = lines("\n".join(editor.rule.get("values", ())))
    values.setAccessibleName(text("Values, one on each line"))
    values.setPlaceholderText(text("the values, one on each line"))
    values.textChanged.connect(lambda: editor.put("values", values.toPlainText().split("\n")))
    editor.below(values)


def _coverage(editor: RuleEditor) -> None:
    editor.words(text("Accepted evidence includes"))
    facet_of = {value: facet for facet, values in CUSTOMER_TYPES.items() for value in values}

    def chosen(value: str) -> None:
        editor.rule["facet"] = facet_of[value]
        editor.put("value", value)

    choices = [(customer_words(value), value) for value in facet_of]
    editor.menu(text("Kind of customer"), choices, editor.rule["value"], chosen)
    editor.scope()


def _setting(editor: RuleEditor) -> None:
    editor.words(text("Evidence comes only from"))
    editor.several("allowed", [(setting_words(setting), setting.value) for setting in Setting])
    editor.scope()
    _unless(editor)


def _no_simulation(editor: RuleEditor) -> None:
    editor.words(text("No simulation of"))
    editor.choose(
        "scope",
        text("What may not be simulated"),
        [(text("any evidence"), "any"), (text("performance evidence"), "performance")],
    )
    editor.scope()
    _unless(editor)


def _unless(editor: RuleEditor) -> None:
    editor.words(text("unless"))
    editor.typed("unless", text("Unless"), text("no exception, or the source’s own words"))


def _method(editor: RuleEditor) -> None:
    methods = [(method_words(method), method.value) for method in Method]
    editor.words(text("Accepted evidence includes"))
    editor.choose("how", text("How many of them"), [(text("any of"), "any"), (text("all of"), "all")])
    editor.several("needs", methods)
    editor.words(text("and does not count by"))
    editor.several("bars", methods)
    with_reason = chip(text("except with a reason"), lambda: editor.put("reason", with_reason.isChecked()))
    with_reason.setChecked(bool(editor.rule.get("reason")))
    editor.below(holder(FlowLayout(with_reason)))
    editor.scope()


def _demonstration(editor: RuleEditor) -> None:
    editor.words(text("Accepted evidence shows"))
    choices: Choices = [
        (text("responsibility for own actions"), None),
        (text("what was improved by feedback that came unasked"), FeedbackOrigin.SPONTANEOUS.value),
        (text("what was improved by feedback that was asked for"), FeedbackOrigin.REQUESTED.value),
    ]

    def chosen(origin: str | None) -> None:
        editor.rule["of"] = "customer-feedback-used" if origin else "own-responsibility"
        editor.put("origin", origin)

    editor.menu(text("What is shown"), choices, editor.rule.get("origin"), chosen)
    editor.scope()


def _confirmation(editor: RuleEditor) -> None:
    editor.words(text("The assessor confirms, with a reason, that"))
    editor.choose(
        "about",
        text("What is confirmed"),
        [
            (text("the evidence covers a sufficient period"), "sufficient-period"),
            (text("the organisation is the candidate’s own"), "own-organisation"),
        ],
    )


def _assessor(editor: RuleEditor) -> None:
    editor.words(text("The assessor confirms, with a reason:"))
    editor.typed(
        "sentence", text("What is confirmed"), text("the requirement itself, or a sentence of yours")
    )


def _information(editor: RuleEditor) -> None:
    editor.words(text("For information:"))
    editor.choose(
        "about",
        text("What may be"),
        [
            (text("evidence may come from any sector"), "sector"),
            (text("customers may be dealt with in any way"), "channel"),
            (text("records may be kept in any system"), "recording-system"),
        ],
    )


_PIECES: dict[str, Callable[[RuleEditor], None]] = {
    "occasions": _occasions,
    "count": _count,
    "choice": _choice,
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
