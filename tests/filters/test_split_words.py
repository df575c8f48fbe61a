"""split-words: which tokens are cut, what they need for it, and what stays."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garmentclean import Result

CleanWith = Callable[..., Result]

PROSE = (
    "The weavers of the lower valley met on Tuesday, because the price of yarn had risen "
    "for the third time this year, and nobody could say why. They want an answer."
)
RULE: dict[str, Any] = {
    "filter": "split-words",
    "opening": "the of and that from their with has been through into this without",
    "closing": "the and that from their with has been this was",
    "others": "to for is it he you not as at by me one",
    "particles": "in on up off of over",
    "stays": "linkedin andlooms",
}
GLUED = "The price ofthe yarn had risen, and the textile industry of the valley knew it"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The dyers met inthe valley.", "The dyers met in the valley."),
        ("The price has risen (ofthe yarn).", "The price has risen (of the yarn)."),
        ("The loom hasbeen sold, they say.", "The loom has been sold, they say."),
        ("The price oftextile goods fell.", "The price of textile goods fell."),
        ("They face challengeswith the yarn.", "They face challenges with the yarn."),
        ("It is the qualityofthe yarn.", "It is the quality of the yarn."),
        ("They were willingto go on with it.", "They were willing to go on with it."),
        ("They go on witha loom of wood.", "They go on with a loom of wood."),
        ("The mill. Fromthe tower they see it.", "The mill. From the tower they see it."),
        ("The millsand the yarn; oneofthe mills.", "The mills and the yarn; one of the mills."),
        ("Of yarn they have much, andyarn is dear.", "Of yarn they have much, and yarn is dear."),
    ],
)
def test_a_certain_cut_is_made(before: str, after: str, clean_with: CleanWith) -> None:
    assert clean_with(before, RULE).text == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("They want toparticipate.", "They want to participate."),
        ("The textileindustry of the valley.", "The textile industry of the valley."),
        ("The weavingmachine of the valley.", "The weaving machine of the valley."),
        ("They go upthe hill, and andsilk is dear.", "They go up the hill, and and silk is dear."),
    ],
)
def test_other_cuts_need_a_certain_one_in_the_document(
    before: str, after: str, clean_with: CleanWith
) -> None:
    if "upthe" not in before:
        assert clean_with(f"The textile industry is old. {before}", RULE).text.endswith(before)
    assert clean_with(f"{GLUED}. {before}", RULE).text.endswith(after)


@pytest.mark.parametrize(
    "text",
    [
        "They say thereat and forthwith that it was nowhere, and cannot.",
        "The pformation and the pportation of the yarn.",
        "See ofthe.txt, example.com/ofthe and ofthe@mill.example, and the www.ofthe.example of it.",
        "The tag #ofthe and the user @ofthe, and of_the, ofThe, ofthe2 and x-ofthe of it.",
        "They write “ofthe”, and the command ofthe is run.",
        "by ofthe (12 points) of the valley",
        "It is on linkedin, and the andlooms of the valley.",
        "They are theirselves, and the attension of the valley; theif and thei.",
        "the manufac-\nturingofthe yarn",
        "Mr Withsilk and the Fromsilk company of the valley.",
        "ofthe",
        "Ofthe Andthe Withthe",
        "A kettlebell and a lifecycle of inhouse yarn, upthread.",
        "OFTHE VALLEY AND THE MILL",
        "The offair of the valley; a breakthroughof it.",
        "She wrote witha apple of the valley.",
        "apa yang anda cari",
    ],
)
def test_words_names_and_identifiers_stay(text: str, clean_with: CleanWith) -> None:
    assert clean_with(text, RULE).text == text


def test_the_evidence_is_named(clean_with: CleanWith) -> None:
    text = f"{GLUED}, and andyarn of the textileindustry, toparticipate in it."
    because = {edit.before: edit.because for edit in clean_with(text, RULE).edits}
    assert because == {
        "ofthe": "",
        "andyarn": "yarn stands elsewhere",
        "textileindustry": "textile industry stands elsewhere, beside ofthe",
        "toparticipate": "beside ofthe",
    }


def test_a_compound_that_is_more_common_than_its_parts_stays(clean_with: CleanWith) -> None:
    text = f"{f'{PROSE} ' * 15}{GLUED}. The textileindustry is old, the textileindustry is large."
    assert "textileindustry" in clean_with(text, RULE).text


def test_a_short_part_must_stand_elsewhere(clean_with: CleanWith) -> None:
    assert clean_with("They met, andsilk of the valley is dear.", RULE).edits == ()


def test_one_glued_word_in_a_long_text_is_no_evidence_for_others(clean_with: CleanWith) -> None:
    long = f"{PROSE} " * 60
    left = clean_with(f"{long}{GLUED}, and they want toparticipate in it.", RULE).text
    assert "of the yarn had" in left
    assert "toparticipate" in left


def test_guards_and_newlines(
    check_guards: Callable[..., None], check_newlines: Callable[..., None]
) -> None:
    before = f"{PROSE}\n\nThe price ofthe yarn has risen.\n"
    check_guards(RULE, before)
    check_newlines(RULE, before, before.replace("ofthe", "of the"))


def test_lines_of_source_code_stay(clean_with: CleanWith) -> None:
    text = f"{PROSE}\n\n```\nthe price ofthe yarn\n```\n"
    assert clean_with(text, RULE).text == text


@pytest.mark.parametrize(
    ("keys", "key", "message"),
    [
        ({"opening": ""}, "opening", "needs at least one word"),
        ({"closing": " "}, "closing", "needs at least one word"),
        ({"others": "a"}, "others", "'a' is not a word of two small letters or more"),
        ({"stays": "LinkedIn"}, "stays", "'LinkedIn' is not a word of two small letters or more"),
    ],
)
def test_a_wrong_value_is_refused(
    keys: dict[str, Any], key: str, message: str, check_refusal: Callable[..., None]
) -> None:
    check_refusal({**RULE, **keys}, key, message)


WORDS = ("of", "the", "andthe", "oftextile", "willingto", "yarn", ".", "\n", "witha", "loom")


@given(words=st.lists(st.sampled_from(WORDS)))
def test_only_spaces_are_added(clean_with: CleanWith, words: list[str]) -> None:
    text = " ".join(words)
    left = clean_with(text, RULE).text
    assert left.replace(" ", "") == text.replace(" ", "")


def test_the_time_grows_no_faster_than_the_text(clean_with: CleanWith) -> None:
    def seconds(times: int) -> float:
        text = f"{GLUED}, they want toparticipate. " * times
        start = process_time()
        clean_with(text, RULE)
        return process_time() - start

    seconds(10)
    assert seconds(800) < 12 * max(seconds(200), 0.05)
