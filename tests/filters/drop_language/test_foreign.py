"""Lines that stray into articles of many languages, and foreign lines that belong there."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from garmentclean.filters.base.view import View
from garmentclean.filters.drop_language.foreign import foreign, reason
from garmentclean.pipeline.pipeline import Pipeline
from garmentclean.text.language import language_of, script_of

TEXTS = yaml.safe_load(Path(__file__).with_name("languages.yaml").read_text("utf-8"))
NAMES = {"en": "English", "de": "German", "zh": "Chinese", "ru": "Russian", "ar": "Arabic"}
PAIRS = [(own, other) for own in TEXTS for other in TEXTS if own != other]
ALIKE = {("pt", "es"), ("es", "pt"), ("it", "es"), ("fr", "es"), ("es", "it"), ("pt", "it")}
"""Their stop words are too much alike; such lines stay."""
LATIN = [code for code in TEXTS if script_of(TEXTS[code][0]) == "latin"]


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline.from_packs(select=["languages"])


def article(code: str, *lines: str) -> str:
    """Return an article with lines between its paragraphs."""
    first, second, _ = TEXTS[code]
    return "\n\n".join((first, *lines, second, first.replace(".", "!"), second)) + "\n"


@pytest.mark.parametrize("code", TEXTS)
def test_the_language_of_an_article_is_detected(code: str) -> None:
    assert language_of(article(code)) == code
    assert language_of(TEXTS[code][1]) == code


@pytest.mark.parametrize("code", TEXTS)
def test_nothing_is_dropped_from_an_article_in_one_language(code: str, pipeline: Pipeline) -> None:
    result = pipeline.clean(article(code, TEXTS[code][2]))
    assert (result.edits, result.notes) == ((), ())


@pytest.mark.parametrize(("own", "other"), PAIRS, ids=["-".join(pair) for pair in PAIRS])
def test_a_stray_line_goes(own: str, other: str, pipeline: Pipeline) -> None:
    before = article(own, TEXTS[other][2])
    result = pipeline.clean(before)
    if result.text == before:
        assert (own, other) in ALIKE
        return
    assert result.text == article(own)
    assert result.restore().to_text() == before
    assert result.edits[0].because.endswith("document")


@pytest.mark.parametrize(("own", "other"), PAIRS, ids=["-".join(pair) for pair in PAIRS])
def test_a_quotation_stays(own: str, other: str, pipeline: Pipeline) -> None:
    line = TEXTS[other][2]
    introduced = TEXTS[own][2].rstrip(".") + ("：" if own in {"zh", "ja"} else ":")
    for text in (
        article(own, f"“{line}”"),
        article(own, f"«{line}»"),
        article(own, f"— {line}"),
        article(own, f"「{line}」"),
        article(own, introduced, line),
        article(own, introduced, line, line.replace(" ", "  ")),
        article(own, line, f"({TEXTS[own][2]})"),
    ):
        assert pipeline.clean(text).text == text


KEPT = {
    "names": "Volkswagen, Deutsche Bahn, Marks & Spencer, Nestlé, Unilever, Adidas, Puma, Hermès",
    "book": "The History of the Loom and of the Weavers Who Were Not Asked",
    "film": "The Lord of the Looms: The Return of the Weavers to the Valley",
    "law": "Gesetz über die Kennzeichnung der Erzeugnisse und der verwendeten Fasern",
    "French law": "Loi relative à la lutte contre le gaspillage et à l'économie des tissus",
    "reference": "Marsh, L. (2011). On the looms that were sold. Journal of Cloth, 4(2), pp. 9-31.",
    "numbered": "[7] L. Marsh, How the looms were sold and what has become of them, 2011.",
    "address": "Marsh & Sons Ltd., Unit 12, The Old Mill, Weavers Lane, Halifax HX1 2AB, UK",
    "original": "Original title: How the looms were sold and what has become of them.",
    "abstract": "Abstract: This paper is about looms that were sold and what has become of them.",
    "caption": "Fig. 3 How the looms of the north were sold and what has become of them.",
    "address of a page": "The report is at https://example.org/looms for all who want to read it.",
    "abbreviations": "GOTS, OEKO-TEX, ISO 9001, REACH, CE, B2B, B2C, OEM/ODM, FOB, CIF, L/C, T/T",
    "fibres": "Polyester 65 %, Viscose 30 %, Spandex 5 %, Nylon, Acetate, Cupro, Modal, Ramie",
    "model": "iPhone 15 Pro Max, Galaxy S24 Ultra, ThinkPad X1 Carbon Gen 12, Surface Laptop 6",
    "slogan": "Just weave it",
    "idiom": "Time is money, as they say",
}
SCRIPTED = {
    "Chinese name": "李宁",
    "Russian name": "Анна Петрова",
    "Korean name": "김민수",
    "dash": "。",
}


@pytest.mark.parametrize("own", TEXTS)
@pytest.mark.parametrize("what", KEPT)
def test_lines_that_are_not_sentences_of_a_language_stay(
    own: str, what: str, pipeline: Pipeline
) -> None:
    text = article(own, KEPT[what])
    assert pipeline.clean(text).text == text


@pytest.mark.parametrize("own", LATIN)
@pytest.mark.parametrize("name", SCRIPTED.values(), ids=list(SCRIPTED))
def test_a_name_in_another_script_stays(own: str, name: str, pipeline: Pipeline) -> None:
    text = article(own, name)
    assert pipeline.clean(text).text == text


SWITCHES = {
    "de": "Das Motto der Messe ist we are what we wear, and we wear what we have made by hand.",
    "fr": "Il finit par we are what we wear, and we wear what we have made dans les ateliers.",
    "ru": "Девиз выставки — we are what we wear, как написано на стенах павильона и в каталоге.",
    "zh": "今年展会的口号是 we are what we wear，写在每个展馆的墙上，也印在每一本目录的封面上。",
    "ja": "今年のスローガンは we are what we wear で、すべての壁に書かれています。",
    "ko": "올해의 구호는 we are what we wear 로, 모든 전시장의 벽에 쓰여 있습니다.",
    "ar": "شعار المعرض هو we are what we wear وهو مكتوب على جدران القاعات كلها وفي الدليل.",
    "vi": "Khẩu hiệu của hội chợ là we are what we wear và nó đã được in trên các bức tường.",
}


@pytest.mark.parametrize("own", SWITCHES)
def test_a_line_that_switches_languages_stays(own: str, pipeline: Pipeline) -> None:
    text = article(own, SWITCHES[own])
    assert pipeline.clean(text).text == text


@pytest.mark.parametrize(("own", "other"), PAIRS, ids=["-".join(pair) for pair in PAIRS])
def test_a_translation_is_reported_and_not_gutted(own: str, other: str, pipeline: Pipeline) -> None:
    one, two = TEXTS[own], TEXTS[other]
    for text in (
        "\n\n".join((one[0], two[0], one[1], two[1])),
        "\n\n".join((one[0], one[1], two[0], two[1])),
    ):
        result = pipeline.clean(text)
        assert result.text == text
        assert [note.rule for note in result.notes] in (["languages/foreign-line"], [])
        assert result.notes or (own, other) in ALIKE | {(b, a) for a, b in ALIKE}


@pytest.mark.parametrize("other", ["en", "zh"])
@pytest.mark.parametrize("own", ["de", "ru"])
def test_a_paragraph_that_was_not_translated_stays(
    own: str, other: str, pipeline: Pipeline
) -> None:
    paragraph = TEXTS[other][0] + TEXTS[other][1] if other == "zh" else TEXTS[other][0]
    one = TEXTS[own]
    text = "\n\n".join((one[0], one[1], paragraph, *(x.upper() for x in one), *one)) + "\n"
    assert pipeline.clean(text).text == text


def test_verse_amid_an_article_stays(pipeline: Pipeline) -> None:
    verse = ("慢工出细活啊细活", "快手出粗布啊粗布", "织布的人不知道")
    one, two, _ = TEXTS["en"]
    text = "\n".join((one, *verse, two, one, two)) + "\n"
    assert pipeline.clean(text).text == text


TITLES = ("河谷里的纺纱厂在唱歌", "春天的织机 (1950)", "Weaver – 三十年的工人们在唱歌")


def test_a_list_of_foreign_titles_in_an_article_stays(pipeline: Pipeline) -> None:
    one, two, _ = TEXTS["en"]
    for text in (
        "\n".join((one, "Records of Chinese weavers", *TITLES, "Other records", two, one, two)),
        "\n".join((one, f"1. {TITLES[0]}", "2. Weaver, weaver", f"3. {TITLES[1]}", two, one, two)),
    ):
        assert pipeline.clean(text + "\n").text == text + "\n"


def test_a_foreign_menu_above_or_below_an_article_goes(pipeline: Pipeline) -> None:
    one, two, _ = TEXTS["en"]
    article = f"{one}\n{two}\n{one.upper()}\n{two.upper()}"
    menu = "\n".join(TITLES[:2] * 2)
    assert pipeline.clean(f"{menu}\n{article}\n").text == f"{article}\n"
    assert pipeline.clean(f"{article}\n{menu}\n").text == f"{article}\n"


def test_a_foreign_line_within_a_sentence_stays(pipeline: Pipeline) -> None:
    one, two, _ = TEXTS["en"]
    text = f"{one}\nOver the door it says\n慢工出细活\nand under it the year.\n{two}\n{one}\n"
    assert pipeline.clean(text).text == text


def test_a_foreign_line_that_the_article_quotes_stays(pipeline: Pipeline) -> None:
    one, two, _ = TEXTS["en"]
    text = f"{one}\n{two}\nThe song 织布的人不知道 was sung there by all who had come to see it.\n"
    text += f"织布的人不知道\n{two}\n"
    assert pipeline.clean(text).text == text


@pytest.mark.parametrize(
    ("text", "own", "expected"),
    [
        ("紡績工場跡地利用計画検討委員会設置要綱", "ja", None),
        ("这里没有您想找的页面，请您联系我们的编辑", "ja", "Chinese"),
        ("大韓民國", "ko", None),
        ("欢迎订阅本站的电子报每月送上优惠", "ko", "Chinese"),
        ("Как продали станки и что с ними стало", "en", "Russian"),
        ("Цены растут третий месяц", "en", "Cyrillic"),
    ],
)
def test_scripts_decide_where_they_can(text: str, own: str, expected: str | None) -> None:
    script = {"ja": "kana", "ko": "hangul", "en": "latin"}[own]
    assert foreign(text, own, script) == expected


@pytest.mark.parametrize("code", sorted(set(TEXTS) - {"en"}))
def test_a_pack_runs_only_on_documents_of_its_language(code: str) -> None:
    rules = [r for r in Pipeline.from_packs(unsafe=True).rules if r.language == "en"]
    view = View(article(code))
    assert len(rules) > 100
    assert not any(rule.allows(view, 0, 10) for rule in rules)
    assert all(
        rule.allows(View("Cotton 100%"), 0, 5)
        for rule in rules
        if rule.where == "anywhere" and not rule.when and not rule.when_document
    )


@pytest.mark.parametrize("code", NAMES)
def test_the_evidence_names_both_languages(code: str) -> None:
    article_ = "an" if code in {"en", "ar"} else "a"
    assert reason("Greek", code) == f"Greek in {article_} {NAMES[code]} document"
