from __future__ import annotations

import gzip
import json
import shlex
import sys
from typing import TYPE_CHECKING

import pytest

import scorecard
from garmentclean import Edit
from garmentclean.errors import LedgerError
from scoring.baselines import BASELINES, c4_lines, justext_lines, ten_words
from scoring.blame import NOBODY, takers
from scoring.labels import Fix
from scoring.words import corrected, fixed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Score = Callable[..., tuple[int, str]]

PAGE = (
    ("D", "Home page"),
    ("K", "Return to list"),  # a title that a rule takes for a link
    (".", ""),
    ("K", "The pformation of the mill is done, and all of its looms run again!!"),
    ("K", "Weavers in transit came back."),
    ("E", "The return of the loom, and what all of the town has of it."),
    ("D", "Return to list"),
)
LONG = "The looms of the mill came from a town of which nobody here had heard before."


def put(folder: Path, *rows: tuple[str, str], name: str = "page", fixes: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    labels, lines = zip(*rows, strict=True)
    (folder / f"{name}.txt").write_text("\n".join((*lines, "")), "utf-8")
    (folder / f"{name}.labels").write_text("\n".join((*labels, "")), "utf-8")
    if fixes:
        (folder / "fixes.tsv").write_text(fixes, "utf-8")
    return folder


def pages(path: Path, *written: tuple[str, list[tuple[str, str]]]) -> Path:
    rows = "".join(json.dumps({"id": name, "lines": lines}) + "\n" for name, lines in written)
    data = rows.encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


@pytest.fixture
def score(
    house: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> Score:
    """Run the scorecard in this process, and return its exit code and output."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(BASELINES, "C4 lines")
    monkeypatch.setitem(BASELINES, "jusText", ten_words)  # it need not be installed
    monkeypatch.delitem(BASELINES, "ten words")

    def run(*arguments: str | Path) -> tuple[int, str]:
        code = scorecard.main(["--jobs", "1", *map(str, arguments)])
        out, err = capsysbinary.readouterr()
        return code, (out + err).decode()

    return run


CARD = """\
seeds: 1 documents, 26 words to keep, 2 lines to drop
                      garmentclean       jusText
kept                        0.8846        0.6154
damaged per 10,000          1153.8        3846.2
gone                        0.5000        1.0000
F1                          0.6389        0.7619
fixed                       1.0000        0.0000
restored, certain                -
restored, guarded           0.0000
harmed per million         38461.5
not idempotent                   0
not restored                     0
title lost                       1
failed                           0

rule            hits   right  either   wrong   lines  harmed
house/return       2       1       0       3       1       0
house/trans        1       0       0       0       0       1

"""
REMARKS = """\
seeds/page.txt:2: 3/3 words lost by house/return: Return to list
seeds/page.txt: has lost its title
seeds/page.txt: harmed: pformation by house/trans
seeds/page.txt: not restored: pit (transit)

"""
FIXES = "# what the page needs\npage\tpformation\ttransformation\t1\n"


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    return put(tmp_path / "seeds", *PAGE, fixes=FIXES)


def test_the_card_has_the_figures_of_a_folder_and_what_each_rule_did(
    score: Score, seeds: Path
) -> None:
    assert score(seeds) == (0, CARD)
    assert score(seeds, "--verbose") == (0, CARD + REMARKS)


def test_options_after_two_dashes_are_those_of_garmentclean(score: Score, seeds: Path) -> None:
    _, output = score(seeds, "-v", "--", "--ignore", "house", "--extend-select", "loud")
    assert "house/" not in output
    assert "loud/shout       1       0       0       1       1       1\n" in output
    assert "page.txt: fixed 0/1: pformation -> transformation\n" in output
    assert "page.txt:4: 2/17 words lost by (no rule), loud/shout: The pformation of" in output


def test_against_lists_the_figures_that_changed(score: Score, seeds: Path) -> None:
    assert score(seeds, "--json", "old.json")[0] == 0
    assert score(seeds, "--against", "old.json")[1] == CARD + (
        "since old.json:\n  nothing has changed\n"
    )
    _, output = score(seeds, "--against", "old.json", "--", "--ignore", "return")
    assert output.partition("since old.json:\n")[2] == (
        "  seeds: kept: 0.8846 -> 1.0000\n"
        "  seeds: damaged per 10,000: 1153.8 -> 0.0\n"
        "  seeds: gone: 0.5000 -> 0.0000\n"
        "  seeds: F1: 0.6389 -> 0.0000\n"
        "  seeds: title lost: 1 -> 0\n"
        "  seeds: house/return: hits 2 -> 0, right 1 -> 0, wrong 3 -> 0, lines 1 -> 0\n"
    )
    other = put(seeds.parent / "other", ("K", LONG))
    assert "  other: was not scored\n" in score(other, "--against", "old.json")[1]


def test_each_folder_has_a_card_and_all_documents_of_it_are_counted(
    score: Score, seeds: Path
) -> None:
    put(seeds, ("K", LONG), ("E", "Return to list"), name="other")
    (seeds / "unlabelled.txt").write_text("Return to list\n", "utf-8")
    more = put(seeds.parent / "more", (".", ""))
    code, output = score(seeds, more)
    assert code == 0
    assert "seeds: 2 documents, 43 words to keep, 2 lines to drop\n" in output
    assert "house/return       3       1       1       3       1       0\n" in output
    assert "more: 1 documents, 0 words to keep, 0 lines to drop\n" in output
    assert "kept                             -             -\n" in output
    assert "title lost                       0\n" in output


SHOPS = (
    ("shop-1", [("D", "Return to list"), ("D", "Call 12 now"), ("H", "Lace"), ("K", LONG)]),
    ("shop-2", [("D", "Call 9 now"), ("T", "Return to list"), ("K", LONG), ("K", LONG)]),
)
NEWS = ("news-x-1", [("K", LONG), ("D", ""), ("D", "By Oda Brandt"), ("D", "Call 7 now\x0c")])


def test_pages_are_scored_by_kind_and_their_titles_are_known(score: Score, tmp_path: Path) -> None:
    path = pages(tmp_path / "pages.jsonl.gz", *SHOPS, NEWS)
    code, output = score(path, "--quick", "-v", "--hits", "house/return")
    assert code == 0
    assert "shop: 2 documents, 52 words to keep, 3 lines to drop\n" in output
    assert "news-x: 1 documents, 17 words to keep, 2 lines to drop\n" in output
    assert "house/return       2       1       1       0       0       0\n" in output
    assert "shop/shop-2: has lost its title\n" in output
    assert "shop/house/return: D shop-1:1: Return to list\n" in output
    assert "shop/house/return: T shop-2:2: Return to list\n" in output
    assert "jusText" not in output


def test_lines_that_are_left_are_listed_by_shape(score: Score, tmp_path: Path) -> None:
    path = pages(tmp_path / "pages.jsonl", *SHOPS, NEWS)
    assert score(path, "--quick", "--left", "1")[1].endswith(
        "left: 4 lines to drop, of 2 shapes\n"
        "documents   lines    head    body    tail  shape\n"
        "        3       3       2       0       1  Call 0 now\n\n"
    )
    assert "  By Oda Brandt\n" in score(path, "--quick", "--left", "9")[1]


def test_pages_may_be_cut_and_sampled(score: Score, tmp_path: Path) -> None:
    path = pages(tmp_path / "pages.jsonl", *SHOPS)
    assert ", 1 lines to drop\n" in score(path, "--quick", "--window", "1")[1]
    assert "shop: 1 documents, " in score(path, "--quick", "--sample", "1")[1]


def command_of(code: str) -> str:
    return shlex.join([sys.executable, "-c", f"import sys; text = sys.stdin.read(); {code}"])


def test_any_command_is_scored(score: Score, seeds: Path) -> None:
    program = command_of('sys.stdout.write(text.replace("Home page", "Oh"))')
    _, output = score(seeds, "-v", "--command", program)
    assert "kept                        0.9615        0.6154\n" in output
    assert "gone                        0.5000        1.0000\n" in output
    assert "page.txt:4: 1/17 words lost: The pformation of" in output
    assert "rule" not in output
    _, output = score(seeds, "-v", "--command", command_of('print(text + "!"); sys.exit("tired")'))
    assert "not idempotent                   1\n" in output
    assert "failed                           1\n" in output
    assert "seeds/page.txt: ended with 1: tired\n" in output
    assert "seeds/page.txt: a second cleaning changes it again\n" in output


def test_a_document_that_cannot_be_restored_is_counted(
    score: Score, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise LedgerError("it does not lead back")

    monkeypatch.setattr("scoring.cleaners.proved_entry", refuse)
    _, output = score(seeds, "-v")
    assert "not restored                     1\n" in output
    assert "seeds/page.txt: does not come back\n" in output


def test_a_document_that_would_lose_too_much_is_counted(score: Score, tmp_path: Path) -> None:
    folder = put(tmp_path / "links", ("D", "Return to list"), ("K", "Lace."))
    _, output = score(folder, "-v", "--", "--max-loss", "0.5")
    assert "failed                           1\n" in output
    assert "links/page.txt: stopped, it would lose too much\n" in output


def test_a_title_that_occurs_elsewhere_is_not_lost(score: Score, tmp_path: Path) -> None:
    again = (("K", "Return to list"), ("K", LONG), ("E", f"Return to list! {LONG}"))
    assert "title lost                       0\n" in score(put(tmp_path / "twice", *again))[1]


def test_a_missing_package_is_reported_in_one_line(
    score: Score, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(BASELINES, "jusText")
    output = score(seeds)[1]
    assert output.endswith("\n\njusText is not installed: pip install 'garmentclean[bench]'\n")


@pytest.mark.parametrize(
    ("labels", "arguments", "message"),
    [
        ("K", ["none"], "none: no such folder"),
        ("K", ["."], ".: has no labelled documents, NAME.txt beside NAME.labels"),
        ("K K", ["seeds"], "seeds/page.labels: has 2 labels for 1 lines"),
        ("X", ["seeds"], "seeds/page.labels: label 1 is 'X', not one of K H D E T ."),
        ("K", ["seeds", "--against", "none"], "none: No such file or directory"),
        ("K", ["seeds", "--against", "seeds/page.txt"], "seeds/page.txt: is not a scorecard"),
        ("K", ["seeds", "--against", "broken.json"], "broken.json: is not a scorecard"),
        ("K", ["seeds", "--json", "none/x.json"], "none/x.json: No such file or directory"),
        ("K", ["seeds", "seeds"], "seeds: another folder or kind is also called seeds"),
        ("K", ["seeds", "--", "--select", "hous"], "no rule or pack is called 'hous'"),
        ("K", ["seeds", "--", "--seelct", "x"], "No such option"),
        ("K", ["seeds", "--", "more"], "'more' after '--' is not an option of garmentclean"),
        ("K", ["seeds", "--command", "no-such-program"], "no-such-program: No such file"),
        ("K", ["seeds", "--command", " "], "--command names no program"),
        ("K", ["seeds", "--command", "cat", "--", "--unsafe"], "--command takes no options"),
        ("K", [], "Missing argument 'LABELLED...'"),
        ("K", ["latin"], "latin/page.txt: is not UTF-8"),
        ("K", ["none.jsonl"], "none.jsonl: No such file or directory"),
        ("K", ["broken.jsonl"], 'broken.jsonl:2: is not {"id": ..., "lines": [[LABEL, TEXT], '),
        ("K", ["label.jsonl.gz"], "label.jsonl.gz:1: has the label 'X'"),
        ("K", ["plain.jsonl.gz"], "plain.jsonl.gz: Not a gzipped file"),
        ("K", ["fixes"], "fixes/fixes.tsv:1: is not NAME, wrong, right and count, with tabs"),
    ],
)
def test_bad_input_is_reported_in_one_line(
    score: Score, tmp_path: Path, labels: str, arguments: list[str], message: str
) -> None:
    for name in ("seeds", "latin", "fixes"):
        put(tmp_path / name, ("K", "Lace."))
    (tmp_path / "seeds" / "page.labels").write_text(labels, "utf-8")
    (tmp_path / "latin" / "page.txt").write_bytes(b"Caf\xe9\n")
    (tmp_path / "fixes" / "fixes.tsv").write_text("page\tlaec\tlace\n", "utf-8")
    pages(tmp_path / "broken.jsonl", ("shop-1", [("K", "Lace.")]))
    with (tmp_path / "broken.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": "shop-2"}\n')
    pages(tmp_path / "label.jsonl.gz", ("shop-1", [("X", "Lace.")]))
    (tmp_path / "plain.jsonl.gz").write_text("{}\n", "utf-8")
    (tmp_path / "broken.json").write_text('{"seeds": {}}', "utf-8")
    code, output = score(*arguments)
    assert code == 2
    assert output.splitlines()[-1].startswith(f"scorecard: {message}")
    assert "Traceback" not in output


def test_the_rule_that_took_a_word_is_found_through_later_edits() -> None:
    edits = [
        Edit("x/end", 14, " span", ""),
        Edit("x/start", 0, "Home > ", "> "),
        Edit("x/again", 2, "Lace and", "Silk and Lace and"),
        Edit("x/torn", 13, "cot", "cott"),
    ]
    rules = ["x/start", NOBODY, NOBODY, NOBODY, "x/torn", "x/end"]
    assert takers("Home > Lace and cot span", [edits[0]._replace(start=19), *edits[1:3]]) == [
        *rules[:4],
        NOBODY,
        "x/end",
    ]


def test_fixes_are_counted_however_their_words_are_spaced() -> None:
    fix = Fix("after 80", "post-80s", 2)
    assert corrected("The after\t80 buy, the after 800 do not.", [fix]) == (
        "The post-80s buy, the after 800 do not."
    )
    assert fixed(fix, ["after 80, after 80"], "the post - 80s and after 80") == 1
    assert fixed(Fix("lace lace", "lace", 1), ["lace lace"], "lace") == 1
    assert fixed(Fix("span", "", 2), ["span span span"], "span span") == 1


def test_the_rules_of_c4_keep_whole_sentences() -> None:
    kept = ["The looms are running again.", '"Who", he asked, "has looms?"']
    dropped = [
        "The looms are running again",
        "The looms run again.",
        "The looms are running again...",
        "This page of looms needs JavaScript.",
        "",
    ]
    assert c4_lines([*kept, *dropped]) == [True] * 2 + [False] * 5


def test_justext_sees_each_line_as_a_paragraph() -> None:
    pytest.importorskip("justext")
    prose = f"{LONG} And it is said that they are the ones that were sold by the owner of the other"
    assert justext_lines(["Home > Lace", "", f"{prose} mill. {LONG} <p> {LONG}", "About us"]) == [
        False, False, True, False
    ]  # fmt: skip
