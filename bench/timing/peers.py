"""The programs that garmentclean is compared with, in an environment of their own.

pip installs them from the package index, and nothing is fetched from elsewhere: datatrove splits
sentences with spaCy's rules for English, which need no model, and without NLTK's data.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from typing import TYPE_CHECKING

import click
from platformdirs import user_cache_path

if TYPE_CHECKING:
    from pathlib import Path

PACKAGES = (
    "clean-text==0.7.1",
    "codespell==2.4.3",
    "datatrove==0.10.1",
    "ftfy==6.3.1",
    "orjson==3.13.0",
    "regex",  # the filters of datatrove import these three, which it does not ask for
    "spacy==3.8.18",
    "tldextract",
    "typos==1.52.0",
)
"""Of clean-text without Unidecode, which is an extra of it and makes it slower."""


def default_folder() -> Path:
    """Return where the peers are installed if nobody says where."""
    return user_cache_path("garmentclean-bench") / "peers"


class Peers:
    """The environment of the peers.

    Args:
        folder: where it is, or is to be.
    """

    def __init__(self, folder: Path) -> None:
        self._bin = folder / ("Scripts" if os.name == "nt" else "bin")
        self._folder = folder
        self._done = folder / "installed.txt"

    @property
    def python(self) -> str:
        """The interpreter that imports their libraries."""
        return str(self._bin / "python")

    def program(self, name: str) -> str:
        """Return the path of one of their programs."""
        return str(self._bin / name)

    @property
    def are_installed(self) -> bool:
        """Whether all of them are there, in these versions."""
        return self._done.is_file() and self._done.read_text("utf-8") == "\n".join(PACKAGES)

    def install(self) -> None:
        """Make the environment and install them.

        Raises:
            click.ClickException: pip cannot do it; the message has pip's last line.
        """
        print(f"installing the peers in {self._folder}", file=sys.stderr)
        venv.create(self._folder, with_pip=True)
        command = [self.python, "-m", "pip", "install", "--quiet", *PACKAGES]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise click.ClickException(
                f"pip cannot install the peers: {done.stderr.strip()[-300:]}"
            )
        self._done.write_text("\n".join(PACKAGES), "utf-8")
