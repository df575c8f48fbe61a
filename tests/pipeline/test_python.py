"""The Python interface: errors for wrong arguments, short reprs, and the brake."""

from __future__ import annotations

import pickle
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import garmentclean
from garmentclean import (
    Document,
    Edit,
    GarmentcleanError,
    Note,
    Pipeline,
    StoppedWarning,
    clean,
)
from garmentclean.ledger.entry import Tool, proved_entry
from garmentclean.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable

    MakePack = Callable[..., Path]

BACK = "Return to list\n"
RAW = "The pformation of the mill is done.\n\nReturn to list\n"
LOOM: dict[str, Any] = {"filter": "substitute", "terms": {"lume": "loom"}}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (None, r"not None; leave out what is missing \(in pandas, with na_action='ignore'\)"),
        (float("nan"), r"not an object of type float; leave out what is missing"),
        (b"A loom.", r"not an object of type bytes; Document\.from_bytes\(data\) decodes it"),
        (Path("a.txt"), r"type \w+Path; Document\.from_bytes\(path\.read_bytes\(\), str\(path\)\)"),
        (["A loom."], r"not an object of type list; clean its texts one by one"),
        (7, r"not an object of type int$"),
    ],
    ids=repr,
)
def test_anything_but_a_text_is_a_type_error_that_says_what_to_do(given: Any, message: str) -> None:
    for cleaner in (clean, Pipeline([]).clean):
        with pytest.raises(TypeError, match=f"^what is cleaned must be a str or a Doc.*{message}"):
            cleaner(given)


def test_paths_may_be_texts_or_one_path_without_a_list(make_pack: MakePack) -> None:
    path = make_pack("own", LOOM)
    for paths in (path, str(path), [path], [str(path)], {str(path)}, path.parent):
        assert Pipeline.from_packs(paths, select="own").clean("A lume.").text == "A loom."


def test_a_missing_path_is_named() -> None:
    for paths in ("nowhere.yaml", ["nowhere.yaml"]):
        with pytest.raises(GarmentcleanError, match=r"^nowhere\.yaml: cannot read this rule file"):
            Pipeline.from_packs(paths)


def test_a_single_name_needs_no_list(make_pack: MakePack) -> None:
    path = make_pack("own", LOOM, default=False)
    assert Pipeline.from_packs(ignore="return-link").clean(RAW).text.endswith(BACK)
    assert Pipeline.from_packs(path, extend_select="own").clean("A lume.").text == "A loom."
    assert Pipeline.from_packs(order="substitute").order == ("substitute",)
    assert Pipeline.from_packs(protect="pform").clean(RAW).text.startswith("The pformation")
    with pytest.raises(GarmentcleanError, match=r"'retrun-link'; did you mean 'return-link'\?"):
        Pipeline.from_packs(ignore="retrun-link")


def test_rules_cannot_be_given_by_name() -> None:
    with pytest.raises(TypeError, match=r"made of rules, not of 'return-link'; Pipeline\.from_pa"):
        Pipeline(["return-link"])  # type: ignore[list-item]


@pytest.mark.parametrize("share", [-0.1, 1.1, 75, float("nan")])
def test_an_invalid_share_is_an_error(share: float) -> None:
    with pytest.raises(GarmentcleanError, match="max_loss must be a number from 0 to 1, not "):
        Pipeline([], max_loss=share)


def test_the_version_is_public() -> None:
    assert garmentclean.__version__ == VERSION
    assert {"__version__", "clean", "Pipeline"} <= {*dir(garmentclean)}


# The brake


def test_clean_leaves_a_text_unchanged_that_would_lose_too_much_and_warns() -> None:
    text = "One loom stands.\n" + BACK * 30
    with pytest.warns(StoppedWarning, match="would lose 97% of its 93 words, and stays as it is;"):
        assert clean(text) == text
    result = Pipeline.from_packs().clean(text)
    assert (result.stopped, result.edits, result.text) == (True, (), text)
    assert len(result.refused) == 30


