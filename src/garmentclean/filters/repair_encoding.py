"""repair-encoding: mojibake, entities and control characters, by ftfy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

from garmentclean.edit import Patch
from garmentclean.filters import FilterRule
from garmentclean.filters.untouched import CONTROLS, has_entity, is_untouched
from garmentclean.lazy import lazily
from garmentclean.memo import remembered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from garmentclean.view import View

STEPS: dict[str, dict[str, object]] = {
    "mojibake": {
        "fix_encoding": True,
        "restore_byte_a0": True,
        "replace_lossy_sequences": True,
        "decode_inconsistent_utf8": True,
    },
    "entities": {"unescape_html": True},
    "controls": {
        "fix_c1_controls": True,
        "remove_control_chars": True,
        "remove_terminal_escapes": True,
    },
}
"""The parts of ftfy that each `repairs` stands for; all others are off, as they restyle text."""

CONTROL = lazily(f"[{CONTROLS}]")
TOKEN = lazily(r"\s+|\S+")
WINDOW = 2000
"""So many words (and spaces) of a line are compared at once: it takes time, and memory, that grows
with their square."""


@dataclass(frozen=True, kw_only=True)
class RepairEncoding(FilterRule):
    """Repair what a wrong decoding has done, with ftfy, line by line.

    Quotes, ligatures and the width of characters are never touched. A line with bytes that are
    no UTF-8 is left alone.

    Keys:
        repairs: `mojibake` (text decoded as if it were Latin-1 and the like), `entities`
            (`&amp;`), or `controls` (control characters, terminal escapes).
    """

    kind: ClassVar[str] = "repair-encoding"

    repairs: Literal["mojibake", "entities", "controls"]

    @staticmethod
    def scanner(rules: Sequence[RepairEncoding]) -> Scanner:
        """Compile rules of this kind."""
        return Scanner(rules)


class Change(NamedTuple):
    """What a rule would change in a line: offsets in it, and what comes instead."""

    rule: RepairEncoding
    differences: tuple[tuple[int, int, str], ...]


class Scanner:
    """All repair-encoding rules."""

    def __init__(self, rules: Sequence[RepairEncoding]) -> None:
        self._rules = rules
        self._changes = remembered(self._changes_of)

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose the words that ftfy would write otherwise."""
        if is_untouched(view.text) and not has_entity(view.text):
            return
        for number, changes in view.marked(self._changes):
            start, end = view.starts[number], view.ends[number]
            for rule, found in changes:
                if rule.allows(view, start, end):
                    for first, last, replacement in found:
                        yield Patch(start + first, start + last, replacement, rule.name)

    def _changes_of(self, line: str) -> tuple[Change, ...]:
        """Return what the rules would change in a line.

        Nothing in one with bytes that are no UTF-8.
        """
        concerns = {
            "mojibake": not is_untouched(line),
            "entities": has_entity(line),
            "controls": CONTROL.search(line) is not None,
        }
        if not any(concerns.values()) or "\ufffd" in line or line.isspace():
            return ()
        rules = [rule for rule in self._rules if concerns[rule.repairs]]
        fixed = [(r, self._ftfy.fix_text(line, self._config[r.repairs])) for r in rules]
        return tuple(
            Change(rule, tuple(differences(line, text)))
            for rule, text in fixed
            if text != line and "\n" not in text
        )

    @cached_property
    def _ftfy(self) -> Any:  # noqa: ANN401 - a module
        # Most documents do not need it, and it takes a tenth of a second to import.
        import ftfy  # noqa: PLC0415

        return ftfy

    @cached_property
    def _config(self) -> dict[str, Any]:
        off: dict[str, object] = dict.fromkeys(self._ftfy.TextFixerConfig._fields, False)
        off |= {"normalization": None, "explain": False, "max_decode_length": 1_000_000}
        return {name: self._ftfy.TextFixerConfig(**(off | on)) for name, on in STEPS.items()}


def differences(before: str, after: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, replacement) for each run of words in which two lines differ.

    >>> list(differences("it â€™s here", "it ’s here"))
    [(3, 7, '’s')]
    """
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    starts = [0, *accumulate(map(len, old))]
    pending: tuple[int, int, str] | None = None
    for equal, source, target in alignment(old, new):
        if equal:
            if pending:
                yield pending
            pending = None
            continue
        start, end = starts[source.start], starts[source.stop]
        piece = "".join(new[target])
        pending = (pending[0], end, pending[2] + piece) if pending else (start, end, piece)
    if pending:
        yield pending


def alignment(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, slice, slice]]:
    """Yield the stretches of two lists that belong together, and whether they are equal.

    Long lists are compared window by window; each begins in a stretch that is equal.
    """
    from rapidfuzz.distance import Indel  # noqa: PLC0415 - few documents need it

    left, right = 0, 0
    while left < len(old) or right < len(new):
        ops = [*Indel.opcodes(old[left : left + WINDOW], new[right : right + WINDOW])]
        if left + WINDOW < len(old) or right + WINDOW < len(new):
            equal = [number for number, op in enumerate(ops) if op.tag == "equal"]
            if not equal:
                yield False, slice(left, len(old)), slice(right, len(new))
                return
            late = [number for number in equal if ops[number].src_end > WINDOW // 2] or equal
            longest = max(late, key=lambda number: ops[number].src_end - ops[number].src_start)
            ops = ops[: longest + 1]
        for op in ops:
            yield (
                op.tag == "equal",
                slice(left + op.src_start, left + op.src_end),
                slice(right + op.dest_start, right + op.dest_end),
            )
        left, right = left + ops[-1].src_end, right + ops[-1].dest_end
