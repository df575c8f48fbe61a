"""Compare the results of two checkouts of this project, byte by byte.

    python bench/compare.py OLD TEXTS... [--new NEW] [--mixed 5000]

For a change that must not change results. Both checkouts clean the same texts, with the default
packs and with all packs, as files and as rows, and restore them again. Compared are the clean and
the restored texts, ledgers, metadata, rejects, findings and exit codes, but no messages on stderr.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

sys.path.insert(0, str(Path(__file__).parent))

from timing import corpus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HERE = Path(__file__).parents[1]
SEED = 17
ODD = (
    "Ã¢â‚¬â„¢",
    "\u200b",
    "<br>",
    "&amp;amp;",
    "\x0c",
    "\ufffd",
    "厂里添了三十台织机。",
    "pplant",
    "....",
)
"""Something for each kind of filter, to be put anywhere in a mixed text."""
SPOILT = 0.3
"""The share of the lines of mixed texts that get something odd."""
NEWLINES = ("\n", "\n", "\n", "\r\n", "\n\n")
RECORDS = {"--ledger": "ledger.jsonl", "--metadata": "metadata.jsonl", "--rejects": "rejects.jsonl"}
NEED_COUNTS = {"common"}
"""Packs that do nothing without the counts of a corpus."""
FINE = (0, 1)
"""The exit codes of a run without errors; 1 if the brake stopped a document."""
MANIFEST = ".garmentclean-manifest.db"
CLEAN = ("clean", "--isolated", "--no-ignore-files", "-q", "--jobs", "1")


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("old", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("texts", type=click.Path(path_type=Path, exists=True), nargs=-1, required=True)
@click.option(
    "--new",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=HERE,
    help="The other checkout (default: this one).",
)
@click.option("--mixed", default=5000, help="Documents to mix of the lines of TEXTS.")
def main(old: Path, new: Path, texts: tuple[Path, ...], mixed: int) -> None:
    """Compare the results of the checkout OLD and another one for TEXTS: folders, or files of rows.

    Exit codes: 0 the same; 1 something differs.
    """
    lines = lines_of(texts)
    if not lines:
        raise click.UsageError("TEXTS have no lines; name folders with *.txt files, or files")
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder, "mixed.jsonl")
        write_mixed(rows, lines, mixed)
        inputs = [*texts, rows] if mixed else texts
        runs = [(packs, path) for packs in packs_of(new) for path in inputs]
        differing = 0
        for number, (packs, path) in enumerate(runs):
            name = f"{path.name}, {'all' if packs else 'default'} packs"
            places = [Path(folder, side, str(number)) for side in ("old", "new")]
            for checkout, place in zip((old, new), places, strict=True):
                run(checkout, path, packs, place)
            faults = [*differences(*places)]
            differing += len(faults)
            size = sum(file.stat().st_size for file in files(places[0]).values())
            print(f"{name}: {size:,} bytes, {len(faults) or 'nothing'} differs", flush=True)
            for fault in faults[:10]:
                print(f"  {fault}")
    sys.exit(differing > 0)


def packs_of(checkout: Path) -> list[tuple[str, ...]]:
    """Return the options for the default packs, and those for all packs."""
    names = {path.stem for path in (checkout / "rules").glob("*.yaml")} - NEED_COUNTS
    return [(), ("--extend-select", ",".join(sorted(names)), "--unsafe")]


def lines_of(texts: Sequence[Path]) -> list[str]:
    """Return the lines of all texts, in their order."""
    found: list[str] = []
    for path in texts:
        some = sorted(path.rglob("*.txt")) if path.is_dir() else [path]
        for file in some:
            data = file.read_bytes()
            data = gzip.decompress(data) if file.suffix == ".gz" else data
            whole = data.decode("utf-8", "replace")
            if ".jsonl" in file.name:
                whole = "\n".join(json.loads(row)["text"] for row in whole.splitlines() if row)
            found += whole.split("\n")
    return found


def write_mixed(path: Path, lines: list[str], number: int) -> None:
    """Write rows of texts that are mixed from runs of lines, generated articles and odd strings."""
    draw = random.Random(SEED)
    articles = (article.text for article in corpus.articles(sys.maxsize))
    with path.open("w", encoding="utf-8") as file:
        for _ in range(number):
            parts: list[str] = []
            for _ in range(draw.randint(1, 3)):
                start = draw.randrange(len(lines))
                parts += lines[start : start + draw.randint(1, 25)]
            if draw.random() < SPOILT:
                parts += next(articles).split("\n")
            row = {"text": draw.choice(NEWLINES).join(spoilt(draw, line) for line in parts)}
            file.write(json.dumps(row, ensure_ascii=draw.random() < SPOILT) + "\n")


def spoilt(draw: random.Random, line: str) -> str:
    """Return a line, now and then with something odd in it."""
    if draw.random() > SPOILT:
        return line
    place = draw.randint(0, len(line))
    return line[:place] + draw.choice(ODD) + line[place:]


def run(checkout: Path, texts: Path, packs: Sequence[str], place: Path) -> None:
    """Clean, check and restore texts with a checkout; all output is in a folder."""
    place.mkdir(parents=True)
    ending = "".join(texts.suffixes)
    clean, restored, ledger = f"clean{ending}", f"restored{ending}", RECORDS["--ledger"]
    where = ["-o", clean, *(word for pair in RECORDS.items() for word in pair)]
    if texts.is_file():
        where.append("--metadata-columns")
    words = (*CLEAN, *packs, str(texts.resolve()))
    codes = (
        command(checkout, place, *words, *where),
        command(checkout, place, *words, "--check", "--format", "json", to="findings"),
        command(checkout, place, "restore", "-q", "--ledger", ledger, clean, "-o", restored),
    )
    if codes[0] not in FINE:
        raise click.ClickException((place / "stderr").read_text(encoding="utf-8"))
    (place / "codes").write_text(f"{codes}\n", encoding="utf-8")


def command(checkout: Path, place: Path, *words: str, to: str = os.devnull) -> int:
    """Run the command of a checkout in a folder, and return its exit code."""
    env = os.environ | {
        "PYTHONPATH": str(checkout.resolve() / "src"),
        "GARMENTCLEAN_CACHE_DIR": str(place.parent / "cache"),  # packs are read once
    }
    call = [sys.executable, "-m", "garmentclean", *words]
    with (place / to).open("wb") as stdout, (place / "stderr").open("ab") as stderr:
        done = subprocess.run(call, cwd=place, env=env, stdout=stdout, stderr=stderr, check=False)
    return done.returncode


def bytes_of(path: Path) -> bytes:
    """Return the bytes of a file, unpacked."""
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def files(folder: Path) -> dict[str, Path]:
    """Return the files of a folder by their names in it; a file is its own, without a name."""
    if folder.is_file():
        return {"": folder}
    found = [file for file in folder.rglob("*") if file.is_file() and file.name != MANIFEST]
    return {str(file.relative_to(folder)): file for file in found}


def differences(old: Path, new: Path) -> Iterator[str]:
    """Yield the differences between the results of two checkouts."""
    known, found = files(old), files(new)
    for name in sorted(known.keys() | found.keys()):
        if name == "stderr":
            continue
        if name not in known or name not in found:
            yield f"{name}: only in {'new' if name in found else 'old'}"
        elif bytes_of(known[name]) != bytes_of(found[name]):
            yield f"{name}: differs"


if __name__ == "__main__":
    main()
