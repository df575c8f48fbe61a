"""What is common in a corpus, as the filter `drop-common` asks for it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from garmentclean.counts.counts import Counts, parts_of
from garmentclean.counts.extra import require
from garmentclean.counts.hashes import identity_of, site_hash
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
"""What the other documents of an example are called; it comes before most names."""


class Share(NamedTuple):
    """How many documents of a site have a line, and how many documents the site has."""

    documents: int
    total: int

    @property
    def part(self) -> float:
        """How many of the documents have it, from 0 to 1."""
        return self.documents / self.total


class Twin(NamedTuple):
    """The document that stays where another one is the same: its name, and how much so (0 to 1)."""

    stays: str
    likeness: float


class Table:
    """The lines and paragraphs that are common, by hash.

    Args:
        arrays: `keys`, `counts` and `totals` of a summary.
        share: the least share of a site's documents that must have one.
        least: the least number of them.
    """

    def __init__(self, arrays: Arrays, share: float, least: int) -> None:
        counts, totals = arrays["counts"], arrays["totals"]
        kept = (counts >= least) & (counts >= share * totals)
        self._keys = arrays["keys"][kept]
        self._counts, self._totals = counts[kept], totals[kept]

    def find(self, site: str, keys: Sequence[int]) -> list[Share | None]:
        """Return for each hash of a text of a site how common it is; None for what is not."""
        import numpy as np  # an extra

        if not len(self._keys) or not keys:
            return [None] * len(keys)
        wanted = np.array(keys, np.uint64) ^ np.uint64(site_hash(site))
        places = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        found: list[Share | None] = [None] * len(keys)
        for number in np.flatnonzero(self._keys[places] == wanted):
            place = places[number]
            found[number] = Share(int(self._counts[place]), int(self._totals[place]))
        return found


class Common:
    """What is common in a corpus. It pickles as the folders of its counts.

    Args:
        arrays: returns some arrays of a summary, by their names; what is kept of them is only
            what is asked for.
        origin: the folders, and the digest of what was in them; None for what is in none.
    """

    def __init__(
        self,
        arrays: Callable[[Collection[str]], Arrays],
        origin: tuple[tuple[Path, ...], str] | None = None,
    ) -> None:
        self._arrays, self._origin = arrays, origin
        self._tables: dict[tuple[float, int], Table] = {}
        self._twins: tuple[Array, Array, Array, list[str]] | None = None
        self.digest = origin[1] if origin else ""

    def __reduce__(self) -> tuple[Any, ...]:
        if self._origin:
            return _again, self._origin
        return Common.of_arrays, (dict(self._arrays(())),)

    @classmethod
    def of(cls, folders: Iterable[Path]) -> Common:
        """Return what is common in the corpus of some folders of counts.

        Raises GarmentcleanError if one has none, or some that cannot be read, or what reads them
        is not installed.
        """
        require()
        folders = tuple(folder.absolute() for folder in folders)  # for processes elsewhere
        return _loaded(folders, digest_of(parts_of(folders)))

    @classmethod
    def of_texts(cls, texts: Iterable[str], document: Document, site: str = "") -> Common:
        """Return what is common in a small corpus, all of one site, in this process.

        Args:
            texts: its other documents, which come first.
            document: the one that is to be cleaned.
            site: where they all come from.
        """
        require()
        counts = Counts()
        for number, text in enumerate(texts, 1):
            counts.add(Document(text, f"{CORPUS}:{number}", row=number), site)
        counts.add(document, site)
        return cls.of_arrays(summary_of(counts.table().select))

    @classmethod
    def of_arrays(cls, arrays: Arrays) -> Common:
        """Return what is common by a summary, as `summary.summary_of` makes it."""
        return cls(lambda _: arrays)

    @property
    def site_field(self) -> str:
        """The key by which the documents were told apart by site."""
        return bytes(self._arrays(["site_field"])["site_field"]).decode()

    def table(self, share: float, least: int) -> Table:
        """Return the lines and paragraphs that are common by some thresholds."""
        if (share, least) not in self._tables:
            arrays = self._arrays(["keys", "counts", "totals"])
            self._tables[share, least] = Table(arrays, share, least)
        return self._tables[share, least]

    def twin(self, name: str, text: str, similar: float, least: int) -> Twin | None:
        """Return the document that stays for one; None if it has to stay itself.

        Args:
            name: the document's name.
            text: its whole text; with another one, it is not what was counted.
            similar: which share of their own shingles they must have in common.
            least: how many words of its own the document must have.
        """
        import numpy as np  # an extra

        if self._twins is None:
            arrays = self._arrays(["identities", "likeness", "own", "stays"])
            stays = bytes(arrays["stays"]).decode("utf-8", "surrogateescape").split("\n")
            self._twins = arrays["identities"], arrays["likeness"], arrays["own"], stays
        known, alike, own, stays = self._twins
        wanted = np.uint64(identity_of(name, text))
        place = int(np.searchsorted(known, wanted))
        if place == len(known) or known[place] != wanted:
            return None
        if alike[place] < similar or own[place] < least:
            return None
        return Twin(stays[place], float(alike[place]))


@lru_cache(maxsize=4)
def _loaded(folders: tuple[Path, ...], digest: str) -> Common:
    """Return what is common in some folders; once in a process."""
    return Common(lambda names: summary(folders, names), (folders, digest))


def _again(folders: tuple[Path, ...], digest: str) -> Common:
    """Return what was pickled; GarmentcleanError if the folders have something else by now."""
    found = Common.of(folders)
    if found.digest != digest:
        names = ", ".join(map(str, folders))
        raise GarmentcleanError(f"{names}: the counts have changed in mid-run; run again")
    return found
