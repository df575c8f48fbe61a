from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garmentclean import Document, Edit
from garmentclean.pipeline.pipeline import Note, Result
from garmentclean.report.summary import Count, Tally, never_fired, percent, summary_lines

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

DROP = Edit("a/drop", 0, "Return to list\n", "")
SWAP = Edit("a/swap", 4, "pform", "transform")
GROW = Edit("b/grow", 4, "gap", "thermal gap")
NOTE = Note("b/note", 0, "3 zillion")


def result(*edits: Edit, refused: tuple[Edit, ...] = (), notes: tuple[Note, ...] = ()) -> Result:
    return Result(Document(""), edits, notes, words=10, refused=refused)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (result(), Tally(1, 0, 0, 10)),
        (result(DROP), Tally(1, 1, 0, 10, {"a/drop": Count(1, 1, 3)})),
        (
            result(DROP, SWAP, DROP),
            Tally(1, 1, 0, 10, {"a/drop": Count(1, 2, 6), "a/swap": Count(1, 1, 0)}),
        ),
        (result(GROW), Tally(1, 1, 0, 10, {"b/grow": Count(1, 1, 0)})),
        (result(notes=(NOTE, NOTE)), Tally(1, 0, 0, 10, {"b/note": Count(1)})),
        (result(refused=(DROP, SWAP)), Tally(1, 0, 1, 10)),
    ],
    ids=["nothing", "drop", "several", "grow", "notes", "stopped"],
)
def test_a_document_is_counted(one: Result, expected: Tally) -> None:
    assert Tally.of(one) == expected


def test_documents_are_added_up() -> None:
    total = Tally()
    for one in (
        result(DROP, SWAP),
        result(DROP, DROP),
        result(notes=(NOTE,)),
        result(refused=(DROP,)),
    ):
        total.add(Tally.of(one))
    counts = {"a/drop": Count(2, 3, 9), "a/swap": Count(1, 1, 0), "b/note": Count(1)}
    assert total == Tally(4, 2, 1, 40, counts)
    assert (total.edits, total.removed) == (4, 9)


SOME = st.lists(st.sampled_from([DROP, SWAP, GROW]), max_size=4)


@given(st.lists(SOME, max_size=6), st.integers(0, 6))
def test_counting_a_run_in_parts_gives_the_same_totals(runs: list[list[Edit]], cut: int) -> None:
    parts = [Tally(), Tally()]
    whole = Tally()
    for number, edits in enumerate(runs):
        parts[number >= cut].add(Tally.of(result(*edits)))
        whole.add(Tally.of(result(*edits)))
    parts[0].add(parts[1])
    assert parts[0] == whole


def test_the_table_starts_with_the_rules_that_removed_the_most_words() -> None:
    tally = Tally(
        12_345,
        1_000,
        0,
        2_000_000,
        {
            "a/none": Count(3, 0, 0),
            "b/few": Count(1, 1, 0),
            "a/few": Count(1, 1, 0),
            "a/many-edits": Count(2, 2_000, 0),
            "a/some": Count(10_000, 10_001, 1),
            "long-pack/most": Count(7, 7, 1_500_000),
        },
    )
    assert [*summary_lines(tally)] == [
        "  rule            documents   edits  words removed  of all words",
        "  long-pack/most          7       7      1,500,000        75.0 %",
        "  a/some             10,000  10,001              1        <0.1 %",
        "  a/many-edits            2   2,000              0           0 %",
        "  a/few                   1       1              0           0 %",
        "  b/few                   1       1              0           0 %",
    ]


@pytest.mark.parametrize("counts", [{}, {"b/note": Count(2)}])
def test_without_edits_there_is_no_table(counts: dict[str, Count]) -> None:
    assert [*summary_lines(Tally(2, 0, 0, 10, counts))] == []


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (0, 0, "0 %"),
        (0, 10, "0 %"),
        (1, 8, "12.5 %"),
        (1, 3, "33.3 %"),
        (10, 10, "100.0 %"),
        (1, 1000, "0.1 %"),
        (1, 2000, "0.1 %"),
        (1, 2001, "<0.1 %"),
        (1, 10**12, "<0.1 %"),
        (0.75, 1, "75.0 %"),
        (12, 10, "120.0 %"),
    ],
)
def test_a_share_is_readable(part: float, whole: float, expected: str) -> None:
    assert percent(part, whole) == expected


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_a_share_above_zero_is_never_shown_as_zero(part: int, whole: int) -> None:
    shown = percent(part, whole)
    assert shown not in {"0 %", "0.0 %"}
    assert shown.endswith(" %")


def test_rules_that_neither_changed_nor_reported_have_never_fired() -> None:
    tally = Tally.of(result(SWAP, notes=(NOTE,)))
    assert list(never_fired(tally, ["b/note", "b/z", "a/swap", "a/drop", "c/x"])) == [
        "never fired: b 1 of 2 (z)",
        "never fired: a 1 of 2 (drop)",
        "never fired: c 1 of 1 (x)",
    ]
    assert list(never_fired(tally, ["b/note", "a/swap"])) == []


