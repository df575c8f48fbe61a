"""The pages name only files and folders that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [*ROOT.glob("*.md"), ROOT / "bench" / "README.md", *ROOT.glob("docs/pages/*.md")]
FOLDERS = r"(?:\.ci|bench|docs|fixtures|src|tests)/"
PATH = re.compile(rf"(?<![\w./-]){FOLDERS}[\w./*{{}}-]*\w\*?/?")
RULES = re.compile(r"(?<![\w./-])rules/[\w-]+\.yaml")
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")
GENERATED = {"docs/site"}


def missing(names: set[str], folder: Path) -> list[str]:
    return sorted(name for name in names - GENERATED if not list(folder.glob(name)))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_path_of_the_repository_exists(page: Path) -> None:
    names = set(PATH.findall(page.read_text(encoding="utf-8")))
    assert missing(names, ROOT) == []


def test_contributing_names_folders_and_packs() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert len(set(PATH.findall(text))) > 40
    assert missing(set(RULES.findall(text)), ROOT) == []


@pytest.mark.parametrize("page", sorted(ROOT.glob("*.md")), ids=lambda page: page.stem)
def test_a_link_leads_to_a_file(page: Path) -> None:
    names = set(LINK.findall(page.read_text(encoding="utf-8")))
    assert missing(names, page.parent) == []


def test_contributing_lists_each_folder_of_the_package() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    package = ROOT / "src" / "garmentclean"
    folders = [path.relative_to(ROOT).as_posix() for path in package.iterdir() if path.is_dir()]
    named = [folder for folder in folders if not folder.endswith("__pycache__")]
    assert [folder for folder in named if f"`{folder}/`" not in text] == []
