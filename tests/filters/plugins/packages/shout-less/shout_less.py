"""shout-less: lines in capitals read as sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from garmentclean.filters import FilterRule, Patch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from garmentclean.filters import View


@dataclass(frozen=True, kw_only=True)
class ShoutLess(FilterRule):
    """Write each line that is all in capitals as a sentence.

    Keys:
        min-words: lines with fewer words stay: they are abbreviations, or names.
        keep: words that stay in capitals.
    """

    kind: ClassVar[str] = "shout-less"

    min_words: int = 3
    keep: tuple[str, ...] = ()

    @staticmethod
    def scanner(rules: Sequence[ShoutLess]) -> Scanner:
        """Compile rules of this kind."""
        return Scanner(rules)

    def quiet(self, line: str) -> str:
        """Return a line in small letters, but for its first one and the words that stay."""
        words = [word if word in self.keep else word.lower() for word in line.split(" ")]
        text = " ".join(words)
        return text[:1].upper() + text[1:]


class Scanner:
    """All shout-less rules, compiled."""

    def __init__(self, rules: Sequence[ShoutLess]) -> None:
        self._rules = rules

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose the lines that are all in capitals."""
        for rule in self._rules:
            for number in view.written:
                text, start, end = view.contents[number], view.starts[number], view.ends[number]
                loud = text.isupper() and len(text.split()) >= rule.min_words
                if loud and rule.allows(view, start, end):
                    yield Patch(start, end, rule.quiet(text), rule.name)
