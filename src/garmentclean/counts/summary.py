"""The summary of all counts of a corpus: what is common in it. It is cached next to the counts."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import partial
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile
from zlib import error as ZlibError  # noqa: N812 - an exception's name

from garmentclean.corpus.file_kinds import open_regular
from garmentclean.corpus.permissions import Readers, Rights, open_private, set_mode
from garmentclean.counts.counts import checksum_of, load, parts_of, site_field_of
from garmentclean.counts.documents import Documents, documents_of
from garmentclean.counts.duplicates import duplicates
from garmentclean.counts.near import LEAST, clusters, pairs_of, same_texts
from garmentclean.counts.optional import require
from garmentclean.errors import GarmentcleanError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    import numpy as np

    from garmentclean.counts.documents import Read

    Array = np.ndarray[Any, np.dtype[Any]]
    Sizes = dict[int, int]

FORMAT = 1
SLICES = 4
"""How many leading bits of a hash select its slice."""
FEWEST = 3
"""Lines of fewer documents are not kept, as no rule counts them as common."""
PERHAPS, MOSTLY = 0.1, 0.5
"""The share of a site's different texts that must have a line for it to belong to the frame: the
first if these texts are not all nearly the same, the second if they may be."""


def summary(folders: Sequence[Path], names: Collection[str] = ()) -> Mapping[str, Array]:
    """Return what is common in a corpus.

    The summary is cached in the first folder, if it is writable.

    Args:
        folders: the folders of counts.
        names: the arrays to return; empty for all.

    Returns:
        arrays: `keys` (hashes of lines and paragraphs, combined with their site's), the number of
        documents that have them (`counts`) and of all documents of their site (`totals`);
        `identities` of documents that are nearly the same as an earlier one, their similarity
        (`likeness`) and the number of their own words (`own`), and the name of the document that
        stays (`stays`, lines of UTF-8); the number of `documents` and `sites`, and the
        `site_field`.

    Raises:
        GarmentcleanError: a folder has no counts, or they cannot be read.
    """
    require()
    import numpy as np  # an extra

    parts = parts_of(folders)
    path = folders[0] / f"summary-{digest_of(parts)}.npz"
    try:
        with open_regular(path) as file, np.load(file) as cached:
            return {name: cached[name] for name in names or cached.files}
    except (BadZipFile, EOFError, KeyError, NotImplementedError, OSError, ValueError, ZlibError):
        arrays = made_of(parts)
    with suppress(OSError):  # without the cache, the next run only takes longer
        _write(path, arrays, parts)
        for old in folders[0].glob("summary-*.npz"):
            if old != path:
                old.unlink()
    return arrays


def made_of(parts: Sequence[Path]) -> Mapping[str, Array]:
    """Compute the summary of parts; GarmentcleanError if they do not hold counts."""
    import pyarrow as pa  # an extra

    wrong = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
    try:
        return summary_of(partial(load, parts), site_field_of(parts))
    except (pa.ArrowException, *wrong):  # errors that other values than counts cause
        where = parts[0].parent
        raise GarmentcleanError(f"{where}: these counts are damaged; count again") from None


def digest_of(parts: Sequence[Path]) -> str:
    """Return a checksum of counts that does not depend on their folders."""
    content = repr((FORMAT, sorted(map(checksum_of, parts))))
    return blake2b(content.encode(), digest_size=8).hexdigest()


def _write(path: Path, arrays: Mapping[str, Array], parts: Iterable[Path]) -> None:
    """Write a file that only users may read who may read all of the counts."""
    import numpy as np  # an extra

    readers = Readers()
    for part in parts:
        readers.add(Rights.of(part.stat()))
    temporary = path.with_name(f".{path.stem}-{os.getpid()}.npz")
    try:
        with open_private(temporary) as file:
            np.savez(file, allow_pickle=False, **arrays)
            set_mode(file.fileno(), temporary, readers.mode_for(os.fstat(file.fileno()).st_gid))
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def summary_of(read: Read, site_field: str = "") -> Mapping[str, Array]:
    """Return what is common in documents, as `summary` does.

    Documents that are nearly the same count as one: ten copies of an article do not make its lines
    common.

    Args:
        read: returns a table of some columns of `Counts.table`.
        site_field: the key of the site in rows.
    """
    import numpy as np  # an extra

    documents = documents_of(read)
    pairs, alike = pairs_of(documents.signatures, documents.signed, documents.contents)
    count = len(documents.contents)
    keys, counts, totals = shares(documents, clusters(pairs[alike >= LEAST], count))
    texts, often, whole = shares(documents, clusters(same_texts(documents.contents), count))
    perhaps = (often >= PERHAPS * whole) & (np.isin(texts, keys) | (often >= MOSTLY * whole))
    arrays = {"keys": keys, "counts": counts, "totals": totals}
    arrays["documents"] = np.array(count)
    arrays["sites"] = np.array(len(np.unique(documents.sites)))
    arrays["site_field"] = np.frombuffer(site_field.encode(), np.uint8)
    return arrays | duplicates(documents, pairs, alike, texts[perhaps])


def shares(documents: Documents, firsts: Array) -> tuple[Array, Array, Array]:
    """Return the hashes that several documents of a site share, their counts, and the totals.

    The hashes are processed in slices by their leading bits, because this takes several times their
    memory.

    Args:
        documents: the documents.
        firsts: for each document the first one that is the same; these count as one.
    """
    import numpy as np  # an extra

    every = _distinct_by_site(documents.sites, firsts)
    slices = (documents.keys >> np.uint64(64 - SLICES)).astype(np.uint8)
    results = []
    for number in range(1 << SLICES):
        some = np.flatnonzero(slices == number)
        keys, docs = documents.keys[some], documents.owners[some]
        order = np.lexsort((firsts[docs], keys))
        keys, docs = keys[order], docs[order]
        new = np.ones(len(keys), np.bool_)
        new[1:] = (keys[1:] != keys[:-1]) | (firsts[docs[1:]] != firsts[docs[:-1]])
        keys, places, counts = np.unique(keys[new], return_index=True, return_counts=True)
        kept = counts >= FEWEST
        totals = every[docs[new][places[kept]]]
        results.append((keys[kept], counts[kept].astype(np.uint32), totals))
    keys, counts, totals = (np.concatenate(parts) for parts in zip(*results, strict=True))
    return keys, counts, totals


def _distinct_by_site(sites: Array, firsts: Array) -> Array:
    """Return for each document the number of documents of its site; a cluster counts as one."""
    import numpy as np  # an extra

    _, codes = np.unique(sites, return_inverse=True)
    once = np.unique(np.stack([codes, firsts]), axis=1)
    sizes = np.bincount(once[0], minlength=1)
    return sizes[codes].astype(np.uint32) if len(codes) else np.zeros(0, np.uint32)
