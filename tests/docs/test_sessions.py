"""The sessions in README and the pages of the site: each command prints what the page shows.

`python tests/docs/test_sessions.py` writes the current output of the commands into the pages.
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

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs" / "pages").glob("*.md"))]
BLOCK = re.compile(r'^```(\w+)(?: title="([^"]+)")?[^\n]*\n(.*?)^```$', re.MULTILINE | re.DOTALL)
BASH = shutil.which("bash") or "bash"
CACHE = "GARMENTCLEAN_CACHE_DIR"
BINARIES = Path(sys.executable).parent


def sessions(page: str, folder: Path) -> tuple[str, str]:
    """Return a page as it is, and the same page with the actual output of its sessions."""
    cache = {CACHE: os.environ[CACHE]} if CACHE in os.environ else {}
    path = f"{BINARIES}{os.pathsep}{os.environ['PATH']}"

    def filled(block: re.Match[str]) -> str:
        language, title, text = block.groups()
        if title:
            (folder / title).parent.mkdir(parents=True, exist_ok=True)
            (folder / title).write_text(text, encoding="utf-8")
        if language != "console":
            return block[0]
        commands = [line for line in text.splitlines() if line.startswith("$ ")]
        return "\n".join(["```console", *map(run, commands), "```"])

    def run(command: str) -> str:
        done = subprocess.run(
            [BASH, "-c", command.removeprefix("$ ")],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            cwd=folder,
            env={"HOME": str(folder), "LANG": "C.UTF-8", "PATH": path} | cache,
        )
        return f"{command}\n{done.stdout.decode()}".rstrip("\n")

    return page, BLOCK.sub(filled, page)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_commands_print_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    expected, actual = sessions(page.read_text(encoding="utf-8"), tmp_path)
    assert actual == expected


if __name__ == "__main__":
    for page in PAGES:
        with tempfile.TemporaryDirectory() as folder:
            _, actual = sessions(page.read_text(encoding="utf-8"), Path(folder))
        page.write_text(actual, encoding="utf-8")
