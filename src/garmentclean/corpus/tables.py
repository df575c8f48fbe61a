"""The texts of a table of Arrow's, and the table with others in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from garmentclean.corpus.formats.parquet import (
    NAMED,
    is_text,
    replaced,
    twice_on,
    type_at,
    values_of,
    way_of,
)
from garmentclean.corpus.sites import host
from garmentclean.errors import GarmentcleanError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from garmentclean.corpus.formats.parquet import Way

ROWS = 1024
"""So many rows are worked on at once: for these, texts and edits are Python's own, too."""


def way_to(schema: Any, text: str) -> Way:
    """Return the way to the texts; GarmentcleanError if there is none, or what is there is none."""
    names = schema.names
    way = way_of(schema, text)
    if way is None:
        rest = len(names) - NAMED
        more = f" and {rest} more" if rest > 0 else ""
        known = f"{', '.join(names[:NAMED]) or 'none'}{more}"
        raise GarmentcleanError(
            f"the table has no column '{text}', but {known}; name it with text="
        )
    twice = twice_on(schema, way)
    if twice:
        raise GarmentcleanError(f"the table has more than one column '{twice}'; rename the others")
    kind = type_at(schema, way)
    if not is_text(kind):
        raise GarmentcleanError(f"column '{text}' is {kind}, no text; name the text's with text=")
    return way


def parts(batches: Iterable[Any]) -> Iterator[Any]:
    """Cut batches into parts of no more than ROWS rows."""
    for batch in batches:
        for start in range(0, len(batch), ROWS):
            yield batch.slice(start, ROWS)


def with_texts(
    batch: Any,
    way: Way,
    before: list[bytes | None],
    after: list[bytes | None],
) -> list[Any]:
    """Return the columns of a batch with other texts; one whose texts are the same is the same."""
    columns = list(batch.columns)
    pairs = enumerate(zip(before, after, strict=True))
    changed = [(place, new) for place, (old, new) in pairs if new != old]
    if changed:
        number = batch.schema.get_field_index(way[0])
        columns[number] = replaced(columns[number], way[1:], changed)
    return columns


def sites_of(batch: Any, field: str) -> list[str]:
    """Return the site of each row, empty if it has none, or if no column tells it.

    Raises GarmentcleanError if there is no such column.
    """
    if not field:
        return [""] * len(batch)
    way = way_of(batch.schema, field)
    if way is None:
        raise GarmentcleanError(
            f"the table has no column '{field}', by which its documents were counted; keep it"
        )
    return [host(value) for value in values_of(batch, way)]
