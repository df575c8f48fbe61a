"""Fixtures for several tests of runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

RAW = b"One loom.\nReturn to list\nThe pformation!!\n"


@pytest.fixture
def originals() -> dict[str, bytes]:
    """Return texts with all newlines and encodings, and some that are empty before or after."""
    return {
        "a.txt": RAW,
        "deep/b.md": RAW.replace(b"\n", b"\r\n"),
        "deep/c": b"\xef\xbb\xbf" + RAW.replace(b"\n", b"\r")[:-1],
        "deep/er/clean.txt": b"One loom.\nThe transformation!!\n",
        "deep/er/empty.txt": b"",
        "deep/er/nothing.txt": b"Return to list\n",
        "deep/er/nothing-else.txt": b"Return to list\r\n",
        "deep/er/latin.txt": b"Caf\xe9.\nReturn to list\r\xe2\x80\n",
        "\udcff棉 1.txt": RAW + b"\xff",
    }


@pytest.fixture
def corpus(tmp_path: Path, originals: dict[str, bytes]) -> Path:
    """Write the originals into a folder."""
    folder = tmp_path / "corpus"
    for name, data in originals.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder
