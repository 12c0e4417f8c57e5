"""Everything shown to people goes through one catalogue."""

import ast
import re
from pathlib import Path

import pytest

from scripts.words import POT, template

PROJECT = Path(__file__).parents[2]
SOURCES = sorted((PROJECT / "csassess").rglob("*.py"))


@pytest.fixture(scope="module")
def messages():
    """Read the messages of the template: singular, or singular and plural."""
    from babel.messages.pofile import read_po

    with POT.open("rb") as file:
        return [message.id for message in read_po(file) if message.id]


def test_the_template_of_translations_is_current():
    assert POT.read_bytes() == template(), "run `make words`"


def test_the_catalogue_is_the_only_translation_system():
    others = re.compile(r"\bself\.tr\(|QCoreApplication\.translate|\bQTranslator\b|\bqsTr\(")
    assert [path.name for path in SOURCES if others.search(path.read_text(encoding="utf-8"))] == []


def test_messages_are_whole_sentences_in_the_source_so_that_they_can_be_extracted():
    computed = [
        f"{path.relative_to(PROJECT)}:{node.lineno}"
        for path in SOURCES
        if path.name != "catalogue.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("text", "plural", "deferred")
        and not isinstance(node.args[0], ast.Constant)
        and ast.unparse(node.args[0]) != "self._message"  # a deferred message, translated when it is shown
    ]
    assert computed == []


def test_a_plural_form_has_the_places_of_its_singular(messages):
    for message in messages:
        if isinstance(message, tuple):
            one, many = (set(re.findall(r"\{\w*", form)) for form in message)
            assert one | {"{count"} == many | {"{count"}, message


def test_no_message_puts_a_plural_in_brackets(messages):
    forms = [form for message in messages for form in ([message] if isinstance(message, str) else message)]
    assert [form for form in forms if re.search(r"\w\(e?s\)", form)] == []
