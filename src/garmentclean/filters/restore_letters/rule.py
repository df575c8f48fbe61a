"""restore-letters: restore words that a site has corrupted by rule (`trans` became `p`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from garmentclean.errors import RuleError
from garmentclean.filters.base.compact_list import CompactList
from garmentclean.filters.base.long_lines import pieces_of
from garmentclean.filters.base.matching import in_address, in_case_of
from garmentclean.filters.base.rule import Rule, WrittenPattern
from garmentclean.filters.restore_letters.broken_words import (
    Part,
    broken_words,
    changed_piece,
    part_of,
)
from garmentclean.filters.restore_letters.contexts import (
    HYPHENS,
    check_contexts,
    context_pattern,
    deciding,
)
from garmentclean.filters.restore_letters.corruption import HYPHEN, Corruption, Right, signs_of
from garmentclean.filters.restore_letters.doubtful_words import Evidence, Hit, spot_of
from garmentclean.text.edit import Patch
from garmentclean.text.line_cache import remembered
from garmentclean.text.regex import check_length, lazily

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from garmentclean.filters.base.view import View

TOKEN = lazily(r"\S+")
CASES = lazily("[a-z][A-Z]")
CAMEL = lazily("[A-Z][a-z]{4,}")
"""A capitalized word within another, as in DataPfer."""
REMEMBERED = 20_000
"""How many tokens without a corrupted word are remembered before the cache is emptied."""
LONGEST = 40
"""Longer tokens, as in scripts without spaces, are not remembered."""
SPACE = lazily(r"\s")


@dataclass(frozen=True, kw_only=True)
class RestoreLetters(Rule):
    """Undo a corruption that a site made in all words.

    Where the corrupted form of a word in the list is a whole word, it is replaced by the right one,
    in the same case. So are the forms of words that are derived by rule from those in the list, if
    the form is not an English word or name:
    inflections and derivations (of `transform`, `pformability`), those with a common prefix
    (`unpformed`), and compounds with an adjective like those in the list (`psectoral`). Such an
    edit names the parts of the word.

    A form in small letters, in running prose, is corrupted if it is not a word and the right word
    is an ordinary one. A form may also be a name, an identifier or a rare word: Pistor, pcode,
    `pform.txt`. If it has a capital letter, if the right word is rare, or if the form is in an
    identifier, next to a word such as `command`, or alone in quotation marks, it is restored only
    if another form in the document is certainly corrupted; the edit names that form. A capital
    letter at the beginning of a sentence or in a title does not matter for forms that do not look
    like a name (Pformation). If few readers know the right word (transude), the form stays. Nothing
    is changed in URLs and e-mail addresses.

    A word that is broken (by a hyphen at the end of or within a line, or by a space) is judged as a
    whole, not by its pieces: `reci-` and `pient` stay. If the whole word is corrupted, only the
    letters in the piece change, and the break stays.

    A form that is an ordinary word itself (`plate` for `translate`) stays, unless it is
    `ambiguous`: then it is restored in the contexts of the rule, which the edit names, and never
    next to a hyphen.

    Keys:
        was: the original letters.
        now: the letters that replaced them, one or a list of alternatives; "" if they were deleted.
        words: right words with those letters, separated by spaces; base forms are enough.
        ambiguous: a mapping of corrupted forms that are words themselves to lists of patterns in
            which `{}` is the form, such as `{} into English`. A form with an empty list always
            stays: a technical term, or a word that is missing from the English word list.
        doubtful: a mapping like `ambiguous`, with patterns that count only if another form in the
            document is certainly corrupted, such as `often {}`.
    """

    kind: ClassVar[str] = "restore-letters"

    was: str
    now: tuple[str, ...]
    words: str
    ambiguous: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    doubtful: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Reject words that the corruption does not change, and contexts without their word."""
        super().__post_init__()
        if not self.was or self.was in self.now:
            raise RuleError("was", "must be letters, and others than `now`")
        for letters in (self.was, *self.now):
            check_length(letters, "was" if letters is self.was else "now")
        for word in self.words.split():
            check_length(word, "words")
            for form in self.corruption.corrupted(word):
                if form == word:
                    raise RuleError("words", f"{word!r} does not have the letters {self.was!r}")
                if not form:
                    raise RuleError("words", f"nothing is left of {word!r}")
        self._check_contexts()

    def _check_contexts(self) -> None:
        """Reject contexts of unknown forms, and contexts without their word."""
        for form, contexts in self.ambiguous.items():
            if (contexts or form in self.doubtful) and form not in self.corruption.forms:
                raise RuleError(
                    "ambiguous", f"{form!r} is not the corrupted form of any word in `words`"
                )
            check_contexts("ambiguous", form, contexts)
        for form, contexts in self.doubtful.items():
            if form not in self.ambiguous:
                raise RuleError("doubtful", f"{form!r} is not in `ambiguous`")
            check_contexts("doubtful", form, contexts)

    @cached_property
    def corruption(self) -> Corruption:
        """The corruption that the rule undoes."""
        return Corruption(self.was, self.now, self.words.split())

    def written_patterns(self) -> Iterator[WrittenPattern]:
        """Yield all patterns of the rule, including the contexts of words."""
        yield from super().written_patterns()
        for key, forms in (("ambiguous", self.ambiguous), ("doubtful", self.doubtful)):
            for form, contexts in forms.items():
                for text in contexts:
                    yield WrittenPattern(key, text, context_pattern(form, text))

    @staticmethod
    def scanner(rules: Sequence[RestoreLetters]) -> Scanner:
        """Compile rules of this kind."""
        return Scanner(rules)


