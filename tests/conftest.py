from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import settings

from garmentclean import cli, packs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

settings.register_profile("tests", deadline=None)
settings.load_profile("tests")

EXAMPLES = [{"before": "Before.\n", "after": "After.\n"}, {"keep": "Kept.\n"}]


def write_pack(path: Path, *rules: dict[str, Any], **header: object) -> Path:
    """Write a rule file; a rule that does not say otherwise is called r0, r1 ..."""
    full = [
        {"id": f"r{number}", "why": "It is no part of the article.", "examples": EXAMPLES, **rule}
        for number, rule in enumerate(rules)
    ]
    pack = {"pack": path.stem, "about": "Rules of a test.", **header, "rules": full}
    text = yaml.dump(pack, Dumper=NoAliases, allow_unicode=True, sort_keys=False)
    path.write_text(text, encoding="utf-8")
    return path


class NoAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - what it overrides has it
        return True


@pytest.fixture(autouse=True)
def plain_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Take away what makes the command write colours or annotations, or remember, on its own."""
    monkeypatch.setenv("GARMENTCLEAN_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
    for name in ("GITHUB_ACTIONS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def make_pack(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    folder = tmp_path_factory.mktemp("packs")

    def make(name: str, *rules: dict[str, Any], **header: object) -> Path:
        return write_pack(folder / f"{name}.yaml", *rules, **header)

    return make


@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put two small packs in the place of the built-in ones."""
    folder = tmp_path_factory.mktemp("house")
    back: dict[str, Any] = {"id": "return", "filter": "drop-lines", "patterns": "^Return to list$"}
    back["why"] = "A link back to the overview."
    back["examples"] = [
        {"before": "Cloth.\nReturn to list\n", "after": "Cloth.\n"},
        {"keep": "Return to list price.\n"},
    ]
    trans = {"id": "trans", "filter": "substitute", "terms": {"pformation": "transformation"}}
    gown = {"id": "gown", "filter": "substitute", "terms": {"dress": "gown"}, "safety": "unsafe"}
    sums = {"id": "sums", "filter": "report", "patterns": r"\d+ zillion"}
    write_pack(folder / "house.yaml", back, trans, gown, sums)
    shout = {"id": "shout", "filter": "substitute", "patterns": "!!+", "to": "!"}
    write_pack(folder / "loud.yaml", shout, default=False)
    monkeypatch.setattr(packs, "builtin_folder", lambda: folder)
    return folder


@pytest.fixture
def lock(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Return what makes a folder unreadable; its mode would not, for root."""

    def locked(folder: Path) -> None:
        for name in ("listdir", "scandir"):
            real = getattr(os, name)

            def refuse(path: Any = ".", real: Callable[..., Any] = real) -> Any:  # noqa: ANN401
                if not isinstance(path, int) and os.path.realpath(path) == str(folder.resolve()):
                    raise PermissionError(13, "Permission denied", str(path))
                return real(path)

            monkeypatch.setattr(os, name, refuse)

    return locked


@pytest.fixture
def here(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    house: Path,  # noqa: ARG001 - the packs it puts in place
) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Run the command in this process, in tmp_path, with the house's packs."""
    monkeypatch.chdir(tmp_path)

    def run(*args: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        monkeypatch.setattr(sys, "argv", ["garmentclean", *args])
        with CliRunner().isolation(stdin) as (out, err, _):
            try:
                cli.main()
            except SystemExit as stop:
                code = stop.code
            return subprocess.CompletedProcess(args, int(code or 0), out.getvalue(), err.getvalue())

    return run


@pytest.fixture
def command(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Run the installed command as a process of its own, in tmp_path."""

    def run(*args: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "garmentclean", *args],
            input=stdin,
            capture_output=True,
            check=False,
            cwd=tmp_path,
        )

    return run
