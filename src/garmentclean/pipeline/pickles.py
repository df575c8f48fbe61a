"""How a pipeline travels to other processes: as its rules, small, and compiled once in each."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from garmentclean.filters.registry import origin
from garmentclean.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from garmentclean.filters.base.rule import Rule


def packed(rules: Sequence[Rule], order: Sequence[str], how: Mapping[str, Any]) -> bytes:
    """Return what a pipeline is made of, and the versions that clean with it.

    The versions are there so that a cache that goes by the pickle, as that of Hugging Face datasets
    does, takes no result of an older version for that of this one.

    Args:
        rules: its rules.
        order: the kinds of filter in their order.
        how: all else that it is made with, by name.
    """
    import pickle  # only for other processes
    import zlib

    versions = {"garmentclean": VERSION}
    versions |= {rule.kind: origin(rule.kind) for rule in rules if origin(rule.kind)}
    made_of = pickle.dumps((rules, order, dict(how), versions))
    return zlib.compress(made_of)  # an engine sends it with each of its tasks


@lru_cache(maxsize=4)
def unpacked(made: Any, data: bytes) -> Any:
    """Return a pipeline anew; only once, for pools pickle what they call again and again.

    Args:
        made: its class.
        data: what it is made of.
    """
    import pickle  # only in other processes
    import zlib

    rules, order, how, _ = pickle.loads(zlib.decompress(data))  # noqa: S301 - it was in a pickle
    return made(rules, order, **how)