class Candidate(NamedTuple):
    """A form that is, or may be, corrupted by a rule, and its right word.

    Attributes:
        rule: the rule.
        form: the form, in small letters.
        right: its right word.
        ambiguous: whether the form is a word itself.
        obscure: whether few readers know the right word.
    """

    rule: RestoreLetters
    form: str
    right: Right
    ambiguous: bool = False
    obscure: bool = False


class Occurrence(NamedTuple):
    """An occurrence of a form in a document.

    Attributes:
        start: where it begins.
        end: where it ends.
        candidate: the form.
        changed: for a broken word, the start, end and new text of the piece that changes.
    """

    start: int
    end: int
    candidate: Candidate
    changed: tuple[int, int, str] | None = None


def packed(places: Iterable[Occurrence] = ()) -> CompactList[Occurrence]:
    """Return occurrences in a list that takes little memory."""
    return CompactList(Occurrence, places, numbers=2)


class Scanner:
    """All restore-letters rules.

    Documents of a corpus have most words in common: each token (the text between spaces) is
    examined once, and remembered if it has no corrupted word.
    """

    def __init__(self, rules: Sequence[RestoreLetters]) -> None:
        self._rules = rules
        letters = {char for rule in rules for form in rule.corruption.forms for char in form}
        self._marks = "".join(c for c in letters if not c.isalnum() and c not in HYPHENS)
        marks = f"|[{re.escape(self._marks)}]" if self._marks else ""
        self._word = re.compile(rf"(?:[^\W_]{marks})+")
        self._signs = signs_of([letters for rule in rules for letters in rule.now])
        self._harmless: set[str] = set()
        self._corrupted = remembered(self._corrupted_in)
        self._of = remembered(self._of_form)

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose the right word for each corrupted one."""
        places = {rule.name: packed() for rule in self._rules}
        for place in chain(self._whole(view), self._broken(view)):
            places[place.candidate.rule.name].append(place)
        for rule in self._rules:
            if places[rule.name]:
                yield from patches(view, rule, places[rule.name])

    def _whole(self, view: View) -> Iterator[Occurrence]:
        """Yield the corrupted words that are not broken."""
        starts, texts = pieces_of(view, SPACE)
        for number, words in enumerate(map(self._corrupted, texts)):
            for start, end, candidate in words:
                yield Occurrence(starts[number] + start, starts[number] + end, candidate)

    def _corrupted_in(self, line: str) -> tuple[tuple[int, int, Candidate], ...]:
        """Return the start, end and form of each corrupted word in a line."""
        words = {*line.split()}
        if self._signs:
            words = {token for sign in self._signs for token in words if sign in token}
        new = words - self._harmless
        suspects = {
            token
            for token in new
            if any(rule.corruption.may_be_in(token) for rule in self._rules)
            and any(self._candidates(token))
        }
        self._remember(new - suspects)
        tokens = TOKEN.finditer(line) if suspects else ()
        return tuple(
            (token.start() + start, token.start() + end, candidate)
            for token in tokens
            if token[0] in suspects
            for start, end, candidate in self._candidates(token[0])
        )

    def _remember(self, harmless: set[str]) -> None:
        if len(self._harmless) > REMEMBERED:
            self._harmless.clear()
        if max(map(len, harmless), default=0) > LONGEST:
            harmless = {token for token in harmless if len(token) <= LONGEST}
        self._harmless |= harmless

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
                if rule.ambiguous[form] or form in rule.doubtful:
                    return Candidate(rule, form, Right(rule.corruption.forms[form]), ambiguous=True)
            elif right := rule.corruption.right(form):
                obscure = not right.because and rule.corruption.is_obscure(form, right.word)
                return Candidate(rule, form, right, obscure=obscure)
        return None

    def _broken(self, view: View) -> Iterator[Occurrence]:
        """Yield the corrupted words that are broken; the break stays where it is."""
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


def patches(view: View, rule: RestoreLetters, places: Iterable[Occurrence]) -> Iterator[Patch]:
    """Yield the patches of corrupted words that the rule's guards and the context allow."""
    ambiguous, whole = packed(), packed()
    hits: list[Hit] = []
    same: dict[Hit, Hit] = {}
    for place in places:
        start, end, candidate, _ = place
        if not rule.allows(view, start, end) or in_address(
            view, start, end, bare=candidate.ambiguous
        ):
            continue
        if candidate.ambiguous:
            ambiguous.append(place)
            continue
        part = part_of(view, start, end, candidate.form)
        if part is not Part.PIECE:
            whole.append(place)
            hit = hit_of(view, place, doubtful=part is Part.DOUBTFUL)
            hits.append(same.setdefault(hit, hit))
    evidence = Evidence(hits)
    for place, hit in zip(whole, hits, strict=True):
        other = evidence.decides(hit)
        if other is not None:
            yield patch(view, place, place.candidate.right.because, other)
    yield from in_contexts(view, rule, ambiguous, evidence.other_than())


