"""Finding the body of a document: its lines from the article's first line of text to its last.

Each line has a weight that says how sure it is that the line belongs to an article, not to the page
around it. The body ends where the stretch of lines ends that weighs most (a maximum scoring
subsequence, as in `structure`), and a list within an article weighs no more than a few lines. The
body begins with the first prose of the document: a notice above the article is then part of it, but
no article is cut. Lines of text that are near its beginning or its end belong to it as well.

On the article pages of three public data sets, 98 of 100 articles lie within their bodies with
their first line of text, and as many with their last. Four of five lines above and below the
articles are outside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.text.line_cache import remembered
from garmentclean.text.regex import lazily
from garmentclean.text.structure import CLOSERS, ENDERS, HAN, is_prose

if TYPE_CHECKING:
    from collections.abc import Sequence

PROSE, SENTENCE, CLAUSE = 6, 4, 3
"""The weights of text: of running prose, of a shorter sentence, and of words without its end."""
PHRASE, LINK, WORD, CUT, FRAME = 0, -1, -2, -2, -12
"""The weights of other lines: of some words, of two or three words as in a link, of one word, of a
teaser that is cut off, and of a heading of the page around the article."""
LIST = -6
"""Short lines in a row weigh no less than this, or a long list would part an article."""
SENTENCE_WORDS, PHRASE_WORDS, CLAUSE_WORDS, LONG_WORDS = 5, 4, 8, 20
"""The least number of words of these lines; two Chinese characters count as a word."""
FRAME_WORDS = 7
"""A heading of the page around the article has at most this many words."""
ABOVE, BELOW = 4, 8
"""Text that is this many lines above or below the body belongs to it, with what is between."""
FRAME_HEADING = lazily(
    r"\W*(?:"
    # parts below the article
    r"\d+ (?:comments?|responses?|replies|thoughts? on|shares?)\b"
    r"|(?:no|recent|reader|cancel|post) (?:comments?|reply)\b|leave a|add a|post a|join the"
    r"|(?:related|recommended|trending|similar|share|previous|next|tags?|categor(?:y|ies))\b"
    r"|(?:most|recent|latest|popular|featured|newer|older|top) "
    r"(?:read|popular|viewed|discussed|recent|posts?|articles|news|stories)\b"
    r"|you (?:may|might) (?:also|like|be)\b"
    r"|(?:also|see|read|view) (?:also|all|more|next|see|read)\b"
    r"|more (?:from|in|on|stories|news|like|about|blogs)\b|about the author|view comments"
    r"|(?:filed under|posted (?:in|by|on)|(?:follow|connect) (?:with )?(?:us|me)|powered by)\b"
    r"|(?:back|return) to\b|post navigation|trackbacks?\b|permalink|what do you think|don.t miss"
    # parts of every page of a site
    r"|sign (?:up|in)\b|log ?(?:in|out)\b|subscribe|newsletter|advertis|sponsored|promoted"
    r"|copyright|©|privacy\b|terms (?:of|&|and) |report (?:abuse|this)"
    r"|(?:search|site) (?:this|our|map)"
    r"|(?:about|contact|search|quick|get in)(?: us| me| links| touch)?\W*$"
    r"|(?:comments?|responses?|replies|reply|print|e-?mail|archives?|blog|home|careers|topics|news"
    r"|profile|sitemap|rss(?: feeds?)?|twee?t(?:ter)?|facebook|linkedin|youtube|instagram|pinterest"
    r"|reddit|tumblr|google\+|digg|followers|blogroll|blog archive|newsroom)[\W\d]*$"
    r"|(?:上|下)一[篇页条]|相关|推荐|热门|标签|分享|评论|返回|版权|责任编辑|打印)"
)
"""A short line, in lower case, that begins a part of the page that is no article."""


@remembered
def line_weight(text: str) -> int:
    """Return the weight of a line that is not blank.

    >>> line_weight("The price of cotton rose."), line_weight("the price of cotton in the spring")
    (4, 0)
    >>> line_weight("Cotton Prices Rise"), line_weight("Knitwear"), line_weight("3 Comments")
    (-1, -2, -12)
    """
    words = text.split()
    if len(words) <= FRAME_WORDS and FRAME_HEADING.match(text.lower()):
        return FRAME
    return PROSE if is_prose(text) else weight_of_words(text, words)


def weight_of_words(text: str, words: Sequence[str]) -> int:
    """Return the weight of a line that is neither running prose nor a heading of the page.

    Args:
        text: the line.
        words: its words.
    """
    closed = text.rstrip(CLOSERS)
    if closed.endswith(("…", "...")):
        return CUT
    size = len(words) + (0 if text.isascii() else len(HAN.findall(text)) // 2)
    if size < PHRASE_WORDS:
        return LINK if size > 1 else WORD
    small = sum(word[0].isalpha() and not word[0].isupper() for word in words)
    if 2 * small >= len(words):  # in titles and names, most words begin with a capital
        if size >= SENTENCE_WORDS and closed[-1:] in {*ENDERS, ":", "："}:
            return SENTENCE
        return CLAUSE if size >= CLAUSE_WORDS else PHRASE
    return CLAUSE if size >= LONG_WORDS else PHRASE


def body_of(contents: Sequence[str], written: Sequence[int]) -> range:
    """Return the lines from the article's first line of text to its last.

    Without any text, these are all lines: then nothing is known of the page around it.

    Args:
        contents: the texts of all lines of a document.
        written: the numbers of those that are not blank.
    """
    weights = [line_weight(contents[number]) for number in written]
    first = first_text(weights)
    if first is None:
        return range(len(contents))
    end = end_of(weights)
    if end < first:  # titles weigh more than the only prose
        end = first + end_of(weights[first:])
    return range(written[beginning_of(weights, first)], written[end] + 1)


def first_text(weights: Sequence[int]) -> int | None:
    """Return the place of the first prose, or without any of the first clause; None if none is."""
    for least in (PROSE, CLAUSE):
        for place, one in enumerate(weights):
            if one >= least:
                return place
    return None


def beginning_of(weights: Sequence[int], first: int) -> int:
    """Return the place of the first line of text.

    Args:
        weights: the weights of all lines that are not blank.
        first: the place of the first prose.
    """
    begin = place = first
    while place > 0 and begin - place < ABOVE:
        place -= 1
        if weights[place] >= CLAUSE:
            begin = place
    return begin


def end_of(weights: Sequence[int]) -> int:
    """Return the place of the last line of text.

    Args:
        weights: the weights of all lines that are not blank.
    """
    best = score = short = 0
    end = place = len(weights) - 1
    for here, weight in enumerate(weights):
        step = max(weight, LIST - short) if FRAME < weight <= 0 else weight
        short = 0 if step > 0 else short + step if step > FRAME else short
        score = max(0, score + step)
        if step > 0 and score >= best:
            best, end = score, here
    place = end
    while place + 1 < len(weights) and place - end < BELOW and weights[place + 1] > FRAME:
        place += 1
        if weights[place] >= SENTENCE:
            end = place
    return end
