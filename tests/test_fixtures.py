"""Whole documents: each fixture comes out exactly as expected, and good prose stays as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from garmentclean import Document, Pipeline

FIXTURES = Path(__file__).parents[1] / "fixtures"
CASES = sorted(path.parent for path in FIXTURES.glob("*/input.txt"))
UNTOUCHED = sorted((FIXTURES / "untouched").glob("*.txt"))


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline.from_packs()


def names(paths: list[Path]) -> list[str]:
    return [path.stem for path in paths]


def test_there_are_enough_fixtures() -> None:
    assert len(CASES) >= 40
    assert len(UNTOUCHED) >= 15
    assert all(len(path.read_text("utf-8").split()) >= 200 for path in UNTOUCHED)


@pytest.mark.parametrize("case", CASES, ids=names(CASES))
def test_document_comes_out_as_expected(case: Path, pipeline: Pipeline) -> None:
    data = (case / "input.txt").read_bytes()
    expected = (case / "expected.txt").read_bytes()
    document = Document.from_bytes(data, case.name)

    result = pipeline.clean(document)

    assert result.document.to_bytes().decode() == expected.decode()
    assert result.settled
    assert result.restore().to_bytes() == data
    assert pipeline.clean(result.document).edits == ()
    assert pipeline.clean(Document.from_bytes(expected)).edits == ()


@pytest.mark.parametrize("path", UNTOUCHED, ids=names(UNTOUCHED))
def test_good_prose_yields_no_edit(path: Path, pipeline: Pipeline) -> None:
    result = pipeline.clean(Document.from_bytes(path.read_bytes(), path.name))

    assert [(edit.rule, edit.before) for edit in result.edits] == []


@pytest.mark.parametrize("path", UNTOUCHED, ids=names(UNTOUCHED))
def test_good_prose_yields_no_edit_with_other_newlines(path: Path, pipeline: Pipeline) -> None:
    data = path.read_bytes().replace(b"\n", b"\r\n")

    assert pipeline.clean(Document.from_bytes(data)).document.to_bytes() == data
