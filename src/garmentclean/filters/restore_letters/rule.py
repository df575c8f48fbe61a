"""restore-letters: restore words that a site has corrupted by rule (`trans` became `p`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from garmentclean.errors import RuleError
from garmentclean.filters.base.rule import Rule, WrittenPattern
from garmentclean.filters.restore_letters.contexts import check_contexts, context_pattern
from garmentclean.filters.restore_letters.corruption import Corruption
from garmentclean.filters.restore_letters.scanner import Scanner
from garmentclean.filters.restore_letters.signs import Signs, read_signs
from garmentclean.text.regex import check_length

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


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
    next to a hyphen. Beside a certainly corrupted form, the words around it are weighed (`signs`).

    Keys:
        was: the original letters.
        now: the letters that replaced them, one or a list of alternatives; "" if they were deleted.
        words: right words with those letters, separated by spaces; base forms are enough.
        ambiguous: a mapping of corrupted forms that are words themselves to lists of patterns in
            which `{}` is the form, such as `{} into English`. A form with an empty list always
            stays: a technical term, or a word that is missing from the English word list.
        doubtful: a mapping like `ambiguous`, with patterns that count only if another form in the
            document is certainly corrupted, such as `often {}`.
        signs: a mapping of ambiguous forms, separated by spaces, to signs that count beside a
            certainly corrupted form, with numbers: `{} into 2.5 | gold {} -4`. A sign is a word, or
            a pair of words, within six words of the form. `{}` is the form, if they are next to it,
            and `{} ... sales` is a word somewhere after it; `^` and `$` are the line's edges, `0`
            is any number, and `{plated}` is one of the forms itself. The numbers add up to the
            logarithm of the odds that the form is corrupted; the edit names the highest ones.
        at-least: the sum of these numbers that a form needs to be restored.
        intact: how much more it needs if the right word of one of these forms is in the document.
        proof: how many different words must be certainly corrupted in a document before any of them
            is restored. If more than one, those of all such rules count together, and no word is
            derived from those in the list.
    """

    kind: ClassVar[str] = "restore-letters"

    was: str
    now: tuple[str, ...]
    words: str
    ambiguous: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    doubtful: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    signs: Mapping[str, str] = field(default_factory=dict)
    at_least: float = 0.0
    intact: float = 0.0
    proof: int = 1

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
        self._check_signs()
        if self.proof < 1:
            raise RuleError("proof", "must be 1 or more")

    def _check_signs(self) -> None:
        """Reject signs of unknown forms, and signs without a number."""
        for forms, text in self.signs.items():
            for form in forms.split():
                if form not in self.ambiguous or form not in self.corruption.forms:
                    raise RuleError(
                        "signs", f"{form!r} is not in `ambiguous`, or no form of a word"
                    )
            try:
                read_signs(text)
            except ValueError as error:
                raise RuleError("signs", str(error)) from None

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
        return Corruption(self.was, self.now, self.words.split(), derives=self.proof == 1)

    @cached_property
    def signs_of(self) -> dict[str, Signs]:
        """The signs of each ambiguous form that has any."""
        found: dict[str, Signs] = {}
        for forms, text in self.signs.items():
            rights = [self.corruption.forms[form] for form in forms.split()]
            found |= dict.fromkeys(forms.split(), Signs(rights, text))
        return found

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
