"""What can be told of each line of a page by itself, by its place, and by the lines around it.

The features are those of the literature on boilerplate: length, stop words, links' capitals and
density of text in the neighbourhood (Kohlschütter, Fankhauser and Nejdl, "Boilerplate Detection
using Shallow Text Features", WSDM 2010; Pomikálek, "Removing Boilerplate and Duplicate Content
from Web Corpora", 2011, which is jusText), words that pages say around articles, and how much of a
line the running prose around it says too.
"""

from __future__ import annotations

import math
from itertools import accumulate
from typing import TYPE_CHECKING

from garmentclean.filters.drop_sparse.line_looks import LOOKS, looks, signs_of
from garmentclean.filters.drop_sparse.line_places import PLACE, Page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

REACH = 3
"""How many lines on each side are looked at one by one."""
WINDOWS = (2, 5, 10)
NEAR = ("words", "share-of-stop-words", "sentence-end", "capitals-of-other-words", "digits", "date")
"""What of that is told of the lines around it, too."""


def feature_names() -> list[str]:
    """Return the names of the features, in the order of `line_features`."""
    names = [*LOOKS, *PLACE]
    names += [f"prose-within-{w}-{side}" for w in WINDOWS for side in ("above", "below")]
    names += ["signs"]
    for step in (*range(-REACH, 0), *range(1, REACH + 1)):
        where = f"line-{abs(step)}-{'above' if step < 0 else 'below'}"
        names += [f"{name}-of-{where}" for name in (*NEAR, "signs")]
    names += [f"signs-within-{w}-{side}" for w in WINDOWS[1:] for side in ("above", "below")]
    return names


def line_features(lines: Sequence[str], signs: Mapping[str, float]) -> list[list[float]]:
    """Return the features of each line of a page, in the order of `feature_names`.

    Args:
        lines: the written lines, stripped, in their order.
        signs: how much what a line says speaks for boilerplate (see `signs_of`).
    """
    page = Page(lines)
    seen = [looks(line) for line in lines]
    # Signs are a set: in any order of theirs, in whichever process, fsum comes to the same.
    said = [math.fsum(signs.get(sign, 0.0) for sign in signs_of(line)) for line in lines]
    near_places = [LOOKS.index(name) for name in NEAR]
    near = [
        [*(row[place] for place in near_places), sign] for row, sign in zip(seen, said, strict=True)
    ]
    nothing = [-1.0] * len(NEAR) + [0.0]
    prose_sums = [0, *accumulate(page.prose)]
    sign_sums = [0.0, *accumulate(said)]
    steps = (*range(-REACH, 0), *range(1, REACH + 1))
    rows = []
    last = len(lines)
    for i, row in enumerate(seen):
        features = row + page.place(i)
        for width in WINDOWS:
            features += _means(prose_sums, i, width)
        features.append(said[i])
        for step in steps:
            features += near[i + step] if 0 <= i + step < last else nothing
        for width in WINDOWS[1:]:
            features += _means(sign_sums, i, width)
        rows.append(features)
    return rows


def _means(sums: Sequence[float], i: int, width: int) -> list[float]:
    """Return the means over the lines above and below; beyond the page's edge all is 0."""
    last = len(sums) - 1
    above = sums[i] - sums[max(0, i - width)]
    below = sums[min(last, i + 1 + width)] - sums[i + 1]
    return [above / width, below / width]
