from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from garmentclean.pipeline.pipeline import PASSES

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]
    MakePack = Callable[..., Path]

GOOD = [{"before": "A\nShare\n", "after": "A\n"}, {"keep": "To Share.\n"}]
SHARE = {"id": "share", "filter": "drop-lines", "patterns": "^Share$", "examples": GOOD}
SUMS = {"id": "sums", "filter": "report", "patterns": r"\d zillion"}


def test_list_has_a_line_for_each_rule(here: Run, make_pack: MakePack) -> None:
    own = make_pack("own", {**SHARE, "why": "A link that nobody wants."})
    done = here("rules", "list", "--rules", str(own))
    assert [line.split(None, 3) for line in done.stdout.decode().splitlines()] == [
        ["house/return", "drop-lines", "on", "A link back to the overview."],
        ["house/trans", "substitute", "on", "It is no part of the article."],
        ["house/gown", "substitute", "unsafe", "It is no part of the article."],
        ["house/sums", "report", "on", "It is no part of the article."],
        ["loud/shout", "substitute", "off", "It is no part of the article."],
        ["own/share", "drop-lines", "on", "A link that nobody wants."],
    ]
    assert (done.returncode, done.stderr) == (0, b"")


def test_show_prints_all_about_a_rule(here: Run, house: Path) -> None:
    done = here("rules", "show", "return")
    text = done.stdout.decode()
    assert text.startswith("house/return\n  A link back to the overview.\n  on by default\n")
    path = house / "house.yaml"
    line = 1 + path.read_text(encoding="utf-8").splitlines().index("- id: return")
    assert f"  defined in {path}:{line}\n" in text
    assert "filter drop-lines\n  Remove each line on which one of the patterns matches." in text
    assert "    ignore-case: whether" in text
    assert "keys of every rule\n" in text
    assert "when-document:" in text
    assert "unless-document:" in text
    assert "  before:\n    | Cloth.\n    | Return to list\n  after:\n    | Cloth.\n" in text
    assert "  keep:\n    | Return to list price.\n" in text
    assert (done.returncode, done.stderr) == (0, b"")


def test_show_begins_with_what_the_rule_looks_for(here: Run, make_pack: MakePack) -> None:
    rule = {**SHARE, "ignore-case": True, "unless": "it's", "where": "tail", "at-most": 0.5}
    own = make_pack("own", {**rule, "patterns": ["^Share$", "^Print this$"]})
    text = here("rules", "show", "share", "--rules", str(own)).stdout.decode()
    head, _, rest = text.partition("\n\n")
    assert head.splitlines()[0] == "own/share"
    assert rest.startswith(
        "filter drop-lines, with\n"
        "  patterns:\n"
        "    - '^Share$'\n"
        "    - '^Print this$'\n"
        "  ignore-case: true\n"
        "  unless: 'it''s'\n"
        "  where: tail\n"
        "  at-most: 0.5\n"
        "\n"
        "example (line "
    )
    titles = [line.partition(" (")[0] for line in text.splitlines() if line[:1].strip()]
    assert titles == [
        *("own/share", "filter drop-lines, with", "example", "example"),
        *("filter drop-lines", "keys of every rule"),
    ]


def test_show_cuts_off_what_is_long(here: Run, make_pack: MakePack) -> None:
    terms = {f"loom{number}": f"mill{number}" for number in range(1234)}
    long = {"filter": "restore-letters", "was": "trans", "now": "p", "words": "translate " * 99}
    own = make_pack("own", {"filter": "substitute", "terms": terms}, long)
    text = here("rules", "show", "own", "--rules", str(own)).stdout.decode()
    assert "  terms:\n    loom0: mill0\n" in text
    assert f"    … and 1,194 more, see {own}:" in text
    assert "loom40" not in text
    assert " … (990 characters)\n" in text
    assert text.count("keys of every rule") == 1


