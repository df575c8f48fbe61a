"""Plots of what was measured, as SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from timing.curves import CURVES, SHARE
from timing.tables import FORMS, label

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from timing.curves import Line
    from timing.figures import Results

OURS, OTHERS, FLOOR = "#00796b", "#90a4ae", "#cfd8dc"


def figure(width: float, height: float, columns: int) -> tuple[Figure, list[Axes]]:
    """Return a figure with so many plots beside each other.

    Raises:
        click.ClickException: matplotlib is missing.
    """
    try:
        import matplotlib as mpl  # noqa: PLC0415 - the tables do without it
        from matplotlib.figure import Figure  # noqa: PLC0415 - the same
    except ImportError as error:
        raise click.ClickException(
            "the plots need matplotlib: pip install 'garmentclean[bench]'"
        ) from error
    mpl.rcParams["svg.hashsalt"] = "garmentclean"  # the same names in each SVG
    made = Figure(figsize=(width, height), layout="tight")
    return made, list(made.subplots(1, columns, squeeze=False)[0])


def save(made: Figure, path: Path) -> None:
    """Write a figure as SVG."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made.savefig(path, metadata={"Date": None})


def speed(results: Results, path: Path) -> None:
    """Draw how much faster or slower than garmentclean each contender is."""
    forms = [form for form in ("rows", "files") if results.find(form, "ours")]
    if not forms:
        return
    made, axes = figure(11, 3.6, len(forms))
    for form, axis in zip(forms, axes, strict=True):
        shown = sorted(
            (one for one in results.of(form) if not one.failed), key=lambda one: -one.cost
        )
        names = [label(form, one.name).replace("*", "").replace("`", "") for one in shown]
        rates = [1 / one.cost for one in shown]
        colours = [colour(one.name) for one in shown]
        bars = axis.barh(names, rates, color=colours)
        axis.bar_label(bars, [f"{rate:.3g}" for rate in rates], padding=3, fontsize=8)
        axis.set_xscale("log")
        axis.set_xlim(right=max(rates) * 3)
        axis.set_title(f"{FORMS[form].title}: MB of text a second")
        axis.spines[["top", "right"]].set_visible(False)
    save(made, path)


def colour(name: str) -> str:
    """Return the colour of a contender: we stand out, floors step back."""
    if name.startswith("ours"):
        return OURS
    return FLOOR if name in {"floor", "cat"} else OTHERS


def growth(lines: Sequence[Line], path: Path) -> None:
    """Draw how time grows: with the text, with the rules, and with the share of dirty lines."""
    rules = {curve.name for curve in CURVES if curve.kind != "text"}
    panels = {
        "Documents": [line for line in lines if line.name not in rules | {SHARE}],
        "Rules, phrases and terms (dotted: loading)": [
            line for line in lines if line.name in rules
        ],
        "Dirty lines": [line for line in lines if line.name == SHARE],
    }
    made, axes = figure(12, 4.5, len(panels))
    for (title, shown), axis in zip(panels.items(), axes, strict=True):
        axis.set_title(title)
        axis.set_ylabel("seconds")
        axis.spines[["top", "right"]].set_visible(False)
        for line in shown:
            slope = line.slope
            said = f"{line.unit} ({slope:.2f})" if slope else line.unit
            (drawn,) = axis.plot(line.counts, line.times, marker=".", label=said)
            if line.name in rules:
                axis.plot(line.counts, line.loads, linestyle=":", color=drawn.get_color())
        if title != "Dirty lines":
            axis.set_xscale("log")
            axis.set_yscale("log")
        else:
            axis.set_ylim(bottom=0)
        if shown:
            axis.legend(fontsize=7, title="slope in brackets" if title != "Dirty lines" else None)
    save(made, path)
