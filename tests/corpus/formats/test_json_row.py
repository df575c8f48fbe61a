from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from garmentclean.corpus.formats.json_row import Row, RowError, added, written
from garmentclean.text.json_text import dumps, encoded

if TYPE_CHECKING:
    from collections.abc import Callable

SHORT = {"\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "/": "\\/"}


def has_no_split_pair(text: str) -> bool:
    """Return whether no two surrogates make a pair, which JSON would join."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass") == text


def units(char: str) -> str:
    """Return a character as JSON's escapes of its UTF-16 code units."""
    data = char.encode("utf-16-be", "surrogatepass")
    pairs = (data[i : i + 2].hex() for i in range(0, len(data), 2))
    return "".join(f"\\u{pair}" for pair in pairs)


TEXTS = st.text(max_size=12) | st.text('a"\\/\n\r\té棉\u2028\ud83d\ude00\udcff\0 😀', max_size=12)
SPACES = st.text(" \t\r", max_size=2)
NUMBERS = st.sampled_from(["0", "-0", "1.0e0", "1E400", "-12.50", "9" * 5000, "NaN", "-Infinity"])
WORDS = st.sampled_from(["true", "false", "null"])


@st.composite
def literals(draw: st.DrawFn, text: str) -> str:
    """Write a text in JSON, with escapes wherever they can stand."""
    written_so = []
    for char in text:
        ways = [units(char), units(char).upper().replace("\\U", "\\u")]
        if char in SHORT:
            ways.append(SHORT[char])
        if char in '"\\':
            ways.append(f"\\{char}")
        elif char >= " " and not "\ud800" <= char <= "\udfff":
            ways += [char, char]
        written_so.append(draw(st.sampled_from(ways)))
    return f'"{"".join(written_so)}"'


@st.composite
def values(draw: st.DrawFn, depth: int = 0) -> str:
    """Write any value in JSON."""
    kind = draw(
        st.sampled_from(["number", "word", "text", "array", "object"][: 3 + 2 * (not depth)])
    )
    if kind == "number":
        return draw(NUMBERS)
    if kind == "word":
        return draw(WORDS)
    if kind == "text":
        return draw(literals(draw(TEXTS.filter(has_no_split_pair))))
    inner = draw(st.lists(values(depth=1), max_size=3))
    if kind == "array":
        return f"[{','.join(inner)}{draw(SPACES)}]"
    keys = draw(st.lists(literals("text"), min_size=len(inner), max_size=len(inner)))
    return "{" + ",".join(f"{k}:{v}" for k, v in zip(keys, inner, strict=True)) + "}"


class Written(NamedTuple):
    """A row, and where its text stands in it."""

    line: str
    start: int
    literal: str
    text: str
    keys: list[str]


@st.composite
def rows(draw: st.DrawFn) -> Written:
    """Write a row with a text somewhere, and white space everywhere."""
    text = draw(TEXTS.filter(has_no_split_pair))
    literal = draw(literals(text))
    keys = st.sampled_from(["id", "é", "text ", "Text", "", 'a"b', "{", "}", "棉"])
    before = draw(st.lists(st.tuples(keys | st.just("text"), values()), max_size=3))
    after = draw(st.lists(st.tuples(keys, values()), max_size=3))
    line = draw(st.sampled_from(["", "", "\ufeff"])) + draw(SPACES) + "{"
    start = 0
    for number, (key, value) in enumerate([*before, ("text", literal), *after]):
        line += ("," if number else "") + draw(SPACES) + draw(literals(key)) + draw(SPACES) + ":"
        line += draw(SPACES)
        start = len(line) if number == len(before) else start
        line += value + draw(SPACES)
    names = [key for key, _ in before] + ["text"] + [key for key, _ in after]
    return Written(line + "}" + draw(SPACES), start, literal, text, names)


def members(line: bytes) -> list[tuple[str, Any]]:
    """Return all members of an object as another reader sees them, duplicates included."""
    parsed: list[tuple[str, Any]] = json.loads(
        line.decode("utf-8-sig"),
        object_pairs_hook=lambda pairs: [*pairs],
        parse_int=str,
        parse_float=str,
        parse_constant=str,
    )
    return parsed


COLUMNS = st.dictionaries(
    st.sampled_from(["date", "tags", "}", 'a"']),
    TEXTS | st.integers() | st.lists(TEXTS.filter(has_no_split_pair)),
    max_size=2,
)


@given(rows())
def test_a_row_with_an_unchanged_text_keeps_its_bytes(row: Written) -> None:
    parsed = Row.parse(row.line.encode(), "text", "rows:1")
    start, end, _ = parsed.place
    assert (parsed.text, start) == (row.text, len(row.line[: row.start].encode()))
    assert row.line.encode()[start:end] == row.literal.encode()
    assert {*parsed.keys} == {*row.keys}
    assert parsed.with_text(parsed.text) == row.line.encode()
    assert parsed.restored(parsed.text, parsed.style) == row.line.encode()


KEYS = ('"text"', '"te\\u0078t"', '"\\"text"', '"b"', '"a.b"', '"x/y"', '"é"', '"\\u00e9"', '""')
VALUES = (
    *('"x"', '"\\u0078"', '"\\ud83d\\ude00"', '"\\ud83d"', '"\\/"', '"\\t“”"', '"\u2028\x7f"'),
    *('","', "null", "7", "NaN", "1E400", "-0", "01", "1" * 30),
)
PIECES = (*KEYS, *VALUES, *"{}[]:, \t\r\ufeff\\\0")
FIELDS = ("text", '"text', "b", "a.b", "x/y", "é", "text.b", "text.x/y", "")


def some_json(random: Random, depth: int = 0) -> str:
    """Write some value, in which the same keys and texts recur."""
    kind = random.random()
    if depth > 2 or kind < 0.6:
        return random.choice(KEYS if kind < 0.3 else VALUES)
    inner = [some_json(random, depth + 1) for _ in range(random.randrange(4))]
    space = random.choice(("", "", " ", "\r"))
    if kind < 0.7:
        return f"[{','.join(inner)}]"
    return f"{{{','.join(f'{random.choice(KEYS)}{space}:{space}{one}' for one in inner)}}}"


def outcome(parse: Callable[[bytes, str, str], Row], line: bytes, field: str) -> object:
    """Return the fields of a parsed row, or the type and message of its error."""
    try:
        row = parse(line, field, "r")
    except RowError as error:
        return type(error), str(error)
    return (
        row.text,
        {*row.keys},
        row.place,
        row.with_text("a\udc80é"),
        row.with_text("z/", {"b": 1}),
    )


@pytest.mark.exhaustive
def test_the_quick_search_for_a_text_agrees_with_the_parser() -> None:
    random, quick = Random(6), 0
    for _ in range(100_000):
        inner = [f"{random.choice(KEYS)}:{some_json(random)}" for _ in range(3)]
        field = random.choice(FIELDS)
        if random.random() < 0.5:
            inner[random.randrange(3)] = f"{dumps(field)}:{random.choice(VALUES[:8])}"
        line = f"{{{','.join(inner)}}}"
        if random.random() < 0.2:
            place = random.randrange(len(line))
            line = line[:place] + random.choice(PIECES) + line[place + random.randrange(2) :]
        data = line.encode("utf-8", "surrogatepass")
        result = outcome(Row.parse, data, field)
        assert result == outcome(Row.parse_slowly, data, field), data
        quick += len(cast("tuple[object]", result)) > 2 and "\\u" not in line
    assert quick > 5_000


@given(st.text() | TEXTS)
@example("".join(map(chr, range(0x20000))))
@example("a" * 100_000 + "\udfff")
def test_the_quick_encoder_agrees_with_dumps(text: str) -> None:
    value = {"k": [text, 2**70, True, None, {text: -3}]}
    assert encoded(text) == dumps(text).encode()
    assert encoded(value) == dumps(value).encode()


@given(rows(), TEXTS.filter(has_no_split_pair))
@example(Written('{"text":"x"}', 8, '"x"', "x", ["text"]), 'a"\\\n\ud800')
def test_only_the_text_of_a_row_changes(row: Written, text: str) -> None:
    assume(text != row.text)
    after = Row.parse(row.line.encode(), "text", "rows:1").with_text(text)
    before, behind = row.line[: row.start], row.line[row.start + len(row.literal) :]
    assert after.startswith(before.encode())
    assert after.endswith(behind.encode())
    literal = after[len(before.encode()) : len(after) - len(behind.encode())]
    assert json.loads(literal) == text
    expected = members(row.line.encode())
    expected[max(i for i, key in enumerate(row.keys) if key == "text")] = ("text", text)
    assert members(after) == expected


@given(rows(), TEXTS.filter(has_no_split_pair), COLUMNS)
def test_a_changed_row_is_restored_to_its_bytes(
    row: Written, text: str, columns: dict[str, object]
) -> None:
    parsed = Row.parse(row.line.encode(), "text", "rows:1")
    changed = parsed.with_text(text, columns)
    again = Row.parse(changed, "text", "rows:1")
    assert again.text == text
    assert again.restored(parsed.text, parsed.style, added(columns)) == row.line.encode()
    expected = members(row.line.encode())
    assert members(changed)[len(expected) :] == members(f"{{{added(columns)[1:]}}}".encode())


@given(TEXTS.filter(has_no_split_pair), st.sampled_from(["utf-8", "ascii"]))
def test_a_text_keeps_the_style_it_is_written_in(text: str, style: str) -> None:
    assume(written(text, "utf-8") != written(text, "ascii"))
    row = Row.parse(f'{{"text":{written(text, style)}}}'.encode(), "text", "rows:1")
    assert row.style == style
    assert row.with_text(text + "é").endswith(rb'\u00e9"}' if style == "ascii" else 'é"}'.encode())


def test_a_literal_is_kept_only_for_the_text_it_stands_for() -> None:
    row = Row.parse(rb'{"text":"\u0061\/\u00E9"}', "text", "rows:1")
    assert row.style == r'"\u0061\/\u00E9"'
    assert row.with_text("a/é") == rb'{"text":"\u0061\/\u00E9"}'
    assert row.with_text("b/é") == '{"text":"b/é"}'.encode()


@given(st.recursive(TEXTS | st.integers() | st.none(), lambda inner: st.lists(inner, max_size=3)))
def test_dumps_is_valid_utf_8_and_json(value: object) -> None:
    for ascii_only in (False, True):
        data = dumps(value, ascii_only=ascii_only).encode()
        assert json.dumps(json.loads(data)) == json.dumps(value)
        assert data.isascii() or not ascii_only


NO_OBJECT = "is no JSON object; left as it is"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        *(
            (line, NO_OBJECT)
            for line in (
                b"",
                b"text",
                b"[]",
                b"3",
                b"null",
                b'"text"',
                b'["text", "x"]',
                b'{"text": "x"',
                b'{"text": "x",}',
                b'{"text": "x"} x',
                b'{"text": "x"}{"text": "x"}',
                b'{,"text": "x"}',
                b'{"text" "x"}',
                b"{\"text\": 'x'}",
                b'{text: "x"}',
                b'{"text": "x" "id": 3}',
                b'{"text": "x", 3: 3}',
                b'{"text": "x", "id": 03}',
                b'{"text": "x", "id": }',
                b'{"text": "a\tb"}',
                b'{"text": "a\0b"}',
                rb'{"text": "a\x41"}',
                rb'{"text": "\u12"}',
                b'{"text": "x\\"}',
                b'{"text": "x',
                b"\0",
                b"\xc2\xa0{}",
                b'{"text": "x", "deep": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
                b'{"text": ' * 100_000 + b"3" + b"}" * 100_000,
            )
        ),
        (b"{}", "has no key 'text'; name the text's with --text-field"),
        (b'{"Text": "x"}', "has no key 'text'; name the text's with --text-field"),
        (b'{"a": {"text": "x"}}', "has no key 'text'; name the text's with --text-field"),
        *(
            (line, "'text' is no text; name the text's key with --text-field")
            for line in (
                b'{"text": 3}',
                b'{"text": null}',
                b'{"text": ["x"]}',
                b'{"text": {}}',
                b'{"text": NaN}',
                b'{"text": "x", "text": 3}',
            )
        ),
        (b'{"text": "caf\xe9"}', "is not UTF-8; left as it is"),
        ('{"text": "x"}'.encode("utf-16"), "is not UTF-8; left as it is"),
        (b'{"text": "\xed\xa0\x80"}', "is not UTF-8; left as it is"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_a_line_without_a_text_is_an_error(line: bytes, expected: str) -> None:
    with pytest.raises(RowError) as caught:
        Row.parse(line, "text", "rows.jsonl:3")
    assert str(caught.value) == f"rows.jsonl:3: {expected}"


@pytest.mark.parametrize("field", ["", "a.b", "text\n", "棉", "}"])
def test_the_key_of_the_text_may_be_any(field: str) -> None:
    line = json.dumps({"a": {"b": "no"}, "text": "no", field: "One."}).encode()
    assert Row.parse(line, field, "rows:1").with_text("Two.") == line.replace(b"One", b"Two")
