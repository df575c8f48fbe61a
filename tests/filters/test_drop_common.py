"""What drop-common takes out of a corpus, and what it never does."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

import pytest

from common import counted, scored
from commontexts import corpus
from garmentclean.counts import summary as summaries
from garmentclean.counts.common import Common
from garmentclean.counts.counts import Counts
from garmentclean.counts.near import SIZE, signature_of
from garmentclean.counts.summary import summary_of
from garmentclean.errors import GarmentcleanError, RuleError
from garmentclean.filters.drop_common import DropCommon
from garmentclean.pipeline.pipeline import Pipeline
from garmentclean.text.document import Document

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from garmentclean.pipeline.result import Result

pytestmark = pytest.mark.slow

SAID = (
    "The dyer sold blue hemp before the war, and nobody in the whole valley asked him why.",
    "A ropemaker has lost the canvas that he had soaked for nine years in a northern river.",
    "When the flood came, the saddler carried his ribbons up the hill and counted them twice.",
    "In the quiet quarter a widow weighs lace by candlelight, against the advice of her son.",
    "The mayor has praised the muslin of the coast, though he never could tell it from tweed.",
    "Nobody thought that a clerk would burn so much twine at dawn, least of all the porter.",
    "For a pound of satin the captain traded his boat, his bell and the better of two coats.",
    "All that was left of the velvet was hung in the station, where the trains shook it dry.",
)
TAILS = ("Rain", "Wind", "Snow", "Fog", "Frost", "Hail", "Sleet", "Thaw")
OWN = tuple(
    f"{own} {tail} had come up from the south, and {tail.lower()} was all they would speak of."
    for own, tail in zip(SAID, TAILS, strict=True)
)
STORY = " ".join(OWN)


def rule(**keys: Any) -> DropCommon:
    return DropCommon(**{"id": "r", "why": "A test.", "unit": "line"} | keys)


def document(number: int, text: str) -> Document:
    return Document(text, f"corpus/{number}.txt")


def common_of(texts: Iterable[str], site: str = "") -> Common:
    counts = Counts()
    for number, text in enumerate(texts):
        counts.add(document(number, text), site)
    arrays = summary_of(counts.table().select)
    return Common.of_arrays(arrays)


def cleaned(texts: list[str], site: str = "", **keys: Any) -> list[Result]:
    pipeline = Pipeline([rule(**keys)], common=common_of(texts, site))
    known = {"site": site} if site else None
    results = [pipeline.clean(document(number, text), known) for number, text in enumerate(texts)]
    for result, text in zip(results, texts, strict=True):
        assert result.restore().text == text
    return results


def test_frames_of_fifty_sites_are_found_and_no_line_of_an_article_is_lost() -> None:
    pages = corpus(50, 12)
    arrays = summary_of(counted(pages).table().select)
    score = scored(pages, Common.of_arrays(arrays))
    assert len({page.site for page in pages}) == 50
    assert score.recall >= 0.98
    assert score.lost == []
    assert score.wrong == []
    assert score.dropped["copy"] == score.twins["copy"] == 25
    assert score.dropped["date"] >= 0.75 * score.twins["date"]


def test_because_says_what_decided() -> None:
    texts = [f"{own}\nAsk the miller for a bag\nRead {n} times\n" for n, own in enumerate(OWN)]
    result = cleaned([*texts, "Other.\n"], "mill.example")[3]
    assert result.text == f"{OWN[3]}\n"
    assert {edit.before: edit.because for edit in result.edits} == {
        "Ask the miller for a bag\n": "in 8 of 9 documents of mill.example",
        "Read 3 times\n": "in 8 of 9 documents of mill.example, but for its figures",
    }
    assert cleaned([f"{own}\nAsk the miller for a bag\n" for own in OWN])[0].edits[0].because == (
        "in 8 of 8 documents"
    )


def test_a_site_of_few_documents_has_nothing_in_common() -> None:
    texts = [f"{own}\nAsk the miller for a bag\n" for own in OWN[:5]]
    assert all(not result.edits for result in cleaned(texts))
    assert all(result.edits for result in cleaned(texts, least=5))


def test_copies_of_an_article_count_once() -> None:
    copies = [STORY.replace(" The ", f"\nOn day {n} the ") + "\nSo they say.\n" for n in range(10)]
    copies += [f"{copies[0]}Seen.\n", copies[3]]
    others = [f"{own}\n" for own in OWN]
    assert all(not result.edits for result in cleaned([*copies, *others], min_words=1, share=0.01))


def test_lines_common_to_one_site_stay_on_another() -> None:
    line = "Ask the miller for a bag"
    counts = Counts()
    for number, own in enumerate(OWN):
        counts.add(document(number, f"{own}\n{line}\n"), "mill.example")
        counts.add(document(number + 100, f"{own} Yes.\n"), "loom.example")
    arrays = summary_of(counts.table().select)
    pipeline = Pipeline([rule()], common=Common.of_arrays(arrays))
    text = f"A new one.\n{line}\n"
    assert pipeline.clean(text, {"site": "mill.example"}).text == "A new one.\n"
    assert not pipeline.clean(text, {"site": "loom.example"}).edits
    assert not pipeline.clean(text).edits


@pytest.mark.parametrize(
    "line",
    [
        "In brief",
        "Raw jute 120 125",
        "Long staple cotton in the yard 15,234",
        "Yarn 12: 1",
        "8,500",
    ],
)
def test_a_heading_or_a_row_goes_only_beside_what_is_common(line: str) -> None:
    alone = [f"{own}\n{line}\n{own[::-1]}\n" for own in OWN]
    assert all(not result.edits for result in cleaned(alone))
    beside = [f"{own}\nAsk the miller for a bag\n{line}\n" for own in OWN]
    assert {result.text for result in cleaned(beside)} == {f"{own}\n" for own in OWN}


def test_a_row_that_is_the_same_in_most_documents_stays() -> None:
    rows = "Raw jute 120 125\nHemp 80 81\n"
    texts = [f"{own}\n{rows if n < 6 else 'Jute 9'}\nAsk the miller\n" for n, own in enumerate(OWN)]
    assert all(not rows.startswith(e.before) for result in cleaned(texts) for e in result.edits)


def test_rows_that_differ_in_figures_stay_above_a_footer() -> None:
    rows = [f"Jute {n}\nHemp {n + 2}\nSilk {3 * n}\n" for n in range(len(OWN))]
    frame = "Ask the miller for a bag\n"
    texts = [frame + own + "\n" + row + frame for own, row in zip(OWN, rows, strict=True)]
    results = cleaned(texts)
    for own, row, result in zip(OWN, rows, results, strict=True):
        assert result.text == f"{own}\n{row}"


def test_a_dropped_line_with_figures_is_recorded_as_a_fact() -> None:
    frame = "Ask the miller for a bag"
    texts = [f"{own}\n{frame}\nAuthor: Li {n}\n{frame} now\n" for n, own in enumerate(OWN)]
    result = cleaned(texts)[7]
    assert result.text == f"{OWN[7]}\n"
    assert result.metadata == {"author": "Li 7"}


def test_a_headline_that_all_pages_list_stays_in_its_article() -> None:
    titles = [f"The {word} of the miller is {word} no more" for word in ("loom", "bell", "boat")]
    menu = "All about the mill\n"
    pages = [
        f"{menu}{titles[n] if n < 3 else own[:30]}\n{own} {OWN[n - 1]}\n{menu}"
        + "".join(f"{title}\n" for title in titles)
        for n, own in enumerate(OWN)
    ]
    for number, result in enumerate(cleaned(pages)):
        title = titles[number] if number < 3 else OWN[number][:30]
        assert result.text == f"{title}\n{OWN[number]} {OWN[number - 1]}\n"


def test_a_document_that_is_there_already_goes_and_what_has_changed_stays() -> None:
    texts = [STORY, STORY.replace("nine years", "ten years"), STORY, "Other. " * 20]
    texts += [f"{own} {own[::-1]}" for own in OWN]
    keys: dict[str, Any] = {"unit": "document", "min_words": 40, "at_most": 1}
    first, near, same, other, *_ = cleaned(texts, **keys)
    assert (first.edits, other.edits) == ((), ())
    assert (near.text, same.text) == ("", "")
    assert near.edits[0].because.endswith(" % the same as corpus/0.txt")
    assert same.edits[0].because == "the same as corpus/0.txt"
    assert near.restore().text == texts[1]
    pipeline = Pipeline([rule(**keys)], common=common_of(texts))
    assert not pipeline.clean(document(2, STORY + " ")).edits
    assert not pipeline.clean(document(9, STORY)).edits
    assert (
        not Pipeline([rule(**keys | {"similar": 1})], common=common_of(texts))
        .clean(document(1, texts[1]))
        .edits
    )


@pytest.mark.parametrize("guard", [{"when": "No such words"}, {"unless": "nine years"}])
def test_a_guard_keeps_a_document_that_is_there_already(guard: dict[str, str]) -> None:
    keys: dict[str, Any] = {"unit": "document", "min_words": 40, "at_most": 1}
    assert [bool(one.edits) for one in cleaned([STORY, STORY], **keys)] == [False, True]
    assert not any(one.edits for one in cleaned([STORY, STORY], **keys, **guard))


def test_a_document_that_says_more_or_little_stays() -> None:
    longer = f"{STORY}\n{OWN[0][::-1]} {OWN[1][::-1]}"
    keys: dict[str, Any] = {"unit": "document", "min_words": 40, "at_most": 1, "similar": 0.7}
    assert [bool(one.edits) for one in cleaned([STORY, longer], **keys)] == [False, False]
    assert [bool(one.edits) for one in cleaned([longer, STORY], **keys)] == [False, True]
    assert not any(one.edits for one in cleaned([OWN[0], OWN[0]], **keys))


def test_articles_in_a_long_frame_are_not_the_same() -> None:
    frame = "".join(f"{own[::-1]}\n" for own in OWN)
    texts = [f"{own}\n{frame}" for own in OWN]
    keys: dict[str, Any] = {"unit": "document", "min_words": 1, "at_most": 1, "similar": 0.7}
    assert not any(result.edits for result in cleaned(texts, **keys))


def test_one_document_counted_from_two_folders_is_not_its_own_twin() -> None:
    counts = Counts()
    names = ("/data/corpus/a.txt", "corpus/a.txt", "data/corpus/a.txt")
    for name in names:
        counts.add(Document(STORY, name))
    arrays = summary_of(counts.table().select)
    pipeline = Pipeline([rule(unit="document", at_most=1)], common=Common.of_arrays(arrays))
    assert not any(pipeline.clean(Document(STORY, name)).edits for name in names)


def arrays_of(folders: list[Path]) -> dict[str, list[Any]]:
    return {name: array.tolist() for name, array in summaries.summary(folders).items()}


def test_counts_of_parts_add_up(tmp_path: Path) -> None:
    pages = corpus(4, 12)
    counted(pages).save(tmp_path / "whole")
    counted(pages[::2]).save(tmp_path / "one", "a")
    both = counted(pages[1:40:2])
    both.merge(counted(pages[41::2]))
    both.merge(counted(pages[:7]))  # counted twice
    both.save(tmp_path / "two", "a")
    whole = arrays_of([tmp_path / "whole"])
    assert len(whole["keys"]) > 50
    assert arrays_of([tmp_path / "one", tmp_path / "two"]) == whole
    assert arrays_of([tmp_path / "two", tmp_path / "one", tmp_path / "one"]) == whole
    assert arrays_of([tmp_path / "one"]) != whole
    assert len([*(tmp_path / "two").glob("summary-*.npz")]) == 1


def test_a_pipeline_is_pickled_with_the_place_of_its_counts(tmp_path: Path) -> None:
    texts = [f"{own}\nAsk the miller for a bag\n" for own in OWN]
    counts = Counts()
    for number, text in enumerate(texts):
        counts.add(document(number, text))
    counts.save(tmp_path)
    pipeline = Pipeline([rule()], common=Common.of([tmp_path]))
    pickled = pickle.dumps(pipeline)
    again = pickle.loads(pickled)
    assert again.clean(texts[0]).text == f"{OWN[0]}\n"
    assert again.common is pipeline.common
    in_memory = pickle.loads(pickle.dumps(common_of(texts)))
    assert Pipeline([rule()], common=in_memory).clean(texts[1]).text == f"{OWN[1]}\n"
    counts.add(document(20, "More.\n"))
    counts.save(tmp_path)
    with pytest.raises(GarmentcleanError, match="have changed during the run; run again"):
        pickle.loads(pickle.dumps(pipeline.common))


def test_a_summary_that_cannot_be_kept_or_read_is_computed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted(corpus(1, 12)).save(tmp_path)
    first = arrays_of([tmp_path])
    (kept,) = tmp_path.glob("summary-*.npz")
    kept.write_bytes(b"PK\3\4 no more")
    assert arrays_of([tmp_path]) == first
    assert arrays_of([tmp_path]) == first

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    kept.unlink()
    monkeypatch.setattr(summaries, "_write", refuse)
    assert arrays_of([tmp_path]) == first
    assert not [*tmp_path.glob("summary-*")]


@pytest.mark.parametrize(
    ("keys", "key"),
    [
        ({"share": 0.0}, "share"),
        ({"share": 1.5}, "share"),
        ({"least": 2}, "least"),
        ({"unit": "document", "similar": 0.5}, "similar"),
        ({"unit": "document", "similar": 1.1}, "similar"),
    ],
)
def test_thresholds_that_counts_know_nothing_of_are_refused(keys: dict[str, Any], key: str) -> None:
    with pytest.raises(RuleError) as error:
        rule(**keys)
    assert error.value.key == key


def test_a_pipeline_without_counts_is_refused() -> None:
    with pytest.raises(GarmentcleanError, match=r"rule rules/r needs counts .*garmentclean count"):
        Pipeline([rule()])


def test_an_empty_corpus_has_nothing_in_common() -> None:
    (empty,) = cleaned([""])
    assert not empty.edits
    assert not cleaned(["", "\n \n", "A.\r\nB.\rC.\n"])[2].edits


def test_a_text_that_repeats_the_same_words_has_no_signature() -> None:
    assert signature_of(["loom", "mill"] * 100) == b""
    assert len(signature_of([f"w{number}" for number in range(40)])) == SIZE


NOTICE = "All prices of the market hall are given in the coin of the valley."
PAGES = [f"{own}\n\n{NOTICE}\n" for own in OWN]


def left(texts: list[str], **keys: Any) -> list[str]:
    return [result.text for result in cleaned(texts, **keys)]


def test_a_line_of_many_documents_goes_and_a_line_of_one_stays() -> None:
    assert left(PAGES) == [f"{own}\n" for own in OWN]
    assert left([page.replace("\n", "\r\n") for page in PAGES]) == [f"{own}\r\n" for own in OWN]
    assert left([f"{own}\n织机的价格由镇上的市场公布，每周一次。\n" for own in OWN]) == [
        f"{own}\n" for own in OWN
    ]


@pytest.mark.parametrize(
    ("keys", "goes"),
    [
        ({"share": 0.5}, True),
        ({"share": 0.6}, False),
        ({"least": 4}, True),
        ({"least": 5}, False),
        ({"min_words": 14}, True),
        ({"min_words": 15}, False),
        ({"unless": "coin"}, False),
        ({"when": "coin"}, True),
        ({"where": "head"}, False),
        ({"where": "tail"}, True),
        ({"language": "fi"}, False),
    ],
)
def test_keys_and_guards_decide_which_common_lines_go(keys: dict[str, Any], *, goes: bool) -> None:
    half = [f"{own}\n\n{own}\n\n{NOTICE}\n" for own in OWN[:4]] + [f"{own}\n" for own in OWN[4:]]
    expected = half[0].replace(f"\n{NOTICE}\n", "") if goes else half[0]
    assert left(half, **{"least": 4, **keys})[0] == expected


def test_a_paragraph_goes_however_its_lines_are_broken() -> None:
    first, second = NOTICE.replace(" hall", "\nhall"), NOTICE.replace(" given", "\ngiven")
    pages = [f"{own}\n\n{first if n % 2 else second}\n" for n, own in enumerate(OWN)]
    assert left(pages) == pages
    assert left(pages, unit="paragraph") == [f"{own}\n" for own in OWN]
