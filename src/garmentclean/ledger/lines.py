"""Entries as lines of JSON, and back; docs/pages/ledger.md documents the format.

Each line ends in a seal: the first digits of the SHA-256 of the line before it. It is no
signature; it tells of a line that a disk, an editor or a script has changed.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import orjson

from garmentclean.corpus.formats.json_row import dumps, encoded
from garmentclean.corpus.sizes import size
from garmentclean.errors import LedgerError
from garmentclean.ledger import checks
from garmentclean.ledger.checks import FORMAT, NEWLINES
from garmentclean.ledger.entry import Entry, Tool, checksum, going_on
from garmentclean.text.edit import Edit
from garmentclean.text.encoding import encoding_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

NEWLINE_NAMES = {newline: name for name, newline in NEWLINES.items()}
SEAL = b',"seal":"'
SEAL_DIGITS = 16
LONGEST = 1 << 30
"""A line has no more bytes than this; a document whose entry would is not cleaned."""
ROW = ("field", "style", "columns")
"""What is told of a row."""


def tool_line(tool: Tool) -> bytes:
    """Return the line with which a run begins."""
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


def entry_line(entry: Entry) -> bytes:
    """Return the line of a document; LedgerError if it is longer than any that is read."""
    told: dict[str, Any] = {
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
        told["stopped"] = round(entry.stopped, 4)
    if entry.row is not None:
        told["row"] = dict(entry.row)
    told["edits"] = [edit_told(*pair) for pair in zip(entry.edits, entry.lines, strict=True)]
    line = sealed(told) if entry.stopped is not None else with_seal(encoded(told)[:-1])
    if len(line) > LONGEST:
        raise LedgerError(
            f"{entry.document}: its edits take more than the {size(LONGEST)} of a ledger's line; "
            "left as it is"
        )
    return line


def entry_lines(entries: Sequence[Entry]) -> list[bytes]:
    """Return the lines of the texts of one source."""
    return [entry_line(entry) for entry in going_on(entries)]


def edit_told(edit: Edit, line: int) -> dict[str, Any]:
    """Return an edit as a ledger has it: what decided for it stands there only if there is any."""
    rule, start, before, after, because = edit
    told = {"rule": rule, "line": line, "start": start, "before": before, "after": after}
    if because:
        told["because"] = because
    return told


def with_output(line: bytes, output: str) -> bytes:
    """Return the line of a document with another name of what got its clean text, if any did."""
    told = json.loads(line)
    if told["output"] is None:
        return line
    del told["seal"]
    return sealed(told | {"output": output})


def sealed(told: Mapping[str, Any]) -> bytes:
    """Return a line of JSON with its seal."""
    return with_seal(dumps(told)[:-1].encode())


def with_seal(data: bytes) -> bytes:
    """Return a line with its seal, from what stands before the seal."""
    return b"".join((data, SEAL, seal_of(data), b'"}\n'))


def seal_of(data: bytes) -> bytes:
    """Return the seal of a line, up to the comma before it."""
    return checksum(data)[:SEAL_DIGITS].encode()


def parsed(lines: Iterable[bytes], name: str) -> Iterator[Tool | Entry]:
    """Yield what the lines of a ledger say; the parameters are those of `checked`."""
    for told, _ in checked(lines, name):
        yield tool_from_json(told) if "ledger" in told else entry_from_json(told)


def checked(lines: Iterable[bytes], name: str) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Yield what the lines of a ledger say, as it is in JSON, each with its line.

    Args:
        lines: the lines, without their ends.
        name: the ledger, for messages.

    Raises:
        LedgerError: a line is none of a ledger, was changed, or is of a newer format.
    """
    number = 0
    for number, line in enumerate(lines, 1):
        yield opened(line, name, number), line
    if not number:
        raise LedgerError(f"{name}: is empty; a ledger has at least one line")


def opened(line: bytes, name: str, number: int) -> dict[str, Any]:
    """Return what a line says, after looking at its format, its seal, and each of its values."""
    told = unsealed(line, name, number)
    kind, check = ("run", checks.run) if "ledger" in told else ("entry", checks.document)
    where, _, fault = check(told).partition(" ")
    if fault:
        raise LedgerError(
            f"{name}:{number}: this {kind}'s '{where[1:]}' {fault}; "
            "the ledger was changed by something else"
        )
    return told


def unsealed(line: bytes, name: str, number: int) -> dict[str, Any]:
    """Return what a line says, after looking at its format and its seal."""
    told = loaded(line)
    if number == 1 and not (isinstance(told, dict) and "ledger" in told):
        raise LedgerError(f"{name}: is no ledger; name the file that --ledger has written")
    if not isinstance(told, dict):
        raise LedgerError(f"{name}:{number}: is no line of a ledger; it was changed")
    version = told.get("ledger", FORMAT)
    if isinstance(version, int) and version > FORMAT:
        raise LedgerError(
            f"{name}: is in format {version}, and this garmentclean knows format {FORMAT}; "
            "install a newer one"
        )
    data, _, seal = line.rpartition(SEAL)
    if seal != seal_of(data) + b'"}':
        raise LedgerError(
            f"{name}:{number}: was changed after it was written; take back the change, or use a "
            "copy of the ledger"
        )
    return told


def loaded(line: bytes) -> Any:
    """Return what a line has in JSON; None if it has something else."""
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:  # half of a character, which JSON writes as an escape
        pass
    try:
        return json.loads(line, parse_constant=refuse)
    except (ValueError, RecursionError):
        return None


def refuse(name: str) -> None:
    """Raise ValueError for NaN or Infinity, which JSON has not."""
    raise ValueError(name)


def tool_from_json(told: Mapping[str, Any]) -> Tool:
    """Return what the first line of a run says."""
    rules = tuple(told["rules"])
    return Tool(told["tool"], told["ruleset"], rules, told["max_loss"], told.get("max_size", 0))


def entry_from_json(told: Mapping[str, Any]) -> Entry:
    """Return what the line of a document says."""
    edits, row = told["edits"], told.get("row")
    return Entry(
        document=told["document"],
        output=told["output"],
        newline=NEWLINES[told["newline"]],
        bom=told["bom"],
        before=told["sha256"]["before"],
        after=told["sha256"]["after"],
        words=told["words"],
        tool=told["tool"],
        ruleset=told["ruleset"],
        edits=tuple(
            Edit(e["rule"], e["start"], e["before"], e["after"], e.get("because", ""))
            for e in edits
        ),
        lines=tuple(e["line"] for e in edits),
        stopped=told.get("stopped"),
        row=None if row is None else {key: row[key] for key in ROW if key in row},
        encoding=encoding_of(told["encoding"]),
    )
