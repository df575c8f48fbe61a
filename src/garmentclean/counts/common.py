"""What is common in a corpus: the lines, paragraphs and duplicates that `drop-common` removes."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from garmentclean.counts.counts import Counts, parts_of
from garmentclean.counts.hashes import identity_of, site_hash
from garmentclean.counts.optional import require
from garmentclean.counts.summary import digest_of, summary, summary_of
from garmentclean.errors import GarmentcleanError
from garmentclean.text.document import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]
    Arrays = Mapping[str, Array]

CORPUS = "(corpus)"
"""The name of the other documents of an example; it sorts before most names."""


class Share(NamedTuple):
    """How many documents of a site have a line, and how many documents the site has."""

    documents: int
    total: int

    @property
    def part(self) -> float:
        """The share of the documents that have it, from 0 to 1."""
        return self.documents / self.total


class Duplicate(NamedTuple):
    """A duplicate: the name of the document that stays, and their similarity from 0 to 1."""

    stays: str
    likeness: float


class Table:
    """The hashes of common lines and paragraphs.

    Args:
        arrays: `keys`, `counts` and `totals` of a summary.
        share: the smallest share of a site's documents that must have a line.
        least: the smallest number of documents that must have it.
    """

    def __init__(self, arrays: Arrays, share: float, least: int) -> None:
        counts, totals = arrays["counts"], arrays["totals"]
        kept = (counts >= least) & (counts >= share * totals)
        self._keys = arrays["keys"][kept]
        self._counts, self._totals = counts[kept], totals[kept]

    def find(self, site: str, keys: Sequence[int]) -> list[Share | None]:
        """Return how common each hash is on a site; None for those that are not common."""
        import numpy as np  # an extra

        if not len(self._keys) or not keys:
            return [None] * len(keys)
        wanted = np.array(keys, np.uint64) ^ np.uint64(site_hash(site))
        places = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        shares: list[Share | None] = [None] * len(keys)
        for number in np.flatnonzero(self._keys[places] == wanted):
            place = places[number]
            shares[number] = Share(int(self._counts[place]), int(self._totals[place]))
        return shares


class Common:
    """What is common in a corpus. A pickle of it holds only the folders of its counts.

    Args:
        arrays: returns arrays of a summary by their names; only the needed ones are kept.
        origin: the folders and a digest of their counts; None for counts in memory.
    """

    def __init__(
        self,
        arrays: Callable[[Collection[str]], Arrays],
        origin: tuple[tuple[Path, ...], str] | None = None,
    ) -> None:
        self._arrays, self._origin = arrays, origin
        self._tables: dict[tuple[float, int], Table] = {}
        self._duplicates: tuple[Array, Array, Array, list[str]] | None = None
        self.digest = origin[1] if origin else ""

    def __reduce__(self) -> tuple[Any, ...]:
        if self._origin:
            return _unpickled, self._origin
        return Common.of_arrays, (dict(self._arrays(())),)

    @classmethod
    def of(cls, folders: Iterable[Path]) -> Common:
        """Read what is common from folders of counts.

        Raises GarmentcleanError if a folder has no counts, if they cannot be read, or if the
        libraries for them are not installed.
        """
        require()
        # workers may run in another folder
        folders = tuple(folder.absolute() for folder in folders)
        return _loaded(folders, digest_of(parts_of(folders)))

    @classmethod
    def of_texts(cls, texts: Iterable[str], document: Document, site: str = "") -> Common:
        """Count a small corpus of one site in memory.

        Args:
            texts: the other documents, which come first.
            document: the document to clean.
            site: the site of all of them.
        """
        require()
        counts = Counts()
        for number, text in enumerate(texts, 1):
            counts.add(Document(text, f"{CORPUS}:{number}", row=number), site)
        counts.add(document, site)
        return cls.of_arrays(summary_of(counts.table().select))

    @classmethod
    def of_arrays(cls, arrays: Arrays) -> Common:
        """Return what is common according to a summary from `summary.summary_of`."""
        return cls(lambda _: arrays)

    @property
    def site_field(self) -> str:
        """The key of the site in the rows that were counted."""
        return bytes(self._arrays(["site_field"])["site_field"]).decode()

    def table(self, share: float, least: int) -> Table:
        """Return the common lines and paragraphs for these thresholds."""
        if (share, least) not in self._tables:
            arrays = self._arrays(["keys", "counts", "totals"])
            self._tables[share, least] = Table(arrays, share, least)
        return self._tables[share, least]

    def duplicate(self, name: str, text: str, similar: float, least: int) -> Duplicate | None:
        """Return what a document is a duplicate of; None if it is not a duplicate.

        Args:
            name: the name of the document.
            text: its whole text, as it was counted.
            similar: how similar both must be, from 0 to 1.
            least: how many words of its own the document must have.
        """
        import numpy as np  # an extra

        if self._duplicates is None:
            arrays = self._arrays(["identities", "likeness", "own", "stays"])
            stays = bytes(arrays["stays"]).decode("utf-8", "surrogateescape").split("\n")
            self._duplicates = arrays["identities"], arrays["likeness"], arrays["own"], stays
        identities, alike, own, stays = self._duplicates
        wanted = np.uint64(identity_of(name, text))
        place = int(np.searchsorted(identities, wanted))
        if place == len(identities) or identities[place] != wanted:
            return None
        if alike[place] < similar or own[place] < least:
            return None
        return Duplicate(stays[place], float(alike[place]))


@lru_cache(maxsize=4)
def _loaded(folders: tuple[Path, ...], digest: str) -> Common:
    """Read what is common from folders; the result is cached."""
    return Common(lambda names: summary(folders, names), (folders, digest))


def _unpickled(folders: tuple[Path, ...], digest: str) -> Common:
    """Load from a pickle; GarmentcleanError if the counts in the folders have changed since."""
    common = Common.of(folders)
    if common.digest != digest:
        names = ", ".join(map(str, folders))
        raise GarmentcleanError(f"{names}: the counts have changed during the run; run again")
    return common