def test_show_knows_filters(here: Run) -> None:
    text = here("rules", "show", "substitute").stdout.decode()
    assert text.startswith("filter substitute\n  Replace terms, or what a pattern matches")
    assert "  Keys:\n      terms: a mapping" in text
    assert "\nrules\n  house/trans\n  house/gown\n  loud/shout\n\nkeys of every rule\n" in text


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("tarns", "'tarns'; did you mean 'trans'?; 'garmentclean rules list' shows all"),
        ("drop-line", "'drop-line'; did you mean 'drop-lines'?; 'garmentclean rules list' shows"),
        ("hosue", "'hosue'; did you mean 'house'?; 'garmentclean rules list' shows all"),
        ("qqq", "'qqq'; 'garmentclean rules list' shows all"),
    ],
)
def test_show_suggests_similar_names(here: Run, name: str, expected: str) -> None:
    done = here("rules", "show", name)
    expected = f"garmentclean: no rule, pack or filter is called {expected}"
    assert done.stderr.decode().startswith(expected)
    assert (done.returncode, done.stdout) == (2, b"")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("gown", "runs only with --unsafe"),
        ("loud/shout", "off by default; --extend-select loud/shout turns it on"),
        ("loud", "loud/shout\n"),
    ],
)
def test_show_says_what_makes_a_rule_run(here: Run, name: str, expected: str) -> None:
    assert expected in here("rules", "show", name).stdout.decode()


def test_show_prints_reports_and_known_failures(here: Run, make_pack: MakePack) -> None:
    example = {"before": "3 zillion", "reports": ["3 zillion"], "fails": "not yet"}
    own = make_pack("own", {**SUMS, "examples": [example, {"keep": "None."}]})
    text = here("rules", "show", "own/sums", "--rules", str(own)).stdout.decode()
    assert "  known failure: not yet\n" in text
    assert "  reports:\n    | 3 zillion\n" in text


def test_rules_whose_examples_hold_pass(here: Run, make_pack: MakePack) -> None:
    own = make_pack("own", SHARE)
    for path in (own, own.parent):
        done = here("rules", "test", str(path))
        assert done.stdout == b"2 examples of 1 rule: 2 passed, 0 failed\n"
        assert (done.returncode, done.stderr) == (0, b"")


def test_without_a_path_the_built_in_rules_are_tested(here: Run, house: Path) -> None:
    done = here("rules", "test")
    assert done.returncode == 1
    assert done.stdout.endswith(b"10 examples of 5 rules: 6 passed, 4 failed\n")
    assert str(house).encode() in done.stdout


@pytest.mark.parametrize(
    ("rule", "example", "expected"),
    [
        (
            SHARE,
            {"before": "Share\n", "after": "Shared\n"},
            ("not the expected text", "@@ -1 +0,0 @@\n-Shared\n"),
        ),
        (
            SHARE,
            {"keep": "Share\n"},
            ("an unexpected edit", "@@ -1 +0,0 @@\n-Share\n"),
        ),
        (
            SUMS,
            {"before": "3 zillion", "reports": ["4 zillion", "3 zillion"]},
            ("not the expected notes", "@@ -1,2 +1 @@\n-4 zillion\n 3 zillion\n"),
        ),
        (
            {"id": "grows", "filter": "tidy-spacing", "patterns": "^x", "to": "xx"},
            {"before": "x\n", "after": "x" * (1 + PASSES) + "\n"},
            (
                "a second run changes the text again",
                f"@@ -1 +1 @@\n-{'x' * (1 + PASSES)}\n+{'x' * (1 + 2 * PASSES)}\n",
            ),
        ),
    ],
    ids=["text", "keep", "notes", "unstable"],
)
def test_an_example_that_fails_is_shown_with_its_place_and_a_diff(
    here: Run,
    make_pack: MakePack,
    rule: dict[str, Any],
    example: dict[str, Any],
    expected: tuple[str, str],
) -> None:
    what, diff = expected
    others = [{"before": "x", "after": "y", "fails": "to have both"}, {"keep": "Cloth."}]
    path = make_pack("own", {**rule, "examples": [example, *others]})
    done = here("rules", "test", str(path))
    assert done.stdout.decode() == (
        f"{path}:{line_of_example(path, example)}: own/{rule['id']}: {what}\n"
        f"--- expected\n+++ actual\n{diff}3 examples of 1 rule: 2 passed, 1 failed\n"
    )
    assert (done.returncode, done.stderr) == (1, b"")


def line_of_example(path: Path, example: dict[str, Any]) -> int:
    key = "- keep:" if "keep" in example else "- before:"
    lines = path.read_text(encoding="utf-8").splitlines()
    return 1 + next(n for n, text in enumerate(lines) if text.lstrip().startswith(key))


