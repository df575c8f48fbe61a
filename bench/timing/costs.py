"""Where the time of cleaning goes: by filter, and by pass."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from time import process_time
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from garmentclean import Pipeline
from garmentclean.filters.base.screens import LineScreen
from timing.tables import markdown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LATER = 3
"""The third pass and all later ones are in one row."""


@dataclass
class Cost:
    """What a filter has cost in a pass.

    Attributes:
        seconds: of computing.
        views: how often it looked at a document.
        lines: how many lines these had.
        asked: about how many lines its screens asked, as they did not know them.
        marked: how many lines they left for its exact code.
    """

    seconds: float = 0.0
    views: int = 0
    lines: int = 0
    asked: int = 0
    marked: int = 0


class Profile:
    """Measures each filter of a pipeline in each pass; the screens of `LineScreen` are watched.

    Args:
        pipeline: the pipeline, whose filters are replaced by watched ones.
    """

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self.costs: dict[tuple[str, int], Cost] = defaultdict(Cost)
        self._now = Cost()
        self._pass = 0
        scanners = vars(pipeline)["_scanners"]
        kinds = [kind for kind in pipeline.order if any(r.kind == kind for r in pipeline.rules)]
        vars(pipeline)["_scanners"] = [
            Watched(self, kind, one) for kind, one in zip(kinds, scanners, strict=True)
        ]
        self.seconds = 0.0

    def clean(self, texts: Iterable[str]) -> None:
        """Clean texts, and add what each filter has cost."""
        ask, run = vars(LineScreen)["_ask"], vars(Pipeline)["_run"]

        def asked(screen: LineScreen[Any], lines: frozenset[str]) -> dict[str, Any]:
            found: dict[str, Any] = ask(screen, lines)
            self._now.asked += len(lines)
            self._now.marked += len(found)
            return found

        def counted(pipeline: Pipeline, *args: Any) -> Any:
            self._pass = min(self._pass + 1, LATER)
            return run(pipeline, *args)

        with (
            patch.object(LineScreen, "_ask", asked),
            patch.object(Pipeline, "_run", counted),
        ):
            for text in texts:
                self._pass = 0
                begun = process_time()
                self._pipeline.clean(text)
                self.seconds += process_time() - begun

    def patches(self, kind: str, scanner: Any, view: Any) -> list[Any]:
        """Return the patches of a filter, and add its cost."""
        self._now = cost = self.costs[kind, self._pass]
        cost.views += 1
        cost.lines += len(view.written)
        begun = process_time()
        found = [*scanner.patches(view)]
        cost.seconds += process_time() - begun
        return found

    def report(self) -> str:
        """Return a table of all filters and passes."""
        return markdown(
            ("filter", "pass", "CPU", "share", "views", "lines", "asked about", "marked"),
            self._rows(),
        )

    def _rows(self) -> Iterator[list[str]]:
        inside = sum(cost.seconds for cost in self.costs.values())
        rest = Cost(self.seconds - inside)
        for (kind, number), cost in [*self.costs.items(), (("the pipeline itself", 0), rest)]:
            yield [
                kind,
                f"{number}{'+' * (number == LATER)}" if number else "",
                f"{cost.seconds:.2f} s",
                f"{cost.seconds / self.seconds:.1%}",
                *(f"{n:,}" for n in (cost.views, cost.lines, cost.asked, cost.marked)),
            ]


class Watched:
    """A scanner whose calls are measured.

    Args:
        profile: takes the figures.
        kind: the kind of filter.
        scanner: the scanner.
    """

    def __init__(self, profile: Profile, kind: str, scanner: Any) -> None:
        self._profile, self._kind, self._scanner = profile, kind, scanner

    def patches(self, view: Any) -> list[Any]:
        """Return its patches."""
        return self._profile.patches(self._kind, self._scanner, view)
