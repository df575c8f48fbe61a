from __future__ import annotations

import json
import pickle
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from garmentclean import Document, Edit, Note, Pipeline, Result
from garmentclean.filters.drop_lines.rule import DropLines
from garmentclean.filters.report import Report
from garmentclean.filters.substitute import Substitute
from garmentclean.filters.tidy_spacing import TidySpacing
from garmentclean.report.formats.registry import FORMATS, findings_format
from garmentclean.text.document import lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from garmentclean.filters.base.rule import Rule

HERE = Path(__file__).parent
FIXTURES = sorted((HERE.parents[1] / "fixtures").glob("*/input.txt"))
SCHEMA = (HERE / "schemas" / "sarif-schema-2.1.0.json").read_text("utf-8")
VALIDATOR = Draft4Validator(json.loads(SCHEMA))
URI = re.compile(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+|file:///(?:[A-Za-z0-9._~/:-]|%[0-9A-F]{2})*")
COMMAND = re.compile(
    r"::(warning|notice) file=([^:,\r\n]+),line=(\d+),endLine=(\d+)"
    r"(?:,col=(\d+),endColumn=(\d+))?,title=garmentclean \(([\w/-]+)\)::([^\r\n]+)"
)
WHY = "A link: 50 % {0}, [a](b)."
BACK = DropLines(pack="p", id="back", why=WHY, patterns=("^Back",))
MORE = Substitute(pack="p", id="gown", why="One is more.", terms={"gown": "gowns", "frock": "gown"})
GAP = TidySpacing(pack="p", id="gap", why="It gapes.", patterns=(r"\n{3,}",), to="\n\n")
SUMS = Report(pack="p", id="sums", why="It is too much.", patterns=(r"\d+ zillion",))
RULES = (BACK, MORE, GAP, SUMS)


class Cleaned(NamedTuple):
    original: Document
    result: Result


def clean(text: str, name: str = "a.txt") -> Cleaned:
    original = Document.from_bytes(text.encode("utf-8", "surrogateescape"), name)
    return Cleaned(original, Pipeline(RULES).clean(original))


def written(name: str, *documents: Cleaned, rules: Sequence[Rule] = RULES) -> str:
    """Return the whole output over some documents."""
    made = findings_format(name, rules)
    items = [item for document in documents for item in made.items(*document)]
    text = made.opening("1.2.3") + made.separator.join(items) + made.closing()
    assert text.encode("utf-8").decode("utf-8") == text
    return text


def sarif(*documents: Cleaned, rules: Sequence[Rule] = RULES) -> dict[str, Any]:
    """Return the run of a SARIF log that is valid by its schema."""
    log = json.loads(written("sarif", *documents, rules=rules))
    VALIDATOR.validate(log)
    (run,) = log["runs"]
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        assert URI.fullmatch(place["artifactLocation"]["uri"])
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    return dict(run)


def fixed(document: Document, results: list[dict[str, Any]]) -> str:
    """Return the text of a document, as it is written, after all fixes."""
    text = document.to_text()
    starts = [line.start for line in lines(text)]
    starts.append(len(text))

    def span(region: dict[str, int]) -> tuple[int, int]:
        return (
            starts[region["startLine"] - 1] + region["startColumn"] - 1,
            starts[region["endLine"] - 1] + region["endColumn"] - 1,
        )

    changes = [
        (*span(one["deletedRegion"]), one["insertedContent"]["text"])
        for result in results
        for one in result["fixes"][0]["artifactChanges"][0]["replacements"]
    ]
    for start, end, after in sorted(changes, reverse=True):
        text = text[:start] + after + text[end:]
    return text


def test_the_schema_rejects_invalid_sarif() -> None:
    VALIDATOR.check_schema(json.loads(SCHEMA))
    assert not VALIDATOR.is_valid({"version": "2.1.0", "runs": [{"results": []}]})


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="no format 'xml'"):
        findings_format("xml", RULES)


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_can_be_sent_to_another_process(name: str) -> None:
    document = clean("Back\n3 zillion\n")
    made = findings_format(name, RULES)
    items = pickle.loads(pickle.dumps(made)).items(*document)
    assert items == made.items(*document)
    assert len(items) == 2


def test_output_without_items_is_valid() -> None:
    settled = clean("One loom.\n")
    assert written("text", settled) == written("github", settled) == ""
    assert json.loads(written("json", settled)) == []
    assert sarif(settled)["results"] == []
    assert sarif(settled, rules=())["tool"]["driver"]["rules"] == []


