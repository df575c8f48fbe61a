"""Settings: which rules run, how much they may change, and on which documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

from garmentclean.corpus.cache_folder import cache_folder, problem_with
from garmentclean.corpus.files import MAX_SIZE
from garmentclean.corpus.formats.registry import CLASSES
from garmentclean.counts.loading import common_of
from garmentclean.errors import GarmentcleanError, RuleError
from garmentclean.pipeline.brake import MAX_LOSS, Protection
from garmentclean.pipeline.by_path import PipelineByPath
from garmentclean.pipeline.overrides import with_overrides
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
"""The subfolder of the cache folder for packs."""
INPUT_FORMATS = tuple(CLASSES)
"""What a file can hold: one text, or rows with a text each."""

WEB_RULE = "web/sparse-line"
WEB_KEEP = 0.97
WEB_KEEPS = (0.9, 0.995)
"""The rule that `web-keep` is for, what it keeps by default, and the shares that it knows."""


@dataclass(frozen=True)
class Settings:
    """Which rules run, how much they may change, and on which documents.

    Attributes:
        rules: rule files, or folders of them, in addition to the built-in ones.
        overrides: by the name of a rule, the keys of it to override, with their new values.
        select: rules and packs to run instead of the default ones.
        extend_select: rules and packs to run in addition to the default ones.
        ignore: rules and packs not to run.
        web_keep: the share of an article's words that the pack `web` keeps, as far as its model can
            tell; a smaller one removes more of the frame.
        unsafe: whether to run rules that may change the meaning of a text.
        max_loss: the share of its words that a document may lose, 0 to 1.
        protect: RE2 patterns whose matches no rule may change.
        filter_timeout: how many seconds the filter of a plugin may take for a document; 0 for no
            limit.
        per_file_ignores: path patterns as in .gitignore, each with the rules and packs not to run
            on those files.
        root: the folder that these patterns are relative to.
        packs: packs to turn on (true) or off (false), whatever their header says.
        pipeline: the kinds of filter in the order in which they run; empty for the default order.
        include: patterns, as in .gitignore, of the files to read in folders; empty to go by file
            endings. Each comes with the folder that it is relative to.
        exclude: patterns, as in .gitignore, of files and folders to leave out. Each comes with the
            folder that it is relative to.
        force_exclude: whether to leave out excluded files even if they are named explicitly.
        ignore_files: whether to use .gitignore, .ignore and .garmentcleanignore.
        input_format: what files hold: `text`, `jsonl`, `parquet` or `csv`; empty to go by their
            names and contents.
        encoding: the encoding of files that have no byte order mark and are not UTF-8; `auto` to
            leave invalid UTF-8 as it is.
        text_field: the keys of the texts in a row; a.b is key b in a.
        min_words: how many words a document must have after cleaning; one with fewer is rejected.
        max_size: how many bytes a document may have; a larger one is left unchanged.
        counts: folders of counts of the corpus, made by `garmentclean count`.
        site_field: the key of the site in a row; if it holds a URL, the host is the site. Without
            it, the first folder below the one that is read is the site.
        jobs: how many processes to use; 0 for one per core.
        cache: whether to skip what an earlier run has cleaned.
    """

    rules: tuple[Path, ...] = ()
    overrides: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    web_keep: float = WEB_KEEP
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
        """Refuse an invalid number: a `max_loss` of NaN would disable the brake."""
        if not 0 <= self.max_loss <= 1:
            raise GarmentcleanError(f"max-loss must be a number from 0 to 1, not {self.max_loss}")
        least, most = WEB_KEEPS
        if not least <= self.web_keep <= most:
            raise GarmentcleanError(
                f"web-keep must be a number from {least} to {most}, not {self.web_keep}"
            )
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
        packs: the packs, if they are already loaded.
        common: what the documents of the corpus have in common, if that is already known.

    Raises:
        GarmentcleanError: a rule file or a pattern cannot be used, or a name is unknown.
    """
    try:
        Protection(settings.protect)
    except RuleError as error:
        raise GarmentcleanError(f"protect: {error}") from None
    packs = packs or load_packs(settings.rules, store_of(settings))
    packs = with_overrides(packs, overrides_of(settings, packs))
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


def overrides_of(settings: Settings, packs: Sequence[Pack]) -> Mapping[str, Mapping[str, Any]]:
    """Return the keys of rules to override, with the one that `web-keep` sets."""
    if settings.web_keep == WEB_KEEP:  # first, because to ask the packs builds all their rules
        return settings.overrides
    if not any(rule.name == WEB_RULE for pack in packs for rule in pack.rules):
        return settings.overrides
    own = settings.overrides.get(WEB_RULE, {})
    return {**settings.overrides, WEB_RULE: {**own, "keep": settings.web_keep}}


def store_of(settings: Settings) -> Path | None:
    """Return the folder in the cache that packs are kept in; None if it is not used."""
    folder = cache_folder() / PACKS
    return folder if settings.cache and not problem_with(folder) else None
