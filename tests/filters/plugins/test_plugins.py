"""Two packages that are installed for real: one brings a filter, the other packs."""

from __future__ import annotations

import json
import os
import pickle
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.slow

PACKAGES = Path(__file__).parent / "packages"
SHOUT = ["--rules", str(PACKAGES / "shout-less" / "shout.yaml")]
RAW = "PRICES OF SILK IN THE EU\n\nSilk is up.\nBerths free today: 4\n"
CLEAN = "Prices of silk in the EU\n\nSilk is up.\n"


def pip_install(folder: Path, *packages: str) -> Path:
    """Install packages of tests/filters/plugins/packages into a folder, without a network."""
    offline = ["--no-index", "--no-deps", "--no-build-isolation", "--target", str(folder)]
    paths = [str(PACKAGES / package) for package in packages]
    pip = [sys.executable, "-m", "pip", "install", "-qq"]
    subprocess.run([*pip, *offline, *paths], check=True, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pip_install(tmp_path_factory.mktemp("site"), "shout-less", "harbour-packs")


@pytest.fixture
def run(site: Path, beside: Callable[[Path], Run]) -> Run:
    """Run the command as a process that finds both packages."""
    return beside(site)


def test_rules_list_has_the_packs_of_a_package_behind_our_own(run: Run) -> None:
    done = run("rules", "list", *SHOUT)
    assert (done.returncode, done.stderr) == (0, "")
    columns = [line.split()[:3] for line in done.stdout.splitlines()]
    assert columns[0][0].startswith("boilerplate/")
    assert columns[-3:] == [
        ["berths/free", "drop-lines", "on"],
        ["tides/flood", "substitute", "off"],
        ["shout/headline", "shout-less", "on"],
    ]


def test_rules_show_documents_the_filter(run: Run, site: Path) -> None:
    done = run("rules", "show", "headline", *SHOUT)
    assert (done.returncode, done.stderr) == (0, "")
    assert "  Write each line that is all in capitals as a sentence.\n" in done.stdout
    assert "      keep: words that stay in capitals.\n" in done.stdout
    packed = run("rules", "show", "tides/flood").stdout
    assert f"  defined in {site / 'harbour_packs' / 'tides.yaml'}:5\n" in packed
    assert "  off by default; --extend-select tides/flood turns it on\n" in packed


def test_rules_test_tests_their_examples(run: Run) -> None:
    done = run("rules", "test", SHOUT[1])
    assert (done.returncode, done.stdout) == (0, "2 examples of 1 rule: 2 passed, 0 failed\n")
    packs = run("rules", "test", "-k", "berths or tides")
    assert (packs.returncode, packs.stdout) == (0, "4 examples of 2 rules: 4 passed, 0 failed\n")


def test_rules_lint_loads_an_installed_file_once(run: Run, site: Path) -> None:
    done = run("rules", "lint", str(site / "harbour_packs"), SHOUT[1])
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "3 rules, no findings\n"


def test_the_schema_and_the_catalogue_know_the_filter(run: Run) -> None:
    schema = json.loads(run("rules", "schema").stdout)
    keys = schema["definitions"]["shout-less"]["properties"]
    assert keys["keep"]["description"] == "Words that stay in capitals."
    kinds = schema["definitions"]["rule"]["properties"]["filter"]["enum"]
    assert kinds[-3:] == ["shout-less", "tidy-spacing", "report"]
    catalogue = run("rules", "docs").stdout
    assert (
        "\n## shout-less\n\nWrite each line that is all in capitals as a sentence.\n" in catalogue
    )
    assert "\n# Pack tides\n" in catalogue


def test_a_text_is_cleaned(run: Run) -> None:
    done = run("--isolated", *SHOUT, stdin=RAW)
    assert (done.returncode, done.stdout, done.stderr) == (0, CLEAN, "")


def test_what_is_off_by_default_can_be_selected(run: Run) -> None:
    text = "The wool came in with the flood tide.\n"
    assert run("--isolated", stdin=text).stdout == text
    done = run("--isolated", "--extend-select", "tides", stdin=text)
    assert done.stdout == "The wool came in with the rising tide.\n"
    done = run("--isolated", "--ignore", "berths", stdin="Silk.\nBerths free today: 4\n")
    assert done.stdout == "Silk.\nBerths free today: 4\n"


def test_a_configuration_switches_packs_and_orders_filters(run: Run, tmp_path: Path) -> None:
    config = tmp_path / "garmentclean.toml"
    config.write_text(
        'pipeline = ["shout-less", "substitute"]\npacks = { tides = true }\n', "utf-8"
    )
    text = "THE FLOOD TIDE CAME\nBerths free today: 4\n"
    cleaned = "The rising tide came\nBerths free today: 4\n"
    assert run(*SHOUT, stdin=text).stdout == cleaned
    config.write_text('pipeline = ["shout-les"]\n', "utf-8")
    done = run(*SHOUT, stdin=text)
    assert done.returncode == 2
    assert done.stderr.endswith("'shout-les' is not one; did you mean 'shout-less'?\n")


def test_processes_ledger_and_restore_which_needs_no_plugin(
    run: Run, tmp_path: Path, beside: Callable[[Path], Run]
) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for number in range(20):
        (folder / f"{number:02}.txt").write_text(RAW, encoding="utf-8")
    done = run("--isolated", *SHOUT, "-w", "--jobs", "2", "--ledger", "l.jsonl", "corpus")
    assert done.returncode == 0, done.stderr
    assert {path.read_text(encoding="utf-8") for path in folder.iterdir()} == {CLEAN}
    first, entry = (tmp_path / "l.jsonl").read_text(encoding="utf-8").splitlines()[:2]
    assert {"shout/headline", "berths/free"} <= {*json.loads(first)["rules"]}
    assert {edit["rule"] for edit in json.loads(entry)["edits"]} >= {"shout/headline"}
    back = beside(tmp_path / "none")("restore", "-w", "--ledger", "l.jsonl", "corpus")
    assert back.returncode == 0, back.stderr
    assert {path.read_text(encoding="utf-8") for path in folder.iterdir()} == {RAW}


SCRIPT = """\
import pickle, sys
from pathlib import Path
from garmentclean import Pipeline
pipeline = Pipeline.from_packs([Path(sys.argv[1])], select=["shout", "berths"])
sys.stdout.buffer.write(pickle.dumps(pipeline))
"""
UNPICKLED = """\
import pickle, sys
pipeline = pickle.load(sys.stdin.buffer)
sys.stdout.write(pipeline.clean("PRICES OF SILK\\nBerths free today: 4\\n").text)
"""


def python(site: Path, script: str, *args: str, stdin: bytes = b"") -> bytes:
    return subprocess.run(
        [sys.executable, "-c", script, *args],
        input=stdin,
        stdout=subprocess.PIPE,
        check=True,
        env={**os.environ, "PYTHONPATH": str(site)},
    ).stdout


def test_a_pipeline_with_a_filter_of_a_package_pickles(site: Path) -> None:
    pickled = python(site, SCRIPT, SHOUT[1])
    assert python(site, UNPICKLED, stdin=pickled) == b"Prices of silk\n"
    with pytest.raises(ModuleNotFoundError, match="shout_less"):
        pickle.loads(pickled)


def test_a_new_version_of_a_filter_is_another_rule_set(
    site: Path, tmp_path: Path, beside: Callable[[Path], Run]
) -> None:
    newer = tmp_path / "newer"
    shutil.copytree(site, newer)
    old = newer / "shout_less-1.0.dist-info"
    metadata = (old / "METADATA").read_text(encoding="utf-8")
    (old / "METADATA").write_text(metadata.replace("Version: 1.0\n", "Version: 1.1\n"), "utf-8")
    old.rename(newer / "shout_less-1.1.dist-info")
    rulesets = []
    for number, place in enumerate((site, site, newer)):
        run = beside(place)
        assert run("--isolated", *SHOUT, "--ledger", f"{number}.jsonl", stdin=RAW).returncode == 0
        first = (tmp_path / f"{number}.jsonl").read_text(encoding="utf-8").splitlines()[0]
        rulesets.append(json.loads(first)["ruleset"])
    assert rulesets[0] == rulesets[1] != rulesets[2]
    assert python(site, SCRIPT, SHOUT[1]) != python(newer, SCRIPT, SHOUT[1])


def test_nothing_of_a_plugin_is_imported_before_its_kind_is_needed(site: Path) -> None:
    code = "import sys, garmentclean; garmentclean.clean('x'); print('shout_less' in sys.modules)"
    assert python(site, code) == b"False\n"


@pytest.mark.parametrize("package", ["shout-less", "harbour-packs"])
def test_the_page_on_plugins_shows_these_packages(package: str) -> None:
    page = (Path(__file__).parents[3] / "docs" / "pages" / "plugins.md").read_text("utf-8")
    shown = re.findall(r'^```\w+ title="[^"]+"\n(.*?)^```$', page, re.MULTILINE | re.DOTALL)
    for path in (PACKAGES / package).rglob("*"):
        if path.suffix in {".py", ".toml", ".yaml"} and path.stem != "berths":
            assert path.read_text(encoding="utf-8") in shown
