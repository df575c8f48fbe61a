from __future__ import annotations

import gzip
import json
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from garmentclean import Document, Edit, Result
from garmentclean.errors import LedgerError
from garmentclean.ledger.entry import Entry, Tool, checksum, proved_entry, ruleset_of
from garmentclean.ledger.lines import entry_line, parsed, seal_of, sealed, tool_line
from garmentclean.ledger.reader import CHUNK, read
from garmentclean.ledger.writer import Writer, compressed
from garmentclean.pipeline.pack_files import load_packs

if TYPE_CHECKING:
    from pathlib import Path

SUFFIXES = [".jsonl", ".jsonl.gz", ".jsonl.zst"]
TOOL = Tool("garmentclean 1", "0123456789abcdef", ("p/a", "p/b"), 0.75)
OTHER = Tool("garmentclean 2", "fedcba9876543210")
TEXTS = st.text(st.characters(exclude_categories=()), max_size=20).map(
    lambda text: text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
)
"""Halves of pairs are in them, but no two that would be one character in JSON."""


def entry_for(name: str, before: str = "One.\nbad\n", after: str = "One.\n") -> Entry:
    edits = (Edit("p/a", 0, before, after),) if before != after else ()
    original = Document.from_text(before, name)
    result = Result(original.with_text(after), edits, words=2)
    return proved_entry(original, result, before.encode(), after.encode(), TOOL, output=name)


ENTRIES = [
    entry_for("a.txt"),
    entry_for("b.txt", "One.\n", "One.\n"),
    entry_for("棉\udcff.txt", '"\\\u2028\x85\n', ""),
    entry_for("long.txt", "loom " * 30_000, "silk " * 30_000),
]


@pytest.fixture(params=SUFFIXES)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return tmp_path / f"l{request.param}"


def wrote(path: Path, entries: list[Entry] = ENTRIES, tool: Tool = TOOL) -> list[int]:
    """Append to a ledger, and return how long it was after each line."""
    with Writer(path, tool) as writer:
        lengths = [path.stat().st_size]
        for entry in entries:
            writer.add(entry)
            lengths.append(path.stat().st_size)  # nothing waits in a buffer
        writer.sync()
    return lengths


def test_a_ledger_reads_back_as_written(path: Path) -> None:
    wrote(path)
    assert read(path) == ([TOOL], ENTRIES)


def test_runs_are_appended(path: Path) -> None:
    wrote(path, ENTRIES[:1])
    first = path.read_bytes()
    wrote(path, ENTRIES[1:], OTHER)
    assert path.read_bytes().startswith(first)
    assert read(path) == ([TOOL, OTHER], ENTRIES)


def test_a_run_without_documents_is_a_ledger(path: Path) -> None:
    wrote(path, [])
    assert read(path) == ([TOOL], [])


def test_an_empty_file_or_a_missing_folder_can_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "l.jsonl").touch()
    wrote(tmp_path / "l.jsonl")
    wrote(tmp_path / "new" / "er" / "l.jsonl")
    assert read(tmp_path / "l.jsonl") == read(tmp_path / "new" / "er" / "l.jsonl")


def test_two_ledgers_joined_are_one(path: Path) -> None:
    wrote(path)
    path.write_bytes(path.read_bytes() * 2)
    assert read(path) == ([TOOL] * 2, ENTRIES * 2)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_common_tools_unpack_a_ledger(tmp_path: Path, suffix: str) -> None:
    wrote(tmp_path / "plain.jsonl")
    path = tmp_path / f"l{suffix}"
    wrote(path)
    data = path.read_bytes()
    if suffix.endswith(".gz"):
        data = gzip.decompress(data)
    elif suffix.endswith(".zst"):
        reader = zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True)
        data = reader.read()
    assert data == (tmp_path / "plain.jsonl").read_bytes()


def test_a_line_is_json_with_all_fields_and_ends_in_its_seal() -> None:
    line = entry_line(ENTRIES[0])
    entry = json.loads(line)
    assert line.count(b"\n") == 1
    assert entry["sha256"] == {"before": checksum(b"One.\nbad\n"), "after": checksum(b"One.\n")}
    edit = {"rule": "p/a", "line": 1, "start": 0, "before": "One.\nbad\n", "after": "One.\n"}
    assert entry["edits"] == [edit]
    assert entry["seal"].encode() == seal_of(line[: line.rindex(b',"seal"')])
    assert list(entry)[-1] == "seal"


