"""Metadata: what removed lines said about a document, in machine-readable form."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from garmentclean.text.language import language_of
from garmentclean.text.regex import lazily

if TYPE_CHECKING:
    from garmentclean.pipeline.pipeline import Result

YEAR_FIRST = lazily(
    r"(?P<year>(?:19|20)\d\d)[-/.年]\s?(?P<month>\d{1,2})[-/.月]\s?(?P<day>\d{1,2})(?!\d)日?"
    r"(?:[\sT]+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?(?![\d:]|\s?[AP]M))?",
    re.IGNORECASE,
)
SEPTEMBER = lazily(r"\bsept\b", re.IGNORECASE)
ORDINAL = lazily(r"(?<=\d)(?:st|nd|rd|th)(?: of)?\b")
DAYS = ("%b %d %Y", "%B %d %Y", "%d %b %Y", "%d %B %Y")
TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
GLUED = lazily(r"(?<=[a-z0-9)])(?=[A-Z])|\s*[,;|、，；]\s*")
"""What separates two tags: a comma or similar, or a capital after a small letter."""


def iso_date(text: str) -> str | None:
    """Return a date, with its time if it has one, as ISO 8601; None if it is ambiguous or unknown.

    Dates in numbers are only read with the year first; 3/4/2020 could be two different days.

    >>> iso_date("2013/10/17 8:40:00"), iso_date("7th of Oct., 2013"), iso_date("3/4/2020")
    ('2013-10-17T08:40:00', '2013-10-07', None)
    """
    match = YEAR_FIRST.search(text)
    if match:
        parts = {key: int(value) for key, value in match.groupdict().items() if value}
        try:
            moment = datetime(**parts)  # type: ignore[arg-type]  # noqa: DTZ001 - pages name no zone
        except ValueError:
            return None
        return moment.isoformat() if "hour" in parts else moment.date().isoformat()
    plain = " ".join(ORDINAL.sub("", re.sub(r"[.,]", " ", SEPTEMBER.sub("Sep", text))).split())
    for day in DAYS:
        for time in TIMES:
            try:
                moment = datetime.strptime(plain, day + time)  # noqa: DTZ007 - the same
            except ValueError:
                continue
            return moment.isoformat() if time else moment.date().isoformat()
    return None


def metadata_of(result: Result) -> dict[str, object]:
    """Return the metadata of a document.

    The keys are the named groups of rules. `date` is ISO 8601 (`date_text`, as it was written, if
    it cannot be read), `views` a number, `tags` a list, `language` an ISO 639-1 code; all others
    are text. Unknown values are left out.
    """
    found: dict[str, object] = {}
    for key, value in result.metadata.items():
        if key == "date":
            date = iso_date(value)
            found["date" if date else "date_text"] = date or value
        elif key == "views" and (views := re.sub(r"[\s,]", "", value)).isdecimal():
            found["views"] = int(views)
        elif key == "tags":
            found["tags"] = [tag.strip() for tag in GLUED.split(value) if tag.strip()]
        else:
            found[key] = value
    language = language_of(result.text)
    if language:
        found.setdefault("language", language)
    return found
