"""langdetect's profiles, without the table that it makes of them.

langdetect stores how often each language has each letter, pair and triple. Of its 55 profiles, it
makes a table with a row of 55 numbers for each of 88,000 of these n-grams, which takes 0.4 s and
65 MB. A text has a few thousand n-grams. So only their rows are made.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ROWS = 8192
"""How many rows are kept before they are forgotten; a sample of a text has about 2,000."""


class Rows(dict[str, list[float]]):
    """The probability of each n-gram in each language; a row is made when it is needed.

    Args:
        profiles: the profiles, in the order of the columns.
    """

    def __init__(self, profiles: list[dict[str, Any]]) -> None:
        super().__init__()
        self._counts = [one["freq"] for one in profiles]
        self._sizes = [one["n_words"] for one in profiles]

    def __contains__(self, gram: object) -> bool:
        return bool(self[str(gram)])

    def __missing__(self, gram: str) -> list[float]:
        """Return the row of an n-gram; an empty one if no language has it."""
        row: list[float] = []
        having = [place for place, counts in enumerate(self._counts) if gram in counts]
        if having:
            row = [0.0] * len(self._counts)
            for place in having:
                row[place] = self._counts[place][gram] / self._sizes[place][len(gram) - 1]
        if len(self) >= ROWS:
            self.clear()
        self[gram] = row
        return row


def detector_factory() -> Any:
    """Return langdetect's factory with all its languages, in the order of their codes."""
    from langdetect import PROFILES_DIRECTORY, DetectorFactory

    files = sorted(Path(PROFILES_DIRECTORY).iterdir())
    profiles = [
        json.loads(path.read_bytes())
        for path in files
        if path.is_file() and not path.name.startswith(".")
    ]
    factory = DetectorFactory()
    factory.langlist = [one["name"] for one in profiles]
    factory.word_lang_prob_map = Rows(profiles)
    return factory
