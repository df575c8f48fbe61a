"""Entries as lines of JSON, and back; docs/pages/ledger.md documents the format.

Each line ends in a seal: the first digits of the SHA-256 of the rest of the line. It is not a
signature; it shows that a disk, an editor or a script has changed the line.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from garmentclean.corpus.sizes import size
from garmentclean.errors import LedgerError
from garmentclean.ledger import checks
from garmentclean.ledger.checks import FORMAT, NEWLINES
from garmentclean.ledger.entry import Entry, Tool, checksum, with_last_output
from garmentclean.text.edit import Edit
from garmentclean.text.encoding import encoding_of
from garmentclean.text.json_text import dumps, encoded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

NEWLINE_NAMES = {newline: name for name, newline in NEWLINES.items()}
SEAL = b',"seal":"'
SEALED = b'"}\n'
"""Ends a line, after its seal."""
SEAL_DIGITS = 16
OUTPUT_ENDS = b'","encoding":'
"""The text after the name of an output. No name contains it: JSON escapes a quote as `\\"`."""
LONGEST = 1 << 30
"""The largest line, in bytes; a document whose entry is longer is not cleaned."""
ROW = ("field", "style", "columns")
"""The keys that locate a text in a row."""


def tool_line(tool: Tool) -> bytes:
    """Return the first line of a run."""
    return sealed(
        {
            "ledger": FORMAT,
            "tool": tool.tool,
            "ruleset": tool.ruleset,
            "rules": list(tool.rules),
            "max_loss": tool.max_loss,
            "max_size": tool.max_size,
        }
    )


class UnsealedLine(NamedTuple):
    """The line of a document before it is sealed.

    The number of the row in the output may be filled in later: it is smaller than in the
    source if rows before it were left out.

    Attributes:
        head: the text before the number, or the whole line.
        row: the number; 0 if there is none.
        tail: the text after it, up to the seal.
    """

    head: bytes
    row: int = 0
    tail: bytes = b""

    @classmethod
    def of(cls, entry: Entry) -> UnsealedLine:
        """Return the line of a text; LedgerError if it is too long."""
        data = body_of(entry)
        if entry.row is None or entry.output is None:
            return cls(data)
        name, mark, tail = data.partition(OUTPUT_ENDS)
        head, colon, row = name.rpartition(b":")
        return cls(head + colon, int(row), mark + tail)

    def sealed(self, left_out: int = 0) -> bytes:
        """Return the line with its seal; `left_out` rows before it are not in the output."""
        if not self.row:
            return with_seal(self.head)
        return with_seal(b"%b%d%b" % (self.head, self.row - left_out, self.tail))


def entry_line(entry: Entry) -> bytes:
    """Return the line of a document; LedgerError if it is too long."""
    return with_seal(body_of(entry))


def body_of(entry: Entry) -> bytes:
    """Return the line of a document without its seal; LedgerError if it is too long."""
    values: dict[str, Any] = {
        "document": entry.document,
        "output": entry.output,
        "encoding": entry.encoding,
        "bom": entry.bom,
        "newline": NEWLINE_NAMES[entry.newline],
        "sha256": {"before": entry.before, "after": entry.after},
        "words": entry.words,
        "tool": entry.tool,
        "ruleset": entry.ruleset,
    }
    if entry.stopped is not None:
        values["stopped"] = round(entry.stopped, 4)
    if entry.row is not None:
        values["row"] = dict(entry.row)
    values["edits"] = [edit_to_json(*pair) for pair in zip(entry.edits, entry.lines, strict=True)]
    data = encoded(values)[:-1] if entry.stopped is None else dumps(values)[:-1].encode()
    if len(data) + len(SEAL) + SEAL_DIGITS + len(SEALED) > LONGEST:
        raise LedgerError(
            f"{entry.document}: its edits take more than the {size(LONGEST)} of a ledger's line; "
            "left as it is"
        )
    return data


def entry_lines(entries: Sequence[Entry]) -> list[UnsealedLine]:
    """Return the lines of the texts of one source."""
    return [UnsealedLine.of(entry) for entry in with_last_output(entries)]


def edit_to_json(edit: Edit, line: int) -> dict[str, Any]:
    """Return an edit as JSON values; `because` is left out if it is empty."""
    rule, start, before, after, because = edit
    values = {"rule": rule, "line": line, "start": start, "before": before, "after": after}
    if because:
        values["because"] = because
    return values


def sealed(values: Mapping[str, Any]) -> bytes:
    """Return a line of JSON with its seal."""
    return with_seal(dumps(values)[:-1].encode())


def with_seal(data: bytes) -> bytes:
    """Return a line with its seal, given the text before it."""
    return b"".join((data, SEAL, seal_of(data), SEALED))


def seal_of(data: bytes) -> bytes:
    """Return the seal for the text before it."""
    return checksum(data)[:SEAL_DIGITS].encode()


def parsed(lines: Iterable[bytes], name: str) -> Iterator[Tool | Entry]:
    """Yield the tools and entries of a ledger's lines; the parameters are those of `checked`."""
    for values, _ in checked(lines, name):
        yield tool_from_json(values) if "ledger" in values else entry_from_json(values)


