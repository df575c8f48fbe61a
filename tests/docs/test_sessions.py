"""The sessions in the pages of the site: each command does what the page says it does.

`python tests/docs/test_sessions.py` writes into the pages what the commands say now.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

PAGES = Path(__file__).parents[2] / "docs" / "pages"
BLOCK = re.compile(r'^```(\w+)(?: title="([^"]+)")?[^\n]*\n(.*?)^```$', re.MULTILINE | re.DOTALL)
BASH = shutil.which("bash") or "bash"
BINARIES = Path(sys.executable).parent


def sessions(page: str, folder: Path) -> tuple[str, str]:
    """Return a page with its sessions as they say they are, and as they really are."""
    path = f"{BINARIES}{os.pathsep}{os.environ['PATH']}"

    def real(block: re.Match[str]) -> str:
        language, title, text = block.groups()
        if title:
            (folder / title).parent.mkdir(parents=True, exist_ok=True)
            (folder / title).write_text(text, encoding="utf-8")
        if language != "console":
            return block[0]
        commands = [line for line in text.splitlines() if line.startswith("$ ")]
        return "\n".join(["```console", *map(told, commands), "```"])

    def told(command: str) -> str:
        done = subprocess.run(
            [BASH, "-c", command.removeprefix("$ ")],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            cwd=folder,
            env={"HOME": str(folder), "LANG": "C.UTF-8", "PATH": path},
        )
        return f"{command}\n{done.stdout.decode()}".rstrip("\n")

    return page, BLOCK.sub(real, page)


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.md")), ids=lambda page: page.stem)
def test_sessions_are_true(page: Path, tmp_path: Path) -> None:
    said, real = sessions(page.read_text(encoding="utf-8"), tmp_path)
    assert said == real


if __name__ == "__main__":
    for page in PAGES.glob("*.md"):
        with tempfile.TemporaryDirectory() as folder:
            _, real = sessions(page.read_text(encoding="utf-8"), Path(folder))
        page.write_text(real, encoding="utf-8")
