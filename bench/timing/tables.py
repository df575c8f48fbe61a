"""Tables of the figures, in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from timing.checks import checks, ratio
from timing.figures import MB

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from timing.figures import Figure, Results

LABELS = {
    "ours": "**garmentclean**",
    "ours with ledger": "**garmentclean** `--ledger`",
    "ours twice": "**garmentclean** `--jobs 2`",
    "cat": "`cat`",
    "sed": "`sed -E`, 20 substitutions",
    "codespell": "codespell",
    "typos": "typos `-j1`",
    "clean-text": "clean-text, `clean()`",
    "datatrove": "datatrove, C4 filter",
    "ftfy": "ftfy, `fix_text()`",
    "python": "`python -c ''`",
}
WORDS = {True: "holds", False: "**missed**", None: ""}


class Form(NamedTuple):
    """A table: its title, the contender that all are compared with, and what a floor does."""

    title: str
    floor: str
    label: str = ""


FORMS = {
    "rows": Form("JSON Lines", "floor", "floor: orjson reads and writes each line"),
    "files": Form("Files", "floor", "floor: read, decode, encode, write"),
    "ascii": Form("One small file, all ASCII", "python"),
    "plain": Form("Twenty short sentences", "python"),
    "mojibake": Form("One small file that ftfy mends", "python"),
    "rules": Form("Many rules of a kind", ""),
}


def markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; all columns but the first are set to the right."""
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def seconds(value: float) -> str:
    """Return a time as people say it."""
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.1f} s"


def label(form: str, name: str) -> str:
    """Return what a contender is called."""
    return FORMS[form].label if name == "floor" else LABELS.get(name, name)


def table(results: Results, form: str) -> str:
    """Return the table of a form, empty if nothing of it was measured."""
    figures = results.of(form)
    if not figures:
        return ""
    floor = results.find(form, FORMS[form].floor)
    size = max(figure.size for figure in figures)

    def row(figure: Figure) -> list[str]:
        name = label(form, figure.name)
        if figure.failed:
            return [name, figure.failed, "", "", "", "", ""]
        partly = "" if figure.size == size else f" for {figure.size / MB:.1f} MB"
        often = spread = ""
        if floor:
            times = sorted(run / figure.size * MB / floor.cost for run in figure.seconds)
            often = ratio(figure.cost / floor.cost)
            spread = f"{ratio(times[0])} to {ratio(times[-1])}"
        return [
            name,
            seconds(figure.time) + partly,
            often,
            spread,
            f"{1 / figure.cost:.3g}",
            seconds(figure.computing),
            f"{figure.peak / MB:.0f} MB",
        ]

    title = f"{FORMS[form].title}, {size / MB:.1f} MB" if size >= MB / 10 else FORMS[form].title
    header = (title, "time", "× floor", "range", "MB/s", "CPU", "memory")
    return markdown(header, map(row, figures))


def report(results: Results) -> str:
    """Return all tables, with what they were measured on below them."""
    found = [(one.point, one.asked, one.seen, WORDS[one.holds]) for one in checks(results)]
    parts = [markdown(("what must hold", "asked", "seen", ""), found)]
    parts += [table(results, form) for form in FORMS if results.of(form)]
    rounds = f"{results.rounds} round{'s' * (results.rounds > 1)}"
    parts += [f"Medians of {rounds}: {results.machine}.\n", *results.notes]
    return "\n".join(parts)
