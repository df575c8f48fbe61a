"""What stands around a line that reads like a notice: an author's sentence stays, a notice goes."""

from __future__ import annotations

import pytest

from garmentclean.pipeline.pipeline import Pipeline

ABOVE = "The weaver set down her shuttle and looked at the man who had come to buy her last cloth."
BELOW = "He counted out the coins on the bench, one after the other, and she watched each of them."
END = "In the spring the river rose, and the mill stood in the water up to its second floor."
NOTICES = (
    "We will never share your email address with third parties.",
    "If there is any infringement, please contact us to delete it.",
    "We use cookies to improve your experience on our website.",
    "Please leave a comment below and let us know what you think.",
)


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline.from_packs()


def stays(pipeline: Pipeline, *lines: str) -> bool:
    text = "\n\n".join(lines) + "\n"
    return pipeline.clean(text).text == text


@pytest.mark.parametrize("notice", NOTICES)
def test_a_notice_among_notices_and_at_the_edges_goes(notice: str, pipeline: Pipeline) -> None:
    others = [other for other in NOTICES if other != notice]
    for text in (
        f"{ABOVE}\n{BELOW}\n{END}\n{notice}",
        f"{ABOVE}\n{BELOW}\n{END}\nTextile News\n{notice}\nHome",
        f"{ABOVE}\n{BELOW}\n{notice}\n{others[0]}\n{END}",
    ):
        assert notice not in pipeline.clean(text + "\n").text


@pytest.mark.parametrize("notice", NOTICES)
def test_a_sentence_between_two_others_stays(notice: str, pipeline: Pipeline) -> None:
    assert stays(pipeline, ABOVE, notice, BELOW, END)
    assert stays(pipeline, ABOVE, "That is what it says.", notice, "Nobody read it.", BELOW, END)


@pytest.mark.parametrize("notice", NOTICES)
def test_what_is_introduced_or_quoted_or_an_answer_stays(notice: str, pipeline: Pipeline) -> None:
    assert stays(pipeline, ABOVE, BELOW, "On the last page of the book it says:", notice)
    assert stays(pipeline, ABOVE, BELOW, END, f"“{notice}”")
    assert stays(pipeline, ABOVE, BELOW, "What stands on the last page of it?", notice)


@pytest.mark.parametrize("notice", NOTICES)
def test_a_clause_or_step_stays(notice: str, pipeline: Pipeline) -> None:
    clauses = (f"1. {ABOVE}", f"2. {notice}", f"3. {BELOW}")
    assert stays(pipeline, "What the mill asks", *clauses)
    assert stays(pipeline, "What the mill asks", ABOVE, "1. Price", notice, "2. Cloth")


@pytest.mark.parametrize("title", ["Terms of Use", "Privacy policy", "The mill's legal notice"])
def test_a_text_of_terms_is_no_notice(title: str, pipeline: Pipeline) -> None:
    assert stays(pipeline, title, ABOVE, "Addresses", NOTICES[0], "Pictures", *NOTICES[1:])


def test_a_link_to_the_terms_is_no_title(pipeline: Pipeline) -> None:
    text = "\n".join(("Terms of Use", "The looms", "The weavers", ABOVE, BELOW, END, NOTICES[1]))
    assert NOTICES[1] not in pipeline.clean(text).text


@pytest.mark.parametrize(
    "call",
    [
        "Follow Ada Brandt on social media to see more of her work.",
        "Visit Brandt’s website to learn more.",
        "Try Brandt for free or read our full review.",
        "For legal inquiries, please contact us at Brandt & Sons.",
    ],
)
def test_a_call_that_names_what_the_article_is_about_stays(call: str, pipeline: Pipeline) -> None:
    about = "Ada Brandt has woven for thirty years, and the mill of Brandt & Sons buys it all."
    assert stays(pipeline, "The last weaver", about, call, "The mill", BELOW, END)


def test_a_call_that_names_the_site_goes(pipeline: Pipeline) -> None:
    call = "Get the Selvedge newsletter delivered to your inbox."
    text = f"{ABOVE}\n{BELOW}\n{END}\nNewsletter\n{call}\n"
    assert call not in pipeline.clean(text).text


def test_a_paragraph_with_a_sentence_of_the_author_stays(pipeline: Pipeline) -> None:
    ends = "The mill opens again on Monday. Follow us on Facebook and Twitter for the latest news."
    assert stays(pipeline, ABOVE, BELOW, END, ends)


