"""What a page or a translation says twice goes; what its author says twice stays."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from garmentclean.filters.drop_repeats.phrase_loops import LONGEST, loops, may_loop, stretches
from garmentclean.filters.drop_repeats.repeated_lines import size
from garmentclean.pipeline.pack_files import load_packs
from garmentclean.pipeline.pipeline import Pipeline

if TYPE_CHECKING:
    from collections.abc import Iterator

A = (
    "The dyer put the skein into the vat and waited until the clock of the church had struck four, "
    "as her mother had done."
)
B = (
    "Nobody in the valley knew what she put into the water, and nobody asked, for the blue that "
    "came out of it was paid for in silver."
)
C = (
    "When the bridge was washed away in March, the cloth went over the pass on the backs of mules, "
    "eleven of them in a row."
)
D = "Her brother kept the books, and he was never known to lose a page of them in all his years."
LONG = f"{C} It took two days, and a third one where the snow was deep, so the price went up."
TITLE = "The blue of the upper valley"


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline.from_packs(select=["repeats"])


def text_of(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


def check(pipeline: Pipeline, before: str, after: str) -> None:
    """Clean a text, also with blank lines between its lines, again, and back."""
    for gap in ("\n", "\n\n"):
        text = before.replace("\n", gap)
        result = pipeline.clean(text)
        assert result.text.split() == after.split()
        assert [*filter(None, result.text.split("\n"))] == after.splitlines()
        assert result.restore().to_text() == text
        assert pipeline.clean(result.text).edits == ()


GLUED = f"{A} {B}"
COPIES = {
    "at once": ([A, A, B], [A, B]),
    "three times": ([A, A, A], [A]),
    "one line between": ([A, "By Ida Sample", A], [A, "By Ida Sample"]),
    "two in order": ([A, B, A, B], [A, B]),
    "a long way off, in order": (
        [TITLE, A, B, C, "So it was.", D, LONG, "Related", D[:-1] + " at all.", A, B, C],
        [TITLE, A, B, C, "So it was.", D, LONG, "Related", D[:-1] + " at all."],
    ),
    "with the short lines between": (
        [
            A,
            "It was so.",
            B,
            "And it was good.",
            C,
            "The end.",
            A,
            "It was so.",
            B,
            "And it was good.",
            C,
        ],
        [A, "It was so.", B, "And it was good.", C, "The end."],
    ),
    "in pieces below": ([GLUED, C, A, B], [GLUED, C]),
    "in pieces above": ([A, B, C, GLUED], [A, B, C]),
    "long, a few lines off": (
        [LONG, A, B, D, A[:-1] + " too.", LONG],
        [LONG, A, B, D, A[:-1] + " too."],
    ),
    "below a byline": ([TITLE, A, "By Ida Sample", A, B], [TITLE, A, "By Ida Sample", B]),
}
ZH = (
    "河边的工厂已经以一欧元的价格卖给了织工，他们想在那里织亚麻布，"
    "并且保留那个古老的水轮，让它继续转动。"
)
JA = "川沿いの染物屋は、四時の鐘が鳴るまで糸を桶に入れておいた。母親もそうしていたからである。"
TH = (
    "คนย้อมผ้าใส่ไหมลงในถังแล้วรอจนระฆังโบสถ์ตีสี่ครั้ง"
    "เหมือนที่แม่ของเธอเคยทำมาตลอดชีวิตในหุบเขาแห่งนี้"
    "ซึ่งไม่มีใครถามอะไรเลยสักคำเดียว"
)
COPIES |= {
    "Chinese": ([ZH, "记者 李娜", ZH], [ZH, "记者 李娜"]),
    "Japanese": ([JA, "写真 佐藤", JA], [JA, "写真 佐藤"]),
    "Thai": ([TH, "By Ida Sample", TH], [TH, "By Ida Sample"]),
}


@pytest.mark.parametrize(("before", "after"), COPIES.values(), ids=list(COPIES))
def test_a_copy_goes(before: list[str], after: list[str], pipeline: Pipeline) -> None:
    check(pipeline, text_of(*before), text_of(*after))


RULE = (
    "Whoever wants to see the vats has to write to the office a week before, because they are in "
    "use on all days but Sunday."
)
STAYS = {
    "a refrain": [A, RULE, B, C, D, LONG, RULE],
    "a refrain of each part": [A, RULE, B, RULE, C, RULE, D],
    "a day like the one before": [A, "It was so.", A, "It was so.", B],
    "a litany": [A, "It was so.", A, "It was good."],
    "a question in a dialogue": [RULE[:-1] + "?", "“No.”", RULE[:-1] + "?", "“I said no.”"],
    "a clause in Chinese": [ZH, "到此为止。", ZH],
    "a prayer": [f"Hear us, and have mercy. {RULE}"] * 3,
    "an instruction below numbers": ["Question 1", RULE, "Question 2", RULE],
    "an instruction below headings": ["Indigo", RULE, "Madder", RULE, "Weld", RULE],
    "an instruction below two headings": ["Indigo", RULE, "Madder", RULE],
    "an answer to two questions": ["May I see it?", RULE, "And my child?", RULE],
    "a quotation": [A, B, "This is how it begins:", A, C],
    "a quotation below a dash": [A, B, C, D, "This is how it begins –", A, B, C],
    "an item of two lists": [
        "If the dyer is in a hurry",
        f"1. {D}",
        f"2. {LONG}",
        f"3. {C}",
        "If the dyer has time",
        f"1. {B}",
        f"2. {LONG}",
        f"3. {C}",
    ],
    "a quotation in Chinese": [ZH, "它的开头是：", ZH],
    "a clause in two sections": [
        "Duties of the dyer",
        RULE,
        D,
        B,
        C,
        "Duties of the owner",
        RULE,
        D,
    ],
    "a credit below each picture": [A, RULE, "See it.", B, RULE, "See it.", C, RULE, "See it."],
    "a line of a list": ["- Silk, dyed", "- Wool, dyed", "- Silk, dyed", "- Wool, dyed"],
    "rows": ["Silk 12 14 16", "Wool 9 11 13", "Silk 12 14 16", "Wool 9 11 13"],
    "a short paragraph": [A, "It was so, and it was good.", B, "It was so, and it was good."],
}


@pytest.mark.parametrize("lines", STAYS.values(), ids=list(STAYS))
def test_deliberate_repeats_stay(lines: list[str], pipeline: Pipeline) -> None:
    check(pipeline, text_of(*lines), text_of(*lines))


SOLD = "The dye works on the hill have been sold to a printer."
HEAT = "He wants to heat them with wood from his own forest."
CAT = "The cat of the dyers may stay."
RUNS = {
    "two lines": [SOLD, HEAT],
    "three lines": [SOLD, HEAT, CAT],
    "title": [TITLE, SOLD, HEAT],
    "title and byline": [TITLE, "By Ida Sample", SOLD, HEAT],
    "a question": [SOLD, "Who is the man that bought them?", HEAT],
    "a quotation": [SOLD, HEAT, "“We will heat with wood,” he said."],
    "Chinese": ["山上的染坊已经卖给了一位印花工匠。", "他想用自己森林里的木头来加热染缸。"],
}


@pytest.mark.parametrize("run", RUNS.values(), ids=list(RUNS))
def test_the_second_copy_of_a_short_text_is_dropped(run: list[str], pipeline: Pipeline) -> None:
    check(pipeline, text_of(*run, *run), text_of(*run))
    check(pipeline, text_of("A page", *run, *run), text_of("A page", *run))
    check(pipeline, text_of(*run, *run, "Back."), text_of(*run, "Back."))


def test_a_run_of_lines_below_the_first_paragraph_goes(pipeline: Pipeline) -> None:
    check(
        pipeline,
        text_of(TITLE, B, SOLD, HEAT, CAT, SOLD, HEAT, CAT),
        text_of(TITLE, B, SOLD, HEAT, CAT),
    )


NO_RUNS = {
    "a chorus": ["Turn the skein and turn it blue.", "The vat is deep and old."],
    "a verse": [
        "Turn the skein that hangs upon the rod,",
        "and turn it till the clock strikes four;",
    ],
    "a litany": ["Lord, have mercy on us.", "Christ, have mercy on us."],
    "dialogue": [
        "“Who is it that wants to see the vat?”",
        "“It is I, and I have come a long way.”",
    ],
    "dialogue with dashes": [
        "– Who is it that wants to see the vat?",
        "– It is I, I have come a long way.",
    ],
    "an interview": [
        "Reporter: Who is it that wants to see it?",
        "Dyer: It is the printer from the town.",
    ],
    "a form": ["Name of the dyer and of the owner:", "Address of the dye works on the hill:"],
    "one line": [SOLD],
    "labels": ["Silk", "Wool", "Linen of the second class"],
    "steps": ["Dip the skein.", "Wring it out.", "Dip it again.", "Hang it up."],
}


@pytest.mark.parametrize("run", NO_RUNS.values(), ids=list(NO_RUNS))
def test_verse_dialogue_and_forms_stay(run: list[str], pipeline: Pipeline) -> None:
    check(pipeline, text_of(*run, *run), text_of(*run, *run))
    check(pipeline, text_of(A, *run, *run, B), text_of(A, *run, *run, B))


def test_instructions_within_a_text_may_be_repeated(pipeline: Pipeline) -> None:
    steps = [
        "Dip the skein into the vat and count to ninety.",
        "Hang it on the rod until it is blue.",
    ]
    lines = [TITLE, A, *steps, *steps, B, LONG]
    check(pipeline, text_of(*lines), text_of(*lines))


HEADS = {
    "contents": [
        TITLE,
        "What is a vat?",
        "Who stirs the vat?",
        "What is a vat?",
        A,
        "Who stirs the vat?",
        B,
    ],
    "contents in Chinese": [
        "什么是染缸？",
        "谁来搅拌染缸？",
        "什么是染缸？",
        ZH,
        "谁来搅拌染缸？",
        ZH[:-1] + "吧。",
    ],
}


@pytest.mark.parametrize("lines", HEADS.values(), ids=list(HEADS))
def test_a_table_of_contents_stays(lines: list[str], pipeline: Pipeline) -> None:
    check(pipeline, text_of(*lines), text_of(*lines))


def test_a_second_title_in_chinese_is_dropped(pipeline: Pipeline) -> None:
    check(
        pipeline,
        text_of("山上的染坊卖掉了", "山上的染坊卖掉了", ZH),
        text_of("山上的染坊卖掉了", ZH),
    )


def test_a_teaser_is_dropped_and_a_sentence_that_begins_again_stays(pipeline: Pipeline) -> None:
    begun = A.rsplit(" ", 5)[0]
    check(pipeline, text_of(TITLE, f"{begun} …", A, B), text_of(TITLE, A, B))
    check(pipeline, text_of(TITLE, B, f"{begun} …", C, A), text_of(TITLE, B, f"{begun} …", C, A))


LOOPS = {
    "It is said that " + "it is said that " * 4 + "it is.": "It is said that it is.",
    "He knows " + "that it is said " * 5 + "that it is.": "He knows that it is said that it is.",
    "The mill " + "the mill " * 5 + "was old.": "The mill was old.",
    "山上的染坊是一家老企业，" * 8: "山上的染坊是一家老企业，",
    "we're closed " * 5: "we're closed",
    "He stirs the vat. " * 5 + "He sleeps.": "He stirs the vat. He sleeps.",
    "blue yarn " * 7 + "is dear.": "blue yarn is dear.",
    "to dye it is " * 5 + "to dye": "to dye it is",
    "颜色" * 6 + "很美。": "颜色很美。",
    "她在搅拌染缸。" * 5: "她在搅拌染缸。",
    "価格上昇" * 5 + "という。": "価格上昇という。",
    "это хорошо и " * 5 + "это так.": "это хорошо и это так.",
}


@pytest.mark.parametrize(("line", "right"), LOOPS.items())
def test_one_phrase_of_a_loop_stays(line: str, right: str, pipeline: Pipeline) -> None:
    check(pipeline, text_of(B, line, C), text_of(B, right, C))
    assert may_loop(line)


@pytest.mark.parametrize(
    "line",
    [
        "no no no no no no no no no no no no",
        "It was very very very very very very very very very good.",
        "Ha ha ha ha ha ha ha ha ha ha ha ha ha!",
        "哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈",
        "加油加油加油加油加油加油加油加油",
        "ドキドキドキドキドキドキドキドキ",
        "It went on and on and on and on and on and on and on and on.",
        "Year after year after year after year after year after year after year.",
        "Never, never, never, never, never, never, never, never!",
        "Rain, rain, go away, rain, rain, go away, rain, rain, go away",
        "Buffalo buffalo Buffalo buffalo buffalo buffalo Buffalo buffalo.",
        "Where he had had had she had had had had had had had had the better of it.",
        "Her great great great great great great great great aunt dyed.",
        "Tick tock tick tock tick tock tick tock tick tock tick tock tick tock",
        "clack clack clack clack clack clack clack clack clack clack went the loom",
        "- - - - - - - - - - - - - - - - - - - - - - - -",
        "0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1",
        "0101010101010101010101010101010101010101",
        "S M L S M L S M L S M L S M L S M L S M L",
        "Silk Wool Silk Wool Silk Wool Silk Wool Silk Wool Silk Wool Silk Wool",
        "yes no yes no yes no yes no yes no yes no yes no yes no",
        "k2 p2 k2 p2 k2 p2 k2 p2 k2 p2 k2 p2 k2 p2 k2 p2",
        "a | b | a | b | a | b | a | b | a | b | a | b | a | b",
        "It is blue it is blue it is blue it is blue, and so it stays.",
        "The blue, the red, the blue, the red.",
    ],
)
def test_emphasis_sounds_and_patterns_stay(line: str, pipeline: Pipeline) -> None:
    result = pipeline.clean(text_of(B, line, C))
    assert (result.edits, result.notes) == ((), ())


@pytest.mark.parametrize(
    "line",
    [
        "In order to better the colour of the yarn, " * 8 + "it is dyed.",
        "We want our blue, " * 2 + "we want our blue, " * 4 + "yes.",
        "“We want blue we want blue we want blue we want blue we want blue we want blue we”",
        "red blue red blue red blue red blue red blue red",
        "Are they here? Are they here? Are they here? Are they here? Are they here?",
    ],
)
def test_repeats_that_may_be_intended_are_only_noted(line: str, pipeline: Pipeline) -> None:
    result = pipeline.clean(text_of(B, line, C))
    assert result.edits == ()
    assert [note.rule for note in result.notes] == ["repeats/phrase-loop"]


def test_a_song_is_only_noted(pipeline: Pipeline) -> None:
    song = [
        "Stir it round, my darling",
        "and we dye it " * 4 + "and we dye it",
        "till the clock strikes four",
    ]
    assert pipeline.clean(text_of(*song)).edits == ()
    assert pipeline.clean(text_of(TITLE, song[1], B)).edits != ()


def test_no_loop_is_missed() -> None:
    draw = random.Random(4)
    count = 0
    for _ in range(5_000):
        words = draw.choices(["it", "is", "said", "that", "blue", "mill."], k=draw.randint(1, 40))
        times, place = draw.randint(1, 8), draw.randint(0, len(words))
        phrase = draw.choices(["it", "is", "said", "that", "blue"], k=draw.randint(1, LONGEST))
        line = " ".join([*words[:place], *phrase * times, *words[place:]])
        count += bool(loops(line))
        assert may_loop(line) or not loops(line)
    assert count > 500


def plain_stretches(items: str, period: int, shortest: int) -> Iterator[tuple[int, int, int]]:
    """Yield what `stretches` yields of one period, as it is defined: each item is looked at."""
    first = 0
    while first + period < len(items):
        end = first + period
        while end < len(items) and items[end] == items[end - period]:
            end += 1
        if end - first >= shortest:
            yield first, end, period
        first = max(first + 1, end - period + 1)


def test_the_index_of_stretches_finds_what_a_plain_search_finds() -> None:
    draw = random.Random(5)
    count = 0
    for _ in range(5_000):
        items = "".join(draw.choices(["abab", "a", "b", "abcabc", "cc"], k=draw.randint(1, 20)))
        expected = [
            one
            for period in range(1, 5)
            for one in plain_stretches(items, period, (5 if period > 1 else 7) * period - 2)
        ]
        assert [tuple(one) for one in stretches(items, 4)] == expected, items
        count += bool(expected)
    assert count > 500


@pytest.mark.parametrize(
    "text",
    [
        "la " * 40_000,
        "a b c a b d " * 11_000,
        "染缸" * 20_000,
        f"{A}\n" * 1_000,
        "".join(f"{A[:-1]} {n % 50}.\n" for n in range(1_000)),
        f"{A} " * 1_000 + "\n" + f"{A}\n" * 1_000,
        f"{SOLD}\n{HEAT}\n" * 1_000,
        "Works of the\nthe hill\n" * 5_000,
    ],
    ids=["word", "near loops", "Chinese", "paragraph", "paragraphs", "pieces", "runs", "words"],
)
@pytest.mark.usefixtures("cpu_limit")
def test_texts_of_nothing_but_repeats_are_cleaned_in_linear_time(
    text: str, pipeline: Pipeline
) -> None:
    pipeline.clean(text)


def test_a_word_is_counted_by_its_letters_where_there_are_no_spaces() -> None:
    assert [size(text) for text in ("The vat is old.", "染缸很旧了", "ถังเก่าแล้ว", "Die Küpe")] == [
        4,
        2,
        2,
        2,
    ]


DOUBLED = {
    "The vat is in the the works.": "The vat is in the works.",
    "The the vat is old.": "The vat is old.",
    "It is a a vat of an an old kind.": "It is a vat of an old kind.",
    "They dye and and spin in their their works.": "They dye and spin in their works.",
    "Our cat has its its place, and our our dog too.": "Our cat has its place, and our dog too.",
    "Every every skein is the the best of it.": "Every skein is the best of it.",
    "It works, so I I think it holds.": "It works, so I think it holds.",
    "That was when I I came. “I I did,” he said.": "That was when I came. “I did,” he said.",
    "He went in, and saw the⏎the vat of his aunt.": "He went in, and saw the⏎vat of his aunt.",
    "  It was late, and the⏎  the vat was cold.": "  It was late, and the⏎  vat was cold.",
    "He came in the rain, so I⏎I think it is wet.": "He came in the rain, so I⏎think it is wet.",
    "He saw the works and the ⏎the vat of his.": "He saw the works and the ⏎vat of his.",
}


@pytest.mark.parametrize(("before", "after"), DOUBLED.items())
def test_a_word_that_is_never_right_twice_goes(before: str, after: str, pipeline: Pipeline) -> None:
    before, after = before.replace("⏎", "\n"), after.replace("⏎", "\n")
    result = pipeline.clean(before + "\n")
    assert result.text == after + "\n"
    assert result.restore().to_text() == before + "\n"
    assert pipeline.clean(result.text).edits == ()


RIGHT = """
What these dyes are are poor copies, and the men they were were gone.
All it comes down to to me is the blue, and it is not what it was thought of of late.
These are the rods we hold on to to get over the vat.
Those she came with with open arms were sent away.
The dyers they live by by day are kind.
The bed he lies in in winter is warm, and the one he dreams of of course is blue.
The town she comes from from time to time sends her a letter.
The chair he sat on on Sundays is what the dyer works for for his whole life.
In the days of Nicholas I I would have been a serf.
Under Napoleon I I find no trace of the vat.
Scarcely a dyer of Charles I I know of was paid, and in act I I play one.
It is I I blame, and my wife and I I think are too old.
Who am I I wondered.
If you ask who they are are you surprised?
The vat is his his whole life long, and he gave her her share.
I wonder if if he came we would stay.
Is it they they fear, or is it we we fear?
I know that that blue is right, and it had had no use; what it is is old.
He saw to it it was his, and he did do do the dishes.
The The played in the town, and the The Hague papers wrote of it.
No no, bye bye, so so, and very very blue.
The word “the the” is a slip, and the letters a a and a b are not.
The operators and and or are words; between dye and and and and and spin is a space.
He took vitamin A a day, and of grade a a dozen.
The by-the-by and the the-then dyer; and-and.
Slips such as the the, a a, and and are found by a program.
Common errors: the the, an an, and and.
In print (the the) and `the the` are hard to see, and _a a_ is not easy.
A line with the the is wrong, and so is one with the the in it.
“The the vat” was on the sign of the dyer, and “a a vat” on his door.
"I saw a a a ghost in the vat, and and it saw me," he said.
He came and saw the the the vat of the dyer.
Peyi a a chanje si tout moun ap viv. Lame a a rete nan vil la, gouvènman an an danje.
Ba a a san wanda ya zo gari ba, amma ba a a ce haka.
O le a a tatou faia i le nuu lenei.
Tha e ann an an taigh mòr aig a a bhaile.
He gaed hame an an auld wife cam wi him frae the toun.
Im run an an tek di bag fi mi yesside.
"""


def test_one_word_repeated_over_and_over_is_noted() -> None:
    rules = Pipeline.from_packs(select=["repeats"])
    result = rules.clean("The dyer shouted " + "printers " * 8 + "in the hall.\n")
    assert result.edits == ()
    assert [note.rule for note in result.notes] == ["repeats/phrase-loop"]


@pytest.mark.parametrize("line", RIGHT.strip().splitlines())
def test_doubled_words_that_are_right_stay(line: str) -> None:
    rules = Pipeline.from_packs(select=["repeats", "suspects/doubled-word"])
    result = rules.clean(line + "\n")
    assert (result.edits, result.notes) == ((), ())


@pytest.mark.parametrize(
    "text",
    [
        "The dye is made of the leaves and the\n\nthe vat is made of wood.",
        "the\nthe\na\na\nan\nan",
        "Words of the list: a\na\nthe",
        "The dyers of the hill and the\nThe printers of the town",
        "The dyers of the hill are the\n- the oldest of the valley",
    ],
)
def test_a_word_that_begins_another_paragraph_stays(text: str, pipeline: Pipeline) -> None:
    assert pipeline.clean(text + "\n").edits == ()


@pytest.mark.parametrize(
    "line",
    [
        "The price of of the blue rose.",
        "The blue is is not for sale.",
        "The path led up to to the bridge.",
        "A vat for for dyeing wool.",
        "The printer said so, they they were closed.",
    ],
)
def test_doubled_words_that_are_likely_wrong_are_noted(line: str) -> None:
    result = Pipeline.from_packs(select=["repeats", "suspects/doubled-word"]).clean(line + "\n")
    assert result.edits == ()
    assert [note.rule for note in result.notes] == ["suspects/doubled-word"]


def test_only_rules_for_doubled_words_have_words() -> None:
    rules = [rule for pack in load_packs() if pack.name == "repeats" for rule in pack.rules]
    assert [rule.id for rule in rules if getattr(rule, "words", ())] == [
        "phrase-loop",
        "word-again",
        "content-word-again",
        "article-again",
        "i-again",
    ]
