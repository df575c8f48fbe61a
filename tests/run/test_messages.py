from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from garmentclean.run.messages import FEW, Messages, kind_of
from outcomes import stderr_lines

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

ROWS = "".join(
    json.dumps({"id": n, "body": "A pformation.", "page": {"x": n}}) + "\n" for n in range(99)
)
LIMITED = "garmentclean: 4 more: would lose … % of its … words (-v shows all)"


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("a.jsonl:7: is no JSON object; left as it is", "is no JSON object"),
        ("a.txt: cannot read this file: Permission denied", "cannot read this file"),
        ("a.txt: has 3.5 MB, more than the 1 MB of --max-size", "has … MB"),
        ("a.txt: 1 byte is not UTF-8 (byte 7 is the first)", "… byte is not UTF-8"),
        ("no rules are left to run; check --select", "no rules are left to run"),
        ("", ""),
    ],
)
def test_a_kind_is_what_differs_in_names_and_numbers_only(message: str, kind: str) -> None:
    assert kind_of(message) == kind


@pytest.mark.parametrize(
    ("verbose", "hint"), [(False, " (-v shows all)"), (None, ""), (True, None)]
)
def test_the_first_few_of_each_kind_are_logged(*, verbose: bool | None, hint: str | None) -> None:
    lines: list[str] = []
    with Messages(lines.append, verbose=verbose) as messages:
        for number in range(FEW + 2000):
            messages(f"a:{number}: is no row; left as it is")
        messages("b: is a folder")
    if hint is None:
        assert len(lines) == FEW + 2001
    else:
        assert lines[FEW - 1 :] == [
            f"a:{FEW - 1}: is no row; left as it is",
            "b: is a folder",
            f"2,000 more: is no row{hint}",
        ]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_brake_names_the_first_documents_and_counts_the_others(
    here: Run, tmp_path: Path, jobs: str
) -> None:
    (tmp_path / "in").mkdir()
    for number in range(9):
        (tmp_path / "in" / f"{number}.txt").write_bytes(b"Return to list\n")
    done = here("--check", "-q", "--jobs", jobs, "in")
    assert done.returncode == 1
    assert [line.split(": ")[1] for line in stderr_lines(done)[:-1]] == [
        f"in/{n}.txt" for n in range(5)
    ]
    assert stderr_lines(done)[-1] == LIMITED
    assert here("--check", "-v", "in").stderr.count(b"would lose") == 9
    assert stderr_lines(here("--check", "-q", "in/0.txt"))[0].endswith("--diff --force shows it")


@pytest.mark.parametrize(
    ("fields", "keys"),
    [
        (["text"], "none of its 99 rows has a text 'text'; their keys: id, body, page"),
        (["id"], "none of its 99 rows has a text 'id'; their keys: id, body, page"),
        (["page.y"], "none of its 99 rows has a text 'page.y'; their keys: id, body, page.x"),
        (["a", "b"], "none of its 99 rows has a text 'a' or 'b'; their keys: id, body, page"),
    ],
)
@pytest.mark.parametrize("way", [["--check"], ["-o", "out.jsonl"], ["-w", "--jobs", "2"]])
def test_a_key_that_no_row_has_is_one_message_with_the_keys_that_there_are(
    here: Run, tmp_path: Path, fields: list[str], keys: str, way: list[str]
) -> None:
    (tmp_path / "a.jsonl").write_text(ROWS)
    options = [option for field in fields for option in ("--text-field", field)]
    done = here(*way, "-v", *options, "a.jsonl")
    verb = "to clean" if way == ["--check"] else "cleaned"
    assert done.returncode == 2
    assert stderr_lines(done)[:2] == [
        f"garmentclean: a.jsonl: {keys}; name the text's with --text-field",
        f"garmentclean: 0 documents, 0 {verb}, 99 failed, 0 edits",
    ]
    assert (tmp_path / "a.jsonl").read_text() == ROWS


def test_many_keys_are_not_all_named(here: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("".join(json.dumps({f"k{n}": n}) + "\n" for n in range(99)))
    [line] = stderr_lines(here("-q", "--check", "a.jsonl"))
    assert line.endswith("k18, k19 and more; name the text's with --text-field")


def test_rows_without_a_text_are_named_where_others_have_one(here: Run, tmp_path: Path) -> None:
    good = '{"text": "A pformation."}\n'
    (tmp_path / "a.jsonl").write_text(ROWS + good + ROWS)
    (tmp_path / "b.jsonl").write_text(ROWS)
    (tmp_path / "c.jsonl").write_text("{}\n")
    done = here("-q", "--check", "a.jsonl", "b.jsonl", "c.jsonl")
    assert done.returncode == 2
    lines = stderr_lines(done)
    assert [line.split(": ")[1] for line in lines[:5]] == [f"a.jsonl:{n}" for n in range(1, 6)]
    assert lines[5:] == [
        "garmentclean: a.jsonl: 94 more rows have no text there",
        (
            "garmentclean: b.jsonl: none of its 99 rows has a text 'text'; their keys: id, body, "
            "page; name the text's with --text-field"
        ),
        "garmentclean: 100 more: has no key 'text' (-v shows all)",
    ]


def test_counting_has_few_messages_of_a_kind_too(here: Run, tmp_path: Path) -> None:
    pytest.importorskip("numpy")
    (tmp_path / "a.jsonl").write_text(ROWS)
    done = here("count", "-o", "counts", "a.jsonl")
    assert done.returncode == 2
    assert stderr_lines(done)[5] == "garmentclean: 94 more: has no key 'text'"


BIG = b"The pformation of the mills. " * 100_000


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_is_piped_in_and_too_large_goes_on_as_it_is(here: Run, jobs: str) -> None:
    done = here("--max-size", "1MB", "--jobs", jobs, stdin=BIG)
    assert (done.returncode, done.stdout) == (2, BIG)
    problem = "garmentclean: <stdin>: has more than the 1 MB of --max-size; left as it is"
    assert stderr_lines(done) == [problem]
    assert here("--max-size", "10MB", stdin=BIG).returncode == 0


@pytest.mark.parametrize("way", [["--check"], ["--diff"], ["-o", "out.txt"]])
def test_where_it_does_not_go_on_the_message_says_so(
    here: Run, tmp_path: Path, way: list[str]
) -> None:
    done = here(*way, "-q", "--max-size", "1MB", stdin=BIG)
    assert (done.returncode, done.stdout) == (2, b"")
    assert stderr_lines(done)[0].endswith(
        "more than the 1 MB of --max-size; not cleaned, and not written"
    )
    assert not (tmp_path / "out.txt").exists()
