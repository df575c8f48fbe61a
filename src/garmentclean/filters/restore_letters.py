"""restore-letters: words that a site has corrupted by rule (`trans` became `p`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from ahocorasick_rs import AhoCorasick

from garmentclean.edit import Patch
from garmentclean.filters import FilterRule
from garmentclean.filters.matching import in_address, in_case_of, is_whole, lowered
from garmentclean.rule import REACH, RuleError, compile_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from garmentclean.view import View


@dataclass(frozen=True, kw_only=True)
class RestoreLetters(FilterRule):
    """Undo a corruption that a site has made in all its words.

    Each word of the list is corrupted in the stated way; where the corrupted form stands as a
    whole word, the right one comes in its place, in the same case. A corrupted form that is a
    word itself (translate, plate) is ambiguous: it is restored only in one of the contexts that
    decide for it, and never next to a hyphen.

    Keys:
        was: the letters that were there.
        now: the letters that stand in their place, one or a list of alternatives.
        words: the right words that have those letters, with spaces between them.
        ambiguous: a mapping of corrupted forms that are words themselves to lists of patterns in
            which `{}` is the form, such as `{} into English`.
    """

    kind: ClassVar[str] = "restore-letters"

    was: str
    now: tuple[str, ...]
    words: str
    ambiguous: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse words that the corruption leaves alone, and contexts without their word."""
        super().__post_init__()
        if not self.was or self.was in self.now:
            raise RuleError("was", "must be letters, and others than `now`")
        for word in self.words.split():
            if word in self.corrupted(word):
                raise RuleError("words", f"{word!r} does not have the letters {self.was!r}")
        forms = self.forms()
        for form, contexts in self.ambiguous.items():
            if form not in forms:
                raise RuleError("ambiguous", f"{form!r} is the corrupted form of no word")
            for context in contexts:
                if "{}" not in context:
                    raise RuleError("ambiguous", f"{context!r} has no {{}} for the word")
                context_pattern(form, context)

    def corrupted(self, word: str) -> list[str]:
        """Return a word as the corruption leaves it, in each of its ways."""
        flags = re.IGNORECASE if self.was.islower() else 0
        return [re.sub(re.escape(self.was), now, word, flags=flags) for now in self.now]

    def forms(self) -> dict[str, str]:
        """Return the right word for each corrupted form, in small letters."""
        return {
            form.lower(): word
            for word in reversed(self.words.split())
            for form in self.corrupted(word)
        }

    @staticmethod
    def scanner(rules: Sequence[RestoreLetters]) -> Scanner:
        """Compile rules of this kind."""
        return Scanner(rules)


@cache
def context_pattern(form: str, context: str) -> Any:  # noqa: ANN401 - re2 has no types
    """Compile the pattern of a context, in which the group `word` is the ambiguous form."""
    word = rf"\b(?P<word>{re.escape(form)})\b"
    return compile_pattern(context.replace("{}", word), key="ambiguous", ignore_case=True)


class Scanner:
    """All restore-letters rules; the corrupted forms of all their words stand in one automaton."""

    def __init__(self, rules: Sequence[RestoreLetters]) -> None:
        self._entries: dict[str, tuple[RestoreLetters, str]] = {}
        for rule in rules:
            for form, word in rule.forms().items():
                self._entries.setdefault(form, (rule, word))
        self._forms = list(self._entries)
        self._automaton = AhoCorasick(self._forms)

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose the right word for each corrupted one."""
        text = view.text
        for number, start, end in self._automaton.find_matches_as_indexes(
            lowered(text), overlapping=True
        ):
            if not is_whole(text, start, end):
                continue
            form = self._forms[number]
            rule, word = self._entries[form]
            if (
                rule.allows(view, start, end)
                and not in_address(view, start, end, bare=form in rule.ambiguous)
                and (form not in rule.ambiguous or decided(view, rule, form, start))
            ):
                yield Patch(start, end, in_case_of(text[start:end], word), rule.name)


def decided(view: View, rule: RestoreLetters, form: str, start: int) -> bool:
    """Tell whether the context of an ambiguous form shows that it is a corrupted word."""
    text = view.text
    line = view.lines[view.line_at(start)]
    end = start + len(form)
    if text[start - 1 : start] in {"-", "‐"} or text[end : end + 1] in {"-", "‐"}:
        return False
    floor = max(line.start, start - REACH)
    around = text[floor : min(line.end, end + REACH)]
    return any(
        floor + match.start(pattern.groupindex["word"]) == start
        for pattern in (context_pattern(form, context) for context in rule.ambiguous[form])
        for match in pattern.finditer(around)
    )
