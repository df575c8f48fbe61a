from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/pages/promises.md"


def test_each_guarantee_names_tests_that_exist() -> None:
    page = PAGE.read_text(encoding="utf-8")
    rows = [
        line for line in page.splitlines() if line.startswith("| ") and "guarantee |" not in line
    ]
    named = {row: re.findall(r"`((?:tests|bench)/[\w/.]+)`", row) for row in rows}
    assert len(rows) > 20
    assert [row for row, files in named.items() if not files] == []
    missing = {file for files in named.values() for file in files if not (ROOT / file).is_file()}
    assert missing == set()