def test_the_warning_points_at_the_caller() -> None:
    with pytest.warns(StoppedWarning) as caught:
        clean(BACK)
    assert [Path(one.filename) for one in caught] == [Path(__file__)]


def test_clean_does_not_warn_if_all_is_well() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert clean(RAW) == "The transformation of the mill is done.\n"
        assert not Pipeline.from_packs().clean(RAW).stopped


def test_the_brake_can_be_turned_off() -> None:
    assert Pipeline.from_packs(max_loss=1).clean(BACK).text == ""


# Reprs


def test_a_repr_shows_what_was_done_and_the_beginning_of_the_text() -> None:
    result = Pipeline.from_packs().clean(RAW)
    text = "'The transformation of the mill is done.\\n'"
    assert repr(result) == f"<Result: 2 edits, 0 notes, loss=0.30: {text}>"
    assert repr(result.document) == f"Document({text})"
    stopped = Pipeline.from_packs().clean(BACK)
    assert repr(stopped) == (
        "<Result: 0 edits, 0 notes, loss=1.00, stopped with 1 edit: 'Return to list\\n'>"
    )


def test_no_repr_is_as_long_as_its_text() -> None:
    long = "loom " * 10_000
    document = Document.from_bytes(f"{long}\r\n".encode(), "a.txt")
    edit = Edit("a/b", 3, long, long, long)
    result = Pipeline([]).clean(document)
    reprs = {
        repr(document): "', name='a.txt', newline='\\r\\n')",
        repr(edit): "Edit(rule='a/b', start=3, before='loom loom",
        repr(Note("a/b", 3, long, "x")): "Note(rule='a/b', start=3, text='loom loom",
        repr(result): "<Result: 0 edits, 0 notes, loss=0.00: 'loom loom",
    }
    for shown, part in reprs.items():
        assert part in shown
        assert len(shown) < 300


def test_a_short_edit_shows_all_of_itself() -> None:
    shown = "Edit(rule='a/b', start=3, before='x', after='y', because='')"
    assert repr(Edit("a/b", 3, "x", "y")) == shown
    assert eval(shown, {"Edit": Edit}) == Edit("a/b", 3, "x", "y")  # noqa: S307 - it is ours


def test_the_repr_of_a_pipeline_and_of_a_ledger_entry() -> None:
    pipeline = Pipeline.from_packs(select=["return-link", "trans"])
    assert repr(pipeline) == "<Pipeline of 2 rules in 2 packs, max_loss=0.75>"
    assert repr(pickle.loads(pickle.dumps(pipeline))) == repr(pipeline)
    document = Document.from_text(RAW, "a.txt")
    result = pipeline.clean(document)
    tool = Tool("x 1", "abc", ("a/b",), 0.75)
    entry = proved_entry(document, result, document.to_bytes(), result.document.to_bytes(), tool)
    assert repr(entry) == "<Entry of 'a.txt': 2 edits>"
    assert repr(tool) == "<Tool 'x 1': 1 rule, ruleset 'abc'>"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"paths": None}, "paths takes one or more names, not None"),
        ({"paths": [None]}, "paths takes one or more names, not None"),
        ({"paths": ""}, "paths takes one or more names, not ''"),
        ({"select": None}, "select takes one or more names, not None"),
        ({"ignore": None}, "ignore takes one or more names, not None"),
        ({"unsafe": "yes"}, "unsafe is True or False, not 'yes'"),
    ],
)
def test_the_error_names_the_wrong_argument(given: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        Pipeline.from_packs(**given)


@pytest.mark.parametrize("share", ["x", None])
def test_a_share_is_a_number(share: str | None) -> None:
    with pytest.raises(GarmentcleanError, match="max_loss must be a number from 0 to 1, not "):
        Pipeline.from_packs(max_loss=share)  # type: ignore[arg-type]


def test_a_path_in_the_place_of_a_pack_is_an_error() -> None:
    with pytest.raises(GarmentcleanError, match=r"boilerplate: no such file.*select=\['boil"):
        Pipeline.from_packs("boilerplate")
