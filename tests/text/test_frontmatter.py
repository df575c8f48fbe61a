from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garmentclean import Document, Pipeline
from garmentclean.counts.counts import Counts
from garmentclean.pipeline.pack_files import load_packs
from garmentclean.text.edit import Patch
from garmentclean.text.frontmatter import front_matter

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

EVERYTHING = [pack.name for pack in load_packs() if pack.name != "common"]  # that needs a corpus
BODY = """\
Home > News > Looms

The pformation of the mills has begun, and and the weavers who sold all of their old looms in the \
spring now rent them back.

Return to list
"""
CLEAN = BODY.split("\n\n")[1].replace("pf", "transf").replace("and and", "and") + "\n"
SPOILT = "The pformation&nbsp;of the the looms , 2013/10/17 8:40:00 73 â€™s"

FRONT = {
    "yaml": "---\nlayout: post\ntitle: Linen\ndate: 2021-03-04 10:22:31\ntags: a, b\n---\n\n",
    "yaml without a blank line": "---\ntitle: Linen\ntime: 2021/03/04\nsource: Cloth Post\n---\n",
    "yaml below blank lines": "\n \n---\ndate: 2021-03-04\n---\n\n\n",
    "yaml with dots": "---\ntitle: Linen\ndate: 2021-03-04\n...\n\n",
    "yaml without a key": "---\n---\n\n",
    "yaml of all kinds": '---\n# A note\n"og:title": a\n\nkeys:\n- Return to list\n  2021/03/04\n'
    f"text: |\n  {SPOILT}\n\n  Return to list\nlist: [\n  a,\n]\na b c: d\n---\n",
    "yaml with an odd line": '---\ndate: 2021-03-04\n? "Return to list"\n: {a: 1}\n---\n',
    "yaml by its name": "--- yaml\ndate: 2021-03-04\n---\n",
    "yaml behind a mark": "\ufeff---\ntitle: the the\ndate: 2021-03-04\n---\n\n",
    "yaml behind a mark in a wrong encoding": "ï»¿---\ntitle: the the\ndate: 2021-03-04\n---\n\n",
    "yaml behind two marks": "\ufeff\ufeff\n---\ntitle: the the\ndate: 2021-03-04\n---\n\n",
    "keys behind a mark": "\ufefftitle: the the\ndate: 2021-03-04\n\n",
    "indented yaml": "---\n  title: the the\n  date: 2021-03-04\n---\n\n",
    "unclosed yaml": "---\ntitle: Linen\ndate: 2021-03-04\ntags: a\n\n",
    "yaml between lines of more": "----\ntitle: Linen\ndate: 2021-03-04\n----\n\n",
    "yaml with a template": "---\ntitle: Linen\n{% if a %}\ndate: 2021-03-04\n{% endif %}\n---\n\n",
    "yaml with a value over two lines": (
        "---\ntitle: Linen\nsummary: The loom,\nwhich is sold.\ndate: 2021-03-04\n---\n\n"
    ),
    "toml": f'+++\ntitle = "{SPOILT}"\ndate = 2021-03-04\n\n[params]\nviews = 3\n+++\n\n',
    "toml by its name": "---toml\ndate = 2021-03-04\n---\n",
    "json between semicolons": ';;;\n"date": "2021-03-04"\n;;;\n\n',
    "json by its name": '---json\n{\n"date": "2021-03-04"\n}\n---\n',
    "json": f'{{\n  "title": "{SPOILT}",\n  "tags": ["Return to list"]\n}}\n\n',
    "pelican": f"Title: Linen\nDate: 2021-03-04 10:20\nTags: linen, silk\nSummary: {SPOILT}\n\n",
    "multimarkdown": "Title:   Linen\nAuthor:  Ada\n  Return to list\nBase Header Level: 2\n\n",
    "a list": "title: Linen\ndate: 2021-03-04\ntags:\n- linen\n- silk\n\n",
    "hexo": "title: Linen\ndate: 2021-03-04 10:20\n---\n",
    "a slug": "slug: linen\ndate: 2021-03-04\n\n",
    "nikola": ".. title: Linen\n.. slug: linen\n.. date: 2021-03-04 10:20\n\n",
    "nikola in a comment": "<!--\n.. title: Linen\n.. slug: linen\n\n.. date: 2021-03-04\n-->\n\n",
    "org": "#+TITLE: Linen\n#+DATE: 2021-03-04\n\n",
    "org with a date alone": "#+DATE: 2021-03-04\n\n",
    "org-roam": ":PROPERTIES:\n:ID: x\n:END:\n#+title: Linen\n#+date: 2021-03-04\n\n",
    "a drawer": ":PROPERTIES:\n:ID: 2021-03-04\n:END:\n\n",
    "pandoc": "% Linen\n% Ada Brandt\n% 2021-03-04\n\n",
    "restructuredtext": "Linen\n#####\n\n:date: 2021-03-04 10:20\n:tags: linen, silk\n\n",
    "fields alone": ":date: 2021-03-04 10:20\n:tags: linen\n   silk\n\n",
    "asciidoc": "= Linen\nAda Brandt\n2021-03-04\n:date: 2021-03-04\n\n",
}
NONE = {
    "prose": "The loom.\n",
    "nothing": "",
    "a dateline with labels": "Date: 2012-8-16\nSource: Cloth Post\nAuthor: Li Na\nViews: 12\n\n",
    "one with a title": "Title: Linen goes up\nDate: 2012-8-16\nViews: 12\n\n",
    "a title alone": "Title: Linen\n\nDate: 2012-8-16\n",
    "no blank line": "Title: Linen\nDate: 2012-8-16\nThe loom is sold.\n",
    "no usual key": "Title: Linen\nNote: It is sold.\n\n",
    "rules": "---\nThe loom is sold. It was old.\ndate: 2012-8-16\n---\n",
    "rules around a note": "---\nEditor's note: this was first said in 2012.\n---\n",
    "a rule that nothing closes": "---\ntitle: Linen\n\nThe loom.\n",
    "a long text that nothing closes": "---\nThe loom.\n" + 40_000 * "a\n",
    "a mark alone": "\ufeffThe loom.\n",
    "a rule, prose and keys": "---\nThe loom.\ntitle: Linen\ndate: 2021-03-04\n---\n",
    "a rule of more around a note": "-----\nNote: the loom is sold.\n-----\n",
    "a rule of more": "----\ntitle: Linen\n----\n",
    "signs": "+++\nSold!\n+++\n",
    "semicolons": ";;;\nSold!\n;;;\n",
    "a placeholder": "{page_break}\n",
    "an empty object": "{}\n",
    "an object on a line": '{"title": "Linen", "date": "2021-03-04 10:20"}\n',
    "an object in prose": '{"a": 1} is an object.\n',
    "dashes": "---\n" + "-" * 200_000 + "\n---\n",
    "a long word": "---\n" + "a-b_c" * 100_000 + "\n---\n",
    "spaces": " " * 300_000,
    "too deep": "{" * 100_000,
    "too deep for yaml": "---\n!" + "[" * 10_000 + "\n---\n",
    "a comment": "<!-- title: Linen -->\n",
    "an open comment": "<!--\ntitle: Linen\ndate: 2012-8-16\n\nThe loom.\n",
    "a share": "% of all looms\nThe loom.\n",
    "a list of shares": "% a\n% b\n% c\n% d\n\n",
    "an equals sign": "= 3 looms\n\nThe loom.\n",
    "fields below prose": "The loom is sold.\n:date: 2012-8-16\n:tags: a\n\n",
    "fields below a page": "a\nb\nc\nd\n####\n:date: 2012-8-16\n:tags: a\n",
    "fields and more": "Linen\n#####\n:date: 2012-8-16\nThe loom.\n:tags: a\n",
}


