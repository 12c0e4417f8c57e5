"""Pieces of lines joined to sentences, and what in them looks damaged."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from csassess.catalogue import text

_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"}
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u200e\u200f", "")
    | {"\u00a0": " ", "\u2007": " ", "\u202f": " "}
)
_HYPHENS = "-\u2010\u2011"
_BEFORE_HYPHEN = (
    re.compile(  # words that a hyphen follows, and syllables that none follows at the end of a line
        r"self|well|non|multi|half|high|low|long|short|machine|hand|full|cross|single|double|semi|mid|ultra"
    )
)
_OPEN_END = re.compile(
    r"(?:^|\s)(and|or|of|the|a|an|to|for|with|by|in|on|at|from|as|that|which|their|its|your|between"
    r"|including|into|is|are"
    r"|when|where|how|if|than|&)$|[,;(/–]$",
    re.IGNORECASE,
)
_CUT_OFF = re.compile(
    r"(?:^|\s)(and|or|of|the|a|an|as|which|their|its|your|between|including|into|is|are|if|than|&)$"
    r"|[,;(/–]$",
    re.IGNORECASE,
)
_LONE = re.compile(r"(?<![\w'’.(])(?<!\d )(?:[b-hj-np-z] [a-z]{2,}|[A-Za-z] [A-Za-z] [A-Za-z](?!\w))")
_WELSH_WORDS = re.compile(r"(?<!\S)[yoâ] ")  # of one letter; a text with "yn" in it is Welsh
_STRANGE = re.compile(r"[\ufffd\ue000-\uefff\uf000-\uf8ff\x00-\x08\x0b-\x1f\x7f-\x9f|\\_~^{}<>¬¦□�]")
_SIGN = re.compile(r"(?:^|\s)[+=#@%°*](?=\s|$)(?!\s\d)")
_MIXED = re.compile(r"\b[a-z]+[A-Z]+[a-z]+|\b[a-z]{2,}\d+[a-z]+\b|\b[a-z]+[A-Z]{2,}\b")
_NOTE_MARK = re.compile(r"[a-z]{4}\d{1,2}(?![\w.-])")  # the mark of a footnote, read as part of the word
_SMALL = ("the", "and", "for", "with", "from", "that", "their", "are", "this", "when", "which", "of", "to")
_TWO_SMALL = re.compile(
    r"(of|to|in|on|by|at|for|and|with|from|that|when|which)(the|their|this)", re.IGNORECASE
)
_WHOLE = re.compile(  # words that only seem to be two
    r"with(out|in|draw|drawn|hold|stand)|for(ward|get|mat|mal|um|th|ty|m|mer|mula|ecast|e)"
    r"|there(fore|in|of|to|after)"
    r"|another|into|onto|unto|to(p|gether|day|wn|ol)|ashore|area|theme|theory|often|off(ice|er|ers)|hereof"
    r"|whereof|photo"
    r"|foresee|hereto"
)


class Vocabulary:
    """The words of a document, by which a broken word is put together."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.words: Counter[str] = Counter()
        self._typed_2010 = False
        self._names: set[str] = set()
        for line in lines:
            self._typed_2010 = self._typed_2010 or bool(re.search("\u2010\\S", line))
            self._names.update(re.findall(r"(?<=[a-z,] )[A-Z][a-z]+", line))
            self.words.update(word.strip(".,;:()'\"’“”").lower() for word in clean(line).split())

    def is_name(self, word: str) -> bool:
        """Return whether a word has a capital also inside sentences of this document."""
        return word.strip(",;.") in self._names

    def joined(self, left: str, right: str) -> tuple[str, bool]:
        """Return two halves around a hyphen at the end of a line as one, and whether that is certain."""
        first, second = (
            left.rsplit(maxsplit=1)[-1].strip("(\"'“‘").lower(),
            right.split(maxsplit=1)[0].strip(".,;:)\"'”’").lower(),
        )
        stem = first.rstrip(_HYPHENS)
        if (
            left.endswith("\u2010") and not self._typed_2010
        ):  # typed hyphens of this document are another sign
            return left[:-1] + right, True
        whole, hyphenated = self.words[stem + second], self.words[f"{stem}-{second}"]
        if whole and not hyphenated:
            return left.rstrip(_HYPHENS) + right, True
        if hyphenated and not whole:
            return left + right, True
        if _BEFORE_HYPHEN.fullmatch(stem) or not second[:1].islower() or stem[-1:].isdigit():
            return left + right, True
        if self.words[stem] and self.words[second]:
            return left + right, False
        return left.rstrip(_HYPHENS) + right, False

    def runs_together(self, word: str) -> bool:
        """Return whether a word looks like two words without the space between them."""
        plain = word.strip(".,;:()'\"’“”").lower()
        if len(plain) > 24 and "-" not in plain and "/" not in plain:
            return True
        if _TWO_SMALL.fullmatch(plain):
            return True
        if len(plain) < 7 or not plain.isalpha() or _WHOLE.fullmatch(plain) or self.words[plain] > 1:
            return False
        return any(
            (plain.endswith(small) and self._known(plain.removesuffix(small)))
            or (plain.startswith(small) and self._known(plain.removeprefix(small)))
            for small in _SMALL
        )

    def _known(self, word: str) -> bool:
        return len(word) > 3 and self.words[word] > 0


def clean(words: str) -> str:
    """Return words without ligatures, invisible characters and doubled spaces."""
    return " ".join(words.translate(_LIGATURES).split())


def joined(pieces: Sequence[str], vocabulary: Vocabulary) -> tuple[str, list[str]]:
    """Return lines joined to a sentence, and what is doubtful about it."""
    whole, doubts = "", []
    for piece in pieces:
        part = clean(piece)
        if not part:
            continue
        if not whole:
            whole = part
        elif whole.endswith("\u00ad"):
            whole = whole[:-1] + part
        elif whole[-1] in _HYPHENS and len(whole) > 1 and whole[-2].isalnum() and part[0].isalnum():
            whole, certain = vocabulary.joined(whole, part)
            if not certain:
                doubts.append(text("a word is divided at the end of a line"))
        elif whole[-1] == "/" and len(whole) > 1 and not whole[-2].isspace():
            whole += part
        else:
            whole += " " + part
    return whole.replace("\u00ad", ""), doubts


def oddities(words: str, vocabulary: Vocabulary) -> list[str]:
    """Return what looks damaged or cut off in a criterion."""
    found = []
    if _STRANGE.search(words):
        found.append(text("it holds damaged characters"))
    if _SIGN.search(words):
        found.append(text("a sign stands among its words"))
    if _MIXED.search(words):
        found.append(text("a capital or a figure stands inside a word"))
    if _NOTE_MARK.search(words):
        found.append(text("a figure stands at the end of a word: it may be the mark of a note"))
    if any(vocabulary.runs_together(word) for word in words.split()):
        found.append(text("two words seem to run together"))
    if _CUT_OFF.search(words):
        found.append(text("the sentence seems to go on"))
    if words.endswith(":") and "\n- " not in words:
        found.append(text("a list is announced, but none follows"))
    if _LONE.search(_WELSH_WORDS.sub("", words) if vocabulary.words["yn"] > 1 else words):
        found.append(text("single letters stand apart"))
    if words.count("(") != words.count(")"):
        found.append(text("a bracket is not closed"))
    return found


def ends_open(words: str) -> bool:
    """Return whether a sentence clearly goes on after its last word."""
    return bool(_OPEN_END.search(words)) or words[-1:] in _HYPHENS
