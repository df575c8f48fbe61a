from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest

from garmentclean import Document, Edit, Pipeline, Result
from garmentclean.pipeline.rulefile import load_pack
from garmentclean.report.diff import LONG, MANY, changed, diff_lines, versions
from garmentclean.report.terminal import color_wanted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Literal

    Show = Callable[..., str]

SGR = re.compile(r"\x1b\[[\d;]*m")
BACK = {"filter": "drop-lines", "patterns": "^Back$"}
TRANS = {"filter": "substitute", "terms": {"pformation": "transformation"}}


@pytest.fixture
def show(make_pack: Callable[..., Path]) -> Show:
    """Return a function that shows the diff of a text when cleaned."""
    pipeline = Pipeline(load_pack(make_pack("p", BACK, TRANS)).rules)

    def diff(text: str, *, color: bool, name: str = "a.txt") -> str:
        original = Document.from_text(text, name)
        return "".join(diff_lines(original, pipeline.clean(original), color=color))

    return diff


def test_a_diff_has_the_usual_colours(show: Show) -> None:
    text = "Back\nOne of the looms.\nThe pformation of it.\n"
    assert show(text, color=True).split("\n") == [
        "\x1b[1m--- a.txt\x1b[0m",
        "\x1b[1m+++ a.txt\x1b[0m",
        "\x1b[36m@@ -1,3 +1,2 @@\x1b[0m\x1b[35m p/r0, p/r1\x1b[0m",
        "\x1b[31m-Back\x1b[0m",
        " One of the looms.",
        "\x1b[31m-\x1b[0m\x1b[31mThe \x1b[0m\x1b[31;7mpformation \x1b[0m\x1b[31mof it.\x1b[0m",
        "\x1b[32m+\x1b[0m\x1b[32mThe \x1b[0m\x1b[32;7mtransformation \x1b[0m\x1b[32mof it.\x1b[0m",
        "",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Back\nOne.\nThe pformation of it.\n",
        "One.\nThe pformation of it.\n\n" + "Loom.\n" * 20 + "Back\n",
        "The pformation of it.",
        "One.\nBack",
        "Back\nThe pformation of it.\nBack\nThe pformation\nof it.\n",
        "One.\r\nThe pformation of it.\r\nBack\r\n",
        "Back",
    ],
)
def test_without_its_colours_it_is_the_plain_diff(show: Show, text: str) -> None:
    assert SGR.sub("", show(text, color=True)) == show(text, color=False)


def test_no_change_has_no_diff(show: Show) -> None:
    assert show("One loom.\n", color=True) == show("One loom.\n", color=False) == ""


def test_a_text_cannot_control_the_terminal(show: Show) -> None:
    text = "\x1b[2J one\x00\x07\r two\t\x7f\x9b3m\x85\udc9b\nThe \x1b]0;x\x07pformation of it.\n"
    plain = show(text, color=False, name="\x1b[1m.txt")
    assert "\x1b[2J" in plain
    colored = SGR.sub("", show(text, color=True, name="\x1b[1m.txt"))
    assert '--- "\\033[1m.txt"\n' in colored
    assert " ␛[2J one␀␇␍ two\t\\x7f\\x9b3m\\x85\\x9b\n" in colored
    assert "+The ␛]0;x␇transformation of it.\n" in colored
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", colored)


def test_invisible_characters_of_a_text_are_shown(show: Show) -> None:
    text = "\u202ecba\u202c \u2067x\u2069 \u200fy\u061c \u2028 \U000e0041\nThe pformation.\n"
    colored = SGR.sub("", show(text, color=True))
    assert (
        " <U+202E>cba<U+202C> <U+2067>x<U+2069> <U+200F>y<U+061C> <U+2028> <U+E0041>\n" in colored
    )
    assert text.partition("\n")[0] in show(text, color=False)


def test_the_plain_diff_keeps_the_bytes(show: Show) -> None:
    text = "\x1b[2J\x07one\udcff\r\n\x9b\r\nBack\r\n"
    assert show(text, color=False).endswith(" \x1b[2J\x07one\udcff\r\n \x9b\r\n-Back\r\n")


def test_very_different_lines_are_not_paired() -> None:
    assert versions("-One loom.\n", "+Nothing of this at all.\n") is None
    assert list(changed(["-One loom.\n"], ["+Nothing of this at all.\n"])) == [
        "\x1b[31m-One loom.\x1b[0m\n",
        "\x1b[32m+Nothing of this at all.\x1b[0m\n",
    ]


def test_changed_lines_are_paired_among_removed_ones() -> None:
    removed = ["-Back\n", "-A loom of the mill.\n", "-Gone.\n"]
    lines = list(changed(removed, ["+A gown of the mill.\n"]))
    assert [line for line in lines if ";7m" in line] == [lines[1], lines[3]]


def test_long_lines_and_many_lines_are_not_compared() -> None:
    half = " ".join(map(str, range(LONG)))[: LONG // 2 - 3]
    assert versions(f"-{half}\n", f"+{half}.\n") is not None
    assert versions(f"-{half}\n", f"+{half}...\n") is None
    many = [f"-A loom, number {number}.\n" for number in range(MANY)]
    assert any(";7m" in line for line in changed(many, ["+A mill, number 1.\n"]))
    assert not any(";7m" in line for line in changed([*many, "-"], ["+A mill, number 1.\n"]))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


VARIABLES = {"NO_COLOR": "1", "FORCE_COLOR": "1", "TERM": "dumb"}


@pytest.mark.parametrize(
    ("choice", "names", "terminal", "wanted"),
    [
        ("auto", "", True, True),
        ("auto", "", False, False),
        ("auto", "NO_COLOR", True, False),
        ("auto", "TERM", True, False),
        ("auto", "FORCE_COLOR", False, True),
        ("auto", "FORCE_COLOR TERM", True, True),
        ("auto", "FORCE_COLOR NO_COLOR", True, False),
        ("always", "NO_COLOR TERM", False, True),
        ("never", "FORCE_COLOR", True, False),
    ],
)
def test_when_colours_are_used(
    monkeypatch: pytest.MonkeyPatch,
    choice: Literal["auto", "always", "never"],
    names: str,
    *,
    terminal: bool,
    wanted: bool,
) -> None:
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value if name in names.split() else "")
    assert color_wanted(choice, Terminal() if terminal else io.StringIO()) is wanted


def test_a_closed_stream_gets_no_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "")
    assert color_wanted("auto", None) is False


def test_a_result_equal_to_the_original_has_no_diff() -> None:
    original = Document.from_text("One.\n", "a.txt")
    assert list(diff_lines(original, Result(original), color=True)) == []


def test_a_hunk_header_has_the_reasons_of_its_edits() -> None:
    original = Document.from_text("It was plated.\n", "a.txt")
    clean = original.with_text("It was translated.\n")
    result = Result(clean, (Edit("p/r", 7, "plated", "translated", "into\nThai"),))
    assert "".join(diff_lines(original, result)).split("\n")[2] == "@@ -1 +1 @@ p/r (into Thai)"
