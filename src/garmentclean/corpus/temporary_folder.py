"""A temporary folder, mainly for copies of remote files."""

from __future__ import annotations

import os
import re
import shutil
import stat
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from garmentclean.corpus.leftovers import (
    FOLDER,
    HAS_LOCKS,
    LOOK,
    hold,
    is_removable,
    lock,
    names_left,
)

FOLDER_NAME = re.compile(r"garmentclean-(\d{1,10})-\w+")
"""The names of such folders; the group is the process id."""


class TemporaryFolder(TemporaryDirectory[str]):
    """A temporary folder that this run removes, or the next one if this run is killed."""

    def __init__(self) -> None:
        above = gettempdir()
        if HAS_LOCKS:
            tidy_folders(above)
        super().__init__(prefix=f"garmentclean-{os.getpid()}-", dir=above)
        self._lock = None
        if HAS_LOCKS:
            self._lock = os.open(self.name, FOLDER)
            hold(self._lock)

    def cleanup(self) -> None:
        """Remove the folder."""
        super().cleanup()
        number, self._lock = self._lock, None
        if number is not None:
            os.close(number)


def tidy_folders(above: str) -> None:
    """Remove the folders that killed runs have left."""
    for name in names_left(above, FOLDER_NAME):
        path = Path(above, name)
        with suppress(OSError):
            if not is_removable(path.lstat(), stat.S_ISDIR):
                continue
            number = os.open(path, LOOK | FOLDER)
            try:
                lock(number)
                shutil.rmtree(path, ignore_errors=True)
            finally:
                os.close(number)
