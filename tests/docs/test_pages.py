"""The pages agree with what they describe, where no session shows it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from garmentclean.pipeline.pack_files import load_packs

FOLDER = Path(__file__).parents[2] / "docs" / "pages"
BLOCK = re.compile(r"(?ms)^```(yaml|toml)[^\n]*\n(.*?)^```$")


def text_of(page: str) -> str:
    return (FOLDER / page).read_text(encoding="utf-8")


def test_the_page_on_packs_lists_each_with_its_default() -> None:
    listed: dict[str, str] = {}
    for names, default in re.findall(r"(?m)^\| (`.+?`) \| (on|off) \|", text_of("packs.md")):
        listed |= dict.fromkeys(re.findall(r"`([\w-]+)`", names), default)
    assert listed == {pack.name: "on" if pack.default else "off" for pack in load_packs()}


@pytest.mark.parametrize("page", sorted(FOLDER.glob("*.md")), ids=lambda page: page.stem)
def test_configurations_rules_and_workflows_can_be_parsed(page: Path) -> None:
    for language, block in BLOCK.findall(text_of(page.name)):
        if language == "toml":
            tomllib.loads(block)
        else:
            yaml.safe_load(block)


def test_every_page_is_in_the_navigation() -> None:
    navigation = (FOLDER.parent / "mkdocs.yml").read_text(encoding="utf-8")
    assert [page.name for page in FOLDER.glob("*.md") if f": {page.name}\n" not in navigation] == []
