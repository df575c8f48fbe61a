"""The sample at the head of README shows what the command prints. The rest: test_sessions.py."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"(?ms)^```\n(.*?)^```$", README)
TABLE, SUMMARY, CHECK = BLOCKS[:3]


def columns() -> tuple[list[str], list[str]]:
    """Return the two columns of the table: the raw lines, and what becomes of each."""
    pairs = [line.partition("|")[::2] for line in TABLE.splitlines()]
    return [raw.rstrip() for raw, _ in pairs], [clean.strip() for _, clean in pairs]


def test_the_sample_is_cleaned_as_the_readme_shows(command: Run, tmp_path: Path) -> None:
    raw, clean = columns()
    (tmp_path / "raw.txt").write_text("\n".join(raw) + "\n", encoding="utf-8")

    done = command("--isolated", "raw.txt")
    checked = command("--isolated", "-q", "--check", "raw.txt")

    assert done.stderr.decode() == SUMMARY
    assert checked.stdout.decode() == CHECK
    kept = [text for text in clean if text and not re.match(r"[a-z]+/[a-z-]+: dropped", text)]
    assert [line for line in done.stdout.decode().splitlines() if line] == kept
