from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from outcomes import files

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

RAW = b"One loom.\nReturn to list\nThe pformation.\n"
CLEAN = b"One loom.\nThe transformation.\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Make a folder with two files to clean, one that is clean, and two that are no articles."""
    folder = tmp_path / "corpus"
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "a.txt").write_bytes(RAW)
    (folder / "deep" / "b.txt").write_bytes(CLEAN)
    (folder / "deep" / "er" / "c.md").write_bytes(RAW.replace(b"\n", b"\r\n"))
    (folder / "deep" / "code.py").write_bytes(RAW)
    (folder / "deep" / "binary").write_bytes(b"\0Return to list\n")
    return folder


def test_check_has_one_line_for_each_edit_and_note(here: Run, tmp_path: Path) -> None:
    text = b"\xef\xbb\xbfOver 3 zillion.\r\nReturn to list\r\nIt's a pformation.\r\n"
    (tmp_path / "a.txt").write_bytes(text)
    done = here("--check", "a.txt")
    assert done.stdout.decode().splitlines() == [
        "a.txt:1:6: house/sums: reported: '3 zillion'",
        "a.txt:2:1: house/return: 'Return to list' → ''",
        "a.txt:3:8: house/trans: 'pformation' → 'transformation'",
    ]
    assert done.stderr.decode().splitlines() == [
        "garmentclean: 1 document, 1 to clean, 2 edits, 3 words removed (33.3 %)",
        "  rule          documents  edits  words removed  of all words",
        "  house/return          1      1              3        33.3 %",
        "  house/trans           1      1              0           0 %",
    ]
    assert done.returncode == 1
    assert (tmp_path / "a.txt").read_bytes() == text


def test_a_note_alone_is_nothing_to_clean(here: Run) -> None:
    done = here("--check", stdin=b"Over 3 zillion.\n")
    assert done.stdout == b"<stdin>:1:6: house/sums: reported: '3 zillion'\n"
    assert done.stderr == b"garmentclean: 1 document, 0 to clean, 0 edits\n"
    assert done.returncode == 0


def test_a_dropped_line_is_named_where_it_stood(here: Run, make_pack: Callable[..., Path]) -> None:
    breaks = make_pack("p", {"filter": "strip-markup", "patterns": "<br>"})
    raw = b"One loom.\n\n<br>\nReturn to list\n"
    done = here("--check", "-q", "--rules", str(breaks), stdin=raw)
    assert done.stdout.decode().splitlines() == [
        "<stdin>:3:1: p/r0: '<br>' → ''",
        "<stdin>:4:1: house/return: 'Return to list' → ''",
    ]


def test_long_and_strange_texts_stay_on_one_line(here: Run, make_pack: Callable[..., Path]) -> None:
    pack = make_pack("p", {"filter": "drop-lines", "patterns": "^Share"})
    raw = b"One.\nShare '\xff\\" + b"x" * 99
    line = here("--check", "-q", "--rules", str(pack), stdin=raw).stdout.decode()
    assert len(line.splitlines()) == 1
    assert line.startswith("<stdin>:2:1: p/r0: 'Share \\'")
    assert line.endswith(f" … {'x' * 30}' → ''\n")


def test_check_and_diff_of_a_folder_take_its_articles_only(here: Run, corpus: Path) -> None:
    before = files(corpus)
    done = here("--check", "corpus")
    assert [line.split(b":")[0] for line in done.stdout.splitlines()] == (
        [b"corpus/a.txt"] * 2 + [b"corpus/deep/er/c.md"] * 2
    )
    assert b"3 documents, 2 to clean, 1 left out, 4 edits, 6 words removed (33.3 %)\n" in (
        done.stderr
    )
    diff = here("--diff", "corpus")
    assert diff.stdout.count(b"--- corpus/") == 2
    assert (done.returncode, diff.returncode) == (1, 1)
    assert files(corpus) == before


LONG = b"".join(b"Loom %d\n" % number for number in range(40))
DIFFS = {
    "lf": RAW,
    "crlf": RAW.replace(b"\n", b"\r\n"),
    "cr": RAW.replace(b"\n", b"\r"),
    "mixed": b"One loom.\r\nTwo.\rReturn to list\rThe pformation.\n",
    "bom": b"\xef\xbb\xbfThe pformation.\nOne loom.\n",
    "no-newline": b"One loom.\nThe pformation.",
    "last-line-goes": b"One loom.\nReturn to list",
    "all-goes": b"Return to list\n",
    "no-utf-8": b"Caf\xe9.\nReturn to list\nCaf\xe9.\n",
    "form-feed": b"One\x0cloom.\nReturn to list\n\xe2\x80\xa8\n",
    "two-hunks": b"Return to list\n" + LONG + b"The pformation.\n",
    "dashes": b"-- One\n++ Two\nReturn to list\n@@ -1 +1 @@\n",
}


