"""Plots of the figures, as SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from timing.curves import CURVES, SHARE
from timing.inputs import HURTING
from timing.tables import FORMS, label

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from timing.curves import Line
    from timing.figures import Results

OURS, OTHERS, FLOOR = "#00796b", "#90a4ae", "#cfd8dc"


def figure(width: float, height: float, rows: int, columns: int) -> tuple[Figure, list[Axes]]:
    """Return a figure with so many plots below and beside each other.

    Raises:
        click.ClickException: matplotlib is missing.
    """
    try:
        import matplotlib as mpl  # the tables do without it
        from matplotlib.figure import Figure
    except ImportError as error:
        raise click.ClickException(
            "the plots need matplotlib: pip install 'garmentclean[bench]'"
        ) from error
    # The same names in each SVG, and text that is text.
    mpl.rcParams |= {"svg.hashsalt": "garmentclean", "svg.fonttype": "none"}
    made = Figure(figsize=(width, height), layout="tight")
    return made, list(made.subplots(rows, columns, squeeze=False).flat)


def save(made: Figure, path: Path) -> None:
    """Write a figure as SVG."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made.savefig(path, metadata={"Date": None})


def speed(results: Results, path: Path) -> None:
    """Draw how much faster or slower than garmentclean each contender is."""
    forms = [form for form in ("rows", "files") if results.find(form, "ours")]
    if not forms:
        return
    made, axes = figure(11, 3.6, 1, len(forms))
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
        "Length of a document": {"length", "one line"},
        "Made to hurt": {*HURTING} - {"one line"},
        "Rules, phrases and terms (dotted: loading them)": rules,
        "Share of dirty lines": {SHARE},
    }
    made, axes = figure(11, 9, 2, 2)
    for (title, names), axis in zip(panels.items(), axes, strict=True):
        axis.set_title(title)
        axis.set_ylabel("seconds")
        axis.spines[["top", "right"]].set_visible(False)
        for line in lines:
            if line.name in names:
                slope = line.slope
                said = f"{line.unit} (slope {slope:.2f})" if slope else line.unit
                (drawn,) = axis.plot(line.counts, line.times, marker=".", label=said)
                if line.name in rules:
                    axis.plot(line.counts, line.loads, linestyle=":", color=drawn.get_color())
        if SHARE in names:
            axis.set_ylim(bottom=0)
        else:
            axis.set_xscale("log")
            axis.set_yscale("log")
        if axis.lines:
            axis.legend(fontsize=7)
    save(made, path)
