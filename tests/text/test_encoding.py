from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from garmentclean import Document, Pipeline
from garmentclean.errors import GarmentcleanError, LedgerError
from garmentclean.ledger.entry import Entry, Tool, proved_entry
from garmentclean.ledger.lines import entry_line, parsed, tool_line
from garmentclean.text.encoding import (
    MARKS,
    WIDE,
    BinaryFileError,
    EncodingError,
    decode,
    encode,
    encoding_of,
)

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

TOOL = Tool("garmentclean 0", "0" * 16)
PROSE = "The pformation of the mill – “a loom” – is done.\r\n\r\nReturn to list\r\n"
CLEAN = "The transformation of the mill – “a loom” – is done.\r\n"
HAN = "织机的产量比去年增加了百分之二十,布匹的价格也上涨了不少。\n\nThe pformation 完成了。\n"
KANA = "織機の生産量は昨年より二十パーセント増えました。\n\nThe pformation です。\n"
NAMED = {
    "cp1252": PROSE + "A café.\r\n",
    "iso8859-1": "A café and a pformation.\n",
    "gb18030": HAN,
    "gbk": HAN,
    "big5": "織機的產量比去年增加了。\n\nThe pformation 完成。\n",
    "shift_jis": KANA,
    "iso2022_jp": KANA,
    "euc_kr": "직기의 생산량이 작년보다 늘었다.\n\nThe pformation 끝.\n",
    "koi8-r": "Станки мельницы. The pformation.\n",
    "utf-16-le": PROSE,
    "utf-32-be": HAN,
}


@pytest.mark.parametrize("encoding", MARKS)
@pytest.mark.parametrize("text", [PROSE, HAN, "", "\n", "\ufeff", "𝒳 loom"])
def test_a_bom_decides_the_encoding(encoding: str, text: str) -> None:
    data = MARKS[encoding] + text.encode(encoding)
    document = Document.from_bytes(data, "a.txt")
    assert (document.encoding, document.bom) == (encoding, True)
    assert document.to_text() == text
    assert document.to_bytes() == data
    assert Document.from_bytes(data, "a.txt", "cp1252") == document
    assert document.with_text("loom\n").to_bytes()[: len(MARKS[encoding])] == MARKS[encoding]


@pytest.mark.parametrize("encoding", NAMED)
def test_a_named_encoding_is_read_and_written(encoding: str) -> None:
    data = NAMED[encoding].encode(encoding)
    document = Document.from_bytes(data, "a.txt", encoding)
    assert (document.encoding, document.to_text()) == (encoding, NAMED[encoding])
    assert document.to_bytes() == data


@pytest.mark.parametrize("encoding", ["cp1252", "gb18030", "iso8859-1", "shift_jis"])
def test_valid_utf_8_is_read_as_utf_8_whatever_encoding_is_named(encoding: str) -> None:
    document = Document.from_bytes(HAN.encode(), "a.txt", encoding)
    assert (document.encoding, document.to_text()) == ("utf-8", HAN)
    assert Document.from_bytes(b"A loom.\n", "a.txt", encoding).encoding == encoding


@pytest.mark.parametrize(
    ("data", "encoding", "message"),
    [
        (b"A caf\xe9.\n", "utf-8", "a: is not in utf-8 (byte 6 is 0xE9); left as it is"),
        (b"A loom\x81.\n", "cp1252", "a: is not in cp1252 (byte 7 is 0x81); left as it is"),
        (b"\xff\xfea\0b", "auto", "a: is not in utf-16-le (byte 5 is 0x62); left as it is"),
        (b"\xff\xfe\0\xd8a\0", "auto", "a: is not in utf-16-le (byte 3 is 0x00); left as it is"),
        (b"ab", "utf-32-le", "a: is not in utf-32-le (byte 1 is 0x61); left as it is"),
        (
            b"a\x1b$B\x1b(Bb\n",  # an escape that changes nothing
            "iso2022_jp",
            "a: does not come back from iso2022_jp as the same bytes; left as it is",
        ),
    ],
)
def test_bytes_invalid_in_the_named_encoding_are_an_error(
    data: bytes, encoding: str, message: str
) -> None:
    with pytest.raises(EncodingError) as failure:
        Document.from_bytes(data, "a", encoding)
    assert str(failure.value) == message


@pytest.mark.parametrize("encoding", WIDE)
@pytest.mark.parametrize("text", [PROSE, HAN])
def test_utf_16_without_a_bom_is_reported_with_how_to_read_it(encoding: str, text: str) -> None:
    data = text.encode(encoding)
    with pytest.raises(BinaryFileError, match=f"try --encoding {encoding}") as failure:
        Document.from_bytes(data, "a")
    assert failure.value.is_text
    assert Document.from_bytes(data, "a", encoding).to_text() == text


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"The pformation\0 of the mills\n", "auto"),
        (b"\xef\xbb\xbfThe loom\0\n", "auto"),
        (b"\0", "cp1252"),
        (bytes(range(256)) * 9, "auto"),
        ("The loom\0\n".encode("utf-16"), "auto"),
        (b"\x7fELF\0\0\0\1" * 99, "auto"),
        (b"\0" * 99, "auto"),
    ],
)
def test_a_nul_byte_makes_a_binary_file(data: bytes, encoding: str) -> None:
    with pytest.raises(BinaryFileError, match=r"^a: looks like a binary file") as wrong:
        Document.from_bytes(data, "a", encoding)
    assert not wrong.value.is_text