def test_text_has_one_finding_a_line() -> None:
    docs = clean("One.\nBack\n"), clean("3 zillion\n", "b.txt")
    assert written("text", *docs) == (
        "a.txt:2:1: p/back: 'Back' → ''\nb.txt:1:1: p/sums: reported: '3 zillion'\n"
    )


def test_json_is_an_array_of_objects() -> None:
    docs = clean("\ufeffOne.\r\nBack \udcff\r\n", "caf\udce9.txt"), clean("棉 3 zillion")
    one, two = json.loads(written("json", *docs))
    assert one == {
        "path": "caf\udce9.txt",
        "line": 2,
        "column": 1,
        "end_line": 2,
        "end_column": 7,
        "kind": "edit",
        "rule": "p/back",
        "why": WHY,
        "because": "",
        "before": "Back \udcff",
        "after": "",
    }
    assert (two["kind"], two["before"], two["after"]) == ("note", "3 zillion", None)
    assert (two["line"], two["column"], two["end_column"]) == (1, 3, 12)


def test_json_has_one_finding_a_line() -> None:
    text = written("json", clean("Back 棉\nBack\n"))
    assert len(text.splitlines()) == 4
    assert "棉" in text


def test_github_has_workflow_commands() -> None:
    docs = clean("Back: 50 %, it's\n3 zillion\n", "a,b: 5%.txt"), clean("a\n\n\n\nb\n")
    assert written("github", *docs) == (
        "::warning file=a%2Cb%3A 5%25.txt,line=1,endLine=1,col=1,endColumn=17,"
        "title=garmentclean (p/back)::"
        "'Back: 50 %25, it\\'s' → ''%0AA link: 50 %25 {0}, [a](b).\n"
        "::notice file=a%2Cb%3A 5%25.txt,line=2,endLine=2,col=1,endColumn=10,"
        "title=garmentclean (p/sums)::reported: '3 zillion'%0AIt is too much.\n"
        "::warning file=a.txt,line=1,endLine=5,title=garmentclean (p/gap)::"
        r"'\n\n\n\n' → '\n\n'%0AIt gapes."
        "\n"
    )


def test_sarif_names_the_tool_and_its_rules() -> None:
    run = sarif(clean("One.\n"))
    assert run["columnKind"] == "unicodeCodePoints"
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("garmentclean", "1.2.3")
    assert [rule["id"] for rule in driver["rules"]] == ["p/back", "p/gown", "p/gap", "p/sums"]
    levels = [rule["defaultConfiguration"]["level"] for rule in driver["rules"]]
    assert levels == ["warning", "warning", "warning", "note"]
    assert driver["rules"][0]["shortDescription"]["text"] == "A link: 50 % {{0}}, [a\\](b)."


