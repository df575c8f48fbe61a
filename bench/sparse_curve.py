"""Draw the dial of the pack `web`: python bench/sparse_curve.py.

The figures are in sparse/curve.tsv, which `train_sparse.py --curve` writes.
"""

from __future__ import annotations

from pathlib import Path

from sparse.dial import Point

HERE = Path(__file__).parent
FIGURES = HERE / "sparse" / "curve.tsv"
PICTURE = HERE.parent / "docs" / "pages" / "web" / "keep.svg"
KEPT, GONE = (0.9, 1.0), (0.0, 1.0)
"""What the axes show."""
WIDTH, HEIGHT, LEFT, TOP = 480, 280, 60, 20
STYLE = "font:12px sans-serif;fill:#555"


def points_of(text: str) -> list[Point]:
    r"""Return the points of a table: score, kept and gone, with tabs between them.

    >>> points_of("score\tkept\tgone\n-3.00\t0.97\t0.9\n")
    [Point(score=-3.0, kept=0.97, gone=0.9)]
    """
    return [Point(*map(float, row.split("\t"))) for row in text.splitlines()[1:]]


def picture(points: list[Point]) -> str:
    """Return the curve as SVG: what is kept from left to right, what is gone from below."""
    shown = [point for point in points if KEPT[0] <= point.kept <= KEPT[1]]
    line = " ".join(f"{across(p.kept):.1f},{up(p.gone):.1f}" for p in shown)
    middle = TOP + HEIGHT / 2
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH + 90} {HEIGHT + 80}">',
        f'<rect width="{WIDTH + 90}" height="{HEIGHT + 80}" fill="white"/>',
    ]
    for percent in range(90, 101, 2):
        place = across(percent / 100)
        parts.append(grid(place, TOP, place, TOP + HEIGHT))
        parts.append(label(place, TOP + HEIGHT + 18, f"{percent} %", "middle"))
    for percent in range(0, 101, 20):
        place = up(percent / 100)
        parts.append(grid(LEFT, place, LEFT + WIDTH, place))
        parts.append(label(LEFT - 6, place + 4, f"{percent} %", "end"))
    words, frame = "words of the article that stay", "lines of the frame that go"
    parts += [
        f'<polyline points="{line}" fill="none" stroke="#0a6" stroke-width="2.5"/>',
        label(LEFT + WIDTH / 2, TOP + HEIGHT + 44, words, "middle"),
        f'<g transform="rotate(-90 16 {middle})">{label(16, middle, frame, "middle")}</g>',
        "</svg>",
    ]
    return "\n".join([*parts, ""])


def across(kept: float) -> float:
    """Return the horizontal place of a share of words kept."""
    return LEFT + WIDTH * (kept - KEPT[0]) / (KEPT[1] - KEPT[0])


def up(gone: float) -> float:
    """Return the vertical place of a share of lines gone."""
    return TOP + HEIGHT * (1 - (gone - GONE[0]) / (GONE[1] - GONE[0]))


def grid(left: float, top: float, right: float, bottom: float) -> str:
    """Return a line of the grid."""
    ends = f'x1="{left:.1f}" y1="{top:.1f}" x2="{right:.1f}" y2="{bottom:.1f}"'
    return f'<line {ends} stroke="#ddd"/>'


def label(x: float, y: float, text: str, anchor: str) -> str:
    """Return a text; its middle or its end is at the place."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" style="{STYLE}">{text}</text>'


if __name__ == "__main__":
    PICTURE.parent.mkdir(exist_ok=True)
    svg = picture(points_of(FIGURES.read_text(encoding="utf-8")))
    PICTURE.write_text(svg, encoding="utf-8")
