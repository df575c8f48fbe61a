"""What is told without ftfy is what ftfy does, with strings that come near to mojibake."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from itertools import product
from typing import TYPE_CHECKING, Any

import ftfy
import pytest
from ftfy.badness import MOJIBAKE_CATEGORIES, is_bad

from garmentclean.filters.repair_encoding.controls import control_changes
from garmentclean.filters.untouched import UNKNOWN, has_entity, is_untouched

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

BMP = [chr(code) for code in range(0x80, 0x10000) if not 0xD800 <= code < 0xE000]
TABLED = [c for c in BMP if re.match(f"[{''.join(MOJIBAKE_CATEGORIES.values())}]", c)]
"""Each character beyond ASCII that ftfy's heuristic knows by its class."""
OTHERS = [*map(chr, range(0x80, 0x530)), *"ế\u200b‐‑\u2028※℃★深、\u3000\ufeff\ufffc\ufffd😀"]
ASCII = [*" aze.,?!AZ09_\t\x07\x1b\x0b\x0c"]
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
"""The parts of ftfy that are compared; all others are off, as they restyle text."""
OFF: dict[str, Any] = dict.fromkeys(ftfy.TextFixerConfig._fields, False)
OFF |= {"normalization": None, "explain": False, "max_decode_length": 1_000_000}
CONFIG = {name: ftfy.TextFixerConfig(**(OFF | on)) for name, on in STEPS.items()}


def samples(pieces: list[str], times: int, longest: int) -> Iterator[str]:
    draw = random.Random(6)
    for _ in range(times):
        yield "".join(draw.choices(pieces, k=draw.randint(1, longest)))


def test_neighbours_that_pass_are_not_bad() -> None:
    passed = 0
    for first, second in product(TABLED, TABLED):
        text = f"a{first}{second}_ {first}{second} .{first}{second}“"
        if is_untouched(text):
            passed += 1
            assert not is_bad(text), text
    assert passed > 20_000


def test_ftfy_has_no_character_of_the_blocks_that_it_does_not_know() -> None:
    assert not re.findall(f"[{UNKNOWN}]", "".join(TABLED))


@pytest.mark.exhaustive
def test_what_is_untouched_is_not_touched_by_ftfy() -> None:
    passed = 0
    for text in samples(TABLED + ASCII * 30 + OTHERS[-20:], 300_000, 7):
        if is_untouched(text):
            passed += 1
            assert not is_bad(text)
            assert passed % 8 or ftfy.fix_text(text, CONFIG["mojibake"]) == text
            assert ftfy.fix_text(text, CONFIG["controls"]) == text
            assert not [*control_changes(text, ())]
    assert passed > 100_000


def test_what_has_no_entity_is_not_touched_by_ftfy() -> None:
    pieces = ["&", ";", "#", "amp", "lt", "x27", "39", "AMP", " ", "é", "a" * 23, "<"]
    passed = 0
    for text in samples(pieces, 150_000, 8):
        if not has_entity(text):
            passed += 1
            assert ftfy.fix_text(text, CONFIG["entities"]) == text
    assert passed > 100_000


def test_common_marks_and_letters_do_not_load_ftfy() -> None:
    text = "“A café – £5 for naïve résumés…” said Zoë’s friend — «Été», 20 °C, ½ “crêpe”."
    code = (
        "import sys\nfrom garmentclean import clean\n"
        f"assert clean({text!r}) == {text!r}\nassert 'ftfy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