def test_sarif_has_the_place_and_the_fix() -> None:
    one, two = sarif(clean("棉 gown {1}\n\nBack\n", "sub/a b.txt"))["results"]
    assert (one["ruleId"], one["level"], two["ruleId"]) == ("p/gown", "warning", "p/back")
    assert one["message"]["text"] == "'gown' → 'gowns'"
    place = one["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "sub/a%20b.txt"}
    where = {"startLine": 1, "startColumn": 3, "endLine": 1, "endColumn": 7}
    assert place["region"] == where
    change = one["fixes"][0]["artifactChanges"][0]
    assert change["artifactLocation"] == {"uri": "sub/a%20b.txt"}
    assert change["replacements"] == [
        {"deletedRegion": where, "insertedContent": {"text": "gowns"}}
    ]


def test_sarif_has_no_fix_for_notes_and_edits_of_what_an_edit_wrote() -> None:
    (note,) = sarif(clean("3 zillion {0}\n"))["results"]
    assert (note["level"], "fixes" in note) == ("note", False)
    one, two = sarif(clean("A frock.\n"))["results"]
    assert (one["message"]["text"], "fixes" in one) == ("'frock' → 'gown'", True)
    assert (two["message"]["text"], "fixes" in two) == ("'gown' → 'gowns'", False)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_sarif_fixes_make_the_clean_text(newline: str, bom: str) -> None:
    text = "A gown 😀 of it.\n\n\n\n\nBack\nTwo.\nBack [a](b)\n"
    document = clean(bom + text.replace("\n", newline))
    run = sarif(document)
    assert len(run["results"]) == 4
    assert fixed(document.original, run["results"]) == document.result.text


def test_sarif_has_no_fix_for_streams_and_undecodable_documents() -> None:
    for document in (clean("Back\n", "<stdin>"), clean("Back \udcff\n")):
        (result,) = sarif(document)["results"]
        assert "fixes" not in result
    assert "\\udcff" in result["message"]["text"]


@pytest.mark.parametrize(
    ("name", "uri"),
    [
        ("<stdin>", "%3Cstdin%3E"),
        ("a:b.txt", "a%3Ab.txt"),
        ("../50% #1?.txt", "../50%25%20%231%3F.txt"),
        ("caf\udce9.txt", "caf%E9.txt"),
        ("/corpus/棉.txt", "file:///corpus/%E6%A3%89.txt"),
    ],
)
def test_sarif_names_a_document_by_a_uri(name: str, uri: str) -> None:
    (result,) = sarif(clean("Back\n", name))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_all_fixtures_are_valid_in_all_formats() -> None:
    pipeline = Pipeline.from_packs(unsafe=True, extend_select=["invisible"])
    originals = [Document.from_bytes(path.read_bytes(), path.parent.name) for path in FIXTURES]
    pages = [Cleaned(original, pipeline.clean(original)) for original in originals]
    count = len(sarif(*pages, rules=pipeline.rules)["results"])
    assert count == sum(len(page.result.edits) + len(page.result.notes) for page in pages) > 100
    assert len(json.loads(written("json", *pages, rules=pipeline.rules))) == count
    commands = written("github", *pages, rules=pipeline.rules).splitlines()
    assert len([line for line in commands if COMMAND.fullmatch(line)]) == count
    assert len(written("text", *pages).splitlines()) == count


WORDS = "Back|gown|frock|3 zillion|\n|\r\n|\r|\n\n\n|{0}|[a](b)|%|::|,|\"|\\|'|\x1b[1m|\x0b|\u2028"
PIECES = [*WORDS.split("|"), "\udcff", "棉", "😀", "\ufeff", " "]
BYTES = st.lists(st.sampled_from(PIECES)).map("".join)
NAMES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)


@given(st.lists(st.tuples(BYTES, NAMES), max_size=3))
def test_all_formats_parse_whatever_the_documents_are(texts: list[tuple[str, str]]) -> None:
    pages = [clean(text, name) for text, name in texts]
    count = sum(len(page.result.edits) + len(page.result.notes) for page in pages)
    entries = json.loads(written("json", *pages))
    assert len(entries) == len(sarif(*pages)["results"]) == count
    commands = re.findall(r"[^\r\n]+", written("github", *pages))
    parsed = [COMMAND.fullmatch(command) for command in commands]
    assert [unquote(one[2]) for one in parsed if one] == [entry["path"] for entry in entries]


@pytest.mark.parametrize(
    ("name", "file", "row"),
    [("a/b.jsonl:17", "a/b.jsonl", 17), ("<stdin>:3", "<stdin>", 3), ("a.txt:17", "a.txt:17", 0)],
)
def test_a_row_is_a_line_of_its_file(name: str, file: str, row: int) -> None:
    original = Document("It is\na gown.\n", name, row=row)
    document = Cleaned(original, Pipeline(RULES).clean(original))
    (one,) = sarif(document)["results"]
    place = one["locations"][0]["physicalLocation"]
    assert unquote(place["artifactLocation"]["uri"]) == file
    assert place["region"]["startLine"] == (row or 2)
    assert ("fixes" in one) == (not row)
    in_file = f"line={row},endLine={row},title" if row else "line=2,endLine=2,col=3,"
    assert in_file in written("github", document)


def test_all_formats_have_the_reason_for_an_edit() -> None:
    original = Document.from_text("Back\n", "a.txt")
    edit = Edit("p/back", 0, "Back\n", "", "no full\nstop {0}")
    cleaned = Cleaned(original, Result(original.with_text(""), (edit,)))
    assert (
        written("text", cleaned) == "a.txt:1:1: p/back: 'Back' → '' (because: no full stop {0})\n"
    )
    assert json.loads(written("json", cleaned))[0]["because"] == "no full\nstop {0}"
    assert "→ '' (because: no full stop {0})%0AA link" in written("github", cleaned)
    assert sarif(cleaned)["results"][0]["message"]["text"].endswith("(because: no full stop {{0}})")


def test_a_note_has_its_reason() -> None:
    original = Document.from_text("3 zillion", "a.txt")
    cleaned = Cleaned(
        original, Result(original, notes=(Note("p/sums", 0, "3 zillion", "too much"),))
    )
    wanted = "a.txt:1:1: p/sums: reported: '3 zillion' (because: too much)\n"
    assert written("text", cleaned) == wanted
