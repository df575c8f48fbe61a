"""Rules: the keys and guards that rules of all kinds have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, Protocol, TypeVar

from garmentclean.errors import RuleError
from garmentclean.filters.base.correspondence import is_letter
from garmentclean.text.regex import compile_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from garmentclean.filters.base.view import View
    from garmentclean.text.edit import Patch
    from garmentclean.text.structure import Tail

REACH = 160
"""How many characters on each side of a match, within its line, the guards look at."""

GUARD_FIELDS = ("when", "unless", "when_document", "unless_document")
"""Fields of guards that are patterns."""

LOADER_FIELDS = frozenset({"id", "pack", "path", "line", "examples"})
"""Fields that the loader fills in; all others are keys that a rule file may set."""


@dataclass(frozen=True, kw_only=True)
class Example:
    """A text before and after the rule alone has run, and what the rule must report in it.

    If `after` equals `before`, it is a `keep`. `metadata` is what is known about the document,
    `corpus` has the texts that are counted with it. An example with `fails` is a test that must
    fail.
    """

    before: str
    after: str
    reports: tuple[str, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    corpus: tuple[str, ...] = ()
    fails: str = ""
    line: int = 0

    @property
    def keeps(self) -> bool:
        """Whether it shows a text that the rule leaves alone."""
        return self.before == self.after and not self.reports


class WrittenPattern(NamedTuple):
    """A pattern as written in a rule file: its key, its text, and the compiled pattern."""

    key: str
    text: str
    compiled: Any


class Scanner(Protocol):
    """All rules of one kind, compiled."""

    def patches(self, view: View) -> Iterable[Patch]:
        """Propose changes of a document, in any order."""
        ...


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What every rule has.

    Keys:
        why: the reason for the rule, in one sentence for the person whose text it changes.
        when: a pattern that must match on the line, in a long line near the match.
        unless: a pattern that must not match there.
        when-document: a pattern that must match somewhere in the document.
        unless-document: a pattern that must not match anywhere in the document.
        unless-letter: whether the rule leaves letters alone: documents with a salutation ("Dear
            all,") near their beginning or closing words ("Yours,") near their end.
        where: in which part of the document the rule works: `head` (to the first running prose),
            `top` (to the second one, as the first may be a summary), `tail` (the last sentence of
            the body and everything below it; where a line there is removed, the tail begins one
            sentence earlier), `edges` (head and tail), `below` (everything below the first running
            prose), `outside` (above the article's first line of text or below its last, and no line
            that may be the title), `above-title` (what is above the title; nothing if no line has
            so many words of the running prose that it must be it) or `anywhere`.
        language: run only on documents in this language, or whose language is not certain.
        safety: `unsafe` rules run only with --unsafe.
        at-most: the share of a document's words, above 0 and up to 1, that the rule may remove;
            where it would remove more, it does nothing. If the rule may remove everything (1),
            what it removes does not count towards `max-loss`.
    """

    kind: ClassVar[str]
    judges_at_most: ClassVar[bool] = False
    """Whether the filter itself enforces `at-most`, in a unit of its own."""
    needs_counts: ClassVar[bool] = False
    """Whether the rules need counts of the whole corpus."""
    matches_lines: ClassVar[bool] = False
    """Whether the patterns are searched within one line, so that none can match a line break."""

    id: str
    pack: str = "rules"
    why: str
    when: str = ""
    unless: str = ""
    when_document: str = ""
    unless_document: str = ""
    unless_letter: bool = False
    where: Literal[
        "head", "top", "tail", "edges", "below", "outside", "above-title", "anywhere"
    ] = "anywhere"
    language: str = ""
    safety: Literal["safe", "unsafe"] = "safe"
    at_most: float | None = None
    examples: tuple[Example, ...] = ()
    path: str = ""
    line: int = 0

    def __post_init__(self) -> None:
        """Compile the guards, so that a broken one is found when the rule is loaded."""
        for key in GUARD_FIELDS:
            compile_pattern(getattr(self, key), key=yaml_key(key))
        if self.at_most is not None and not 0 < self.at_most <= 1:
            raise RuleError("at-most", f"is a share, above 0 and up to 1, not {self.at_most}")

    @staticmethod
    def scanner(rules: Sequence[Any]) -> Scanner:
        """Compile rules of this kind."""
        raise NotImplementedError

    @property
    def name(self) -> str:
        """The full name, `pack/id`."""
        return f"{self.pack}/{self.id}"

    def written_patterns(self) -> Iterator[WrittenPattern]:
        """Yield all patterns of the rule; a kind with patterns of its own adds them."""
        for key in GUARD_FIELDS:
            yield from written(yaml_key(key), [getattr(self, key)])

    def __getstate__(self) -> dict[str, Any]:
        """Return what is pickled: the fields, without compiled patterns."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @cached_property
    def _guards(self) -> tuple[Any, ...]:
        guards = (getattr(self, key) for key in GUARD_FIELDS)
        return tuple(compile_pattern(guard) if guard else None for guard in guards)

    def allows(self, view: View, start: int, end: int, tail: Tail | None = None) -> bool:
        """Return whether the guards let the rule touch the text from start to end.

        No rule touches a line of source code.

        Args:
            view: the document.
            start: where the text begins.
            end: where it ends.
            tail: the tail of the document, if lines of it are removed.
        """
        number = view.line_at(start)
        if view.is_source(number) or not view.is_at(self.where, number, tail):
            return False
        when, unless, when_document, unless_document = self._guards
        if when or unless:
            floor, ceiling = view.starts[number], view.ends[view.line_at(max(start, end - 1))]
            around = view.text[max(floor, start - REACH) : min(ceiling, end + REACH)]
            if (when and not occurs(when, around)) or (unless and occurs(unless, around)):
                return False
        if (when_document and not view.has(when_document)) or (
            unless_document and view.has(unless_document)
        ):
            return False
        if self.unless_letter and view.once(is_letter):
            return False
        return not self.language or (view.language or self.language) == self.language


AnyRule = TypeVar("AnyRule", bound=Rule)


@lru_cache(maxsize=2048)
def occurs(pattern: Any, text: str) -> bool:
    """Return whether a pattern matches in a text; it is cached, because each pass tests again."""
    return pattern.search(text) is not None


def yaml_key(field: str) -> str:
    """Return the key of a rule file for a field of a rule.

    >>> yaml_key("at_most")
    'at-most'
    """
    return field.rstrip("_").replace("_", "-")


def rule_keys(kind: type[Rule]) -> dict[str, str]:
    """Return the keys that a rule of this kind may have, each with the name of its field."""
    return {yaml_key(f.name): f.name for f in fields(kind) if f.name not in LOADER_FIELDS}


def check_patterns(key: str, patterns: Iterable[str], *, ignore_case: bool = False) -> None:
    """Raise RuleError, which names the key, if a pattern cannot be used."""
    for pattern in patterns:
        compile_pattern(pattern, key=key, ignore_case=ignore_case)


def written(
    key: str, patterns: Iterable[str], *, ignore_case: bool = False
) -> Iterator[WrittenPattern]:
    """Yield the patterns of a key, without empty ones."""
    for pattern in patterns:
        if pattern:
            yield WrittenPattern(key, pattern, compile_pattern(pattern, ignore_case=ignore_case))


@dataclass(frozen=True, kw_only=True)
class PatternRule(Rule):
    """A rule that finds its text by patterns.

    Keys:
        patterns: RE2 patterns, one or a list.
        ignore-case: whether `a` in a pattern also matches `A`.
    """

    patterns: tuple[str, ...]
    ignore_case: bool = False

    def __post_init__(self) -> None:
        """Reject patterns that RE2 cannot compile."""
        super().__post_init__()
        check_patterns("patterns", self.patterns, ignore_case=self.ignore_case)

    def written_patterns(self) -> Iterator[WrittenPattern]:
        """Yield all patterns of the rule."""
        yield from super().written_patterns()
        yield from written("patterns", self.patterns, ignore_case=self.ignore_case)
