"""The digest that identifies our code, and that all files of the package are found."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path

import pytest

import garmentclean
from garmentclean import cli
from garmentclean.filters.registry import ORDER, rule_class
from garmentclean.filters.restore_letters import english as words
from garmentclean.run import fingerprint as task
from garmentclean.run.settings import Settings, pipeline_by_path
from garmentclean.version import PACKAGE, code_times


@pytest.fixture
def package(tmp_path: Path) -> Path:
    for name in ("a.py", "filters/b.py", "filters/letters/c.py", "filters/letters/words.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
    (tmp_path / "filters/__pycache__").mkdir()
    (tmp_path / "filters/__pycache__/b.pyc").write_text("")
    return tmp_path


def test_all_files_of_all_folders_are_seen(package: Path) -> None:
    names = [name for name, _ in code_times(package)]
    assert names == ["a.py", "filters/b.py", "filters/letters/c.py", "filters/letters/words.txt"]


@pytest.mark.parametrize("name", ["a.py", "filters/letters/c.py", "filters/letters/words.txt"])
def test_a_change_in_any_folder_is_seen(package: Path, name: str) -> None:
    before = code_times(package)
    code_times.cache_clear()
    os.utime(package / name, ns=(1, 1))
    assert code_times(package) != before


def test_a_new_file_is_seen(package: Path) -> None:
    before = code_times(package)
    code_times.cache_clear()
    (package / "filters/letters/d.py").write_text("")
    assert code_times(package) != before


def test_the_package_is_seen_as_a_whole() -> None:
    seen = {name for name, _ in code_times()}
    assert {path.relative_to(PACKAGE).as_posix() for path in Path(PACKAGE).rglob("*.py")} <= seen
    assert all(f"{module.__file__}".startswith(f"{PACKAGE}") for module in (garmentclean, cli))


def test_other_code_is_another_task(monkeypatch: pytest.MonkeyPatch) -> None:
    pipelines = pipeline_by_path(Settings())
    before = task.fingerprint_of(pipelines, Settings())
    assert task.fingerprint_of(pipelines, Settings()) == before
    monkeypatch.setattr(task, "code_times", lambda: (("filters/letters/c.py", 1),))
    assert task.fingerprint_of(pipelines, Settings()) != before


def test_the_word_lists_stand_beside_their_copyright() -> None:
    assert "cotton" in words.words("ordinary")
    assert words.words("rare").begins("ab")
    assert "SCOWL" in Path(words.__file__).with_name("COPYRIGHT").read_text("utf-8")


@pytest.mark.parametrize("name", garmentclean.__all__)
def test_what_is_imported_late_is_there(name: str) -> None:
    assert getattr(garmentclean, name) is not None


@pytest.mark.parametrize("name", cli.MODULES)
def test_each_command_is_in_its_module(name: str) -> None:
    assert hasattr(import_module(cli.MODULES[name]), name)


@pytest.mark.parametrize("kind", ORDER)
def test_each_kind_is_in_its_module(kind: str) -> None:
    assert rule_class(kind).kind == kind