@pytest.mark.parametrize(
    "name", ["zlib", "rot13", "looms", "", "\0", "undefined", "auto", "idna", "punycode"]
)
def test_an_unknown_encoding_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="an encoding, such as"):
        encoding_of(name)


@pytest.mark.parametrize(
    ("text", "encoding", "char"),
    [("A loom – sold", "iso8859-1", "–"), ("¥3", "shift_jis", "¥"), ("‘", "ascii", "‘")],
)
def test_the_error_names_a_character_that_an_encoding_lacks(
    text: str, encoding: str, char: str
) -> None:
    with pytest.raises(EncodingError, match=rf"a: its clean text has '{char}' \(U\+") as failure:
        encode(text, encoding, "a")
    assert failure.value.lost == char


PIPELINE = Pipeline.from_packs()
PIECES = st.sampled_from(
    [PROSE, CLEAN, HAN, KANA, "2013/10/17 8:40:00 73\n", "&nbsp;", "&rsquo;", "Return to list\r"]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=9)), max_size=6).map("".join)
ENCODINGS = st.sampled_from([*NAMED, *WIDE, "utf-8", "cp1251", "iso8859-15", "cp932", "utf-7"])


@settings(max_examples=200)
@given(TEXTS, ENCODINGS, st.booleans())
@example("It&rsquo;s a pformation", "iso8859-1", False)
def test_every_document_round_trips_or_is_refused(text: str, encoding: str, bom: bool) -> None:
    text = text.replace("\0", "")
    mark = MARKS.get(encoding, b"") if bom else b""
    data = mark + text.encode(encoding, "ignore")
    assert_comes_back_or_is_refused(data, encoding)


@settings(max_examples=200)
@given(st.binary(), ENCODINGS, st.sampled_from([b"", *MARKS.values()]))
def test_any_bytes_round_trip_or_are_refused(data: bytes, encoding: str, mark: bytes) -> None:
    assert_comes_back_or_is_refused(mark + data, encoding)


def assert_comes_back_or_is_refused(data: bytes, encoding: str) -> None:
    try:
        document = Document.from_bytes(data, "a.txt", encoding)
    except GarmentcleanError:
        return
    assert document.to_bytes() == data
    result = PIPELINE.clean(document)
    try:
        after = result.document.to_bytes()
    except EncodingError:
        return
    read = after.removeprefix(MARKS.get(document.encoding, b"")) if document.bom else after
    errors = "surrogateescape" if document.encoding == "utf-8" else "strict"
    assert read.decode(document.encoding, errors) == result.text
    entry = proved_entry(document, result, data, after, TOOL)
    _, known = parsed([line[:-1] for line in (tool_line(TOOL), entry_line(entry))], "ledger")
    assert isinstance(known, Entry)
    assert known.restore(after) == data


def test_a_ledger_with_an_unknown_encoding_is_refused() -> None:
    document = Document.from_bytes(b"A pformation.\n", "a.txt")
    result = PIPELINE.clean(document)
    after = result.document.to_bytes()
    entry = proved_entry(document, result, b"A pformation.\n", after, TOOL)
    for name in ("looms", "zlib"):
        line = entry_line(Entry(**{**vars(entry), "encoding": name}))[:-1]
        with pytest.raises(LedgerError, match="'encoding' is not an encoding"):
            [*parsed([tool_line(TOOL)[:-1], line], "ledger")]


@pytest.mark.parametrize("mode", ["-w", "-o", "stdout"])
@pytest.mark.parametrize("encoding", MARKS)
def test_a_file_keeps_its_encoding_and_is_restored(
    here: Run, tmp_path: Path, encoding: str, mode: str
) -> None:
    raw = MARKS[encoding] + PROSE.encode(encoding)
    clean = MARKS[encoding] + CLEAN.encode(encoding)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes(raw)
    ways = {"-w": ["-w", "in"], "-o": ["in", "-o", "out"], "stdout": ["in/a.txt"]}
    done = here("-q", *ways[mode], "--ledger", "l")
    assert (done.returncode, done.stderr) == (0, b"")
    made = {"-w": "in/a.txt", "-o": "out/a.txt", "stdout": "piped.txt"}[mode]
    if mode == "stdout":
        (tmp_path / made).write_bytes(done.stdout)
    assert (tmp_path / made).read_bytes() == clean
    entry = json.loads((tmp_path / "l").read_bytes().splitlines()[1])
    assert (entry["encoding"], entry["bom"], entry["newline"]) == (encoding, True, "crlf")
    assert here("restore", made, "--ledger", "l").stdout == raw
    assert here("restore", "-w", "--rule", "trans", made, "--ledger", "l").returncode == 0
    assert PROSE[:30].encode(encoding) in (tmp_path / made).read_bytes()
    assert here("restore", "-w", made, "--ledger", "l").returncode == 0
    assert (tmp_path / made).read_bytes() == raw