def hit_of(view: View, place: Occurrence, *, doubtful: bool) -> Hit:
    """Return a form as evidence, to be judged together with the others of its document."""
    start, end, candidate, _ = place
    return Hit(
        candidate.form,
        candidate.right.word,
        spot_of(view, start, end),
        doubtful=doubtful,
        obscure=candidate.obscure,
    )


def in_contexts(
    view: View, rule: RestoreLetters, places: Iterable[Occurrence], other: str
) -> Iterator[Patch]:
    """Yield the patches of ambiguous forms whose context shows that they are corrupted.

    Args:
        view: the document.
        rule: the rule.
        places: the occurrences of the forms.
        other: a form that is certainly corrupted; "" if there is none. An ambiguous form whose
            context shows it is one as well. With such a form, the contexts in `doubtful` count.
    """
    words = (one for one in places if part_of(view, *one[:2], one.candidate.form) is Part.WORD)
    whole = packed(words)
    certain = [
        deciding(view, rule.ambiguous[one.candidate.form], one.start, one.end) for one in whole
    ]
    other = other or next(
        (one.candidate.form for one, context in zip(whole, certain, strict=True) if context), ""
    )
    for place, decides in zip(whole, certain, strict=True):
        context, beside = decides, ""
        if not context and other:
            doubtful, beside = rule.doubtful.get(place.candidate.form, ()), other
            context = deciding(view, doubtful, place.start, place.end)
        if context:
            yield patch(view, place, context, beside)


def patch(view: View, place: Occurrence, because: str, other: str) -> Patch:
    """Return the patch of a corrupted word.

    Args:
        view: the document.
        place: the occurrence of the word.
        because: the evidence in its context or its parts.
        other: another form that was needed as evidence.
    """
    rule, right = place.candidate.rule, place.candidate.right
    if place.changed:
        start, end, after = place.changed
    else:
        start, end = place.start, place.end
        after = rule.corruption.cased(view.text[start:end], right.word)
    reasons = filter(None, (because, other and f"beside {other}"))
    return Patch(start, end, after, rule.name, because=", ".join(reasons))