@cache
def default() -> Pipeline:
    return Pipeline.from_packs()


@pytest.fixture
def pipeline() -> Pipeline:
    return default()


@pytest.fixture(scope="module")
def everything() -> Pipeline:
    return Pipeline.from_packs(extend_select=EVERYTHING, unsafe=True)


@pytest.mark.parametrize("name", FRONT)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_front_matter_stays_and_the_text_below_it_is_cleaned(
    name: str, newline: str, pipeline: Pipeline
) -> None:
    front = FRONT[name].replace("\n", newline)
    assert front_matter(front + "The loom.\n") == len(front)
    for below, clean in ((BODY, CLEAN), (BODY.replace("\n", newline), CLEAN)):
        result = pipeline.clean(front + below)
        assert result.text.startswith(front)
        assert result.text[len(front) :].replace("\r\n", "\n").replace("\r", "\n") == clean
        assert result.restore().to_text() == front + below
        assert pipeline.clean(result.text).edits == ()


@pytest.mark.parametrize("name", FRONT)
def test_no_filter_of_all_packs_touches_or_reports_it(name: str, everything: Pipeline) -> None:
    result = everything.clean(FRONT[name] + BODY)
    assert result.text.startswith(FRONT[name])
    assert all(edit.start >= len(FRONT[name]) for edit in result.edits)
    assert all(note.start >= len(FRONT[name]) for note in result.notes)
    assert everything.clean(FRONT[name]).edits == ()


