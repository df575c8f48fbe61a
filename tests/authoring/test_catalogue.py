from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING, Any

import markdown as python_markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from garmentclean.authoring.catalogue import code, escaped, fenced, one_page, pages
from garmentclean.filters.base.keys import keys_of, own_keys
from garmentclean.filters.base.rule import Rule
from garmentclean.filters.registry import ORDER, rule_class
from garmentclean.pipeline.pack_files import load_packs
from garmentclean.pipeline.rulefile import load_pack
from garmentclean.pipeline.selection import choose
from garmentclean.text.display import with_escapes

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]
    MakePack = Callable[..., Path]

TRICKY = st.text(alphabet="`*_#[]()<>&|\\~{}!-+.1 \t\nab\u200b\u00a0织", max_size=40)


def html(text: str) -> str:
    """Return Markdown as the site shows it."""
    extensions = ["attr_list", "md_in_html", "tables", "pymdownx.superfences"]
    return python_markdown.markdown(text, extensions=extensions)


@pytest.mark.usefixtures("house")
def test_there_is_a_page_for_each_pack_and_a_part_for_each_rule() -> None:
    packs = load_packs()
    made = pages(packs)
    assert [*made] == ["index.md", "filters.md", "packs/house.md", "packs/loud.md"]
    for pack in packs:
        headings = re.findall("^## (.*)$", made[f"packs/{pack.name}.md"], re.MULTILINE)
        assert headings == [rule.id for rule in pack.rules]


@pytest.mark.usefixtures("house")
def test_the_index_has_a_line_for_each_pack() -> None:
    index = pages(load_packs())["index.md"]
    assert "| [house](packs/house.md) | Rules of a test. | all | 4 | 3 |\n" in index
    assert "| [loud](packs/loud.md) | Rules of a test. | all | 1 | 0 |\n" in index


@pytest.mark.usefixtures("house")
def test_a_rule_is_listed_with_its_reason_its_state_and_its_examples() -> None:
    page = pages(load_packs())["packs/house.md"]
    assert page.startswith(
        "# Pack house\n\nRules of a test.\n\nFor documents in all languages. On by default.\n\n"
        "## return\n\nA link back to the overview.\n\n"
        "Filter [drop-lines](../filters.md#drop-lines). On by default.\n\n"
        "**Before**\n\n```text\nCloth.\nReturn to list\n```\n\n"
        "**After**\n\n```text\nCloth.\n```\n\n"
        "**Keep**\n\n```text\nReturn to list price.\n```\n\n"
        "## trans\n"
    )
    unsafe = "Unsafe: it may change the meaning of a text, and runs only with `--unsafe`."
    assert f"substitute). {unsafe}" in page


@pytest.mark.usefixtures("house")
def test_a_pack_that_is_off_says_what_turns_it_on() -> None:
    page = pages(load_packs())["packs/loud.md"]
    assert "Off by default: `--extend-select loud` turns it on." in page
    assert "Off by default: `--extend-select loud/shout` turns it on." in page


def test_guards_metadata_reports_and_known_failures_are_listed(make_pack: MakePack) -> None:
    sums: dict[str, Any] = {"id": "sums", "filter": "report", "patterns": r"\d zillion"}
    sums |= {"where": "tail", "unless": "a`b|c", "at-most": 0.2, "language": "en"}
    sums["examples"] = [
        {"before": "3 zillion", "reports": ["3 zillion"], "fails": "not *yet*"},
        {"before": "x", "after": "", "metadata": {"tags": "Wool, Silk"}},
        {"keep": "None."},
    ]
    pack = load_pack(make_pack("own", sums))
    page = pages([pack])["packs/own.md"]
    assert "- unless: `` a`b|c ``\n- where: `tail`\n- language: `en`\n- at-most: `0.2`\n" in page
    assert "Known failure: not &#42;yet&#42;\n\n**Before**\n\n```text\n3 zillion\n```\n" in page
    assert "**Reports**\n\n```text\n3 zillion\n```\n" in page
    assert "In a document whose tags is `Wool, Silk`:\n\n**Before**" in page
    assert "**After**: nothing\n" in page


def test_the_filters_are_listed_in_order_with_all_their_keys() -> None:
    page = pages([])["filters.md"]
    parts = re.split("^## (.*)$", page, flags=re.MULTILINE)
    assert parts[1::2] == ["Keys of every rule", *ORDER]
    listed = [re.findall(r"^\| `([\w-]+)` \|", part, re.MULTILINE) for part in parts[2::2]]
    expected = [keys_of(Rule), *(own_keys(rule_class(kind)) for kind in ORDER)]
    assert listed == [[key.name for key in keys] for keys in expected]
    assert "Remove each line on which one of the patterns matches.\n" in page
    assert "| `patterns` | text, or a list | must be given | RE2 patterns, one or a list. |" in page


