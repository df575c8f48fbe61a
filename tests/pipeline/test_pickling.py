"""Pipelines can be sent to other processes, and their pickles can be cache keys."""

from __future__ import annotations

import copy
import multiprocessing
import os
import pickle
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

import pytest

from garmentclean import Edit, GarmentcleanError, Pipeline
from garmentclean.pipeline import pipeline as pipelines
from garmentclean.pipeline.pack_files import load_packs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    MakePack = Callable[..., Path]

pytestmark = pytest.mark.slow

RAW = "The pformation.\n\nReturn to list\n"


def again(made: Pipeline) -> Pipeline:
    """Return the pipeline as another process gets it, which shares nothing with this one."""
    pickled = pickle.dumps(made)
    pipelines.unpacked.cache_clear()
    loaded = pickle.loads(pickled)
    assert isinstance(loaded, Pipeline)
    return loaded


def test_a_pipeline_is_the_same_in_another_process(make_pack: MakePack) -> None:
    own = make_pack("own", {"filter": "substitute", "terms": {"loom": "frame"}})
    made = Pipeline.from_packs(
        [own], ignore=["return-link"], order=["substitute"], max_loss=0.5, protect=["old loom"]
    )
    assert made.clean("A loom, an old loom.").text == "A frame, an old loom."
    loaded = again(made)
    assert loaded is not made
    assert loaded.rules == made.rules
    assert (loaded.order, loaded.max_loss, loaded.protect) == (("substitute",), 0.5, ("old loom",))
    assert loaded.clean("A loom, an old loom.") == made.clean("A loom, an old loom.")


def test_it_is_compiled_once_however_often_it_is_sent() -> None:
    pickled = pickle.dumps(Pipeline.from_packs())
    first, second = pickle.loads(pickled), pickle.loads(pickled)
    assert first is second


def test_a_subclass_keeps_its_class() -> None:
    assert type(again(Careful(load_packs()[0].rules))) is Careful
    assert type(copy.deepcopy(Careful([]))) is Careful


class Careful(Pipeline):
    pass


def test_use_does_not_change_the_pickle() -> None:
    made = Pipeline.from_packs()
    before = pickle.dumps(made)
    assert made.clean(RAW * 3100).text
    assert pickle.dumps(made) == before == pickle.dumps(again(made)) == pickle.dumps(made)


def test_rules_pickle_without_compiled_patterns() -> None:
    made = Pipeline.from_packs(unsafe=True)
    made.clean(RAW)
    compiled = [rule for rule in made.rules if "_guards" in vars(rule)]
    assert compiled
    loaded = pickle.loads(pickle.dumps(made.rules))
    assert loaded == made.rules
    assert not [rule for rule in loaded if "_guards" in vars(rule)]


def test_a_pickle_is_less_than_half_of_its_rules() -> None:
    made = Pipeline.from_packs()
    assert len(pickle.dumps(made)) < len(pickle.dumps(made.rules)) / 2


def test_other_options_or_versions_are_another_pickle(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = load_packs()[0].rules
    made = [
        Pipeline(rules),
        Pipeline(rules[1:]),
        Pipeline(rules, max_loss=0.5),
        Pipeline(rules, protect=["loom"]),
        Pipeline(rules, ["substitute", "drop-lines"]),
    ]
    pickled = {pickle.dumps(one) for one in made}
    monkeypatch.setattr(pipelines, "VERSION", "99")
    pickled.add(pickle.dumps(Pipeline(rules)))
    assert len(pickled) == len(made) + 1
    pickled.add(pickle.dumps(Pipeline(rules)))
    assert len(pickled) == len(made) + 1


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_processes_that_share_nothing_clean_alike(method: str) -> None:
    made = Pipeline.from_packs(select=["trans", "return-link"])
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(1, context) as pool:
        results = list(pool.map(made.clean, [RAW, "One loom.\n"], chunksize=2))
    assert [result.text for result in results] == [made.clean(RAW).text, "One loom.\n"]
    assert results[0] == made.clean(RAW)
    assert results[0].edits[-1] == Edit("letters/trans", 4, "pformation", "transformation")
    assert results[0].restore().to_text() == RAW


def test_an_order_may_only_name_known_kinds() -> None:
    with pytest.raises(GarmentcleanError, match="no filter is called 'drop-line'; did you mean"):
        Pipeline.from_packs(order=["drop-line"])
    assert Pipeline.from_packs(order=["substitute"]).clean(RAW).text == RAW


MAP = """\
import os, sys
from datasets import load_from_disk
from garmentclean import Pipeline
pipeline = Pipeline.from_packs(ignore=sys.argv[2:], max_loss=1)

def cleaned(row):
    os.write(1, b"worked\\n")  # whole, whichever process writes
    return {"text": pipeline.clean(row["text"]).text}

rows = load_from_disk(sys.argv[1]).map(cleaned, num_proc=2)
print(*rows["text"], sep="|")
"""
SAVE = """\
import sys
from datasets import Dataset
Dataset.from_dict({"text": ["The pformation.", "Return to list"]}).save_to_disk(sys.argv[1])
"""


def test_a_map_over_a_dataset_is_cached(tmp_path: Path) -> None:
    def run(script: str, *args: str, seed: str = "0") -> list[str]:
        environment = {"HF_HOME": str(tmp_path / "home"), "HF_HUB_OFFLINE": "1"}
        done = subprocess.run(
            [sys.executable, "-W", "error::UserWarning", "-c", script, *args],
            capture_output=True,
            check=True,
            encoding="utf-8",
            env={**os.environ, **environment, "PYTHONHASHSEED": seed},
        )
        assert "hash" not in done.stderr
        return done.stdout.splitlines()

    folder = str(tmp_path / "rows")
    run(SAVE, folder)
    assert run(MAP, folder) == ["worked", "worked", "The transformation.|"]
    assert run(MAP, folder, seed="1") == ["The transformation.|"]
    other = ["worked", "worked", "The transformation.|Return to list"]
    assert run(MAP, folder, "return-link") == other
