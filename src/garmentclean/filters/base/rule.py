"""Rules: what every rule has, whichever filter carries it out, and its guards."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import re2

from garmentclean.errors import GarmentcleanError
from garmentclean.filters.base.correspondence import is_letter
from garmentclean.filters.base.pattern_hints import control_in, refusal
from garmentclean.text.display import brief

if TYPE_CHECKING:
    from garmentclean.filters.base.view import View
    from garmentclean.text.structure import Tail

REACH = 160
"""So many characters on each side of a match are its surroundings, within its line."""

PART = re.compile(r"\\Q.*?(?:\\E|$)|\\.|\[:\^?\w+:\]|\[\^?\]?|.", re.DOTALL)
"""A part of a pattern: an escape, a POSIX class, the beginning of a class, or a character."""

WORD = (
    r"0-9A-Za-z_\x{AA}\x{B5}\x{BA}\x{C0}-\x{D6}\x{D8}-\x{F6}\x{F8}-\x{1FFF}\x{2C00}-\x{2DFF}"
    r"\x{3005}-\x{3007}\x{3021}-\x{FDFF}\x{FF10}-\x{FF19}\x{FF21}-\x{FF3A}\x{FF41}-\x{FF5A}"
    r"\x{FF66}-\x{FFDC}\x{10000}-\x{1EFFF}\x{20000}-\x{3FFFF}"
)
"""Letters and digits: all that Unicode has, without its blocks of punctuation and symbols; whole
blocks, because the exact classes (`[\\p{L}\\p{N}]`) make a pack compile twenty times slower."""

DEEPEST = 100
"""So many groups of a pattern may stand within each other; RE2 takes 1000."""

PATTERN_MEMORY, SET_MEMORY, MOST_MEMORY = 1 << 19, 64 << 20, 1 << 30
"""Bytes that RE2 may use for one of hundreds of patterns, for a set or a very large pattern, and
for a set of very many patterns."""
LONGEST = 10_000
"""No pattern, term or phrase of a rule has more characters."""

LOADER_FIELDS = frozenset({"id", "pack", "path", "line", "examples"})
"""Fields that the loader fills in by itself; all others are keys that a rule file may set."""


class RuleError(GarmentcleanError):
    """A rule's key has a value that the rule cannot work with.

    Args:
        key: the key as it stands in the rule file.
        message: what is wrong with its value, and what it should be.
    """

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


@dataclass(frozen=True, kw_only=True)
class Example:
    """A text before and after its rule alone has run, and what the rule must report in it.

    One whose `after` is its `before` is a `keep`. `metadata` is what is known of the document, and
    `corpus` has texts that are counted with it. One that `fails` is a test that must fail.
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
        """Whether it shows where the rule stops."""
        return self.before == self.after and not self.reports


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What every rule has.

    Keys:
        why: the reason for the rule, one sentence for the one whose text it changes.
        when: a pattern that must match on the line, or around the match in a long line.
        unless: a pattern that must not match there.
        unless-document: a pattern that must not match anywhere in the document.
        unless-letter: whether the rule leaves letters alone: documents with a salutation
            ("Dear all,") near their beginning, or closing words ("Yours,") near their end.
        where: in which part of the document the rule works: `head` (to the first running prose),
            `tail` (the last sentence of the body and what is below it; where a line there goes,
            it begins with the sentence above), `edges` (both), `below` (all that is below the
            first running prose) or `anywhere`.
        language: run only on documents in this language, or in one that cannot be told.
        safety: `unsafe` rules run only when they are asked for with --unsafe.
        at-most: the share of a document's words, above 0 and up to 1, that the rule may take
            away; where it would take more, it does nothing. What a rule takes that may take all
            (1) does not count for `max-loss`.
    """

    kind: ClassVar[str]
    judges_at_most: ClassVar[bool] = False
    """Whether the filter itself holds `at-most`, in a unit of its own."""

    id: str
    pack: str = "rules"
    why: str
    when: str = ""
    unless: str = ""
    unless_document: str = ""
    unless_letter: bool = False
    where: Literal["head", "tail", "edges", "below", "anywhere"] = "anywhere"
    language: str = ""
    safety: Literal["safe", "unsafe"] = "safe"
    at_most: float | None = None
    examples: tuple[Example, ...] = ()
    path: str = ""
    line: int = 0

    def __post_init__(self) -> None:
        """Compile the guards, so that a broken one is found when the rule is loaded."""
        for key in ("when", "unless", "unless_document"):
            compile_pattern(getattr(self, key), key=yaml_key(key))
        if self.at_most is not None and not 0 < self.at_most <= 1:
            raise RuleError("at-most", f"is a share, above 0 and up to 1, not {self.at_most}")

    @property
    def name(self) -> str:
        """The full name, `pack/id`."""
        return f"{self.pack}/{self.id}"

    def __getstate__(self) -> dict[str, Any]:
        """Return what pickles: the keys, and nothing that is compiled of them."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @cached_property
    def _guards(self) -> tuple[Any, Any, Any]:
        return (
            compile_pattern(self.when) if self.when else None,
            compile_pattern(self.unless) if self.unless else None,
            compile_pattern(self.unless_document) if self.unless_document else None,
        )

    def allows(self, view: View, start: int, end: int, tail: Tail | None = None) -> bool:
        """Return whether the guards let the rule touch the text from start to end.

        No rule touches a line of source code.

        Args:
            view: the document.
            start: where the text begins.
            end: where it ends.
            tail: the tail of the document, if lines of it go.
        """
        number = view.line_at(start)
        if view.is_source(number):
            return False
        when, unless, unless_document = self._guards
        if when or unless:
            floor, ceiling = view.starts[number], view.ends[view.line_at(max(start, end - 1))]
            around = view.text[max(floor, start - REACH) : min(ceiling, end + REACH)]
            if (when and not occurs(when, around)) or (unless and occurs(unless, around)):
                return False
        if unless_document and view.has(unless_document):
            return False
        if self.unless_letter and view.once(is_letter):
            return False
        if self.language and (view.language or self.language) != self.language:
            return False
        return view.is_at(self.where, number, tail)


