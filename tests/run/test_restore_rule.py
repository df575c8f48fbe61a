from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from garmentclean.ledger.reader import read

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

RAW = b"One loom!!\nReturn to list\nThe pformation of a pformation!!\nReturn to list\nEnd"
CLEAN = b"One loom!\nThe transformation of a transformation!\nEnd"
TRANS_BACK = CLEAN.replace(b"transformation", b"pformation")
RETURN_BACK = (
    b"One loom!\nReturn to list\nThe transformation of a transformation!\nReturn to list\nEnd"
)
LOUD = ("--extend-select", "loud")
FORMS = {
    "plain": lambda data: data,
    "crlf": lambda data: data.replace(b"\n", b"\r\n"),
    "cr-and-bom": lambda data: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r"),
    "no-utf-8": lambda data: b"\xff\n" + data,
}


@pytest.fixture
def path(here: Run, tmp_path: Path) -> Path:
    file = tmp_path / "a.txt"
    file.write_bytes(RAW)
    here("-w", "a.txt", *LOUD, "--ledger", "l.jsonl")
    assert file.read_bytes() == CLEAN
    return file


def back(here: Run, *options: str) -> subprocess.CompletedProcess[bytes]:
    return here("restore", "a.txt", "--ledger", "l.jsonl", *options)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["trans"], TRANS_BACK),
        (["house/trans"], TRANS_BACK),
        (["return"], RETURN_BACK),
        (["loud/shout"], CLEAN.replace(b"!", b"!!")),
        (["trans,return"], RETURN_BACK.replace(b"transformation", b"pformation")),
        (["trans", "house/return", "shout"], RAW),
        (["sums"], CLEAN),
    ],
)
def test_only_the_edits_of_the_named_rules_are_undone(
    here: Run, path: Path, names: list[str], expected: bytes
) -> None:
    options = [word for name in names for word in ("--rule", name)]
    ledger = (path.parent / "l.jsonl").read_bytes()
    done = back(here, *options)
    assert (done.returncode, done.stdout) == (0, expected)
    assert (path.parent / "l.jsonl").read_bytes() == ledger
    assert back(here, "-w", *options).returncode == 0
    assert path.read_bytes() == expected
    assert back(here, "-w").returncode == 0
    assert path.read_bytes() == RAW


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_other_newlines_and_bytes_do_not_matter(
    here: Run, path: Path, form: Callable[[bytes], bytes]
) -> None:
    path.write_bytes(form(RAW))
    here("-w", "a.txt", *LOUD, "--ledger", "l.jsonl")
    assert back(here, "-w", "--rule", "trans").returncode == 0
    assert path.read_bytes() == form(TRANS_BACK)
    assert back(here).stdout == form(RAW)


@pytest.mark.parametrize("order", [["trans", "return", "shout"], ["shout", "return", "trans"]])
def test_rules_can_be_undone_one_after_another(here: Run, path: Path, order: list[str]) -> None:
    for rule in order:
        assert back(here, "-w", "--rule", rule).returncode == 0
        assert back(here).stdout == RAW
    assert path.read_bytes() == RAW
    done = back(here, "-w")
    assert done.stderr == b"garmentclean: 0 documents restored, 1 already as they were\n"


def test_an_edit_is_not_undone_twice(here: Run, path: Path) -> None:
    for restored in (1, 0):
        done = back(here, "-w", "--rule", "trans,return")
        assert done.returncode == 0
        assert done.stderr.startswith(b"garmentclean: %d document" % restored)
        assert path.read_bytes() == RETURN_BACK.replace(b"transformation", b"pformation")


def test_a_rule_that_ran_again_is_undone_again(here: Run, path: Path) -> None:
    back(here, "-w", "--rule", "trans")
    here("-w", "a.txt", "--ledger", "l.jsonl")
    assert path.read_bytes() == CLEAN
    back(here, "-w", "--rule", "trans,return")
    assert path.read_bytes() == RETURN_BACK.replace(b"transformation", b"pformation")
    assert back(here).stdout == RAW


