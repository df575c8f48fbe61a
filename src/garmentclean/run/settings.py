"""What a run is asked to do with each document, and the pipeline that follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

from garmentclean.corpus.cache_folder import cache_folder, problem_with
from garmentclean.corpus.files import MAX_SIZE
from garmentclean.corpus.formats.registry import CLASSES
from garmentclean.counts.optional import common_of
from garmentclean.errors import GarmentcleanError, RuleError
from garmentclean.pipeline.brake import MAX_LOSS, Protection
from garmentclean.pipeline.by_path import PipelineByPath
from garmentclean.pipeline.pack_files import load_packs
from garmentclean.pipeline.pipeline import Pipeline
from garmentclean.pipeline.selection import check_names, choose
from garmentclean.text.encoding import AUTO

if TYPE_CHECKING:
    from collections.abc import Sequence

    from garmentclean.counts.common import Common
    from garmentclean.pipeline.pack import Pack

FILTER_TIMEOUT = 60.0
"""A minute is longer than a filter takes for the longest article, unless it hangs."""
PACKS = "packs"
"""The folder in the cache folder that packs are kept in."""
INPUT_FORMATS = tuple(CLASSES)
"""What files can hold: one text, or rows with a text each."""


@dataclass(frozen=True)
class Settings:
    """Which rules run, how far they may go, and on which documents.

    Attributes:
        rules: rule files, or folders of them, beside the built-in ones.
        select: rules and packs that run, instead of the default.
        extend_select: rules and packs that run beside the default.
        ignore: rules and packs that do not run.
        unsafe: whether rules run that may change a meaning.
        max_loss: the share of its words that a document may lose, 0 to 1.
        protect: RE2 patterns whose matches no rule may touch.
        filter_timeout: how many seconds a filter of another package has for a document; 0 for no
            limit.
        per_file_ignores: patterns of paths as in .gitignore, each with what does not run there.
        root: the folder that these patterns are relative to.
        packs: packs that are on (true) or off (false), whatever their own header says.
        pipeline: the kinds of filter in the order in which they run; empty for the default.
        include: patterns as in .gitignore of the files that are articles; empty for those with the
            endings of texts. Each comes with the folder that it is relative to.
        exclude: patterns as in .gitignore of files and folders that are left out. Each comes with
            the folder that it is relative to.
        force_exclude: whether files that are named are left out, too.
        ignore_files: whether .gitignore, .ignore and .garmentcleanignore are heeded.
        input_format: what files hold: `text`, `jsonl`, `parquet` or `csv`; empty to go by their
            names and contents.
        encoding: what files are in that have no byte order mark and are not UTF-8; `auto` to leave
            bytes that are not UTF-8 as they are.
        text_field: where the texts of a row are: keys, with dots between them if one is in the
            other.
        min_words: a document that has fewer words when it is clean is rejected.
        max_size: how many bytes a document may have; a larger one is left as it is.
        counts: folders of counts of the corpus, which `garmentclean count` makes.
        site_field: where in a row the site is that it comes from; of an address, its host counts.
            Without it, what is in a folder is of the site that the folder below is called.
        jobs: how many processes work; 0 for as many as there are cores.
        cache: whether what earlier runs have done is not done again.
    """

    rules: tuple[Path, ...] = ()
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    unsafe: bool = False
    max_loss: float = MAX_LOSS
    protect: tuple[str, ...] = ()
    filter_timeout: float = FILTER_TIMEOUT
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    root: Path = Path()
    packs: tuple[tuple[str, bool], ...] = ()
    pipeline: tuple[str, ...] = ()
    include: tuple[tuple[Path, str], ...] = ()
    exclude: tuple[tuple[Path, str], ...] = ()
    force_exclude: bool = False
    ignore_files: bool = True
    input_format: str = ""
    encoding: str = AUTO
    text_field: tuple[str, ...] = ("text",)
    min_words: int = 0
    max_size: int = MAX_SIZE
    counts: tuple[Path, ...] = ()
    site_field: str = ""
    jobs: int = 0
    cache: bool = True

    def __post_init__(self) -> None:
        """Refuse a `max_loss` that is no share: one that is no number would lift the brake."""
        if not 0 <= self.max_loss <= 1:
            raise GarmentcleanError(f"max-loss must be a number from 0 to 1, not {self.max_loss}")
        if not 0 <= self.filter_timeout < inf:
            raise GarmentcleanError(
                f"filter-timeout must be a number of seconds, 0 or more, not {self.filter_timeout}"
            )


def pipeline_by_path(
    settings: Settings, packs: Sequence[Pack] = (), common: Common | None = None
) -> PipelineByPath:
    """Return the pipelines that follow from settings.

    Args:
        settings: the settings.
        packs: the packs, if they are loaded already.
        common: what is common in the corpus, if that is known already.

    Raises:
        GarmentcleanError: a rule file or a pattern cannot be used, or a name is in no rule file.
    """
    try:
        Protection(settings.protect)
    except RuleError as error:
        raise GarmentcleanError(f"protect: {error}") from None
    packs = packs or load_packs(settings.rules, store_of(settings))
    common = common or common_of(settings.counts, settings.site_field)
    check_names([name for _, names in settings.per_file_ignores for name in names], packs)
    rules = choose(
        packs,
        select=settings.select,
        extend_select=settings.extend_select,
        ignore=settings.ignore,
        switched=dict(settings.packs),
        unsafe=settings.unsafe,
    )
    default = Pipeline(
        rules,
        settings.pipeline,
        max_loss=settings.max_loss,
        protect=settings.protect,
        filter_timeout=settings.filter_timeout,
        common=common,
    )
    return PipelineByPath(default, settings.per_file_ignores, settings.root)


def store_of(settings: Settings) -> Path | None:
    """Return the folder in the cache that packs are kept in; None if it is not used."""
    folder = cache_folder() / PACKS
    return folder if settings.cache and not problem_with(folder) else None
