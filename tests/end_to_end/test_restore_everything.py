"""Nothing is lost: what is cleaned comes back byte for byte, through a ledger that was written.

GARMENTCLEAN_DOCUMENTS is how many generated documents are tried with the default rules (300 if it
is not set; a tenth of them with all rules). More of them belong into a run by hand.
"""

from __future__ import annotations

import ast
import os
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from garmentclean import Document, Pipeline
from garmentclean.ledger.entry import Entry, Tool, proved_entry
from garmentclean.ledger.history import History
from garmentclean.ledger.lines import entry_line, parsed, tool_line
from garmentclean.ledger.reader import read
from garmentclean.ledger.writer import Writer
from garmentclean.pipeline.pack_files import load_packs

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

DOCUMENTS = int(os.environ.get("GARMENTCLEAN_DOCUMENTS", "300"))
HERE = Path(__file__).parent
FIXTURES = [
    path.read_bytes()
    for pattern in ("*/input.txt", "untouched/*")
    for path in sorted((HERE.parents[1] / "fixtures").glob(pattern))
]
TOOL = Tool("garmentclean 0", "0" * 16)
NEWLINES = (b"\n", b"\r\n", b"\r")
BOM = b"\xef\xbb\xbf"
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
"""What begins so is in UTF-16; if it is not, it is refused, which test_encoding shows."""
ARTICLE = b"\n\n".join(
    (
        b"Home > News > Looms",
        b"2013/10/17 8:40:00 73",
        b"The pformation of the mills has begun, and and it needs %s little&Nbsp;water [3].",
        b"%s",
        b"Most of those who came to the fair had come for the looms, the dealers say.",
        b"Share to: %s",
        b"\xe2\x80\xa2 Related reading\n%s\nReturn to list",
    )
)
KINDS = ["default", "everything"]
EVERYTHING = [pack.name for pack in load_packs() if pack.name != "common"]  # that needs a corpus


@cache
def pipeline(kind: str) -> Pipeline:
    if kind == "default":
        return Pipeline.from_packs()
    return Pipeline.from_packs(extend_select=EVERYTHING, unsafe=True)


@cache
def naughty() -> list[bytes]:
    text = (HERE / "naughty.txt").read_text("utf-8")
    rows = (row for row in text.split("\n") if row and not row.startswith("#"))
    strings = dict.fromkeys(item for row in rows for item in literals(row))
    items = (item.encode() if isinstance(item, str) else item for item in strings)
    return [item for item in items if not item.startswith(WIDE_MARKS)]


def literals(row: str) -> Iterator[str | bytes]:
    """Yield what a row of literals says; `*` may repeat one."""
    listed = ast.parse(f"[{row}]", mode="eval").body
    assert isinstance(listed, ast.List)
    for item in listed.elts:
        times = 1
        if isinstance(item, ast.BinOp):
            times, item = ast.literal_eval(item.right), item.left  # noqa: PLW2901 - its inside
        yield ast.literal_eval(item) * times


def cleaned(data: bytes, name: str, kind: str) -> tuple[bytes, Entry]:
    """Return clean bytes and their entry, which is only made if it leads back."""
    document = Document.from_bytes(data, name)
    result = pipeline(kind).clean(document)
    after = result.document.to_bytes()
    return after, proved_entry(document, result, data, after, TOOL)


def assert_comes_back(data: bytes, kind: str) -> bytes:
    """Check that a document comes back by way of the ledger's lines; return its clean bytes."""
    after, entry = cleaned(data, "a.txt", kind)
    lines = [line.removesuffix(b"\n") for line in (tool_line(TOOL), entry_line(entry))]
    assert not any(b"\n" in line for line in lines)
    _, known = parsed(lines, "ledger")
    assert isinstance(known, Entry)
    assert known == replace(entry, stopped=known.stopped)  # which is rounded
    assert known.restore(after) == data
    return after


