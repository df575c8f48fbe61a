"""Finds the forms in a document that are, or may be, corrupted words."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

from garmentclean.filters.base.long_lines import pieces_of_line
from garmentclean.filters.base.matching import in_case_of
from garmentclean.filters.base.screens import LineScreen, TokenScanner, TokenScreen
from garmentclean.filters.restore_letters.broken_words import (
    broken_words,
    changed_piece,
    lines_with_break,
)
from garmentclean.filters.restore_letters.contexts import HYPHENS
from garmentclean.filters.restore_letters.corruption import HYPHEN, SHORTEST, Right, signs_of
from garmentclean.filters.restore_letters.occurrences import Candidate, Occurrence, packed
from garmentclean.filters.restore_letters.proposals import Found
from garmentclean.text.line_cache import remembered
from garmentclean.text.regex import compiled, lazily

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from garmentclean.filters.base.view import View
    from garmentclean.filters.restore_letters.rule import RestoreLetters
    from garmentclean.text.edit import Patch

TOKEN = lazily(r"\S+")
CASES = lazily("[a-z][A-Z]")
CAMEL = lazily("[A-Z][a-z]{4,}")
"""A capitalized word within another, as in DataPfer."""


class Scanner(TokenScanner):
    """All restore-letters rules.

    Those that need several certain words look only at the few documents that have their forms.
    """

    def __init__(self, rules: Sequence[RestoreLetters]) -> None:
        self._words = Words([rule for rule in rules if rule.proof == 1])
        self.screens = [self._words.screen]
        self._seldom = [rule for rule in rules if rule.proof > 1]
        self._with_forms = LineScreen(self._lines_with_forms)

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose the right word for each corrupted one."""
        for found in self._words.found(view):
            yield from found.patches()
        if self._seldom and self._may_be_proven(view):
            yield from self._proven(view)

    def _may_be_proven(self, view: View) -> bool:
        """Return whether a document has as many different forms as one of the rules needs."""
        least = min(rule.proof for rule in self._seldom)
        found = self._with_forms.of(view)
        return len(frozenset().union(*(forms for _, forms in found))) >= least

    def _lines_with_forms(self, lines: Sequence[str]) -> Iterator[tuple[str, frozenset[str]]]:
        if self._forms.search("\n".join(lines)):
            for line in lines:
                if forms := self._forms.findall(line):
                    yield line, frozenset(map(str.lower, forms))

    def _proven(self, view: View) -> Iterator[Patch]:
        """Propose words by the rules that need several certain ones, which count together.

        A site that deletes one of these strings deletes others as well.
        """
        all_found = [*self._seldom_words.found(view)]
        certain = [form for found in all_found for form in found.certain]
        for found in all_found:
            if len(certain) >= found.rule.proof:
                elsewhere = next((form for form in certain if form not in found.certain), "")
                yield from found.patches(elsewhere)

    @cached_property
    def _seldom_words(self) -> Words:
        return Words(self._seldom)

    @cached_property
    def _forms(self) -> Any:
        """A pattern for the forms of words in the lists that may be certain."""
        forms: set[str] = set()
        for rule in self._seldom:
            forms |= rule.corruption.forms.keys() - rule.ambiguous.keys()
        listed = "|".join(sorted(re.escape(form) for form in forms if len(form) >= SHORTEST))
        return compiled(rf"(?i)\b(?:{listed})\b")


