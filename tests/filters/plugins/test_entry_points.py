"""Whether a package may have declared plugins: no plugin is missed, and no search is wasted."""

from __future__ import annotations

import sys
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

import pytest

from garmentclean.filters.plugins import entry_points as plugins

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a folder that is the only one searched."""
    monkeypatch.setattr(sys, "path", [str(tmp_path), str(tmp_path / "gone")])
    for cached in (plugins.declared, plugins.plugins):
        cached.cache_clear()
    yield tmp_path
    for cached in (plugins.declared, plugins.plugins):
        cached.cache_clear()


def install(folder: Path, name: str, declared: str | None) -> None:
    info = folder / name
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: looms\nVersion: 1\n", "utf-8")
    (info / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: looms\nVersion: 1\n", "utf-8")
    if declared is not None:
        (info / "entry_points.txt").write_text(declared, "utf-8")


@pytest.mark.parametrize(
    ("name", "declared"),
    [
        ("looms-1.dist-info", None),
        ("looms-1.dist-info", "[console_scripts]\nloom = garmentclean.cli:main\n"),
        ("looms", f"[{plugins.PACKS}]\nloom = looms\n"),
    ],
)
def test_entry_points_are_not_looked_up_if_no_package_declares_any(
    place: Path, monkeypatch: pytest.MonkeyPatch, name: str, declared: str | None
) -> None:
    install(place, name, declared)
    assert not plugins.declared()
    monkeypatch.setattr("importlib.metadata.entry_points", pytest.fail)
    assert plugins.plugins(plugins.PACKS) == ()


@pytest.mark.parametrize("name", ["looms-1.dist-info", "looms.egg-info", "LOOMS-1.DIST-INFO"])
def test_declared_entry_points_are_found(place: Path, name: str) -> None:
    install(place, name, f"[console_scripts]\na = b:c\n\n[{plugins.PACKS}]\nloom = looms\n")
    assert [entry.name for entry in entry_points(group=plugins.PACKS)] == ["loom"]
    assert [entry.name for entry in plugins.plugins(plugins.PACKS)] == ["loom"]


def test_archives_and_eggs_may_declare_entry_points(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / "looms.zip").write_bytes(b"")
    (place / "one.egg").mkdir()
    for path in ("looms.zip", "one.egg", "."):
        monkeypatch.setattr(sys, "path", [str(place / path)])
        plugins.declared.cache_clear()
        assert plugins.declared()
    (place / "one.egg").rmdir()
    plugins.declared.cache_clear()
    assert not plugins.declared()

    class Finder:
        def find_distributions(self) -> list[object]:
            return []

        def find_spec(self, *_: object) -> None:
            return None

    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Finder()])
    plugins.declared.cache_clear()
    assert plugins.declared()
