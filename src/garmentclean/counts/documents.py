"""The documents that were counted, column by column, in the order of their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from garmentclean.counts.counts import LISTS
from garmentclean.counts.hashes import site_hash
from garmentclean.counts.near import VALUES

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]


class Documents(NamedTuple):
    """Columns of the documents, in the order of their names.

    Attributes:
        names: file, row and field of each.
        sites: the hash of the site of each.
        identities: a hash of name and text.
        contents: a hash of the text.
        signatures: those of the documents that have one.
        signed: the numbers of these documents.
        lines: the hashes of all lines, in the order of the documents.
        folded: the same without figures.
        words: how many words they have.
        starts: where the lines of each document begin.
        owners: the document of each of the `keys`.
        keys: all hashes: lines, lines without figures, and others.
    """

    names: list[tuple[str, int, str]]
    sites: Array
    identities: Array
    contents: Array
    signatures: Array
    signed: Array
    lines: Array
    folded: Array
    words: Array
    starts: Array
    owners: Array
    keys: Array


def documents_of(table: Any) -> Documents:  # noqa: ANN401 - Arrow has no types for mypy
    """Return the documents of a table in the order of their names, each once."""
    import numpy as np  # noqa: PLC0415 - an extra

    order = [(name, "ascending") for name in ("file", "row", "field", "content")]
    table = table.sort_by(order).combine_chunks()
    _, once = np.unique(table["identity"].to_numpy(), return_index=True)
    table = table.take(np.sort(once)).combine_chunks()
    names = [table[name].to_pylist() for name in ("file", "row", "field")]
    sites = table["site"].combine_chunks().dictionary_encode()
    hashes = np.array([site_hash(site) for site in sites.dictionary.to_pylist()], np.uint64)
    signatures = table["signature"].to_pylist()
    lists = {name: table[name].combine_chunks() for name in LISTS}
    values = {name: column.flatten().to_numpy() for name, column in lists.items()}
    sizes = {name: column.value_lengths().to_numpy() for name, column in lists.items()}
    numbers = np.arange(len(signatures))
    lined, othered = np.repeat(numbers, sizes["lines"]), np.repeat(numbers, sizes["others"])
    folds = values["folded"] != 0
    return Documents(
        [*zip(*names, strict=True)],
        hashes[sites.indices.to_numpy()],
        table["identity"].to_numpy(),
        table["content"].to_numpy(),
        np.frombuffer(b"".join(signatures), "<u2").reshape(-1, VALUES),
        np.array([number for number, one in enumerate(signatures) if one], np.int64),
        values["lines"],
        values["folded"],
        values["words"],
        np.concatenate([[0], np.cumsum(sizes["lines"])]),
        np.concatenate([lined, lined[folds], othered]),
        np.concatenate([values["lines"], values["folded"][folds], values["others"]]),
    )
