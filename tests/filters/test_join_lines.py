"""join-lines: sentences that are broken in many ways, and what looks like them and is whole."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garmentclean import Result
from garmentclean.filters.base.view import View
from garmentclean.filters.join_lines import JoinLines, orphans, rule
from garmentclean.filters.join_lines.torn_sentences import LINES, LONG, TornSentences
from garmentclean.pipeline.pack_files import load_packs
from garmentclean.pipeline.pipeline import Pipeline

if TYPE_CHECKING:
    from collections.abc import Iterator

CleanWith = Callable[..., Result]

TITLE = "The knitters of the valley meet in the autumn\n\n"
PROSE = (
    "The association said on Monday that the knitwear of the valley would be sold in more shops of "
    "the city than in the year before.\n"
)
OPENING = "The association said on Monday that the export of knitwear"


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline.from_packs(select=["torn"])


TORN = {
    "link": ("{} through the⏎bonded zone⏎of the port would be doubled.", "through the bonded"),
    "capitals": ("{} by the⏎Qingdao Knitting Works⏎had been forgotten by all.", "by the"),
    "two links": ("{} through the⏎bonded zone⏎of the⏎new port⏎would be doubled.", "new port"),
    "links in a list": ("{} of⏎Wool⏎and⏎Silk⏎would be doubled by the end of the year.", "of Wool"),
    "comma": ("{} was open to all,⏎Bamboo mills⏎in the north among them, he said.", "mills in"),
    "blank line": (
        "{} had doubled, although the⏎⏎port was closed for a year.",
        "although the port",
    ),
    "no blank line": ("{} had doubled, and it was said that the⏎port had been closed.", "the port"),
    "small word": (
        "{} had doubled within three years⏎and would double again before the spring.",
        "years and",
    ),
    "mark": ("{} had doubled within three years⏎, and that it would double again.", "years, and"),
    "comma above": ("{} had doubled within the year,⏎nearly all of it from three mills.", "nearly"),
}


@pytest.mark.parametrize(("text", "because"), TORN.values(), ids=list(TORN))
def test_a_torn_sentence_is_joined(text: str, because: str, pipeline: Pipeline) -> None:
    line = text.format(OPENING)
    before = TITLE + PROSE + line.replace("⏎", "\n") + "\n" + PROSE
    result = pipeline.clean(before)
    expected = line.replace("⏎⏎", "⏎").replace("⏎,", ",").replace("⏎", " ")
    assert result.text == f"{TITLE}{PROSE}{expected}\n{PROSE}"
    assert result.restore().to_text() == before
    assert pipeline.clean(result.text).edits == ()
    assert because in " / ".join(edit.because for edit in result.edits)


def test_a_link_text_begins_a_sentence(pipeline: Pipeline) -> None:
    line = "All of its members like the bonded zone very much, as it saves them the duty on yarn.\n"
    torn = "Bonded zone\nhas been a success, the association said, and would be made larger.\n"
    before = TITLE + PROSE + line + torn
    assert pipeline.clean(before).text == before.replace("\nhas", " has")
    assert pipeline.clean(before.replace("has", "in which it has")).text.count("zone\n") == 0
    assert pipeline.clean(TITLE + PROSE + torn.replace("has", "in which it has")).edits == ()


def test_a_link_text_is_the_subject_of_the_verb_below(pipeline: Pipeline) -> None:
    torn = f"{TITLE}{PROSE}Bonded zone\nhas been a success, they said, and would be larger.\n"
    assert pipeline.clean(torn).text == torn.replace("\nhas", " has")
    under_title = torn.replace(PROSE, "")
    assert pipeline.clean(under_title).edits == ()


LED = f"{PROSE}{OPENING} has doubled within three years, most of it from the\nBonded zone\n"


@pytest.mark.parametrize("word", ["the", "in", "was", "our"])
def test_a_line_leads_to_the_link_text_below(word: str, pipeline: Pipeline) -> None:
    torn = LED.replace("from the\n", f"from {word}\n") + PROSE
    twice = TITLE + torn + torn.replace("Bonded", "Second bonded")
    joined = twice.replace("\nBonded", " Bonded").replace("\nSecond", " Second")
    assert pipeline.clean(twice).text == joined


@pytest.mark.parametrize(
    "text",
    [
        LED + PROSE,
        2 * (LED.replace("from the\n", "from wool\n") + PROSE),
        2 * (LED.replace("Bonded zone", "loom_list") + PROSE),
        LED + "Wool\n",
        2 * (LED.replace("Bonded zone", "The bonded zone was made larger in May") + PROSE),
        f"{PROSE}Posted in\nBonded zone\n{PROSE}",
        f"{PROSE}Posted in\nBonded zone\n{PROSE}Written by\nIda Sample\n{PROSE}",
    ],
    ids=[
        "only one",
        "no such word",
        "a name in a program",
        "no sentence below",
        "no link",
        "one button",
        "buttons",
    ],
)
def test_a_line_leads_to_no_link_text(text: str, pipeline: Pipeline) -> None:
    assert pipeline.clean(TITLE + text).edits == ()


BROKEN_OFF = (
    "Because the price of the wool of the valley has doubled since the spring of the year,\n"
)


def test_a_line_that_ends_in_a_comma_leads_to_link_texts(pipeline: Pipeline) -> None:
    text = f"{TITLE}{BROKEN_OFF}knitwear\n{PROSE}"
    assert pipeline.clean(text).text == text  # a slip above a heading, perhaps
    two = pipeline.clean(text + text.removeprefix(TITLE))
    assert two.text.count("of the year, knitwear\n") == 2
    chain = pipeline.clean(f"{TITLE}{BROKEN_OFF}Knitwear\nNew looms\n{PROSE}")
    assert "of the year, Knitwear New looms\n" in chain.text
    button = f"{TITLE}{BROKEN_OFF}Read more\nNew looms\n{PROSE}"
    assert pipeline.clean(button).text == button


def test_names_between_commas_are_a_list(pipeline: Pipeline) -> None:
    names = "Lynera\n,\n9 Mills\n,\nOurense\n"
    result = pipeline.clean(f"{PROSE}{names}{PROSE}").text
    assert "\nLynera, 9 Mills, Ourense\n" in result
    for text in (f"Tags\n{names}{PROSE}", f"{PROSE}{names}Share\n", f"{PROSE}{names}"):
        assert pipeline.clean(text).text == text


def test_a_name_with_its_comma_below_a_line_of_prose_is_joined(pipeline: Pipeline) -> None:
    lines = [BROKEN_OFF, "9 Mills,\n", "Ourense and others have shut their shops.\n"]
    result = pipeline.clean(PROSE + "".join(lines)).text
    assert "year, 9 Mills, Ourense and others" in result
    for other in (["9 Mills,\n", lines[2]], lines[:2], [*lines[:2], "Ourense and others\n"]):
        assert pipeline.clean(PROSE + "".join(other)).text == PROSE + "".join(other)


STRAYS = {
    "small letters": ("spare looms", True),
    "used by the prose": ("Knitwear", True),
    "of no sentence": ("Outlook", False),
    "a single small word": ("outlook", False),
    "three words": ("The knitwear of", False),
}


@pytest.mark.parametrize(("text", "goes"), STRAYS.values(), ids=list(STRAYS))
def test_a_link_text_goes_where_links_tore_other_sentences(
    text: str, *, goes: bool, pipeline: Pipeline
) -> None:
    gap = f"{PROSE}Lynera\nIn, Lynera has become the first of the valley.\n"
    page = f"{TITLE}{gap}{gap}{PROSE}{text}\n{PROSE}"
    assert (f"\n{text}\n" not in pipeline.clean(page).text) == goes
    assert "\nLynera\n" not in pipeline.clean(page).text
    whole = page.replace("In, ", "In ")
    assert pipeline.clean(whole).text == whole


def test_short_lines_lead_to_link_texts_where_a_page_has_several(pipeline: Pipeline) -> None:
    one = f"{PROSE}Demand for the\nBonded zone\n{PROSE}"
    two = f"{PROSE}In that year, China's\nKnitwear\n{PROSE}"
    assert pipeline.clean(TITLE + one).edits == ()
    joined = (one + two).replace("\nBonded", " Bonded").replace("\nKnitwear", " Knitwear")
    assert pipeline.clean(TITLE + one + two).text == TITLE + joined
    torn = "Bonded zone\n, which is new, has been a success, as the association said on Monday.\n"
    assert pipeline.clean(TITLE + PROSE + torn).text == TITLE + PROSE + torn.replace("\n,", ",")


WHOLE = {
    "heading": f"{PROSE}Market outlook\n{PROSE}",
    "numbered heading": f"{PROSE}First, do a good job in the cluster.\n{PROSE}",
    "heading above a name in small letters": f"{PROSE}What the knitters of the valley have to "
    "know about the looms\n\nloomctl is the program that shows all of them, even those at rest.\n",
    "title above a paragraph in small letters": "How the knitters of the valley have come to own "
    "the looms they work on\n\nthe looms were bought in the spring, and nobody knows with what.\n",
    "careless writer": "".join(
        f"{line}\n\n"
        for line in (
            "The looms of the valley and those who have worked on them",
            "the looms were bought in the spring, and nobody in the valley knows with what.",
            "they stood idle for a year, as there was no yarn to be had at the price.",
            "then came the winter, and the first knitter lit a fire in the hall of the mill.",
            "who owned them was not asked any more, and so it has been left to this day.",
            "What the knitters of the valley say when they are asked about the looms",
            "they say that the looms are theirs, and they are not far from the truth.",
        )
    ),
    "list": "Wool for one shawl, to be had in every shop of the town or from a\nspinner\nweaver\n",
    "recipe": f"{PROSE}Take for one shawl\ntwo skeins of wool\na needle of bone\nand patience.\n",
    "verse": "The shuttle goes out and the shuttle comes in,\nand the thread is so thin,\n"
    "and the lamp on the wall\nthrows a light on us all.\n",
    "caption": f"{PROSE}The great hall of the mill on the evening of the feast, with its looms\n"
    f"by an unknown photographer\n{PROSE}",
    "address": f"{PROSE}The report on the looms of the valley and on their owners is found under\n"
    f"https://mill.example/looms, where it can be read by all.\n{PROSE}",
    "code": f"{PROSE}The looms of the valley are listed by a program that is called with the\n"
    f"loom_list --all --idle\n{PROSE}",
    "lone word": f"{PROSE}stay\n{PROSE}",
    "lone word above a short line": "A song.\nstay\nWith me\nThe night is long.\n",
    "dialogue": f'{PROSE}"And what did you say to the"\n"To the one with the hat?"\n{PROSE}',
    "wrapped": "The association said on Monday that the export of knitwear had\n"
    "doubled within three years, and that it would double again before\n"
    "the port was closed for the works that have been planned since\nthe flood.\n",
    "no end": f"{PROSE}{OPENING} through the\nbonded zone\nof the port and of the\n",
}


@pytest.mark.parametrize("text", WHOLE.values(), ids=list(WHOLE))
def test_what_is_whole_stays(text: str, pipeline: Pipeline) -> None:
    assert pipeline.clean(text).text == text


@pytest.mark.parametrize("word", ["stay", "from", "By"])
def test_a_leftover_goes_with_the_link_text_below_it(word: str, pipeline: Pipeline) -> None:
    result = pipeline.clean(f"{TITLE}{PROSE}{word}\nKnitwear exports\n{PROSE}")
    assert result.text == TITLE + PROSE + PROSE
    assert [edit.because for edit in result.edits] == [f"below a lone “{word}”"]


def test_a_tag_of_the_page_goes(pipeline: Pipeline) -> None:
    text = f"{TITLE}{PROSE}Knitwear exports\n{PROSE}"
    assert pipeline.clean(text).edits == ()
    result = pipeline.clean(text, {"tags": "Wool, Knitwear Exports"})
    assert result.text == TITLE + PROSE + PROSE
    assert [edit.because for edit in result.edits] == ["one of the page's tags"]


def test_a_part_of_a_tag_line_with_spaces_is_a_tag(pipeline: Pipeline) -> None:
    text = f"{TITLE}{PROSE}Knitwear exports\n{PROSE}"
    result = pipeline.clean(text, {"tags": "Wool Knitwear Exports Lille"})
    assert result.text == TITLE + PROSE + PROSE
    assert pipeline.clean(text, {"tags": "Wool Knitwear Lille Exports"}).edits == ()


def test_a_link_text_that_is_put_back_elsewhere_goes(pipeline: Pipeline) -> None:
    led = LED + PROSE + LED
    joined = led.replace("\nBonded", " Bonded")
    torn = f"{TITLE}{led}{PROSE}Bonded zone\n{PROSE}"
    result = pipeline.clean(torn)
    assert result.text == TITLE + joined + PROSE + PROSE
    assert "a link text that is put back elsewhere" in {edit.because for edit in result.edits}
    other = torn.replace(f"{PROSE}Bonded zone", f"{PROSE}Market outlook")
    assert "Market outlook\n" in pipeline.clean(other).text


def test_an_unfinished_line_is_joined_with_a_link_text_where_another_one_is(
    pipeline: Pipeline,
) -> None:
    open_line = f"{OPENING} has doubled, as have those of all other\nKnitwear mills\n{PROSE}"
    assert pipeline.clean(TITLE + PROSE + open_line).edits == ()
    text = pipeline.clean(TITLE + LED + PROSE + open_line).text
    assert "of all other Knitwear mills\n" in text


INLINE = f"{PROSE.strip()} Knitwear exports The association is glad of it, as are the others.\n"


def test_a_tag_between_two_sentences_of_a_line_goes(pipeline: Pipeline) -> None:
    tags = {"tags": "WoolKnitwear Exports"}
    assert pipeline.clean(INLINE).edits == ()
    assert pipeline.clean(INLINE, tags).text == INLINE.replace("Knitwear exports ", "")
    for stays in (
        INLINE.replace("exports The", "exports Lille The"),
        INLINE.replace("exports The", "exports rose. The"),
        INLINE.replace(". Knitwear", ", Knitwear"),
        INLINE.replace("Knitwear exports", "All of knitwear exports"),
    ):
        assert pipeline.clean(stays, tags).edits == ()


OPEN = (
    "In the last few weeks,",
    "In the last few weeks",
    "As the valley says:",
    "In the autumn –",
    "The looms were sold by",
    "According to",
    "Whoever has seen the knitters of the valley in the last few weeks, and in the weeks before,",
)


@pytest.mark.parametrize("above", OPEN)
@pytest.mark.parametrize("opening", [TITLE, TITLE + PROSE], ids=["head", "body"])
def test_a_tag_that_is_the_subject_of_a_sentence_stays(
    above: str, opening: str, pipeline: Pipeline
) -> None:
    text = f"{opening}{above}\n\nWoolhope\n\n{PROSE}"
    assert pipeline.clean(text, {"tags": "Wool, Woolhope"}).edits == ()


@pytest.mark.parametrize("above", ["", "By Ida Sample\n\n", "The looms were sold.\n\n"])
def test_a_tag_below_the_title_goes(above: str, pipeline: Pipeline) -> None:
    result = pipeline.clean(f"{TITLE}{above}Woolhope\n\n{PROSE}", {"tags": "Wool, Woolhope"})
    assert result.text == TITLE + above + PROSE


PIECES = (
    *("The knitters said on Monday that the export of knitwear through the", "of the", "and", "a"),
    "The knitters said on Monday that the export of knitwear had doubled, and that it had,",
    *("bonded zone", "Bonded zone", "Wool", "Silk yarn", "stay", "from", "  an indented line", ""),
    *("of the port would be twice what it was in the year before.", "It was.", "x.example/looms"),
    "has been a success, the knitters said, and would be made larger.",
    ", which is new, has been a success, as the knitters said on Monday.",
    "The valley is glad of the bonded zone and of its knitters, as they said on Monday.",
    "the looms were bought in the spring, and nobody in the valley knows with what.",
    "which is what they had to say about all of the looms that stood still",
)


class PlainTornSentences(TornSentences):
    """The plain definition: a sentence may begin anywhere, and all long lines are searched."""

    def _places(self) -> Iterator[int]:
        yield from range(len(self._texts) - 1)

    def _is_used_elsewhere(self, words: str) -> bool:
        return any(len(text) >= LONG and words.lower() in text.lower() for text in self._texts)


def everywhere(view: View, *_: object) -> list[int]:
    return [*range(len(view.written) - 1)]


def test_torn_sentences_are_found_where_a_line_continues(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = [r for pack in load_packs() for r in pack.rules if isinstance(r, JoinLines)]
    scanner = JoinLines.scanner(rules)
    draw = random.Random(6)
    texts = ["\n".join(draw.choices(PIECES, k=draw.randint(2, 9))) for _ in range(6_000)]
    facts = {"tags": "Wool, Bonded Zone"}
    patches = [[*scanner.patches(View(text, facts))] for text in texts]
    monkeypatch.setattr(rule, "TornSentences", PlainTornSentences)
    monkeypatch.setattr(orphans, "places", everywhere)
    assert [[*scanner.patches(View(text, facts))] for text in texts] == patches
    assert sum(map(bool, patches)) > 300


def test_a_sentence_has_an_end_within_some_lines(pipeline: Pipeline) -> None:
    for links, torn in ((9, False), (LINES, True)):
        text = TITLE + PROSE + f"{OPENING} of\n" + "Wool\nand\n" * links + "Silk\n, it said.\n"
        assert (pipeline.clean(text).edits == ()) is torn


REJOIN: dict[str, Any] = {"filter": "join-lines", "mend": "rejoin", "dangling": ["of", "the"]}
DROP: dict[str, Any] = {"filter": "join-lines", "mend": "drop", "leftovers": ["stay"]}
BROKEN = f"{TITLE}{PROSE}{OPENING} of the\nbonded zone\nof the port would be doubled.\n{PROSE}"
MENDED = BROKEN.replace("\nbonded", " bonded").replace("\nof", " of")
LEFT = f"{TITLE}{PROSE}stay\nKnitwear exports\n{PROSE}"


def test_each_joint_is_an_edit_that_quotes_its_words(clean_with: CleanWith) -> None:
    result = clean_with(BROKEN, REJOIN)
    assert result.text == MENDED
    assert sorted((edit.before, edit.after, edit.because) for edit in result.edits) == [
        ("\n", " ", "… bonded zone of the …"),
        ("\n", " ", "… of the bonded zone …"),
    ]


def test_a_rule_joins_or_drops_and_never_both(clean_with: CleanWith) -> None:
    assert clean_with(LEFT, REJOIN).text == LEFT
    assert clean_with(BROKEN, DROP).text == BROKEN
    assert clean_with(LEFT, DROP).text == TITLE + PROSE + PROSE


def test_a_link_text_has_few_words(clean_with: CleanWith) -> None:
    assert clean_with(BROKEN, {**REJOIN, "max-words": 2}).text == MENDED
    assert clean_with(BROKEN, {**REJOIN, "max-words": 1}).text == BROKEN
    assert clean_with(LEFT, {**DROP, "max-words": 2}).text == TITLE + PROSE + PROSE
    assert clean_with(LEFT, {**DROP, "max-words": 1}).text == LEFT


def test_words_are_dangling_or_left_over_only_where_the_rule_says_so(
    clean_with: CleanWith,
) -> None:
    text = f"{TITLE}{PROSE}{OPENING} had doubled under\nport rules for a year.\n"
    joined = text.replace("under\n", "under ")
    assert clean_with(text, REJOIN).text == text
    assert clean_with(text, {**REJOIN, "dangling": ["under"]}).text == joined
    assert clean_with(LEFT, {**DROP, "leftovers": ["from"]}).text == LEFT


ZONE = "Bonded zone\nhas been a success, the association said, and would be made larger.\n"
YARN = "yarn that was sold in the shops of the\n"


@pytest.mark.parametrize(
    "text",
    [
        f"{PROSE}{OPENING} had doubled within the year,\nnearly all of it.\n",
        f"{PROSE}{OPENING} of the\nport.\n",
        f"{PROSE}{OPENING} of the\n{3 * YARN}valley and of the port would be doubled.\n{PROSE}",
        f"{OPENING} had doubled within the year,\nnearly all of it from three mills.\n{PROSE}",
        f"The members like the bonded zone very much, as it saves them the duty.\n{ZONE}",
        PROSE + PROSE + WHOLE["careless writer"],
    ],
    ids=["short rest", "short piece", "many breaks", "first line", "wrapped", "careless writer"],
)
def test_a_sentence_stays_if_its_break_is_not_certain(text: str, clean_with: CleanWith) -> None:
    assert clean_with(text, REJOIN).text == text


def test_wrapped_text_is_joined_around_a_link_text_with_blank_lines(clean_with: CleanWith) -> None:
    torn = f"{OPENING} through the\n\nbonded zone\n\nof the port would be doubled.\n"
    assert clean_with(torn, REJOIN).text == torn.replace("\n\n", " ")
    wrapped = torn.replace("\n\n", "\n")
    assert clean_with(wrapped, REJOIN).text == wrapped


@pytest.mark.parametrize("mark", [",", ".", ";", ")"])
def test_no_space_is_inserted_before_a_punctuation_mark(mark: str, clean_with: CleanWith) -> None:
    text = f"{PROSE}{OPENING} (sold by the\nbonded zone\n{mark} would be doubled again.\n"
    joined = text.replace("\nbonded", " bonded").replace(f"\n{mark}", mark)
    assert clean_with(text, REJOIN).text == joined


def test_a_link_text_is_dropped_only_above_a_whole_sentence(clean_with: CleanWith) -> None:
    text = LEFT.removesuffix(".\n") + "\n"
    assert clean_with(text, DROP).text == text
    text = f"{TITLE}{PROSE}Knitwear exports\n{PROSE.lower()}"
    assert clean_with(text, DROP, metadata={"tags": "Knitwear exports"}).text == text


@pytest.mark.parametrize(
    ("rule", "text", "after"), [(REJOIN, BROKEN, MENDED), (DROP, LEFT, TITLE + PROSE + PROSE)]
)
def test_guards_and_newlines(
    rule: dict[str, Any],
    text: str,
    after: str,
    check_guards: Callable[..., None],
    check_newlines: Callable[..., None],
) -> None:
    check_guards(rule, text)
    check_newlines(rule, text, after)


def test_all_lines_of_a_sentence_must_be_where_the_rule_works(clean_with: CleanWith) -> None:
    assert clean_with(BROKEN, {**REJOIN, "where": "head"}).text == BROKEN
    assert clean_with(BROKEN, {**REJOIN, "where": "below"}).text == MENDED
    assert clean_with(BROKEN, {**REJOIN, "unless": "bonded"}).text == BROKEN


def test_chinese_lines_stay(clean_with: CleanWith) -> None:
    text = f"{TITLE}镇上的纺织厂正在出售，织机也一并出售，\n价格\n尚未公布。\n"
    assert clean_with(text, REJOIN, DROP).text == text


@pytest.mark.parametrize(
    ("keys", "key", "message"),
    [
        ({"mend": "both"}, "mend", "it is 'both'"),
        ({"mend": "drop", "max-words": "six"}, "max-words", "must be"),
        ({"mend": "drop", "leftovers": {"a": "b"}}, "leftovers", "must be"),
        ({"mend": "rejoin", "dangling": [1]}, "dangling", "must be"),
    ],
)
def test_a_wrong_value_is_refused(
    keys: dict[str, Any], key: str, message: str, check_refusal: Callable[..., None]
) -> None:
    check_refusal({"filter": "join-lines", **keys}, key, message)


@given(st.lists(st.sampled_from([*PIECES, TITLE.strip(), PROSE.strip()]), max_size=12))
def test_no_word_is_lost_where_lines_are_joined(clean_with: CleanWith, lines: list[str]) -> None:
    text = "\n".join(lines)
    left = clean_with(text, REJOIN).text
    assert "".join(left.split()) == "".join(text.split())
