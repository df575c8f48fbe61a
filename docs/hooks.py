"""Make the pages of the site that come from the rules. MkDocs calls these functions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import File

from garmentclean.authoring.catalogue import pages
from garmentclean.authoring.schema import pack_schema
from garmentclean.pipeline.pack_files import load_packs

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files


def on_config(config: MkDocsConfig) -> None:
    """Add a page for each pack to the navigation, below the index of the rules."""
    group = next(entry["Rules"] for entry in config.nav or () if "Rules" in entry)
    section = next(entry["All rules"] for entry in group if "All rules" in entry)
    section += [{pack.name: f"rules/packs/{pack.name}.md"} for pack in load_packs()]


def on_files(files: Files, *, config: MkDocsConfig) -> None:
    """Add the catalogue of rules and filters, and the schemas of rule files and ledgers."""
    for name, text in pages(load_packs()).items():
        files.append(File.generated(config, f"rules/{name}", content=text))
    schema = json.dumps(pack_schema(), indent=2, ensure_ascii=False)
    files.append(File.generated(config, "schema/pack.json", content=schema))
    ledger = (Path(__file__).parent / "schema" / "ledger.json").read_text(encoding="utf-8")
    files.append(File.generated(config, "schema/ledger.json", content=ledger))
