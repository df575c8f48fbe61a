"""The cost of hostile texts: no more than their size explains.

How time grows is measured by `bench/doubling.py`. Here, what grew with the square of the text would
be far above its limit.
"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from garmentclean import Pipeline
from timing.hostile import ROWS, TEXTS, UNREADABLE, ampersands

if TYPE_CHECKING:
    from pathlib import Path

MB = 1_000_000
LARGEST = 19 * MB
"""A file that is a little larger is not cleaned without `--max-size`."""
BYTES_A_BYTE, BYTES_BESIDE = 20, 150 * MB
MEASURED = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""A script that runs a command, and prints its exit code and peak memory, in KB on Linux."""


@pytest.mark.usefixtures("cpu_limit")
@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_text_is_cleaned_in_time(name: str) -> None:
    result = Pipeline.from_packs(max_loss=1).clean(TEXTS[name](MB // 4))
    assert result.settled


def test_an_ampersand_escaped_many_times_is_repaired_quickly() -> None:
    result = Pipeline.from_packs(max_loss=1).clean(f"The mill {ampersands(MB)} the loom.\n")
    assert result.text == "The mill & the loom.\n"
    assert len(result.edits) == 1


def test_mojibake_is_repaired_on_a_line_of_megabytes() -> None:
    clean = Pipeline.from_packs(select=["encoding"]).clean
    assert clean(20_000 * "It isnâ€™t a cafÃ©. ").text == 20_000 * "It isn’t a café. "


@pytest.mark.exhaustive
@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted in other units")
@pytest.mark.parametrize("name", [*TEXTS, *ROWS])
def test_the_largest_file_is_cleaned_within_its_memory(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"input.{'jsonl' if name in ROWS else 'txt'}"
    path.write_bytes((TEXTS | ROWS)[name](LARGEST).encode())
    command = ["-m", "garmentclean", "--isolated", "-q", "--max-loss", "1", str(path)]
    measured = [sys.executable, "-c", MEASURED, sys.executable, *command]
    done = subprocess.run(measured, capture_output=True, check=True)
    code, peak = map(int, done.stdout.split())
    assert code == (2 if name == UNREADABLE else 0)
    assert peak * 1024 <= BYTES_A_BYTE * path.stat().st_size + BYTES_BESIDE
