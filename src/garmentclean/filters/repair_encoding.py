"""repair-encoding: mojibake, entities and control characters, by ftfy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from garmentclean.edit import Patch
from garmentclean.filters import FilterRule
from garmentclean.lazy import lazily

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

CONTROLS = lazily("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
CONCERNS = {
    "mojibake": re.compile("[^\x00-\x7f]"),
    "entities": re.compile("&"),
    "controls": re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u206a-\u206f\ufeff\ufff9-\ufffc]"),
}
"""A line without one of these is never changed by that repair."""
TOKEN = lazily(r"\s+|\S+")


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


class Scanner:
    """All repair-encoding rules."""

    def __init__(self, rules: Sequence[RepairEncoding]) -> None:
        self._rules = rules

    def patches(self, view: View) -> Iterator[Patch]:
        """Propose the words that ftfy would write otherwise."""
        text = view.text
        if text.isascii() and "&" not in text and not CONTROLS.search(text):
            return
        for number in view.written:
            content = view.contents[number]
            for rule in self._rules:
                if CONCERNS[rule.repairs].search(content) and "\ufffd" not in content:
                    yield from self._repair(view, rule, number, content)

    def _repair(
        self, view: View, rule: RepairEncoding, number: int, content: str
    ) -> Iterator[Patch]:
        fixed = self._ftfy.fix_text(content, self._config[rule.repairs])
        line = view.lines[number]
        if fixed != content and "\n" not in fixed and rule.allows(view, line.start, line.end):
            for start, end, replacement in differences(content, fixed):
                yield Patch(line.start + start, line.start + end, replacement, rule.name)

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
    starts = [0]
    for token in old:
        starts.append(starts[-1] + len(token))
    pending: tuple[int, int, str] | None = None
    from rapidfuzz.distance import Indel  # noqa: PLC0415 - few documents need it

    for op in Indel.opcodes(old, new):
        if op.tag == "equal":
            if pending:
                yield pending
            pending = None
            continue
        start, end = starts[op.src_start], starts[op.src_end]
        piece = "".join(new[op.dest_start : op.dest_end])
        pending = (pending[0], end, pending[2] + piece) if pending else (start, end, piece)
    if pending:
        yield pending
