"""The scorecard: figures made from counts, as tables and as JSON, and their changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from scoring.labels import ScoreError, read_text

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from scoring.judge import Judged

Figure = float | None
Card = dict[str, dict[str, dict[str, Any]]]
"""For each folder: `metrics`, and for each of `rules` what it did."""


def share(part: float, whole: float) -> Figure:
    """Return part / whole; None if there is nothing to take a part of."""
    return part / whole if whole else None


def f1(counts: Counter[str]) -> Figure:
    """Return the harmonic mean of what was kept and what is gone."""
    kept, gone = share(counts["kept"], counts["keep"]), share(counts["gone"], counts["drop"])
    if kept is None or gone is None:
        return None
    return 2 * kept * gone / (kept + gone) if kept + gone else 0.0


METRICS: dict[str, tuple[str, Callable[[Counter[str]], Figure]]] = {
    "kept": (".4f", lambda n: share(n["kept"], n["keep"])),
    "damaged per 10,000": (".1f", lambda n: share(1e4 * (n["keep"] - n["kept"]), n["keep"])),
    "gone": (".4f", lambda n: share(n["gone"], n["drop"])),
    "F1": (".4f", f1),
    "fixed": (".4f", lambda n: share(n["fixed"], n["fixes"])),
    "restored, certain": (".4f", lambda n: share(n["certain restored"], n["certain"])),
    "restored, guarded": (".4f", lambda n: share(n["guarded restored"], n["guarded"])),
    "harmed per million": (".1f", lambda n: share(1e6 * n["harmed"], n["trans words"])),
    "not idempotent": ("d", lambda n: n["unsettled"]),
    "not restored": ("d", lambda n: n["unrestored"]),
    "title lost": ("d", lambda n: n["untitled"]),
    "failed": ("d", lambda n: n["failed"]),
}
LINES = ("kept", "damaged per 10,000", "gone", "F1", "fixed")
"""The figures that baselines have, too."""
COLUMNS = ("hits", "right", "either", "wrong", "lines", "harmed")


def figures(counts: Counter[str], names: Iterable[str] = METRICS) -> dict[str, Figure]:
    """Return metrics by their names."""
    return {name: METRICS[name][1](counts) for name in names}


def shown(name: str, figure: Figure) -> str:
    """Return a figure as it is printed; `-` for none."""
    return "-" if figure is None else format(figure, METRICS[name][0])


def card_of(judged: Mapping[str, Judged]) -> Card:
    """Return the figures of folders, by their names."""
    return {
        name: {
            "metrics": figures(one.counts),
            "rules": {rule: dict(counts) for rule, counts in sorted(one.rules.items())},
        }
        for name, one in judged.items()
    }


def tables(name: str, judged: Judged) -> Iterator[str]:
    """Yield the lines of a folder's card."""
    counts = judged.counts
    yield (
        f"{name}: {counts['documents']} documents, {counts['keep']} words to keep, "
        f"{counts['drop']} lines to drop"
    )
    yield row("", "garmentclean", *judged.baselines)
    columns = [figures(counts), *(figures(one, LINES) for one in judged.baselines.values())]
    for metric in METRICS:
        yield row(metric, *(shown(metric, c[metric]) for c in columns if metric in c))
    if judged.rules:
        width = max(map(len, judged.rules))
        yield ""
        yield f"{'rule':{width}}" + "".join(f"{column:>8}" for column in COLUMNS)
        for rule, did in sorted(judged.rules.items()):
            yield f"{rule:{width}}" + "".join(f"{did[column]:8}" for column in COLUMNS)


def row(first: str, *cells: str) -> str:
    """Return a row of the upper table."""
    return (f"{first:20}" + "".join(f"{cell:>14}" for cell in cells)).rstrip()


def save(card: Card, path: Path) -> None:
    """Write a card as JSON; ScoreError if it cannot be written."""
    try:
        path.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise ScoreError(f"{path}: {error.strerror}") from None


def load(path: Path) -> Card:
    """Read a file that `save` has written; ScoreError if it is something else."""
    try:
        card = json.loads(read_text(path))
        return {
            name: {"metrics": dict(one["metrics"]), "rules": dict(one["rules"])}
            for name, one in card.items()
        }
    except (ValueError, AttributeError, KeyError, TypeError):
        raise ScoreError(f"{path}: is not a scorecard; --json writes one") from None


def since(before: Card, after: Card) -> Iterator[str]:
    """Yield a line for each figure that has changed, and for each rule that does something else."""
    for folder in after:
        old, new = before.get(folder), after[folder]
        if old is None:
            yield f"{folder}: was not scored"
            continue
        for metric, figure in new["metrics"].items():
            was, now = shown(metric, old["metrics"].get(metric)), shown(metric, figure)
            if was != now:
                yield f"{folder}: {metric}: {was} -> {now}"
        for rule in sorted({*old["rules"], *new["rules"]}):
            was_did, did = old["rules"].get(rule, {}), new["rules"].get(rule, {})
            changed = [
                f"{column} {was_did.get(column, 0)} -> {did.get(column, 0)}"
                for column in COLUMNS
                if was_did.get(column, 0) != did.get(column, 0)
            ]
            if changed:
                yield f"{folder}: {rule}: {', '.join(changed)}"
