"""Letters have a date, an address and requests; so have events, forms and records."""

from __future__ import annotations

import pytest

from garmentclean.filters.base.correspondence import is_letter
from garmentclean.filters.base.view import View
from garmentclean.filters.drop_lines.fields import in_records
from garmentclean.pipeline.pipeline import Pipeline

BODY = (
    "The roof of the guild's hall has been repaired, and the bill is smaller than all of us had "
    "feared, since the tiler is the nephew of our chair, and a good man."
)
SALUTATIONS = (
    "Dear members,",
    "Dear Ms. Quill,",
    "Hello Bertha,",
    "Hi team,",
    "My dear Otto,",
    "Sir,",
    "To the editor:",
    "Dearest Olga,",
    "Liebe Berta,",
    "Chère Berthe,",
    "Otto,",
)


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline.from_packs()


@pytest.mark.parametrize("salutation", SALUTATIONS)
def test_a_letter_stays_as_it_is(salutation: str, pipeline: Pipeline) -> None:
    first = BODY[0].lower() + BODY[1:]
    text = (
        f"12 October 2008\n\n{salutation}\n\n{first}\n\nIf you have any questions, please contact "
        "us at the hall. If you liked the outing, please share the pictures with your friends.\n\n"
        "Olga Penn\nTel: 01999 000000\nAddress: Guild Hall, 4 Quay Street, Tarrow\n"
    )
    assert pipeline.clean(text).text == text


@pytest.mark.parametrize("closing", ["Yours,", "Kind regards", "With love,", "Mit besten Grüßen"])
def test_closing_words_show_a_letter(closing: str) -> None:
    assert is_letter(View(f"{BODY}\n\n{closing}\nOlga Penn\n"))


@pytest.mark.parametrize(
    "line", ["Care instructions:", "Hi-fi news:", "Your account", "Hello World!"]
)
def test_other_lines_are_no_salutation(line: str) -> None:
    assert not is_letter(View(f"{line}\n{BODY}\n"))


@pytest.mark.parametrize(
    "text",
    [
        f"Concert of the choir\n\nSaturday, 12 May 2018\n7 p.m., Town Hall\n\n{BODY}\n",
        f"Tarrow 24 Ardley 24\n\nSaturday, 3 March 2018\nAttendance: 311\n\n{BODY}\n",
        f"{BODY}\n\nSigned in the presence of two witnesses on\n\n12 March 2007\n",
        f"Chapter One\n\n2 May 1911\n\n{BODY}\n",
        "Form 12\n\nDate of death\n4 June 2004\n\nPlace\nAt sea\n",
        f"Madder\n\nSupervisor: Prof. B. Quill\nReviewer: Dr. O. Penn\n\n{BODY}\n",
        f"The loom\n\n{BODY}\n\n1. The song\n© 1974 Quill\n2. Good night\nAll sing\n",
        f"The loom\n\n{BODY}\n\nWords: O. Penn\nCopyright: Penn Music\n",
        "Lost\n\nGrey goat, one ear.\n\nReward: a jumper.\n\nTel: 01999 000 002\n",
        f"Hearing\n\nStatement:\n\n{BODY}\n",
    ],
)
def test_facts_of_the_text_stay(text: str, pipeline: Pipeline) -> None:
    assert pipeline.clean(text).text == text


@pytest.mark.parametrize(
    "line", ["12 May 2018", "Copyright: Sample Lace", "Tel: 01999 000 002", "Editor: admin"]
)
def test_the_same_lines_below_an_article_are_dropped(line: str, pipeline: Pipeline) -> None:
    text = f"The roof\n\n{BODY}\n\n{BODY[:-1]}, they say.\n\n{line}\n"
    assert line not in pipeline.clean(text).text


@pytest.mark.parametrize(
    "below",
    [
        "1 comment\nOtto says:\nNice roof.\nCheers,\nOtto",
        "Best regards,\nThe Roof Weekly Team",
        "Subject: roofs",
        "Dear Otto,\nDo you mend roofs?\nReply",
    ],
)
def test_comments_below_an_article_do_not_make_it_a_letter(below: str) -> None:
    assert not is_letter(
        View(f"The roof\nOtto Quill,\nsenior reporter\n\n{BODY}\n\n{BODY}\n\n{below}\n")
    )


def test_a_run_of_fields_is_looked_at_once() -> None:
    text = BODY + "\n" + "".join(f"Tel: 01999 {number:06}\n" for number in range(20_000))
    assert in_records(View(text)) == set()
    assert len(in_records(View(f"{text}Price: 3 pence\n"))) == 20_001
