"""Clean one document in this process and print the time and memory.

    python clean_once.py FILE [RULES] [--profile]

It prints CPU seconds, which other programs disturb less than wall-clock time: for loading the
rules, for cleaning the document, and with --profile the functions that took most of them.
"""

from __future__ import annotations

import cProfile
import pstats
import sys
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

from garmentclean import Pipeline

if TYPE_CHECKING:
    from collections.abc import Sequence

ENOUGH = 0.2
"""Seconds after which a document is not cleaned again for a steadier figure."""
TIMES = 5
SHOWN = 3
WARM = (
    "Home >\nThe transformation of the mill â€“ it is done.\nReturn to list\n"
    "La filature de la ville est encore ouverte, et elle cherche des ouvriers pour ses métiers.\n"
)
"""Loads what is loaded late, the profiles of languages among it."""


def hot(profile: cProfile.Profile) -> str:
    """Return the functions with the most time of their own, and by whom they were called most."""
    stats = pstats.Stats(profile)
    rows = vars(stats)["stats"]
    ranked = sorted(rows.items(), key=lambda row: -row[1][2])[:SHOWN]

    def name(function: tuple[str, int, str]) -> str:
        path, line, what = function
        return what if path == "~" else f"{Path(path).stem}:{line} {what}"

    found = []
    for function, (_, calls, own, _, callers) in ranked:
        caller = max(callers, key=lambda one: callers[one][2], default=None)
        by = f" from {name(caller)}" if caller else ""
        found.append(f"{name(function)} ({own:.2f} s in {calls} calls{by})")
    return "; ".join(found)


def main(arguments: Sequence[str]) -> None:
    """Clean the document, again where that was quick, and print the least of the times."""
    path, *rules = (Path(argument) for argument in arguments if argument != "--profile")
    start = process_time()
    pipeline = Pipeline.from_packs(rules, select=["many"] if rules else [])
    loaded = process_time() - start
    text = path.read_text(encoding="utf-8")
    pipeline.clean(WARM)
    profile = cProfile.Profile()
    if "--profile" in arguments:
        profile.enable()
    times: list[float] = []
    while not times or (len(times) < TIMES and sum(times) < ENOUGH):
        start = process_time()
        pipeline.clean(text)
        times.append(process_time() - start)
    profile.disable()
    print(loaded, min(times))
    if "--profile" in arguments:
        print(hot(profile))


if __name__ == "__main__":
    main(sys.argv[1:])
