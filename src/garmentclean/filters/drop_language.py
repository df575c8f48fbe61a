"""drop-language: stray lines in another language, and documents in one that is not wanted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from garmentclean.edit import Patch
from garmentclean.filters import FilterRule
from garmentclean.filters.cutting import Drop, cut_lines
from garmentclean.language import (
    SCRIPTS,
    has_stop_words,
    language_by_langdetect,
    language_by_stop_words,
    script_of,
)
from garmentclean.rule import RuleError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from garmentclean.view import View

QUOTED = re.compile(r"^\W*[\"'“‘«„《「『—–]|[\"'”’»“》」』]\W*$")
INTRODUCES = re.compile(r"[:：,，—–]\s*$")
TRANSLATES = re.compile(r"^\W*[(（\[“\"—–]")
OWN_SCRIPT_SHARE = 0.2
"""With more letters of the document's script, a foreign line is a gloss or a name in a list."""
ENOUGH_LETTERS = 80
"""In one and the same script, shorter lines may be names, titles or idioms."""


@dataclass(frozen=True, kw_only=True)
class DropLanguage(FilterRule):
    """Take out lines in another language than the document's, or whole documents.

    Of lines: the script decides, then stop words; what cannot be told stays. Quotations stay: in
    quotation marks, behind a colon or a comma, before a line that translates them in brackets.
    Where foreign lines are more than `at-most` of the document, it is one of mixed language: that
    is reported, and nothing goes.

    Of documents: one whose language is sure, and is not in `languages`, becomes empty.

    Keys:
        unit: `line` or `document`.
        languages: for documents: the ISO 639-1 codes of those that stay.
        at-most: for lines: the largest share (0 to 1) of the document's letters that may go.
    """

    kind: ClassVar[str] = "drop-language"
    judges_at_most: ClassVar[bool] = True

    unit: Literal["line", "document"] = "line"
    languages: tuple[str, ...] = ()
    at_most: float = 0.3

    def __post_init__(self) -> None:
        """Refuse a rule for documents that would let none stay."""
        super().__post_init__()
        if (self.unit == "document") != bool(self.languages):
            raise RuleError("languages", "is for `unit: document`, and needed there")

    @staticmethod
    def scanner(rules: Sequence[DropLanguage]) -> Scanner:
        """Compile rules of this kind."""
        return Scanner(rules)


def letters(text: str) -> int:
    """Return how many letters a text has."""
    return sum(map(str.isalpha, text))


class Scanner:
    """All drop-language rules."""

    def __init__(self, rules: Sequence[DropLanguage]) -> None:
        self._rules = rules

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose foreign lines and documents, or a note that the document is of mixed language."""
        for rule in self._rules:
            if rule.unit == "document":
                yield from self._document(view, rule)
            else:
                yield from self._lines(view, rule)

    @staticmethod
    def _document(view: View, rule: DropLanguage) -> Iterator[Patch]:
        unwanted = view.language is not None and view.language not in rule.languages
        if unwanted and rule.allows(view, 0, len(view.text)):
            yield Patch(0, len(view.text), "", rule.name, (("language", view.language or ""),))

    def _lines(self, view: View, rule: DropLanguage) -> Iterator[Patch]:
        foreign = [
            number
            for place, number in enumerate(view.written)
            if is_foreign(view, number)
            and not is_quotation(view, place)
            and rule.allows(view, view.lines[number].start, view.lines[number].end)
        ]
        if not foreign:
            return
        if sum(letters(view.contents[n]) for n in foreign) > rule.at_most * letters(view.text):
            line = view.lines[foreign[0]]
            yield Patch(line.start, line.end, None, rule.name)
            return
        yield from cut_lines(view, (Drop(number, number, rule.name) for number in foreign))


def is_foreign(view: View, number: int) -> bool:
    """Tell whether a line is surely in another language than its document."""
    text = view.contents[number]
    if view.language is None or view.script is None:
        return False
    script = "latin" if text.isascii() else script_of(text)
    if script is None:
        return False
    if script != view.script:
        return len(SCRIPTS[view.script].findall(text)) <= OWN_SCRIPT_SHARE * letters(text)
    if letters(text) < ENOUGH_LETTERS or has_stop_words(text, view.language):
        return False
    language = language_by_stop_words(text)
    return language not in {None, view.language} and language == language_by_langdetect(text)


def is_quotation(view: View, place: int) -> bool:
    """Tell whether a written line (by its place among them) is quoted, or introduced, as one."""
    written, contents = view.written, view.contents
    if QUOTED.search(contents[written[place]]):
        return True
    if place > 0 and INTRODUCES.search(contents[written[place - 1]]):
        return True
    return place + 1 < len(written) and TRANSLATES.search(contents[written[place + 1]]) is not None