def test_rules_of_two_runs_are_undone(here: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(RAW)
    here("-w", "a.txt", "--ledger", "l.jsonl")
    here("-w", "a.txt", "--select", "loud", "--ledger", "l.jsonl")
    assert back(here, "--rule", "trans").stdout == TRANS_BACK
    assert back(here, "--rule", "shout").stdout == CLEAN.replace(b"!", b"!!")


def test_lines_that_two_rules_dropped_are_restored_in_their_order(
    here: Run, make_pack: Callable[..., Path], tmp_path: Path
) -> None:
    drop = [{"filter": "drop-lines", "patterns": f"^Drop {name}$"} for name in "abc"]
    pack = str(make_pack("p", *drop))
    raw = b"One.\nDrop a\nDrop b\nDrop c\nDrop a\nTwo.\n"
    for order in (["r0", "r1", "r2"], ["r2", "r1", "r0"], ["r1", "r2", "r0"]):
        (tmp_path / "a.txt").write_bytes(raw)
        here("-w", "a.txt", "--force", "--rules", pack, "--ledger", "l.jsonl")
        assert (tmp_path / "a.txt").read_bytes() == b"One.\nTwo.\n"
        for rule in order:
            back(here, "-w", "--rule", rule)
        assert (tmp_path / "a.txt").read_bytes() == raw


def test_an_edit_that_a_later_rule_changed_stays_and_is_reported(
    here: Run, make_pack: Callable[..., Path], tmp_path: Path
) -> None:
    pack = str(make_pack("p", {"filter": "tidy-spacing", "patterns": "transformation", "to": "X"}))
    (tmp_path / "a.txt").write_bytes(RAW)
    here("-w", "a.txt", "--rules", pack, "--ledger", "l.jsonl")
    done = back(here, "-w", "--rule", "trans,return")
    assert done.returncode == 1
    lines = done.stderr.decode().splitlines()
    stays = "garmentclean: a.txt: cannot undo house/trans alone: 'pformation' → 'transformation'"
    assert lines[:2] == [f"{stays}, which p/r0 changed later"] * 2
    assert lines[2:] == ["garmentclean: 1 document restored, 0 already as they were"]
    assert (tmp_path / "a.txt").read_bytes() == RAW.replace(b"pformation", b"X")
    assert back(here).stdout == RAW


def test_a_name_that_two_packs_have_means_both(
    here: Run, make_pack: Callable[..., Path], tmp_path: Path
) -> None:
    packs = [
        make_pack(name, {"filter": "substitute", "terms": {name: name[::-1]}})
        for name in ("one", "two")
    ]
    (tmp_path / "a.txt").write_bytes(b"one two\n")
    options = [word for pack in packs for word in ("--rules", str(pack))]
    here("-w", "a.txt", *options, "--ledger", "l.jsonl")
    assert back(here, "--rule", "one/r0").stdout == b"one owt\n"
    assert back(here, "--rule", "r0").stdout == b"one two\n"


@pytest.mark.parametrize(
    ("name", "hint"),
    [("tran", "; did you mean 'trans'?"), ("house/gown", ""), ("house", ""), ("nosuch", "")],
)
def test_a_rule_that_never_ran_is_one_line_and_nothing_is_written(
    here: Run, path: Path, name: str, hint: str
) -> None:
    ledger = (path.parent / "l.jsonl").read_bytes()
    done = back(here, "-w", "--rule", f"trans,{name}")
    assert (done.returncode, done.stdout) == (2, b"")
    message = f"garmentclean: the runs of this ledger had no rule '{name}'"
    assert done.stderr.decode().startswith(message + hint)
    assert done.stderr.count(b"\n") == 1
    assert path.read_bytes() == CLEAN
    assert (path.parent / "l.jsonl").read_bytes() == ledger


@pytest.mark.parametrize("ledger", ["l.jsonl", "l.jsonl.gz", "l.jsonl.zst"])
def test_it_is_added_to_the_ledger_with_names_and_lines(
    here: Run, tmp_path: Path, ledger: str
) -> None:
    (tmp_path / "raw.txt").write_bytes(RAW)
    here("raw.txt", "-o", "a.txt", "--ledger", ledger)
    here("restore", "a.txt", "-o", "b.txt", "--rule", "return", "--ledger", ledger)
    entry = read(tmp_path / ledger).entries[-1]
    assert (entry.document, entry.output) == ("a.txt", "b.txt")
    assert [edit.rule for edit in entry.edits] == ["restore:house/return"] * 2
    assert entry.lines == (3, 2)
    assert here("restore", "b.txt", "--ledger", ledger).stdout == RAW
    assert here("restore", "a.txt", "--ledger", ledger).stdout == RAW


def test_a_moved_file_is_restored_if_only_its_line_in_the_ledger_was_written(
    here: Run, path: Path
) -> None:
    moved = path.rename(path.with_name("moved.txt"))
    here("restore", "-w", "moved.txt", "--rule", "trans", "--ledger", "l.jsonl")
    assert here("restore", "moved.txt", "--ledger", "l.jsonl").stdout == RAW
    moved.write_bytes(CLEAN)  # as if it had been killed before
    assert here("restore", "moved.txt", "--ledger", "l.jsonl").stdout == RAW