@lru_cache(maxsize=2048)
def occurs(pattern: Any, text: str) -> bool:
    """Tell whether a pattern matches somewhere in a text; each pass asks it again."""
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


@cache
def _options(memory: int) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = memory
    return options


@cache
def compile_pattern(pattern: str, *, key: str = "pattern", ignore_case: bool = False) -> Any:
    r"""Compile an RE2 pattern; ^ and $ are the ends of lines, \w has the letters of all scripts.

    Args:
        pattern: in RE2's syntax: linear time, hence no look-around and no back-references.
        key: the key to name in the error.
        ignore_case: whether "a" also stands for "A".

    Returns:
        the compiled pattern, with re's methods.

    Raises:
        RuleError: RE2 refuses the pattern.
    """
    try:
        return compiled(flagged(pattern, ignore_case=ignore_case))
    except RuleError as error:
        raise RuleError(key, str(error)) from None
    except (re2.error, UnicodeEncodeError) as error:
        reason = error.args[0] if error.args else error
        text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        raise RuleError(key, refusal(pattern, text)) from None


def check_length(text: str, key: str) -> None:
    """Raise RuleError for a pattern, a term or the like that is too long to be looked for.

    Args:
        text: the pattern.
        key: the key to name in the error.
    """
    if len(text) > LONGEST:
        rest = f"and may have {LONGEST:,}; cut it into shorter ones"
        raise RuleError(key, f"has {len(text):,} characters, {rest}")


def check_written(pattern: str, *, key: str = "pattern", ignore_case: bool = False) -> None:
    """Raise RuleError for a pattern of a user's that cannot be compiled, or cannot be meant.

    Args:
        pattern: the pattern.
        key: the key to name in the error.
        ignore_case: whether "a" also stands for "A".
    """
    check_length(pattern, key)
    if control := control_in(pattern):
        raise RuleError(key, control)
    compile_pattern(pattern, key=key, ignore_case=ignore_case)


def flagged(pattern: str, *, ignore_case: bool) -> str:
    r"""Return a pattern as RE2 gets it: with the flags that all have, and \w for all scripts.

    RE2's own \w and \W know ASCII only, so that "^\W*notice\W*$" would match any Chinese line
    that has "notice" in it. (\b and \d stay as they are.)

    >>> compile_pattern(r"^\w+$").search("织机") is not None
    True

    Raises:
        RuleError: the pattern cannot be compiled so, or nests too deep to be looked through.
    """
    pieces = [f"(?{'im' if ignore_case else 'm'})"]
    inside = False  # of a character class
    depth = 0
    for part in parts_of(pattern):
        if part in {r"\w", r"\W"}:
            if inside and part == r"\W":
                raise RuleError("pattern", rf"\W in [...] is not possible in {brief(pattern)}")
            negated = "^" if part == r"\W" else ""
            pieces.append(WORD if inside else f"[{negated}{WORD}]")
            continue
        if not inside and part.startswith("["):
            inside = True
        elif inside and part == "]":
            inside = False
        elif not inside and part in "()":
            depth += 1 if part == "(" else -1
            if depth > DEEPEST:
                message = f"groups stand more than {DEEPEST} deep within each other in"
                raise RuleError("pattern", f"{message} {brief(pattern)}")
        pieces.append(part)
    return "".join(pieces)


def parts_of(pattern: str, part: re.Pattern[str] = PART) -> Iterator[str]:
    """Yield the parts of a pattern; a `]` behind a `[` ends the class that both are in.

    >>> [*parts_of("[[]a"), *parts_of("[]a]")]
    ['[', '[', ']', 'a', '[]', 'a', ']']
    """
    inside = False  # of a class
    for one in part.findall(pattern):
        begins = one.startswith("[") and not one.startswith("[:")
        if inside and begins and one.endswith("]"):
            yield from one
            inside = False
        else:
            yield one
            inside = (inside or begins) and one != "]"


@cache
def compiled(flagged: str) -> Any:
    """Compile a pattern that has its flags; re2.error if RE2 does not take it."""
    try:
        return re2.compile(flagged, _options(PATTERN_MEMORY))
    except re2.error:
        return re2.compile(flagged, _options(SET_MEMORY))  # it may have been too large only


def search_set(patterns: list[str]) -> Any:
    """Compile patterns (with their flags) into one RE2 set, which tests all in one pass.

    Raises RuleError if they need more memory than a set may have.
    """
    memory = SET_MEMORY
    while memory <= MOST_MEMORY:
        found = re2.Set.SearchSet(_options(memory))
        for one in patterns:
            found.Add(one)
        try:
            found.Compile()
        except re2.error:
            memory *= 2
        else:
            return found
    message = f"{len(patterns):,} patterns are too many for one run; select fewer rules"
    raise RuleError("patterns", message)
