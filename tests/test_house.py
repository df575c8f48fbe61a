"""The shape of the package: what import-linter does not check."""

from __future__ import annotations

from pathlib import Path

import grimp

import garmentclean

SOURCE = Path(garmentclean.__file__).parent
MOST_ENTRIES = 16
MOST_LINES = 400


def test_the_top_of_the_package_is_short() -> None:
    entries = [path.name for path in SOURCE.iterdir() if path.name not in {"__pycache__", "rules"}]
    assert len(entries) <= MOST_ENTRIES, sorted(entries)


def test_no_module_is_longer_than_a_reader_can_hold() -> None:
    lines = {
        str(path.relative_to(SOURCE)): len(path.read_text(encoding="utf-8").splitlines())
        for path in SOURCE.rglob("*.py")
    }
    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}


def test_no_module_imports_itself_through_others() -> None:
    graph = grimp.build_graph("garmentclean", exclude_type_checking_imports=True, cache_dir=None)
    circles = [
        (importer, imported)
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        if graph.chain_exists(imported, importer)
    ]
    assert circles == []
