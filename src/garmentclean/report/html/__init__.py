"""HTML: the ledgers of some runs as one page that needs no other files and no network."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from importlib.resources import files
from typing import TYPE_CHECKING, Protocol

from garmentclean.report.html.data import LIMITS, Limits, page_data
from garmentclean.text.json_text import dumps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from garmentclean.corpus.permissions import Readers
    from garmentclean.filters.base.rule import Rule
    from garmentclean.ledger.entry import Entry, Tool

STYLES = ("style.css", "overview.css", "reader.css")
SCRIPTS = ("base.js", "signs.js", "state.js", "overview.js", "list.js", "rows.js", "reader.js",
           "keys.js", "main.js")  # fmt: skip
PLACE = re.compile(r"\{\{(\w+)\}\}")


class AnyLedger(Protocol):
    """A ledger, in memory or read again each time."""

    @property
    def tools(self) -> Iterable[Tool]:
        """The programs that wrote it."""
        ...

    @property
    def entries(self) -> Iterable[Entry]:
        """Its entries."""
        ...


def report(
    ledgers: Mapping[str, AnyLedger],
    *,
    rules: Iterable[Rule] = (),
    roots: Sequence[Path] = (),
    limits: Limits = LIMITS,
    readers: Readers | None = None,
) -> str:
    """Return the page.

    Its numbers cover all documents. The texts are read from the files that the ledgers name; the
    page holds only as many as `limits` allow, and says so.

    Args:
        ledgers: the ledgers by their names, in the order of the runs.
        rules: the rules as they are now; the page says why each exists.
        roots: folders in which to look for the texts, as well as the working directory.
        limits: how much the page may hold.
        readers: collects who may read the texts on the page, and so the page.
    """
    tools = [tool for ledger in ledgers.values() for tool in ledger.tools]
    entries = Entries([*ledgers.values()])
    data = page_data(tools, entries, rules=rules, roots=roots, limits=limits, readers=readers)
    style, script = joined(STYLES), joined(SCRIPTS)
    pieces = {
        "style": style,
        "script": script,
        "style_hash": hashed(style),
        "script_hash": hashed(script),
        "data": embedded({"ledgers": list(ledgers), **data}),
    }
    return PLACE.sub(lambda place: pieces[place[1]], joined(["page.html"]))


class Entries:
    """The entries of ledgers, read again each time.

    Args:
        ledgers: the ledgers.
    """

    def __init__(self, ledgers: Sequence[AnyLedger]) -> None:
        self._ledgers = ledgers

    def __iter__(self) -> Iterator[Entry]:
        return (entry for ledger in self._ledgers for entry in ledger.entries)


def embedded(value: object) -> str:
    r"""Return a value as JSON that an HTML parser does not mistake for markup.

    >>> embedded("</script>")
    '"\\u003c/script>"'
    """
    return dumps(value).replace("<", "\\u003c")


def joined(names: Iterable[str]) -> str:
    """Return the texts of files of this package, joined."""
    here = files(__name__)
    return "\n".join(here.joinpath(name).read_text(encoding="utf-8") for name in names)


def hashed(text: str) -> str:
    """Return the hash that allows only this style or script in a Content-Security-Policy."""
    return "sha256-" + b64encode(hashlib.sha256(text.encode()).digest()).decode()