def test_a_known_failure_that_holds_is_a_failure(here: Run, make_pack: MakePack) -> None:
    example = {"before": "Share", "after": "", "fails": "some day"}
    path = make_pack("own", {**SHARE, "examples": [example, {"keep": "Cloth."}]})
    done = here("rules", "test", str(path))
    assert done.stdout.decode() == (
        f"{path}:{line_of_example(path, example)}: own/share: "
        "marked as a known failure (some day), but it passes now\n"
        "2 examples of 1 rule: 1 passed, 1 failed\n"
    )
    assert done.returncode == 1


@pytest.mark.parametrize("color", [True, False])
def test_a_diff_has_colours_where_they_are_wanted(
    here: Run, make_pack: MakePack, monkeypatch: pytest.MonkeyPatch, *, color: bool
) -> None:
    path = make_pack("own", {**SHARE, "examples": [{"keep": "Share\nA\n"}, *GOOD]})
    module = import_module("garmentclean.cli.rules.test")
    monkeypatch.setattr(module, "color_wanted", lambda choice, _: color and choice == "auto")
    text = here("rules", "test", str(path)).stdout.decode()
    assert ("\x1b[31m-Share\x1b[0m\n A\n" in text) is color
    assert ("\n-Share\n A\n" in text) is not color


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("house", "8 examples of 4 rules"),
        ("TRANS", "2 examples of 1 rule"),
        ("house/s", "2 examples of 1 rule"),
        ("loud or trans", "4 examples of 2 rules"),
        ("house and not trans", "6 examples of 3 rules"),
        ("not trans and not gown", "6 examples of 3 rules"),
        ("loud or house and trans", "4 examples of 2 rules"),
        ("(loud or house) and trans", "2 examples of 1 rule"),
        ("not (loud or (trans))", "6 examples of 3 rules"),
        ("not not loud", "2 examples of 1 rule"),
    ],
)
def test_k_selects_rules_by_their_full_names(here: Run, expression: str, expected: str) -> None:
    assert f"{expected}: " in here("rules", "test", "-k", expression).stdout.decode()


@pytest.mark.parametrize(
    ("expression", "wrong"),
    [
        ("", "a word is missing in ''"),
        ("house and", "a word is missing in 'house and'"),
        ("or house", "a word is missing before 'or'"),
        ("()", "a word is missing before ')'"),
        ("(house", "a ')' is missing"),
        ("house)", "')' has no '('"),
        ("house loud", "'loud' needs 'and' or 'or' before it"),
        ("not " * 51 + "house", "more than 50 times '(' and 'not'"),
    ],
)
def test_an_invalid_expression_is_reported(here: Run, expression: str, wrong: str) -> None:
    done = here("rules", "test", "-k", expression)
    message = done.stderr.decode()
    assert message.startswith(f"garmentclean: Invalid value for '-k': {wrong}")
    assert message.count("\n") == 1
    assert (done.returncode, done.stdout) == (2, b"")


def test_an_expression_that_selects_nothing_is_reported(here: Run) -> None:
    done = here("rules", "test", "-k", "silk")
    assert done.stderr == (
        b"garmentclean: -k 'silk' matches none of the names (pack/id) of 5 rules\n"
    )
    assert (done.returncode, done.stdout) == (2, b"")


def test_a_known_failure_does_not_fail_the_test(here: Run, make_pack: MakePack) -> None:
    known = {"before": "Share it\n", "after": "", "fails": "needs another pattern"}
    done = here("rules", "test", str(make_pack("own", {**SHARE, "examples": [*GOOD, known]})))
    assert done.stdout == b"3 examples of 1 rule: 3 passed, 0 failed\n"
    assert done.returncode == 0


def test_a_file_without_rules_has_nothing_to_test(here: Run, make_pack: MakePack) -> None:
    done = here("rules", "test", str(make_pack("own")))
    assert done.returncode == 2
    assert done.stderr == b"garmentclean: there are no rules to test in these files\n"


def test_rules_alone_shows_its_commands(here: Run) -> None:
    done = here("rules", "-h")
    assert all(word in done.stdout for word in (b"list", b"show", b"test"))
    assert done.returncode == 0