@pytest.mark.parametrize("tool", ["patch", "git"])
@pytest.mark.parametrize("raw", DIFFS.values(), ids=DIFFS)
def test_a_diff_applies_and_gives_the_clean_text(
    here: Run, tmp_path: Path, raw: bytes, tool: str
) -> None:
    apply(here, tmp_path, "a.txt", raw, tool)


@pytest.mark.parametrize("tool", ["patch", "git"])
@pytest.mark.parametrize("name", ["two words.txt", "sub/a.txt", "棉.txt"])
def test_a_diff_applies_whatever_the_file_is_called(
    here: Run, tmp_path: Path, name: str, tool: str
) -> None:
    (tmp_path / "sub").mkdir()
    apply(here, tmp_path, name, RAW, tool)


def apply(here: Run, folder: Path, name: str, raw: bytes, tool: str) -> None:
    program = shutil.which(tool)
    if program is None:
        pytest.skip(f"{tool} is not installed")
    path = folder / name
    path.write_bytes(raw)
    clean = here("--force", name).stdout
    assert clean != raw
    done = here("--diff", "-q", "--force", name)
    assert done.returncode == 1
    (folder / "diff").write_bytes(done.stdout)
    options = ["apply", "-p0", "diff"] if tool == "git" else ["-p0", "-s", "-f", "-i", "diff"]
    env = {**os.environ, "GIT_CEILING_DIRECTORIES": str(folder.parent)}
    subprocess.run([program, *options], cwd=folder, check=True, env=env)
    assert (path.read_bytes() if path.exists() else b"") == clean


def test_a_hunk_names_its_rules(here: Run) -> None:
    done = here("--diff", "-q", stdin=DIFFS["two-hunks"])
    heads = [line for line in done.stdout.splitlines() if line.startswith(b"@@")]
    assert heads == [b"@@ -1,4 +1,3 @@ house/return", b"@@ -39,4 +38,4 @@ house/trans"]
    assert b"@@ -1,3 +1,2 @@ house/return, house/trans\n" in here("--diff", stdin=RAW).stdout


def test_rules_that_undo_one_another_are_named_and_leave_no_diff(
    here: Run, make_pack: Callable[..., Path]
) -> None:
    one = {"filter": "substitute", "terms": {"gown": "frock"}}
    two = {"filter": "tidy-spacing", "patterns": "frock", "to": "gown"}
    done = here("--diff", "-q", "--rules", str(make_pack("p", one, two)), stdin=b"A gown.\n")
    assert b"<stdin>: still changing after several passes; rule p/r1" in done.stderr
    assert done.stdout == b""


def test_write_cleans_in_place_and_leaves_clean_files_alone(here: Run, corpus: Path) -> None:
    for path in (corpus / "a.txt", corpus / "deep" / "b.txt"):
        path.chmod(0o640)
        os.utime(path, (1_000_000_000, 1_000_000_000))
    clean = (corpus / "deep" / "b.txt").stat()
    done = here("--write", "corpus")
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"3 documents, 2 cleaned, 1 left out, 4 edits, 6 words removed (33.3 %)\n" in done.stderr
    assert files(corpus) == {
        "a.txt": CLEAN,
        "deep/b.txt": CLEAN,
        "deep/er/c.md": CLEAN.replace(b"\n", b"\r\n"),
        "deep/code.py": RAW,
        "deep/binary": b"\0Return to list\n",
    }
    assert (corpus / "a.txt").stat().st_mode & 0o777 == 0o640
    after = (corpus / "deep" / "b.txt").stat()
    assert (after.st_mtime_ns, after.st_ino) == (clean.st_mtime_ns, clean.st_ino)


def test_a_hook_learns_that_a_file_was_changed(here: Run, corpus: Path) -> None:
    path = str(corpus / "a.txt")
    codes = [here("-w", "--exit-non-zero-on-change", path).returncode for _ in range(2)]
    assert codes == [1, 0]


