"""Measure how the time and memory of `restore` grow if the ledger knows one half.

    python bench/restoring.py [--rows N]...

That is the state after a run that was killed. For each N, a ledger of N rows is made, and a file of
these rows and N others is restored. It shows CPU seconds, and the memory of the process at its
largest. Nothing is asserted.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).parent))

from garmentclean import Edit
from garmentclean.ledger.entry import Entry, Tool, checksum
from garmentclean.ledger.writer import Writer
from timing.figures import MB
from timing.run import all_cores, apart, measure

ROWS = (5_000, 10_000, 20_000, 40_000)
TOOL = Tool("garmentclean 0", "0" * 16, ("letters/trans",), 0.75)
TEXT = "The pformation of mill {0}. The loom, the cloth and the cotton of mill {0} are old.\n"
EDIT = Edit("letters/trans", 4, "pformation", "transformation")
STRANGERS = (2,)
"""The exit code if the ledger does not know all rows."""
LIMIT = 1800.0
"""Seconds after which a run is killed."""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--rows", multiple=True, type=int, default=ROWS, show_default=True)
def main(rows: tuple[int, ...]) -> None:
    """Measure how the time and memory of restore grow where the ledger knows one half."""
    print("known rows  ledger MB  CPU seconds  times  memory MB")
    before = 0.0
    for number in rows:
        with tempfile.TemporaryDirectory() as folder:
            ledger, path = apart(made, Path(folder), number)
            command = [sys.executable, "-m", "garmentclean", "restore", "-w", "--ledger"]
            command += [str(ledger), str(path)]
            run = measure(command, cores={min(all_cores())}, limit=LIMIT, fine=STRANGERS)
            size = ledger.stat().st_size / MB
        times = run.cpu / before if before else 0
        print(
            f"{number:10,}  {size:9.1f}  {run.cpu:11.2f}  {times:5.2f}  {run.peak / MB:9.0f}"
            f"  {run.failed}"
        )
        before = run.cpu


def made(folder: Path, number: int) -> tuple[Path, Path]:
    """Make a ledger of `number` rows, and a file of these and as many others."""
    ledger, path = folder / "ledger.jsonl", folder / "rows.jsonl"
    row = {"field": "text", "style": "utf-8", "columns": ""}
    with Writer(ledger, TOOL) as writer, path.open("wb") as file:
        for count in range(2 * number):
            text = TEXT.format(count)
            clean = text.replace(EDIT.before, EDIT.after)
            before, after = (json.dumps({"text": said}).encode() for said in (text, clean))
            file.write(before + b"\n")
            if count < number:
                name = f"{path}:{count + 1}"
                entry = Entry(
                    document=name,
                    output=name,
                    newline="\n",
                    bom=False,
                    before=checksum(before),
                    after=checksum(after),
                    words=15,
                    tool=TOOL.tool,
                    ruleset=TOOL.ruleset,
                    edits=(EDIT,),
                    lines=(1,),
                    row=row,
                )
                writer.add(entry)
    return ledger, path


if __name__ == "__main__":
    main()
