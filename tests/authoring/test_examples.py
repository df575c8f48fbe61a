from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from garmentclean.authoring.examples import diff_lines, failures
from garmentclean.pipeline.rulefile import load_pack

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("a\n", ["a"]),
        ("a", ["a\n\\ No newline at the end"]),
        ("a \n  b  \n", [r"a\x20", r"  b\x20\x20"]),
        (" \n\n", [r"\x20", ""]),
        ("a\tb\t \n", [r"a\tb\t\x20"]),
        ("\u200bthe\xa0mill\x0c\r\n", [r"\u200bthe\xa0mill\x0c\r"]),
        ("织机，“loom” é\n", ["织机，“loom” é"]),
    ],
)
def test_invisible_characters_are_escaped(text: str, expected: list[str]) -> None:
    assert diff_lines(text) == expected


def test_texts_that_differ_in_invisible_characters_have_a_diff(
    make_pack: Callable[..., Path],
) -> None:
    path = make_pack(
        "own",
        {
            "filter": "substitute",
            "terms": {"loom": "mill"},
            "examples": [{"before": "A\nThe loom", "after": "A\nThe mill \n"}, {"keep": "A"}],
        },
    )
    (failure,) = failures(load_pack(path).rules)
    assert str(failure) == (
        f"{path}:{failure.example.line}: own/r0: not the expected text\n"
        "--- expected\n+++ actual\n@@ -1,2 +1,2 @@\n A\n-The mill\\x20\n+The mill\n"
        "\\ No newline at the end"
    )