@given(TEXTS, st.lists(st.tuples(TEXTS, TEXTS), max_size=3), st.sampled_from(["\n", "\r", ""]))
def test_any_entry_round_trips_through_its_line(
    name: str, texts: list[tuple[str, str]], newline: str
) -> None:
    edits = tuple(Edit("p/a", n, before, after) for n, (before, after) in enumerate(texts))
    entry = Entry(
        name, name, newline, True, "0" * 64, "1" * 64, 7, "t", "a" * 16, edits,
        tuple(range(1, len(edits) + 1)), 0.5, {"field": name, "style": "utf-8", "columns": ""},
    )  # fmt: skip
    lines = [tool_line(TOOL)[:-1], entry_line(entry)[:-1]]
    assert list(parsed(lines, "l")) == [TOOL, entry]


def test_unknown_keys_of_a_later_version_are_ignored() -> None:
    entry = json.loads(entry_line(ENTRIES[0]))
    del entry["seal"]
    lines = [tool_line(TOOL)[:-1], sealed(entry | {"new": {"er": 1}})[:-1]]
    assert list(parsed(lines, "l")) == [TOOL, ENTRIES[0]]


@pytest.mark.parametrize("cut", range(1, 40, 3))
def test_a_cut_off_line_is_reported_left_out_or_removed(path: Path, cut: int) -> None:
    *_, whole, end = wrote(path, ENTRIES[:3])
    cut = min(cut * max(1, (end - whole) // 40), end - whole - 1)
    data = path.read_bytes()
    path.write_bytes(data[: whole + cut])
    with pytest.raises(LedgerError, match="its last line is cut off, as after a run that was kil"):
        read(path)
    assert read(path, partial=True) == ([TOOL], ENTRIES[:2])
    assert path.read_bytes() == data[: whole + cut]
    wrote(path, ENTRIES[2:], OTHER)
    assert path.read_bytes()[:whole] == data[:whole]
    assert read(path) == ([TOOL, OTHER], [*ENTRIES[:2], *ENTRIES[2:]])


def test_a_ledger_that_ends_between_lines_is_whole(path: Path) -> None:
    lengths = wrote(path)
    data = path.read_bytes()
    for number, length in enumerate(lengths):
        path.write_bytes(data[:length])
        assert read(path) == ([TOOL], ENTRIES[:number])


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_whole_frame_without_a_line_end_is_cut_off(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"l{suffix}"
    pack = compressed(path)
    path.write_bytes(pack(tool_line(TOOL)) + pack(entry_line(ENTRIES[0])[:-1]))
    with pytest.raises(LedgerError, match="its last line is cut off"):
        read(path)
    assert read(path, partial=True) == ([TOOL], [])


def test_lines_longer_than_a_chunk_are_read_whole(tmp_path: Path) -> None:
    noise = "".join(map(chr, Random(1).choices(range(0x4E00, 0x9000), k=2 * CHUNK)))
    for suffix in SUFFIXES:
        path = tmp_path / f"l{suffix}"
        wrote(path, [entry_for("a.txt", noise, "x"), *ENTRIES, entry_for("b.txt", noise, "y")])
        assert path.stat().st_size > 3 * CHUNK
        assert read(path).entries[0].edits[0].before == noise
        assert len(read(path).entries) == 6


def test_an_entry_that_does_not_lead_back_is_refused() -> None:
    original = Document.from_text("One.\nbad\n", "a.txt")
    for edit in (Edit("p/a", 5, "bat\n", ""), Edit("p/a", 4, "bad\n", "x")):
        result = Result(original.with_text("One.\n"), (edit,))
        with pytest.raises(LedgerError, match=r"a\.txt: the ledger's edits do not"):
            proved_entry(original, result, b"One.\nbad\n", b"One.\n", TOOL)


def test_an_entry_restores_only_its_own_text() -> None:
    assert ENTRIES[0].restore(b"One.\n") == b"One.\nbad\n"
    with pytest.raises(LedgerError, match="its checksum is not that of the text cleaned here"):
        ENTRIES[0].restore(b"One. \n")


def test_a_ruleset_depends_on_its_rules_and_their_order() -> None:
    rules = [rule for pack in load_packs() for rule in pack.rules]
    again = [rule for pack in load_packs() for rule in pack.rules]
    assert ruleset_of(rules) == ruleset_of(again)
    assert len({ruleset_of(rules), ruleset_of(rules[1:]), ruleset_of(rules[::-1])}) == 3


def test_the_reason_for_an_edit_is_written_only_if_there_is_one(path: Path) -> None:
    plain = entry_for("a.txt")
    explained = replace(plain, edits=(plain.edits[0]._replace(because="into English"),))
    wrote(path, [plain, explained])
    assert read(path).entries == [plain, explained]
    assert b'"because"' not in entry_line(plain)
    (edit,) = json.loads(entry_line(explained))["edits"]
    assert edit["because"] == "into English"