def checked(lines: Iterable[bytes], name: str) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Yield the JSON objects of a ledger's lines, each with its line.

    Args:
        lines: the lines, without their ends.
        name: the ledger, for messages.

    Raises:
        LedgerError: a line is not from a ledger, was changed, or has a newer format.
    """
    number = 0
    for number, line in enumerate(lines, 1):
        yield checked_values(line, name, number), line
    if not number:
        raise LedgerError(f"{name}: is empty; a ledger has at least one line")


def checked_values(line: bytes, name: str, number: int) -> dict[str, Any]:
    """Return the JSON object of a line, after checking its format, its seal and all values."""
    values = unsealed(line, name, number)
    kind, check = ("run", checks.run) if "ledger" in values else ("entry", checks.document)
    where, _, fault = check(values).partition(" ")
    if fault:
        raise LedgerError(
            f"{name}:{number}: this {kind}'s '{where[1:]}' {fault}; "
            "the ledger was changed by something else"
        )
    return values


def unsealed(line: bytes, name: str, number: int) -> dict[str, Any]:
    """Return the JSON object of a line, after checking its format and its seal."""
    values = json_value(line)
    if number == 1 and not (isinstance(values, dict) and "ledger" in values):
        raise LedgerError(f"{name}: is not a ledger; give the file that --ledger wrote")
    if not isinstance(values, dict):
        raise LedgerError(f"{name}:{number}: is not a line of a ledger; it was changed")
    version = values.get("ledger", FORMAT)
    if isinstance(version, int) and version > FORMAT:
        raise LedgerError(
            f"{name}: is in format {version}, and this garmentclean knows format {FORMAT}; "
            "install a newer one"
        )
    data, _, seal = line.rpartition(SEAL)
    if seal != seal_of(data) + b'"}':
        raise LedgerError(
            f"{name}:{number}: was changed after it was written; undo the change, or use a "
            "copy of the ledger"
        )
    return values


def json_value(line: bytes) -> Any:
    """Return the JSON value of a line; None if it is not JSON."""
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:  # a lone surrogate, which JSON writes as an escape
        pass
    try:
        return json.loads(line, parse_constant=refuse)
    except (ValueError, RecursionError):
        return None


def refuse(name: str) -> None:
    """Raise ValueError for NaN or Infinity, which are not JSON."""
    raise ValueError(name)


def tool_from_json(values: Mapping[str, Any]) -> Tool:
    """Return the tool of the first line of a run."""
    rules = tuple(values["rules"])
    return Tool(
        values["tool"], values["ruleset"], rules, values["max_loss"], values.get("max_size", 0)
    )


def entry_from_json(values: Mapping[str, Any]) -> Entry:
    """Return the entry of the line of a document."""
    edits, row = values["edits"], values.get("row")
    return Entry(
        document=values["document"],
        output=values["output"],
        newline=NEWLINES[values["newline"]],
        bom=values["bom"],
        before=values["sha256"]["before"],
        after=values["sha256"]["after"],
        words=values["words"],
        tool=values["tool"],
        ruleset=values["ruleset"],
        edits=tuple(
            Edit(e["rule"], e["start"], e["before"], e["after"], e.get("because", ""))
            for e in edits
        ),
        lines=tuple(e["line"] for e in edits),
        stopped=values.get("stopped"),
        row=None if row is None else {key: row[key] for key in ROW if key in row},
        encoding=encoding_of(values["encoding"]),
    )
