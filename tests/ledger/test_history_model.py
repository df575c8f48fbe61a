"""A history finds what a plain search through all entries finds."""

from __future__ import annotations

from itertools import product, takewhile
from os.path import normpath
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garmentclean import Document, Edit, Result
from garmentclean.errors import LedgerError
from garmentclean.ledger.changed_files import ChangedFiles
from garmentclean.ledger.entry import Entry, Tool, checksum, proved_entry
from garmentclean.ledger.history import ChangedError, History, NotInLedgerError, Restored
from garmentclean.ledger.index import Index, parts, path_key
from garmentclean.ledger.lines import entry_line, tool_line
from garmentclean.ledger.writer import compressed

if TYPE_CHECKING:
    from collections.abc import Callable

TOOL = Tool("garmentclean 1", "0" * 16)


class Plain:
    """A history that looks at every entry for each question."""

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = entries

    def restore(self, data: bytes, name: str, cell: str | None) -> tuple[bytes, list[Entry]]:
        done: list[Entry] = []
        number = self.position(data, name, cell)
        while number is not None:
            done.append(self.entries[number])
            data = done[-1].restore(data)
            number = self.earlier(data, number, done[-1])
        return data, done

    def position(self, data: bytes, name: str, cell: str | None) -> int | None:
        digest = checksum(data)
        own = [(n, e) for n, e in enumerate(self.entries) if e.cell == cell]
        led = [(n, e) for n, e in own if e.after == digest]
        best = max((common(name, e) for _, e in led), default=-1)
        if any(ending(name, e.document) > best for _, e in own if e.before == digest):
            return None
        if not led or not (data or best):
            raise self.unknown(name)
        nearest = [(n, e) for n, e in led if common(name, e) == best]
        number, last = nearest[-1]
        for _, e in nearest:
            if e.before != last.before and e.document != last.document:
                raise LedgerError(
                    f"{name}: could be {e.document} or {last.document}, which have the same "
                    "clean text; give the file the name that it had"
                )
        return number

    def earlier(self, data: bytes, number: int, entry: Entry) -> int | None:
        for n in reversed(range(number)):
            e = self.entries[n]
            same = normpath(e.output or e.document) == normpath(entry.document)
            if e.after == checksum(data) and e.cell == entry.cell and same:
                return n
        return None

    def unknown(self, name: str) -> LedgerError:
        best = max((common(name, e) for e in self.entries), default=0)
        return ChangedError(name) if best else NotInLedgerError(name)

    def was_changed(self, name: str, others: list[str]) -> bool:
        best = max(common(name, e) for e in self.entries)
        like = [e for e in self.entries if common(name, e) == best]
        return not all(any(common(other, e) > best for other in others) for e in like)


def common(name: str, entry: Entry) -> int:
    return max((ending(name, n) for n in (entry.document, entry.output) if n), default=0)


def ending(one: str, two: str) -> int:
    pairs = zip(reversed(parts(one)), reversed(parts(two)), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


NAMES = st.one_of(
    st.sampled_from(
        ["a", "b/a", "c/b/a", "./c/b/a", "/c/b/a", "ba", "b/a:1", "c/b/a:1", "a:2", ""]
    ),
    st.lists(st.sampled_from(["a", "b", "\0", "\1", "é", "\udcff", ".."]), max_size=3).map(
        "/".join
    ),
)
TEXTS = st.integers(0, 3).map(lambda length: b"." * length)
CELLS = st.sampled_from([None, None, "x", "y"])


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    before, name = draw(TEXTS), draw(NAMES)
    gone = draw(st.integers(0, len(before)))
    document = Document.from_bytes(before, name)
    edits = (Edit("p/a", 0, "." * gone, ""),) if gone else ()
    clean = document.with_text(document.text[gone:])
    cell = draw(CELLS)
    row = None if cell is None else {"field": cell}
    output = draw(st.none() | NAMES)
    result = Result(clean, edits)
    return proved_entry(document, result, before, clean.to_bytes(), TOOL, output=output, row=row)


def outcome(restore: Callable[..., Any], *question: object) -> object:
    """Return the answer to a question: the bytes and the entries, or the error."""
    try:
        result = restore(*question)
    except LedgerError as error:
        return type(error), str(error)
    return (result.data, [*result.entries]) if isinstance(result, Restored) else result


@settings(max_examples=300)
@given(st.lists(entries(), max_size=7), st.lists(st.tuples(TEXTS, NAMES, CELLS), max_size=5))
def test_a_history_answers_like_a_linear_search(
    known: list[Entry], questions: list[tuple[bytes, str, str | None]]
) -> None:
    assert_same(known, questions)


@pytest.mark.exhaustive
@settings(max_examples=20_000)
@given(st.lists(entries(), max_size=12), st.lists(st.tuples(TEXTS, NAMES, CELLS), max_size=9))
def test_many_histories_answer_like_a_linear_search(
    known: list[Entry], questions: list[tuple[bytes, str, str | None]]
) -> None:
    assert_same(known, questions)


def assert_same(known: list[Entry], questions: list[tuple[bytes, str, str | None]]) -> None:
    plain, history = Plain(known), History(known)
    proved: list[str] = []
    doubtful: list[str] = []
    changed = ChangedFiles(history)
    for question in questions:
        assert outcome(history.restore, *question) == outcome(plain.restore, *question)
        try:
            history.restore(*question)
            changed.add_known(question[1])
            proved.append(question[1])
        except ChangedError as error:
            changed.add(error.name, error.key)
            doubtful.append(error.name)
        except LedgerError:
            pass
    assert list(changed.decided()) == [(name, plain.was_changed(name, proved)) for name in doubtful]


@settings(max_examples=50)
@given(known=st.lists(entries(), min_size=1, max_size=5))
def test_a_history_is_the_same_from_every_kind_of_file(
    tmp_path_factory: pytest.TempPathFactory, known: list[Entry]
) -> None:
    pytest.importorskip("pyarrow")
    from garmentclean.ledger.parquet import TableWriter  # needs pyarrow

    folder = tmp_path_factory.mktemp("ledgers")
    lines = [tool_line(TOOL), *map(entry_line, known)]
    paths = [folder / name for name in ("l.jsonl", "l.jsonl.gz", "l.jsonl.zst")]
    for path in paths:
        path.write_bytes(b"".join(map(compressed(path), lines)))
    (folder / "parts").mkdir()
    writer = TableWriter(folder / "parts" / "l.parquet", TOOL)
    writer.add_lines(lines[1:])
    writer.close()
    in_memory = History(known)
    for path in (*paths, folder / "parts"):
        history = History.of(path)
        assert [*history.tools] == [TOOL]
        assert history.fields == in_memory.fields
        for length, entry in product(range(4), known):
            question = (b"." * length, entry.document, entry.cell)
            assert outcome(history.restore, *question) == outcome(in_memory.restore, *question)


@given(st.text(st.sampled_from("/.a:1\0"), max_size=12), NAMES)
def test_paths_are_split_as_pathlib_splits_them(name: str, other: str) -> None:
    for path in (name, other):
        head, _, row = path.rpartition(":")
        split = head and row.isdecimal()
        expected = [*PurePath(head).parts, row] if split else [*PurePath(path).parts]
        assert parts(path) == expected
    index = Index()
    index.add([path_key(name)], 1)
    assert index.shared(b"", path_key(other)).parts == ending(name, other)
