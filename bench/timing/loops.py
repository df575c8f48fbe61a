"""Run a library, or a floor, over each article of a file: python loops.py WHAT IN OUT.

WHAT is `rows` (read, parse, write each line of JSON), `files` (read, decode, encode and write each
file), `ftfy`, `clean-text` or `datatrove`. It runs in the peers' environment, and so imports
nothing of ours. The last line of its output has the seconds that the loop took, without imports.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable


def rows(source: Path, target: Path) -> None:
    """Read each line with orjson and write it again: no tool for JSON Lines can do less."""
    import orjson

    with source.open("rb") as lines, target.open("wb") as out:
        for line in lines:
            out.write(orjson.dumps(orjson.loads(line)) + b"\n")


def files(source: Path, target: Path) -> None:
    """Read each file, decode it, encode it and write it: no tool for texts can do less."""
    for path in sorted(source.rglob("*.txt")):
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes().decode().encode())


def _ftfy() -> Callable[[str], object]:
    import ftfy

    return ftfy.fix_text


def _clean_text() -> Callable[[str], object]:
    from cleantext import clean

    return cast("Callable[[str], object]", clean)


def _datatrove() -> Callable[[str], object]:
    from datatrove.data import Document
    from datatrove.pipeline.filters.c4_filters import C4QualityFilter

    quality = C4QualityFilter()
    return lambda text: quality.filter(Document(text=text, id=""))


LIBRARIES = {"ftfy": _ftfy, "clean-text": _clean_text, "datatrove": _datatrove}


def main(what: str, source: Path, target: Path) -> None:
    """Run one of them and print the seconds of its loop."""
    if what in LIBRARIES:
        import orjson

        texts = [orjson.loads(line)["text"] for line in source.read_bytes().splitlines()]
        function = LIBRARIES[what]()
        function(texts[0])  # which loads what the library loads late
        start = perf_counter()
        for text in texts:
            function(text)
    else:
        start = perf_counter()
        {"rows": rows, "files": files}[what](source, target)
    print(perf_counter() - start)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
