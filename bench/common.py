"""Measure `drop-common` on a generated corpus: what it finds, what it loses, and what it costs.

python bench/common.py [--sites N] [--pages N] [--seed N]
"""

from __future__ import annotations

import argparse
import resource
from collections import Counter
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from commontexts import OWN, Page, corpus
from garmentclean.counts.common import Common
from garmentclean.counts.counts import Counts
from garmentclean.counts.summary import summary_of
from garmentclean.pipeline.pack_files import load_packs
from garmentclean.pipeline.pipeline import Pipeline
from garmentclean.pipeline.selection import choose
from garmentclean.text.document import Document

if TYPE_CHECKING:
    from collections.abc import Iterable


PACKS = load_packs()


class Score(NamedTuple):
    """What was found and lost.

    Attributes:
        lines: lines of each kind of frame.
        found: those of them that went.
        lost: lines of articles that went, with the name of the page.
        twins: pages that are there already, by the way in which they are.
        dropped: those of them that went.
        wrong: pages that went and are not.
    """

    lines: Counter[str]
    found: Counter[str]
    lost: list[tuple[str, str]]
    twins: Counter[str]
    dropped: Counter[str]
    wrong: list[str]

    @property
    def recall(self) -> float:
        """Return the share of the lines of frames that were removed."""
        return self.found.total() / self.lines.total()


def document_of(page: Page) -> Document:
    """Return a page as a document."""
    return Document(page.text, f"{page.site}/{page.name}.txt")


def counted(pages: Iterable[Page]) -> Counts:
    """Return the counts of a corpus."""
    counts = Counts()
    for page in pages:
        counts.add(document_of(page), page.site)
    return counts


def pipeline(names: list[str], common: Common) -> Pipeline:
    """Return the pipeline of some rules, which know what is common."""
    return Pipeline(choose(PACKS, select=names), common=common)


def scored(pages: Iterable[Page], common: Common) -> Score:
    """Clean each page, and look at each of its lines."""
    lines = pipeline(["common/line", "common/paragraph"], common)
    documents = pipeline(["common/document"], common)
    score = Score(Counter(), Counter(), [], Counter(), Counter(), [])
    for page in pages:
        document, site = document_of(page), {"site": page.site}
        left = Counter(lines.clean(document, site).text.splitlines())
        for text, kind in page.lines:
            if text:
                gone = left[text] == 0
                left[text] -= not gone
                if kind == OWN and gone:
                    score.lost.append((document.name, text))
                elif kind != OWN:
                    score.lines[kind] += 1
                    score.found[kind] += gone
        score.twins[page.twin] += bool(page.twin)
        if not documents.clean(document, site).text:
            score.dropped[page.twin] += 1
            if not page.twin:
                score.wrong.append(document.name)
    return score


def memory() -> float:
    """Return how many MB this process has had at the most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print what was found, what was lost, and the cost."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sites", type=int, default=50)
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    pages = corpus(asked.sites, asked.pages, asked.seed)
    print(f"{len(pages):,} pages of {asked.sites} sites; {memory():.0f} MB")
    start = perf_counter()
    counts = counted(pages)
    taken = perf_counter() - start
    print(f"counted: {1000 * taken / len(pages):.2f} ms a page; {memory():.0f} MB")
    start = perf_counter()
    arrays = summary_of(counts.table().select)
    print(f"put together: {perf_counter() - start:.2f} s; {memory():.0f} MB")
    start = perf_counter()
    score = scored(pages, Common.of_arrays(arrays))
    taken = perf_counter() - start
    print(f"cleaned by these rules: {1000 * taken / len(pages):.2f} ms a page; {memory():.0f} MB")
    print(f"\n{'kind':12} {'lines':>8} {'found':>8} {'recall':>8}")
    for kind, lines in sorted(score.lines.items()):
        found = score.found[kind]
        print(f"{kind:12} {lines:8,} {found:8,} {found / lines:8.4f}")
    print(f"{'all':12} {score.lines.total():8,} {score.found.total():8,} {score.recall:8.4f}")
    print(f"\nlines of articles lost: {len(score.lost)}")
    for name, text in score.lost[:10]:
        print(f"  {name}: {text[:80]}")
    for kind, twins in sorted((+score.twins).items()):
        print(f"documents that are there already ({kind}): {score.dropped[kind]} of {twins} found")
    print(f"documents lost: {len(score.wrong)} {' '.join(score.wrong[:10])}")


if __name__ == "__main__":
    main()