def test_a_hook_learns_which_rules_changed_which_files(here: Run, corpus: Path) -> None:
    (corpus / "a.txt").write_bytes(RAW + b"A pformation.\n")
    (corpus / "b\nc.txt").write_bytes(RAW)
    paths = [str(corpus.parent / name) for name in ("rows.jsonl", "none.jsonl")]
    Path(paths[0]).write_bytes(b'{"text":"A pformation."}\n{"text":"x"}\n' * 2)
    Path(paths[1]).write_bytes(b'{"text":"x"}\n')
    done = here("-w", "-q", "--exit-non-zero-on-change", "corpus", *paths)
    assert (done.returncode, done.stderr) == (1, b"")
    assert done.stdout.decode().splitlines() == [
        "Fixing corpus/a.txt: house/return ×1, house/trans ×2",
        "Fixing corpus/b\\nc.txt: house/return ×1, house/trans ×1",
        "Fixing corpus/deep/er/c.md: house/return ×1, house/trans ×1",
        f"Fixing {corpus.parent}/rows.jsonl: house/trans ×2",
    ]


def test_an_unchanged_file_of_rows_is_not_reported(here: Run, corpus: Path) -> None:
    (corpus / "rows.jsonl").write_bytes(b'{"text":"A pformation."}\n{"text"\n')
    (corpus / "rows.jsonl").chmod(0o640)
    good = str(corpus / "a.txt")
    done = here("-w", "-q", "--exit-non-zero-on-change", str(corpus / "rows.jsonl"), "gone", good)
    assert done.returncode == 2
    assert f"{corpus}/a.txt: house/return ×1, house/trans ×1" in done.stdout.decode()


def test_an_output_file_gets_the_clean_text(here: Run, corpus: Path, tmp_path: Path) -> None:
    done = here("corpus/a.txt", "-o", "new/out.txt")
    assert (done.returncode, done.stdout) == (0, b"")
    assert files(tmp_path / "new") == {"out.txt": CLEAN}
    assert here("-o", "new/in.txt", stdin=RAW).returncode == 0
    assert files(tmp_path / "new") == {"out.txt": CLEAN, "in.txt": CLEAN}
    assert (corpus / "a.txt").read_bytes() == RAW


def test_an_output_folder_mirrors_the_tree(here: Run, corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    for place in ("out", "there"):
        assert here("corpus", "-o", place).returncode == 0
        assert files(tmp_path / place) == {
            "a.txt": CLEAN,
            "deep/b.txt": CLEAN,
            "deep/er/c.md": CLEAN.replace(b"\n", b"\r\n"),
        }
    assert here("corpus/a.txt", "-o", "new/").returncode == 0
    assert files(tmp_path / "new") == {"a.txt": CLEAN}
    assert (corpus / "a.txt").read_bytes() == RAW


def test_an_output_folder_within_the_source_is_refused(here: Run, corpus: Path) -> None:
    done = here("corpus", "-o", "corpus/out")
    assert done.returncode == 2
    assert done.stderr.startswith(
        b"garmentclean: -o corpus/out is inside corpus, which is cleaned; name a folder "
        b"outside, or exclude it with --exclude corpus/out/"
    )
    assert not (corpus / "out").exists()


@pytest.mark.parametrize(
    ("output", "options", "ignored"),
    [
        ("out", ["--exclude", "corpus/out/"], ""),
        ("out", ["--exclude", "out"], ""),
        ("out/new", ["--exclude", "out"], ""),
        (".out", [], ""),
        ("out", [], "/out/"),
        ("out/new", [], "new"),
    ],
)
def test_an_output_folder_that_is_left_out_may_lie_within_the_source(
    here: Run, corpus: Path, output: str, options: list[str], ignored: str
) -> None:
    (corpus / ".ignore").write_text(ignored, encoding="utf-8")
    for _ in range(2):
        assert here("corpus", "-o", f"corpus/{output}", *options).returncode == 0
        outputs = {*files(corpus / output)} - {".ignore"}
        assert outputs == {"a.txt", "deep/b.txt", "deep/er/c.md"}


def test_of_several_paths_each_keeps_its_name(here: Run, corpus: Path, tmp_path: Path) -> None:
    assert here("corpus/deep/er", "corpus/a.txt", "-o", "out").returncode == 0
    assert sorted(files(tmp_path / "out")) == ["a.txt", "er/c.md"]
    assert corpus.is_dir()


def test_two_files_of_one_name_do_not_overwrite_one_another(here: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(f"A pformation of {name}.\n", encoding="utf-8")
    done = here("one/a.txt", "two/a.txt", "-q", "-o", "out")
    assert done.returncode == 2
    assert done.stderr.startswith(b"garmentclean: two/a.txt: out/a.txt was already written")
    assert files(tmp_path / "out") == {"a.txt": b"A transformation of one.\n"}


def test_an_output_folder_that_is_the_source_is_refused(here: Run, corpus: Path) -> None:
    before = files(corpus)
    done = here("corpus", "-o", "corpus")
    assert done.returncode == 2
    assert b"corpus/a.txt: -o would overwrite its own input; use --write" in done.stderr
    assert files(corpus) == before
