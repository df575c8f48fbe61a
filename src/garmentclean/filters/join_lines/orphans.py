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

MOST_TAG_WORDS, TAG_LETTERS = 12, 4
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


def orphans(view: View, rule: JoinLines, tags: set[str], joined: set[str]) -> Iterator[Drop]:
    """Yield the link texts between two whole sentences that are certainly no headings.

    Args:
        view: the document.
        rule: the rule that removes them.
        tags: the tags of the page, in small letters.
        joined: the link texts that are put back elsewhere, in small letters.
    """
    leftovers = set(rule.leftovers)
    written, contents = view.written, view.contents
    for place in places(view, tags | joined, leftovers):
        link = written[place]
        text, below = contents[link].strip(), contents[written[place + 1]]
        if not (is_link(text, rule) and BEGINS.match(below)):
            continue
        lone = contents[written[place - 1]].strip() if place else ""
        first = place - 1 if lone in leftovers else place
        over = written[first - 1] if first else None
        if over is not None and not is_whole(view, over):
            continue
        long = over is not None and len(contents[over]) >= LONG <= len(below)
        if text.lower() in tags:
            why = "one of the page's tags"
        elif long and first < place and WHOLE.search(below):
            why = f"below a lone “{lone}”"
        elif text.lower() in joined:
            why = "a link text that is put back elsewhere"
        else:
            continue
        if rule.allows(view, view.starts[link], view.ends[link]):
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
    """Yield the positions of lines that may be orphans, except the last line."""
    below = False
    last = len(view.written) - 1
    for place, number in enumerate(view.written):
        text = view.contents[number].strip()
        if (below or (tags and text.lower() in tags)) and place < last:
            yield place
        below = text in leftovers
