r"""Regular expressions: Python's, compiled when first used, and those of rules, compiled by RE2.

Rules may come from anybody, and RE2 takes linear time for any pattern.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from garmentclean.errors import RuleError
from garmentclean.text.display import brief
from garmentclean.text.regex_hints import control_in, refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

PART = re.compile(
    r"\\Q.*?(?:\\E|$)|\\[xpP]\{[^}]*\}|\\[pP]\w|\\x[0-9A-Fa-f]{2}|\\0[0-7]{0,2}|\\[1-7][0-7]{1,2}"
    r"|\\.|\[:\^?\w+:\]|\[\^?\]?|\(\?P?<\w+>|\(\?[imsU-]*[:)]|\{\d+(?:,\d*)?\}|.",
    re.DOTALL,
)
"""A part of an RE2 pattern: an escape, the start of a class or group, flags, a count, or a
character."""

WORD = (
    r"0-9A-Za-z_\x{AA}\x{B5}\x{BA}\x{C0}-\x{D6}\x{D8}-\x{F6}\x{F8}-\x{1FFF}\x{2C00}-\x{2DFF}"
    r"\x{3005}-\x{3007}\x{3021}-\x{FDFF}\x{FF10}-\x{FF19}\x{FF21}-\x{FF3A}\x{FF41}-\x{FF5A}"
    r"\x{FF66}-\x{FFDC}\x{10000}-\x{1EFFF}\x{20000}-\x{3FFFF}"
)
"""Letters and digits: all of Unicode except its blocks of punctuation and symbols. With the exact
classes (`[\\p{L}\\p{N}]`), a pack takes twenty times longer to compile."""

MAX_DEPTH = 100
"""How deeply groups may be nested; RE2 allows 1000."""

PATTERN_MEMORY, SET_MEMORY, MAX_MEMORY = 1 << 19, 64 << 20, 1 << 30
"""How many bytes RE2 may use: for one of hundreds of patterns, for a set or a very large pattern,
and for a set of very many patterns."""
MAX_LENGTH = 10_000
"""How many characters a pattern, term or phrase of a rule may have."""


class _Lazy:
    def __init__(self, pattern: str, flags: int | re.RegexFlag) -> None:
        self._arguments = pattern, flags

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(re.compile(*self._arguments), name)
        setattr(self, name, attribute)  # later uses are then as fast as without this class
        return attribute


def lazily(pattern: str, flags: int | re.RegexFlag = 0) -> re.Pattern[str]:
    r"""Return an `re` pattern that is compiled when it is first used.

    Python takes a millisecond or more to compile a class with thousands of characters, such as all
    Chinese ones, and a run over one page uses few of these patterns.

    >>> lazily(r"\w+").findall("The loom.")
    ['The', 'loom']
    """
    return cast("re.Pattern[str]", _Lazy(pattern, flags))


@cache
def _options(memory: int) -> Any:
    import re2

    options = re2.Options()
    options.log_errors = False
    options.max_mem = memory
    return options


@cache
def compile_pattern(pattern: str, *, key: str = "pattern", ignore_case: bool = False) -> Any:
    r"""Compile an RE2 pattern; ^ and $ match at line ends, \w matches letters of all scripts.

    Args:
        pattern: the pattern in RE2's syntax, which has no look-around and no back-references.
        key: the key to name in the error.
        ignore_case: whether "a" also matches "A".

    Returns:
        the compiled pattern, with the methods of `re`.

    Raises:
        RuleError: RE2 refuses the pattern.
    """
    import re2

    try:
        return compiled(with_flags(pattern, ignore_case=ignore_case))
    except RuleError as error:
        raise RuleError(key, str(error)) from None
    except (re2.error, UnicodeEncodeError) as error:
        reason = error.args[0] if error.args else error
        text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        raise RuleError(key, refusal(pattern, text)) from None


@cache
def compiled(with_flags: str) -> Any:
    """Compile a pattern that already has its flags; re2.error if RE2 refuses it."""
    import re2

    try:
        return re2.compile(with_flags, _options(PATTERN_MEMORY))
    except re2.error:
        return re2.compile(with_flags, _options(SET_MEMORY))  # perhaps it was only too large


def search_set(patterns: list[str], *, at_begin: bool = False) -> Any:
    """Compile patterns (with their flags) into one RE2 set, which tests all of them in one pass.

    Args:
        patterns: the patterns.
        at_begin: whether they only match at the beginning of a text, which is then known as soon
            as the text differs from all of them.

    Raises RuleError if they need more memory than a set may have.
    """
    import re2

    memory = SET_MEMORY
    while memory <= MAX_MEMORY:
        make = re2.Set.MatchSet if at_begin else re2.Set.SearchSet
        pattern_set = make(_options(memory))
        for pattern in patterns:
            pattern_set.Add(pattern)
        try:
            pattern_set.Compile()
        except re2.error:
            memory *= 2
        else:
            return pattern_set
    message = f"{len(patterns):,} patterns are too many for one run; select fewer rules"
    raise RuleError("patterns", message)


def check_length(text: str, key: str) -> None:
    """Raise RuleError for a pattern, a term or the like that is too long to search for.

    Args:
        text: the pattern.
        key: the key to name in the error.
    """
    if len(text) > MAX_LENGTH:
        rest = f"and may have {MAX_LENGTH:,}; cut it into shorter ones"
        raise RuleError(key, f"has {len(text):,} characters, {rest}")


def check_written(pattern: str, *, key: str = "pattern", ignore_case: bool = False) -> None:
    """Raise RuleError for a user's pattern that does not compile, or is surely a mistake.

    Args:
        pattern: the pattern.
        key: the key to name in the error.
        ignore_case: whether "a" also matches "A".
    """
    check_length(pattern, key)
    if control := control_in(pattern):
        raise RuleError(key, control)
    compile_pattern(pattern, key=key, ignore_case=ignore_case)


@cache
def with_flags(pattern: str, *, ignore_case: bool) -> str:
    r"""Return a pattern for RE2, with the flags that all patterns have, and \w for all scripts.

    RE2's own \w and \W are ASCII only, so that "^\W*notice\W*$" would match any Chinese line with
    "notice" in it. (\b and \d stay as they are.)

    >>> compile_pattern(r"^\w+$").search("织机") is not None
    True

    Raises:
        RuleError: the pattern cannot be rewritten, or its groups are nested too deeply.
    """
    pieces = [f"(?{'im' if ignore_case else 'm'})"]
    in_class = False
    depth = 0
    for part in parts_of(pattern):
        if part in {r"\w", r"\W"}:
            if in_class and part == r"\W":
                raise RuleError("pattern", rf"\W in [...] is not possible in {brief(pattern)}")
            negated = "^" if part == r"\W" else ""
            pieces.append(WORD if in_class else f"[{negated}{WORD}]")
            continue
        if not in_class and part.startswith("["):
            in_class = True
        elif in_class and part == "]":
            in_class = False
        elif not in_class and part == ")":
            depth -= 1
        elif not in_class and part.startswith("(") and not part.endswith(")"):
            depth += 1
            if depth > MAX_DEPTH:
                message = f"groups stand more than {MAX_DEPTH} deep within each other in"
                raise RuleError("pattern", f"{message} {brief(pattern)}")
        pieces.append(part)
    return "".join(pieces)


def parts_of(pattern: str) -> Iterator[str]:
    """Yield the parts of an RE2 pattern; within a class, a `]` after a `[` ends the class.

    >>> [*parts_of("[[]a"), *parts_of("[]a]")]
    ['[', '[', ']', 'a', '[]', 'a', ']']
    """
    in_class = False
    for part in PART.findall(pattern):
        begins = part.startswith("[") and not part.startswith("[:")
        if in_class and begins and part.endswith("]"):
            yield from part
            in_class = False
        else:
            yield part
            in_class = (in_class or begins) and part != "]"