@pytest.mark.parametrize("name", NONE)
def test_text_that_only_looks_like_front_matter_is_not(name: str) -> None:
    assert front_matter(NONE[name]) == 0


def test_a_dateline_is_still_dropped_and_kept_as_metadata(pipeline: Pipeline) -> None:
    result = pipeline.clean(NONE["a dateline with labels"] + BODY)
    assert "2012-8-16" not in result.text
    assert result.metadata["date"] == "2012-8-16"


def test_a_heading_that_is_the_title_of_the_front_matter_stays(pipeline: Pipeline) -> None:
    title = "The looms of Orlow are for rent"
    assert pipeline.clean(f"---\ntitle: {title}\n---\n\n{title}\n\n{CLEAN}").edits == ()


def test_text_above_front_matter_is_removed_first(pipeline: Pipeline) -> None:
    front = FRONT["yaml"]
    once = pipeline.clean("Home >\n\n" + front + BODY)
    assert once.text.endswith(CLEAN)
    assert pipeline.clean(once.text).edits == ()


def test_the_brake_counts_only_the_words_below_it() -> None:
    pipeline = Pipeline.from_packs(max_loss=0.75)
    result = pipeline.clean(FRONT["yaml"] + "Return to list\n")
    assert result.refused
    assert (result.words, result.loss) == (3, 1.0)


def test_counts_leave_it_out() -> None:
    pytest.importorskip("pyarrow")
    some = Counts()
    for front in ("", FRONT["yaml"], FRONT["pelican"]):
        some.add(Document(front + BODY, "a.txt"))
    table = some.table()
    assert len(set(table["content"].to_pylist())) == 1
    assert len({tuple(lines) for lines in table["lines"].to_pylist()}) == 1


def test_a_filter_of_another_package_never_sees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline = Pipeline.from_packs(select=["return-link"], max_loss=1)
    seen: list[str] = []

    class Greedy:
        def patches(self, view: object) -> list[Patch]:
            text = str(view.raw)  # type: ignore[attr-defined]
            seen.append(text)
            return [Patch(0, len(text), "", "greedy/all")] if text else []

    monkeypatch.setattr(pipeline, "_scanners", [Greedy()])
    result = pipeline.clean(FRONT["yaml"] + BODY)
    assert result.text == FRONT["yaml"]
    assert seen[0] == BODY


LINES = st.sampled_from(
    [*"\n".join((*FRONT.values(), *NONE.values(), BODY, SPOILT)).split("\n"), "---", "+++"]
).filter(lambda line: len(line) < 1000)


@settings(max_examples=300)
@given(st.sampled_from([*FRONT.values()]), st.lists(LINES, max_size=8))
def test_front_matter_stays_whatever_is_below_it(front: str, below: list[str]) -> None:
    text = front + "\n".join(below)
    result = default().clean(text)
    size = front_matter(text)
    assert size >= len(front)
    assert result.text[:size] == text[:size]
    assert front_matter(result.text) >= len(front)


@settings(max_examples=300)
@given(st.lists(LINES, max_size=8))
def test_any_lines_are_clean_after_one_run(lines: list[str]) -> None:
    result = default().clean("\n".join(lines))
    assert default().clean(result.document).edits == ()
    assert result.restore().to_text() == "\n".join(lines)


def test_the_hook_leaves_a_post_of_a_site_alone(
    command: Callable[..., subprocess.CompletedProcess[bytes]], tmp_path: Path
) -> None:
    post = (FRONT["yaml"] + CLEAN).encode()
    (tmp_path / "post.md").write_bytes(post)
    done = command("--write", "--exit-non-zero-on-change", "-q", "post.md")
    assert done.returncode == 0
    assert (tmp_path / "post.md").read_bytes() == post
