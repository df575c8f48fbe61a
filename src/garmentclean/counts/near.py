"""Finding documents that are nearly the same, with MinHash and buckets of signatures.

A. Broder, "On the resemblance and containment of documents" (1997): the share of equal values in
two signatures estimates the share of shingles that two documents have in common (the Jaccard
index). Each value is cut to 16 bits: P. Li and A. C. König, "b-Bit minwise hashing" (WWW 2010).
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

BANDS, ROWS = 21, 6
"""Two documents are compared if one of their bands is equal. This is true of 98 % of those that
have three quarters of their shingles in common, of 99.97 % of those with nine tenths, and of 0.1 %
of those with a fifth, as pages of one site have."""
VALUES = BANDS * ROWS
SIZE = 2 * VALUES
"""How many bytes a signature has."""
LEAST, CLOSE = 0.7, 0.5
"""The smallest similarity of duplicates without their frames, and of pairs to compare: an article
on two sites, in two frames, is less similar to itself. The error of an estimate is 0.04."""
SHINGLE = 3
"""How many words a shingle has: few, so that a changed date changes few shingles."""
FEWEST_SHINGLES = 20
"""A text with fewer shingles is too short to be compared."""
CHUNK = 1 << 14
MIX = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)
"""Odd numbers with well-spread bits, of splitmix64 and xxHash."""


@cache
def _permutations() -> Any:
    from datasketch.minhash import MinHash  # an extra

    return MinHash(VALUES, scheme="affine32", hashfunc=int).permutations


@lru_cache(maxsize=1 << 15)
def _word_hash(word: str) -> int:
    """Return a 32-bit hash of a word; it is cached, as most words occur often."""
    return crc32(word.encode("utf-8", "surrogatepass"))


def signature_of(words: Sequence[str]) -> bytes:
    """Return the signature of a text, of `SIZE` bytes; empty if it has too few shingles.

    Args:
        words: its words.
    """
    import numpy as np  # an extra
    from datasketch.minhash import MinHash  # an extra

    if len(words) < FEWEST_SHINGLES + SHINGLE - 1:
        return b""
    each = np.fromiter(map(_word_hash, words), np.uint64, len(words))
    size = len(each) - SHINGLE + 1
    mixed = np.zeros(size, np.uint64)
    for place, factor in enumerate(MIX):
        mixed = (mixed ^ each[place : place + size]) * np.uint64(factor)
        mixed ^= mixed >> np.uint64(29)
    shingles = np.unique(mixed >> np.uint64(32))
    if len(shingles) < FEWEST_SHINGLES:
        return b""
    signature = MinHash(VALUES, scheme="affine32", hashfunc=int, permutations=_permutations())
    signature.update_batch(shingles)
    return bytes(signature.hashvalues.astype("<u2").tobytes())


def likeness(signatures: Array, first: Array, second: Array) -> Array:
    """Return the estimated similarity of pairs of documents: the share of equal shingles."""
    import numpy as np  # an extra

    shares = np.empty(len(first), np.float32)
    for start in range(0, len(first), CHUNK):
        some = slice(start, start + CHUNK)
        shares[some] = (signatures[first[some]] == signatures[second[some]]).mean(axis=1)
    return shares


def pairs_of(signatures: Array, signed: Array, contents: Array) -> tuple[Array, Array]:
    """Return pairs of similar documents, and their similarity, from `CLOSE` to 1.

    In a bucket, all documents are compared with the first one, so that the time is linear.

    Args:
        signatures: the signatures of some documents, `VALUES` numbers each.
        signed: the numbers of these documents, in order.
        contents: for all documents, a hash of the text.

    Returns:
        pairs of numbers, the smaller one first, in any order; and the similarity of each pair.
    """
    import numpy as np  # an extra

    same = same_texts(contents)
    bands = [same[:0]]
    for start in range(0, VALUES, ROWS):
        part = np.ascontiguousarray(signatures[:, start : start + ROWS])
        bands.append(_with_first(part.view(f"V{2 * ROWS}").ravel()))
    near = np.unique(np.concatenate(bands), axis=0)
    alike = likeness(signatures, near[:, 0], near[:, 1])
    near, alike = signed[near[alike >= CLOSE]].reshape(-1, 2), alike[alike >= CLOSE]
    other = contents[near[:, 0]] != contents[near[:, 1]]
    alike = np.concatenate([np.ones(len(same), np.float32), alike[other]])
    return np.concatenate([same, near[other]]), alike


def clusters(pairs: Array, count: int) -> Array:
    """Return for each document the first document of its cluster of connected pairs.

    Args:
        pairs: numbers of documents.
        count: how many documents there are.
    """
    import numpy as np  # an extra
    from scipy.sparse import coo_array, csgraph  # datasketch needs it, too

    graph = coo_array((np.ones(len(pairs), np.bool_), (pairs[:, 0], pairs[:, 1])), (count, count))
    _, labels = csgraph.connected_components(graph, directed=False)
    _, firsts, places = np.unique(labels, return_index=True, return_inverse=True)
    result: Array = firsts[places]
    return result


def same_texts(contents: Array) -> Array:
    """Return pairs of documents with the same text: the first one with each of the others."""
    return _with_first(contents)


def error_of(alike: float, words: int) -> float:
    """Return the standard error of the estimated number of words that two documents share.

    It follows from the binomial distribution: each value of a signature is equal or not.

    Args:
        alike: the estimated similarity.
        words: the sum of the words of both.
    """
    return float((alike * (1 - alike) / VALUES) ** 0.5 * words / (1 + alike) ** 2)


def _with_first(values: Array) -> Array:
    """Return pairs of places with equal values: the first one with each of the others."""
    import numpy as np  # an extra

    _, firsts, places = np.unique(values, return_index=True, return_inverse=True)
    first = firsts[places]
    later = np.flatnonzero(first != np.arange(len(values)))
    return np.stack([first[later], later], axis=1)
