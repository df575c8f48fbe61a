"""Measure how the time of cleaning grows: with length, rules, phrases, terms, and hostile texts.

    python bench/growth.py [CURVE...] [--quick] [--profile] [--docs DIR]

A CURVE is one of `length`, `rules-drop`, `rules-substitute`, `phrases`, `terms`, `dirty`,
`one line`, `one word`, `empty lines`, `markers`, `ambiguous words`, `brackets`, `tags`, `spoilt
words`, `repeated lines` and `stubs`; without one, all of them are measured.
The slope is that of the time in a plot with logarithms on both axes: 1 is linear, 2 is quadratic. A
point that takes too long is cut off. Nothing is asserted.
"""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

sys.path.insert(0, str(Path(__file__).parent))

from timing import curves, figures, plots

if TYPE_CHECKING:
    from collections.abc import Sequence

DOCS = Path(__file__).parents[1] / "docs"
NAMES = [curve.name for curve in curves.CURVES]


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("names", nargs=-1, metavar="[CURVE]...", type=click.Choice(NAMES))
@click.option("--quick", is_flag=True, help="Only two small points of each curve.")
@click.option("--limit", default=60.0, help="Seconds for a point.", show_default=True)
@click.option("--profile", is_flag=True, help="Say where the time of the last point was spent.")
@click.option("--json", "target", type=click.Path(path_type=Path), help="Keep the figures there.")
@click.option("--docs", type=click.Path(path_type=Path), help="Write table and plot there, too.")
def main(  # noqa: PLR0913 - an argument for each option
    *,
    names: tuple[str, ...],
    quick: bool,
    limit: float,
    profile: bool,
    target: Path | None,
    docs: Path | None,
) -> None:
    """Measure how the time of cleaning grows.

    With all curves and without --quick, the table and the plot of the documentation are written
    anew.
    """
    wanted = [curve for curve in curves.CURVES if not names or curve.name in names]
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        grower = curves.Grower(Path(folder), limit, profile=profile)
        for curve in wanted:
            lines.append(grower.line(curve, curve.quick if quick else curve.points))
            if target:
                kept = json.dumps([asdict(line) for line in lines], indent=1)
                target.write_text(kept + "\n", encoding="utf-8")
    show(lines, docs or (None if names or quick else DOCS))


def show(lines: Sequence[curves.Line], docs: Path | None) -> None:
    """Print the table, and write it and the plot into the folder of the documentation."""
    text = f"{curves.table(lines)}\nOn one core: {figures.machine()}.\n"
    print(text)
    for line in lines:
        if line.hot:
            print(f"{line.name}: {line.hot}")
    if docs:
        (docs / "speed").mkdir(parents=True, exist_ok=True)
        (docs / "speed" / "growth.md").write_text(text, encoding="utf-8")
        plots.growth(lines, docs / "pages" / "speed" / "growth.svg")


if __name__ == "__main__":
    main()