@pytest.mark.parametrize("encoding", NAMED)
def test_an_option_and_a_key_name_an_encoding(here: Run, tmp_path: Path, encoding: str) -> None:
    raw = NAMED[encoding].encode(encoding)
    (tmp_path / "a.txt").write_bytes(raw)
    done = here("-q", "--encoding", encoding, "--ledger", "l", "a.txt")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "transformation".encode(encoding) in done.stdout
    (tmp_path / "garmentclean.toml").write_text(f'encoding = "{encoding}"\n')
    assert here("-q", "a.txt").stdout == done.stdout
    (tmp_path / "a.txt").write_bytes(done.stdout)
    assert here("restore", "a.txt", "--ledger", "l").stdout == raw


def test_a_document_that_its_encoding_cannot_hold_fails_as_a_whole(
    here: Run, make_pack: Callable[..., Path], tmp_path: Path
) -> None:
    pack = make_pack("mine", {"filter": "substitute", "terms": {"-- and": "– and"}})
    (tmp_path / "a.txt").write_bytes("A café -- and a pformation.\n".encode("latin-1"))
    (tmp_path / "b.txt").write_bytes(b"A pformation.\n")
    args = ("-q", "--rules", str(pack), "--encoding", "latin-1", "--ledger", "l")
    done = here(*args, "-w", "a.txt", "b.txt")
    assert done.returncode == 2
    assert done.stderr.decode() == (
        "garmentclean: a.txt: its clean text has '–' (U+2013), which iso8859-1 cannot hold; left "
        "as it is, convert it to UTF-8, or --ignore mine/r0\n"
    )
    assert (tmp_path / "a.txt").read_bytes() == "A café -- and a pformation.\n".encode("latin-1")
    assert (tmp_path / "b.txt").read_bytes() == b"A transformation.\n"
    assert (tmp_path / "l").read_bytes().count(b'"document"') == 1
    assert here(*args, "-w", "--ignore", "r0", "a.txt").returncode == 0


def test_a_reject_has_the_text_of_a_file_in_another_encoding(here: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Return to list\n".encode("utf-16"))
    here("-q", "--force", "--rejects", "r", "-o", "out/", "a.txt")
    assert json.loads((tmp_path / "r").read_bytes())["original"] == "\ufeffReturn to list\n"


def test_files_in_a_folder_that_cannot_be_read_are_named_and_counted(
    here: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_bytes(PROSE.encode("utf-16"))
    (folder / "b.txt").write_bytes(PROSE.encode("utf-16-le"))
    (folder / "c").write_bytes(PROSE.encode("utf-32-be"))
    (folder / "d.md").write_bytes(b"The pformation\0\n")
    done = here("in", "-o", "out")
    assert done.returncode == 2
    lines = done.stderr.decode().splitlines()
    assert [line.split(": ")[1] for line in lines[:3]] == ["in/b.txt", "in/c", "in/d.md"]
    assert lines[3].startswith("garmentclean: 1 document, 1 cleaned, 3 failed, ")
    assert [path.name for path in (tmp_path / "out").glob("[a-z]*")] == ["a.txt"]
    quiet = here("in", "--check", "-q")
    assert (quiet.returncode, quiet.stderr.decode().splitlines()) == (2, lines[:3])
    assert here("in", "--check", "-q", "--encoding", "utf-16-le").stdout.count(b"in/b.txt:1") == 1


def test_bytes_that_decode_to_a_nul_are_not_text() -> None:
    with pytest.raises(BinaryFileError):
        decode(b"\xfe\xff\0\0\0a", "a")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("柯橋の織物工場は忙しい。\n", "iso2022_jp"), ("공장은 바쁘다.\n", "iso2022_kr")],
)
def test_escapes_between_character_sets_are_not_control_characters(
    command: Run, text: str, encoding: str
) -> None:
    data = text.encode(encoding)
    done = command("-q", stdin=data)
    assert (done.returncode, done.stdout) == (2, b"")
    assert f"not cleaned, try --encoding {encoding}" in done.stderr.decode()
    done = command("-q", "--encoding", encoding, stdin=data)
    assert (done.returncode, done.stdout.decode(encoding)) == (0, text)


def test_terminal_colours_are_not_taken_for_an_encoding() -> None:
    assert Document.from_bytes(b"\x1b[1mRed\x1b[0m is $5\x1b(B.").encoding == "utf-8"
