"""Entries as lines of JSON, and back; docs/pages/ledger.md documents the format.

Each line ends in a seal: the first digits of the SHA-256 of the line before it. It is no
signature; it tells of a line that a disk, an editor or a script has changed.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from garmentclean.edit import Edit
from garmentclean.encoding import encoding_of
from garmentclean.errors import LedgerError
from garmentclean.ledger.entry import Entry, checksum, going_on
from garmentclean.ledger.tool import Tool
from garmentclean.rows import dumps, encoded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

FORMAT = 1
"""The version of the format. A reader refuses a newer one; new keys alone do not make one."""
NEWLINES = {"lf": "\n", "crlf": "\r\n", "cr": "\r", "mixed": ""}
NEWLINE_NAMES = {newline: name for name, newline in NEWLINES.items()}
LEDGER = b'{"ledger":'
"""How the first line of a run begins."""
SEAL = b',"seal":"'
SEAL_DIGITS = 16


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
    """Return the line of a document."""
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
    return sealed(told) if entry.stopped is not None else with_seal(encoded(told)[:-1])


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
    """Yield what the lines of a ledger say.

    Args:
        lines: the lines, without their ends.
        name: the ledger, for messages.

    Raises:
        LedgerError: a line is none of a ledger, was changed, or is of a newer format.
    """
    number = 0
    for number, line in enumerate(lines, 1):
        told = opened(line, name, number)
        try:
            yield tool_of(told) if "ledger" in told else entry_of(told)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise LedgerError(f"{name}:{number}: is no line of a ledger") from None
    if not number:
        raise LedgerError(f"{name}: is empty; a ledger has at least one line")


def opened(line: bytes, name: str, number: int) -> dict[str, Any]:
    """Return what a line says, after looking at its format and its seal."""
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        told = None
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


def tool_of(told: Mapping[str, Any]) -> Tool:
    """Return what the first line of a run says."""
    rules = tuple(told["rules"])
    return Tool(told["tool"], told["ruleset"], rules, told["max_loss"], told.get("max_size", 0))


def entry_of(told: Mapping[str, Any]) -> Entry:
    """Return what the line of a document says."""
    edits = told["edits"]
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
        row=told.get("row"),
        encoding=encoding_of(told["encoding"]),
    )