LINES = sorted({line for data in FIXTURES for line in data.splitlines() if line})
PIECES = st.one_of(
    st.sampled_from(LINES),
    st.deferred(lambda: st.sampled_from(naughty())),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])).map(str.encode),
    st.text(st.characters(categories=["Cs"]), min_size=1, max_size=3).map(
        lambda text: text.encode("utf-8", "surrogatepass")
    ),
    st.binary(max_size=8).map(lambda data: data.replace(b"\0", b"")),
)


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    """Draw a document: lines, or pieces of them, with one kind of newline or with several."""
    pieces = draw(st.lists(PIECES, max_size=12))
    kinds = draw(st.sampled_from([[kind] for kind in NEWLINES] + [[*NEWLINES]]))
    ends = st.sampled_from([*kinds, *(2 * kind for kind in kinds), *(3 * kinds), b" ", b""])
    body = b"".join(piece + draw(ends) for piece in pieces)
    if len(kinds) == 1 and draw(st.booleans()):  # those within the pieces, too
        body = kinds[0].join(body.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"))
    data = draw(st.sampled_from([b"", b"", BOM, BOM * 2])) + body
    assume(not data.startswith(WIDE_MARKS))
    return data


WIDE = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@settings(WIDE, max_examples=DOCUMENTS)
@given(documents())
def test_any_document_comes_back_after_the_default_rules(data: bytes) -> None:
    assert_comes_back(data, "default")


@settings(WIDE, max_examples=max(1, DOCUMENTS // 10))
@given(documents())
def test_any_document_comes_back_after_all_rules(data: bytes) -> None:
    assert_comes_back(data, "everything")


def test_there_are_enough_naughty_strings() -> None:
    assert len(naughty()) >= 300
    assert not any(b"\0" in item for item in naughty())


@pytest.mark.parametrize("kind", KINDS)
def test_naughty_strings_come_back_alone(kind: str) -> None:
    for item in naughty():
        assert_comes_back(item, kind)


def test_naughty_strings_come_back_in_an_article() -> None:
    items = naughty()
    for number in range(0, len(items), 4):
        article = ARTICLE % (*items[number : number + 4], *items[:4])[:4]
        assert_comes_back(article.replace(b"\n", NEWLINES[number % 3]), KINDS[number // 4 % 2])


@pytest.mark.parametrize(("kind", "count"), [("default", 1000), ("everything", 200)])
def test_a_corpus_comes_back_through_ledger_files(tmp_path: Path, kind: str, count: int) -> None:
    originals = {f"{number}.txt": data for number, data in enumerate(FIXTURES + mixed(count))}
    clean = {name: cleaned(data, name, kind) for name, data in originals.items()}
    assert sum(after != originals[name] for name, (after, _) in clean.items()) > count // 2
    for suffix in ("jsonl", "jsonl.gz", "jsonl.zst"):
        path = tmp_path / f"ledger.{suffix}"
        with Writer(path, TOOL) as writer:
            for _, entry in clean.values():
                writer.add(entry)
        history = History(read(path).entries)
        for name, (after, _) in clean.items():
            assert history.restore(after, f"elsewhere/{name}").data == originals[name]


def mixed(count: int) -> list[bytes]:
    """Return documents that are mixed of lines of the fixtures and of naughty strings."""
    random = Random(7)
    short = [item for item in naughty() if len(item) < 1000]
    ended = []
    for _ in range(count):
        pieces = random.choices(LINES + short, k=random.randint(1, 9))
        ends = random.choice([*([kind] for kind in NEWLINES), NEWLINES])
        data = b"".join(piece + random.choice(ends) for piece in pieces)
        ended.append(random.choice([b"", b"", BOM]) + data[: random.choice([None, None, -1])])
    return ended


def test_an_entity_for_a_carriage_return_does_not_stop_a_document_with_such_newlines() -> None:
    after = assert_comes_back(b"Its pformation&#13;is done.\rThe second line.\r", "default")
    assert after.startswith(b"Its transformation")


@pytest.mark.parametrize("tags", [b"<b></b>", b"<b><i></i></b>", b"<b>\xe2\x80\x8b</b>"])
def test_tags_between_halves_of_a_character_do_not_stop_a_document(tags: bytes) -> None:
    after = assert_comes_back(b"The pformation of a caf\xc3" + tags + b"\xa9.\n", "everything")
    assert after.startswith(b"The transformation")
    assert b"\xc3\xa9" not in after
