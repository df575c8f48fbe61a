"""The counted documents as columns, in the order of their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from garmentclean.counts.counts import LISTS
from garmentclean.counts.hashes import site_hash
from garmentclean.counts.near import VALUES

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]
    Read = Callable[[list[str]], Any]


class Documents(NamedTuple):
    """Columns of the documents, in the order of their names.

    Attributes:
        columns: the file, row and field of each document, as dictionary arrays.
        sites: the hash of each document's site.
        identities: the hash of each document's name and text.
        contents: the hash of each document's text.
        signatures: the signatures of the documents that have one.
        signed: the numbers of these documents.
        lines: the hashes of all lines, in the order of the documents.
        folded: the hashes of the same lines without figures.
        words: the number of words of each line.
        starts: the index in `lines` at which each document begins.
        owners: the number of the document of each of the `keys`.
        keys: all hashes (of lines, lines without figures, and others), combined with the site's.
    """

    columns: list[Any]
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

    def name(self, number: int) -> tuple[str, int, str]:
        """Return the file, the row and the field of a document."""
        file, row, field = (column[number].as_py() for column in self.columns)
        return file, row, field


def documents_of(read: Read) -> Documents:
    """Return the documents in the order of their names, each once.

    Args:
        read: returns a table of some columns of `Counts.table`. They are read one by one, so that
            few of them are in memory twice.
    """
    import numpy as np  # an extra
    from pyarrow import compute, default_memory_pool  # an extra

    head = read(["file", "row", "field", "site", "content", "identity"])
    keys = [(name, "ascending") for name in ("file", "row", "field", "content")]
    order = compute.sort_indices(head, sort_keys=keys).to_numpy()
    _, once = np.unique(head["identity"].to_numpy()[order], return_index=True)
    order = order[np.sort(once)]
    head = head.take(order)
    site = _whole(head["site"]).dictionary_encode()
    hashes = np.array([site_hash(name) for name in site.dictionary.to_pylist()], np.uint64)
    sites = hashes[site.indices.to_numpy()]
    values, sizes = {}, {}
    for name in LISTS:
        column = _whole(read([name])[name]).take(order)
        values[name], sizes[name] = column.flatten().to_numpy(), column.value_lengths().to_numpy()
        default_memory_pool().release_unused()
    numbers = np.arange(len(order), dtype=np.int32)
    lined, folds = np.repeat(numbers, sizes["lines"]), values["folded"] != 0
    owners = np.concatenate([lined, lined[folds], np.repeat(numbers, sizes["others"])])
    mixed = np.concatenate([values["lines"], values["folded"][folds], values["others"]])
    mixed ^= sites[owners]
    signatures, signed = _signatures(_whole(read(["signature"])["signature"]).take(order))
    return Documents(
        [_whole(head[name]).dictionary_encode() for name in ("file", "row", "field")],
        sites,
        head["identity"].to_numpy(),
        head["content"].to_numpy(),
        signatures,
        signed,
        values["lines"],
        values["folded"],
        values["words"],
        np.concatenate([[0], np.cumsum(sizes["lines"])]),
        owners,
        mixed,
    )


def _whole(column: Any) -> Any:
    """Return a column in one piece."""
    return column.combine_chunks()


def _signatures(column: Any) -> tuple[Array, Array]:
    """Return the signatures, and the numbers of the documents that have one."""
    import numpy as np  # an extra
    from pyarrow import compute  # an extra

    signed = np.flatnonzero(compute.binary_length(column).to_numpy())
    if not len(signed):
        return np.zeros((0, VALUES), "<u2"), signed
    values = np.frombuffer(column.buffers()[2], "<u2", count=VALUES * len(signed))
    return values.reshape(-1, VALUES), signed
