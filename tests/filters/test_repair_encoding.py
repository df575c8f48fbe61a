"""repair-encoding: what each rule repairs, and that ftfy agrees where it is not called."""

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
from hypothesis import given
from hypothesis import strategies as st

from garmentclean import Document
from garmentclean.filters.repair_encoding.controls import control_changes
from garmentclean.filters.repair_encoding.rule import UNKNOWN, has_entity, is_untouched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from garmentclean import Pipeline, Result

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


@pytest.mark.slow
def test_neighbours_in_untouched_text_are_not_bad() -> None:
    passed = 0
    for first, second in product(TABLED, TABLED):
        text = f"a{first}{second}_ {first}{second} .{first}{second}“"
        if is_untouched(text):
            passed += 1
            assert not is_bad(text), text
    assert passed > 20_000


@pytest.mark.slow
def test_ftfy_has_no_character_of_the_blocks_that_it_does_not_know() -> None:
    assert not re.findall(f"[{UNKNOWN}]", "".join(TABLED))


@pytest.mark.slow
@pytest.mark.exhaustive
def test_ftfy_changes_nothing_in_text_that_is_untouched() -> None:
    passed = 0
    for text in samples(TABLED + ASCII * 30 + OTHERS[-20:], 300_000, 7):
        if is_untouched(text):
            passed += 1
            assert not is_bad(text)
            assert passed % 8 or ftfy.fix_text(text, CONFIG["mojibake"]) == text
            assert ftfy.fix_text(text, CONFIG["controls"]) == text
            assert not [*control_changes(text, ())]
    assert passed > 100_000


@pytest.mark.slow
def test_ftfy_changes_nothing_in_text_that_has_no_entity() -> None:
    pieces = ["&", ";", "#", "amp", "lt", "x27", "39", "AMP", " ", "é", "a" * 23, "<"]
    passed = 0
    for text in samples(pieces, 150_000, 8):
        if not has_entity(text):
            passed += 1
            assert ftfy.fix_text(text, CONFIG["entities"]) == text
    assert passed > 100_000


@pytest.mark.slow
def test_common_marks_and_letters_do_not_load_ftfy() -> None:
    text = "“A café – £5 for naïve résumés…” said Zoë’s friend — «Été», 20 °C, ½ “crêpe”."
    code = (
        "import sys\nfrom garmentclean import clean\n"
        f"assert clean({text!r}) == {text!r}\nassert 'ftfy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def repair(repairs: str, **keys: Any) -> dict[str, Any]:
    return {"filter": "repair-encoding", "repairs": repairs, **keys}


PROSE = "The weavers of the lower valley met on Tuesday, and they want an answer from the mill.\n"
BROKEN = {
    "mojibake": ("It’s the cafÃ© of the millâ€™s owner", "It’s the café of the mill’s owner"),
    "entities": ("Dyes &amp; yarn of R&amp;D, 5 &lt; 6", "Dyes & yarn of R&D, 5 < 6"),
    "controls": ("a \x1b[1mloom\x1b[0m,\x0b and it\x92s old", "a loom, and it’s old"),
}


@pytest.mark.parametrize("repairs", BROKEN)
def test_a_rule_repairs_what_it_names_and_nothing_else(
    repairs: str, clean_with: Callable[..., Result]
) -> None:
    before = "\n".join(f"{PROSE}{broken}" for broken, _ in BROKEN.values())
    broken, right = BROKEN[repairs]
    result = clean_with(before, repair(repairs))
    assert result.text == before.replace(broken, right)
    assert {edit.rule for edit in result.edits} == {"rules/r0"}


@pytest.mark.parametrize("repairs", BROKEN)
@pytest.mark.parametrize(
    "text",
    [
        "“A café – £5 for naïve résumés…” said Zoë’s friend — «Été», 20 °C, ½ “crêpe”.\n",
        "Ã and â are letters, HÂL” is a name, and ﬁ and Ａ stay as they are.\n",
        "R&D, 5 < 6 && 7 > 2, &unknown; and a & b;\n",
        "织机很好，“价格”尚未公布。\n",
    ],
)
def test_good_text_stays(repairs: str, text: str, clean_with: Callable[..., Result]) -> None:
    assert clean_with(text, repair(repairs)).text == text


@pytest.mark.parametrize(("repairs", "pair"), BROKEN.items(), ids=BROKEN)
def test_guards_and_newlines(
    repairs: str,
    pair: tuple[str, str],
    check_guards: Callable[..., None],
    check_newlines: Callable[..., None],
) -> None:
    before, after = (f"{PROSE}\n{text}\n{PROSE}" for text in pair)
    check_guards(repair(repairs), before)
    check_newlines(repair(repairs), before, after)


def test_a_guard_looks_at_the_line_of_the_repair(clean_with: Callable[..., Result]) -> None:
    text = "Write &amp; in HTML.\nDyes &amp; yarn.\n"
    expected = "Write &amp; in HTML.\nDyes & yarn.\n"
    assert clean_with(text, repair("entities", unless="HTML")).text == expected
    assert clean_with(text, repair("entities", when="yarn")).text == expected


def test_bytes_that_are_not_utf_8_are_written_again(
    pipeline_of: Callable[..., Pipeline],
) -> None:
    document = Document.from_bytes(b"the caf\xe9 of it\xc3\x83\xc2\xa9 \xff &amp; more\n", "a.txt")
    result = pipeline_of(*map(repair, BROKEN)).clean(document)
    assert result.text.endswith("& more\n")
    assert result.restore().to_bytes() == document.to_bytes()


@pytest.mark.parametrize(
    ("keys", "message"),
    [({"repairs": "quotes"}, "it is 'quotes'"), ({"repairs": ["controls"]}, "must be")],
)
def test_a_wrong_value_is_refused(
    keys: dict[str, Any], message: str, check_refusal: Callable[..., None]
) -> None:
    check_refusal({"filter": "repair-encoding", **keys}, "repairs", message)


ODD = ["cafÃ©", "â€™", "â€œ", "Â ", "&amp;", "&lt;", "&#10;", "\x1b[1m", "\x0b", "\x92", "织", "é"]


@given(st.lists(st.sampled_from([*ODD, "a", " ", " ", "\n"])).map("".join))
def test_any_mixture_settles_and_comes_back(clean_with: Callable[..., Result], text: str) -> None:
    left = clean_with(text, *map(repair, BROKEN)).text
    assert left.count("织") == text.count("织")
    assert left.count("\n") == text.count("\n")