OWN = (
    "The goat died in March.",
    "Bertha is ninety, and she will not say who is to have the loom when she is gone.",
    "There are nine looms. None of them runs.",
    "So there it is.",
)
CALLS = (
    "Follow us on Facebook and Twitter for the latest news.",
    "If you like this article, please share it with your friends.",
    "The opinions in this article are those of its author and not of this website.",
    "If you spot an error in this article, please contact the editor.",
    "This post contains affiliate links, and we may earn a small commission.",
    "We use cookies to improve your experience on our website.",
    "All rights reserved.",
    "Copyright © 2014 Sample Lace. All rights reserved.",
)


@pytest.mark.parametrize("own", OWN)
@pytest.mark.parametrize("call", CALLS)
def test_a_paragraph_of_a_sentence_and_a_notice_stays(
    own: str, call: str, pipeline: Pipeline
) -> None:
    assert stays(pipeline, ABOVE, BELOW, END, f"{own} {call}")
    assert stays(pipeline, ABOVE, BELOW, END, f"{call} {own}")
    assert call not in pipeline.clean(f"{ABOVE}\n\n{BELOW}\n\n{END}\n\n{call}\n").text


@pytest.mark.parametrize(
    "call",
    [
        "Thank you! Please check your inbox and confirm your subscription.",
        "This article contains affiliate links that may earn us a commission. Thanks for reading!",
        "We may earn money when you click on the links in this article. Read our full disclosure.",
        "© 2014 Sample Lace Co., Ltd. Privacy Policy. All rights reserved. Powered by SampleCMS",
    ],
)
def test_what_says_nothing_by_itself_goes_with_a_notice(call: str, pipeline: Pipeline) -> None:
    assert call not in pipeline.clean(f"{ABOVE}\n{BELOW}\n{END}\n{call}\n").text


def test_rows_of_a_survey_and_sentences_of_a_template_stay(pipeline: Pipeline) -> None:
    rows = [f"{letter}: {call}" for letter, call in zip("ABC", CALLS, strict=False)]
    assert stays(pipeline, ABOVE, BELOW, "Table 1. The sentence above the form", *rows, END)
    papers = [f"Paper {row}" for row in rows]
    assert stays(pipeline, ABOVE, BELOW, "Table 1. The sentence above the form", *papers)
    assert stays(pipeline, "Exercise 5: Who says it?", *CALLS[:3], "a) a site", BELOW, END)
    assert stays(pipeline, "Template: the page of your shop", ABOVE, *CALLS[:3], BELOW)


@pytest.mark.parametrize(
    "sentence",
    [
        "The text of this article was read to her on the telephone, and she said yes.",
        "The editors of this magazine have asked him for a picture.",
    ],
)
def test_what_the_author_says_of_somebody_stays(sentence: str, pipeline: Pipeline) -> None:
    assert stays(pipeline, ABOVE, BELOW, END, sentence)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The book says to all of those who read it", "share this article with your friends."),
        ("Please share this article with your friends", "if it has helped you, is what it says."),
    ],
)
def test_a_piece_of_a_wrapped_sentence_stays(first: str, second: str, pipeline: Pipeline) -> None:
    assert stays(pipeline, ABOVE, BELOW, END, f"{first}\n{second}")
    alone = first if first.startswith("Please") else second
    assert alone not in pipeline.clean(f"{ABOVE}\n{BELOW}\n{END}\nHome\n{alone}\n").text


def test_facts_in_a_list_of_labels_stay(pipeline: Pipeline) -> None:
    facts = ("Monthly subscription: $14 per month", "Annual subscription: $7 per month")
    assert stays(pipeline, ABOVE, "What it costs", *facts, BELOW, END)


@pytest.mark.parametrize("line", [NOTICES[0], '"' * 50_000, "?" * 50_000, "Ada. " * 10_000])
@pytest.mark.usefixtures("cpu_limit")
def test_many_suspects_take_no_long_time(line: str, pipeline: Pipeline) -> None:
    call = "Follow Ada Brandt on Facebook and Instagram to get the latest news."
    text = f"{call}\n{line}\n" * (3 if len(line) > 1000 else 1000)
    pipeline.clean(text)