class Words:
    """The words of some rules.

    Each token (the text between spaces) is examined once, and remembered.
    """

    def __init__(self, rules: Sequence[RestoreLetters]) -> None:
        self._rules = rules
        letters = {char for rule in rules for form in rule.corruption.forms for char in form}
        self._marks = "".join(c for c in letters if not c.isalnum() and c not in HYPHENS)
        marks = f"|[{re.escape(self._marks)}]" if self._marks else ""
        self._word = re.compile(rf"(?:[^\W_]{marks})+")
        self._signs = signs_of([letters for rule in rules for letters in rule.now])
        self.screen = TokenScreen(self._suspects)
        self._breaks = LineScreen(lines_with_break)
        self._corrupted = remembered(self._corrupted_in)
        self._of = remembered(self._of_form)

    def found(self, view: View) -> Iterator[Found]:
        """Yield for each rule what may be corrupted in a document."""
        places = {rule.name: packed() for rule in self._rules}
        for place in chain(self._whole(view), self._broken(view)):
            places[place.candidate.rule.name].append(place)
        for rule in self._rules:
            if places[rule.name]:
                yield Found(view, rule, places[rule.name])

    def _whole(self, view: View) -> Iterator[Occurrence]:
        """Yield the corrupted words that are not broken."""
        for number in self.screen.numbers(view):
            for floor, text in pieces_of_line(view, number):
                for start, end, candidate in self._corrupted(text):
                    yield Occurrence(floor + start, floor + end, candidate)

    def _suspects(self, tokens: Iterable[str]) -> set[str]:
        """Return the tokens that have a corrupted word."""
        if self._signs:
            tokens = {token for sign in self._signs for token in tokens if sign in token}
        return {
            token
            for token in tokens
            if any(rule.corruption.may_be_in(token) for rule in self._rules)
            and any(self._candidates(token))
        }

    def _corrupted_in(self, line: str) -> tuple[tuple[int, int, Candidate], ...]:
        """Return the start, end and form of each corrupted word in a line."""
        suspects = self._suspects({*line.split()})
        return tuple(
            (token.start() + start, token.start() + end, candidate)
            for token in TOKEN.finditer(line)
            if token[0] in suspects
            for start, end, candidate in self._candidates(token[0])
        )

    def _candidates(self, token: str) -> Iterator[tuple[int, int, Candidate]]:
        """Yield the start, end and form of each corrupted word in a token."""
        for start, end in self._spans(token):
            if candidate := self._of(HYPHEN.sub("-", token[start:end].lower())):
                yield start, end, candidate

    def _spans(self, token: str) -> Iterator[tuple[int, int]]:
        """Yield the words of a token, words within them, and pairs joined by a hyphen."""
        last = -1
        for match in self._word.finditer(token):
            start, end = match.span()
            yield start, end
            bare = match[0].strip(self._marks) if self._marks else match[0]
            if bare != match[0]:
                start = token.index(bare, start)
                yield start, start + len(bare)
            for piece in CAMEL.finditer(match[0]) if CASES.search(match[0]) else ():
                yield match.start() + piece.start(), match.start() + piece.end()
            if last >= 0 and HYPHEN.fullmatch(token[match.start() - 1]):
                yield last, end
            last = match.start() if token[end : end + 1] in HYPHENS else -1

    def _of_form(self, form: str) -> Candidate | None:
        for rule in self._rules:
            if form in rule.ambiguous:
                if rule.ambiguous[form] or form in rule.doubtful or form in rule.signs_of:
                    return Candidate(rule, form, Right(rule.corruption.forms[form]), ambiguous=True)
            elif right := rule.corruption.right(form):
                obscure = not right.because and rule.corruption.is_obscure(form, right.word)
                return Candidate(rule, form, right, obscure=obscure)
        return None

    def _broken(self, view: View) -> Iterator[Occurrence]:
        """Yield the corrupted words that are broken; the break stays where it is."""
        if not self._breaks.of(view):
            return
        for pieces in broken_words(view.text):
            form = "".join(piece.text for piece in pieces)
            if not any(rule.corruption.may_be_in(form) for rule in self._rules):
                continue
            candidate = self._of(form)
            hyphened = "-".join(piece.text for piece in pieces)
            if not candidate or candidate.ambiguous or hyphened in candidate.rule.ambiguous:
                continue
            changed = changed_piece(pieces, form, candidate.right.word.lower())
            if changed:
                piece, part = changed
                letters = "".join(view.text[piece.start : piece.end] for piece in pieces)
                after = in_case_of(letters, candidate.right.word)[part]
                yield Occurrence(
                    pieces[0].start, pieces[-1].end, candidate, (piece.start, piece.end, after)
                )