def test_every_row_of_a_table_has_the_right_number_of_cells() -> None:
    for page in pages(load_packs()).values():
        for table in re.findall(r"(?:^\|.*\n)+", page, re.MULTILINE):
            assert len({line.count("|") for line in table.splitlines()}) == 1


def test_links_in_one_document_lead_to_its_headings() -> None:
    text = one_page(load_packs())
    targets = set(re.findall(r"\]\(#([^)]*)\)", text))
    headings = re.findall("^#+ (.*)$", text, re.MULTILINE)
    assert {f"pack-{pack.name}" for pack in load_packs()} <= targets
    assert targets <= {heading.lower().replace(" ", "-") for heading in headings}


def test_all_built_in_rules_are_in_the_catalogue() -> None:
    packs = load_packs()
    made = pages(packs)
    on = {rule.name for rule in choose(packs)}
    for pack in packs:
        page = made[f"packs/{pack.name}.md"]
        lines = re.findall(r"^Filter \[.*", page, re.MULTILINE)
        states = [line.endswith(" On by default.") for line in lines]
        assert states == [rule.name in on for rule in pack.rules]
        assert page.count("**Keep**") == sum(e.keeps for r in pack.rules for e in r.examples)


def test_examples_of_any_text_are_shown_as_they_are(make_pack: MakePack) -> None:
    pack = load_pack(make_pack("own", {"filter": "drop-lines", "patterns": "x"}))
    nasty = "````\n<b>&amp; *x* | [y](z) \\\n```js\n# no title\n{: .x }"
    (rule,) = pack.rules
    example = replace(rule.examples[0], before=nasty, after="fine")
    mine = replace(pack, rules=(replace(rule, examples=(example,)),))
    page = pages([mine])["packs/own.md"]
    assert f"\n`````text\n{nasty}\n`````\n" in page
    shown = re.findall(r"<pre>.*?</pre>", html(page), re.DOTALL)
    assert [unescape(re.sub("<[^>]*>", "", block)).strip("\n") for block in shown] == [
        nasty,
        "fine",
    ]


@given(TRICKY)
def test_any_text_is_one_line_of_markdown_that_shows_it(text: str) -> None:
    made = html(f"{escaped(text)}\n")
    seen = with_escapes(" ".join(text.split()))
    assert made == "" if not seen else made.startswith("<p>")
    assert made.count("<") == 2 * bool(seen)
    assert unescape(made.removeprefix("<p>").removesuffix("</p>")) == seen


@given(TRICKY)
def test_a_code_block_ends_where_it_should(text: str) -> None:
    first, *inside, last = fenced(with_escapes(text)).split("\n")
    assert first == f"{last}text"
    assert not any(line.strip() == last for line in inside)
    assert "\n".join(inside) == with_escapes(text).removesuffix("\n")


@given(TRICKY.filter(str.strip))
def test_inline_code_shows_any_text(text: str) -> None:
    made = html(f"x {code(text)} y")
    shown = re.fullmatch("<p>x <code>(.*)</code> y</p>", made)
    assert shown is not None
    assert unescape(shown[1]).strip() == with_escapes(text).replace("\n", r"\n").strip()


def test_without_a_folder_it_goes_to_stdout(here: Run) -> None:
    done = here("rules", "docs")
    assert done.stdout.decode() == one_page(load_packs())
    assert (done.returncode, done.stderr) == (0, b"")


def test_with_a_folder_it_is_written_as_pages(
    here: Run, make_pack: MakePack, tmp_path: Path
) -> None:
    own = make_pack("own", {"filter": "drop-lines", "patterns": "x"})
    done = here("rules", "docs", "-o", "a/b", "--rules", str(own))
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr == b"garmentclean: a/b: 5 pages written\n"
    folder = tmp_path / "a" / "b"
    written = {str(p.relative_to(folder)): p.read_text("utf-8") for p in folder.rglob("*.md")}
    assert written == pages(load_packs([own]))


@pytest.mark.parametrize(
    ("folder", "message"),
    [
        ("file", "Directory 'file' is a file; see 'garmentclean rules docs --help'"),
        ("file/below", "file/below/index.md: cannot write this file: Not a directory"),
        ("", "-o needs the name of a folder; see 'garmentclean rules docs --help'"),
    ],
)
def test_a_folder_that_cannot_be_written_is_an_error(
    here: Run, tmp_path: Path, folder: str, message: str
) -> None:
    (tmp_path / "file").touch()
    done = here("rules", "docs", "-o", folder)
    assert done.returncode == 2
    assert done.stderr.decode().endswith(f"{message}\n")
    assert done.stderr.count(b"\n") == 1
