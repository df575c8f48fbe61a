"""Link texts that were left on a line of their own, between whole sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.filters.base.cutting import Drop
from garmentclean.filters.base.sentences import ENDS_SENTENCE
from garmentclean.filters.join_lines.torn_sentences import BEGINS, LONG, WHOLE, is_link
from garmentclean.text.regex import lazily
from garmentclean.text.stopwords import stop_words
from garmentclean.text.structure import NO_TITLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from garmentclean.filters.base.view import View
    from garmentclean.filters.join_lines.rule import JoinLines

MOST_TAG_WORDS, TAG_LETTERS = 9, 4
GLUE = lazily(r"(?<=[a-z0-9)])(?=[A-Z])|\s*[,;，、|]\s*")


def tags_of(line: str) -> set[str]:
    """Return the tags on a line, in small letters.

    Between spaces, any of its words may be a tag, together with those next to it.

    >>> sorted(tags_of("Linen YarnFairs")), sorted(tags_of("Linen Yarn"))
    (['fairs', 'linen yarn'], ['linen', 'linen yarn', 'yarn'])
    """
    tags = [tag.strip().lower() for tag in GLUE.split(line) if tag.strip()]
    if len(tags) != 1:
        return {*tags}
    words = tags[0].split()[:MOST_TAG_WORDS]
    ends = range(1, len(words) + 1)
    phrases = {" ".join(words[start:end]) for end in ends for start in range(end)}
    return {*tags, *(phrase for phrase in phrases if len(phrase) >= TAG_LETTERS)}


def orphans(view: View, rule: JoinLines) -> Iterator[Drop]:
    """Yield the link texts between two whole sentences that are tags, or below a leftover."""
    tags = tags_of(view.facts.get("tags", ""))
    leftovers = set(rule.leftovers)
    written, contents = view.written, view.contents
    for place in places(view, tags, leftovers):
        link = written[place]
        text, below = contents[link].strip(), contents[written[place + 1]]
        if not (is_link(text, rule) and BEGINS.match(below)):
            continue
        above = place - 1
        left = above >= 0 and contents[written[above]].strip() in leftovers
        first = above if left else place
        over = written[first - 1] if first else None
        whole = over is None or is_whole(view, over)
        between = over is not None and len(contents[over]) >= LONG <= len(below)
        tag = text.lower() in tags
        known = tag or (left and between and WHOLE.search(below) is not None)
        if whole and known and rule.allows(view, view.starts[link], view.ends[link]):
            why = (
                "one of the page's tags"
                if tag
                else f"below a lone “{contents[written[above]].strip()}”"
            )
            yield Drop(written[first], link, rule.name, (), why)


def is_whole(view: View, number: int) -> bool:
    """Return whether a line is complete: a sentence, or a line above the article.

    A link text below an incomplete line may be its continuation.
    """
    line = view.contents[number].rstrip()
    if ENDS_SENTENCE.search(line):
        return True
    words = stop_words().get(view.language or "en", frozenset())
    if number >= view.structure.head or not line[-1].isalnum() or line.split()[-1] in words:
        return False
    titles = {view.written[0], *view.titles}
    return number in titles or NO_TITLE.search(line) is not None


def places(view: View, tags: set[str], leftovers: set[str]) -> Iterator[int]:
    """Yield the positions of lines that are tags or below a leftover, except the last line."""
    below = False
    last = len(view.written) - 1
    for place, number in enumerate(view.written):
        text = view.contents[number].strip()
        if (below or (tags and text.lower() in tags)) and place < last:
            yield place
        below = text in leftovers