def test_only_some_of_many_rules_that_never_fired_are_named() -> None:
    five = [f"a/r{number}" for number in range(5)]
    assert list(never_fired(Tally(), five)) == ["never fired: a 5 of 5 (r0, r1, r2, r3, r4)"]
    six = [*five, "a/r5"]
    assert list(never_fired(Tally(), six)) == ["never fired: a 6 of 6 (r0, r1, r2, r3, r4 …)"]


RAW = b"One loom.\nReturn to list\nThe pformation.\n"  # 7 words, of which 3 go


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "in" / name).write_bytes(RAW)
    (tmp_path / "in" / "c.txt").write_bytes(b"3 zillion.\n")
    return tmp_path / "in"


TABLE = [
    "  rule          documents  edits  words removed  of all words",
    "  house/return          2      2              6        37.5 %",
    "  house/trans           2      2              0           0 %",
]


@pytest.mark.parametrize(
    ("mode", "verb"), [("--check", "to clean"), ("--diff", "to clean"), ("-w", ""), ("-o=out", "")]
)
@pytest.mark.usefixtures("corpus")
def test_a_run_ends_with_a_summary_on_stderr(here: Run, mode: str, verb: str) -> None:
    done = here(*mode.split("="), "in")
    total = f"3 documents, 2 {verb or 'cleaned'}, 4 edits, 6 words removed (37.5 %)"
    assert done.stderr.decode().splitlines() == [f"garmentclean: {total}", *TABLE]
    assert b"words removed" not in done.stdout


@pytest.mark.usefixtures("corpus")
def test_verbose_names_each_document_and_the_rules_that_never_fired(here: Run) -> None:
    done = here("-v", "--unsafe", "--extend-select", "loud", "-w", "in")
    one = "2 edits, 3 words removed (42.9 %)"
    assert done.stderr.decode().splitlines() == [
        f"garmentclean: in/a.txt: {one}",
        f"garmentclean: in/b.txt: {one}",
        "garmentclean: in/c.txt: 0 edits",
        "garmentclean: 3 documents, 2 cleaned, 4 edits, 6 words removed (37.5 %)",
        *TABLE,
        "  never fired: house 1 of 4 (gown)",
        "  never fired: loud 1 of 1 (shout)",
    ]


@pytest.mark.usefixtures("corpus")
def test_verbose_lists_no_pack_whose_rules_all_fired(here: Run) -> None:
    assert b"never fired" not in here("-v", "--check", "in").stderr
    assert b"  never fired: house 1 of 3 (sums)\n" in here("-v", "--check", "in/a.txt").stderr


@pytest.mark.parametrize("mode", ["--check", "--diff", "-w", "-o=out", ""])
@pytest.mark.usefixtures("corpus")
def test_quiet_prints_nothing_if_all_is_well(here: Run, mode: str) -> None:
    args = mode.split("=") if mode else []
    assert here("-q", *args, "in/a.txt" if not mode else "in").stderr == b""


@pytest.mark.usefixtures("corpus")
def test_the_summary_of_a_file_cleaned_to_stdout_counts_its_changes(here: Run) -> None:
    done = here("in/a.txt")
    assert done.stdout == here(stdin=RAW).stdout
    assert done.stderr.decode().splitlines() == [
        "garmentclean: 1 document, 1 cleaned, 2 edits, 3 words removed (42.9 %)",
        "  rule          documents  edits  words removed  of all words",
        "  house/return          1      1              3        42.9 %",
        "  house/trans           1      1              0           0 %",
    ]
    assert done.returncode == 0


@pytest.mark.usefixtures("corpus")
def test_the_summary_says_that_a_file_is_unchanged(here: Run) -> None:
    assert here("in/c.txt").stderr == b"garmentclean: 1 document, 0 cleaned, 0 edits\n"


@pytest.mark.parametrize("args", [[], ["-"], ["--stdin-filename", "a.txt"]])
def test_stdin_to_stdout_has_a_summary_only_with_verbose(here: Run, args: list[str]) -> None:
    assert here(*args, stdin=RAW).stderr == b""
    done = here("-v", stdin=RAW)
    assert done.stderr.startswith(b"garmentclean: <stdin>: 2 edits, 3 words removed (42.9 %)\n")
    assert b"garmentclean: 1 document, 1 cleaned, 2 edits" in done.stderr
    assert done.stdout == here(stdin=RAW).stdout


def test_stopped_documents_are_in_the_summary(here: Run, corpus: Path) -> None:
    (corpus / "d.txt").write_bytes(b"Return to list\n" * 1_000)
    done = here("-w", "in")
    assert b"4 documents, 2 cleaned, 1 stopped, 4 edits, 6 words removed (0.2 %)" in done.stderr
    assert done.returncode == 1
