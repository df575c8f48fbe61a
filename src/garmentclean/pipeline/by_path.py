"""One pipeline for each path: rules and packs can be ignored for some files."""

from __future__ import annotations

import os.path
from pathlib import Path
from typing import TYPE_CHECKING, Any

from garmentclean.corpus.globs.patterns import patterns_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from garmentclean.pipeline.pipeline import Pipeline


class PipelineByPath:
    """The pipelines of a run: the default one, and those that ignore rules for some paths.

    The pickle contains the rules, so that another machine does not need the rule files.

    Args:
        default: the pipeline for the documents that no pattern matches.
        ignores: patterns of paths as in .gitignore, each with the rules and packs ignored there.
        root: the folder that these patterns are relative to.
    """

    def __init__(
        self,
        default: Pipeline,
        ignores: Sequence[tuple[str, tuple[str, ...]]] = (),
        root: Path = Path(),
    ) -> None:
        self.default = default
        self._ignores, self._root = ignores, root
        self._globs = [(patterns_of([glob]), names) for glob, names in ignores]
        self._pipelines: dict[frozenset[str], Pipeline] = {frozenset(): default}

    def __reduce__(self) -> tuple[Any, ...]:
        return PipelineByPath, (self.default, self._ignores, self._root)

    def of(self, name: str) -> Pipeline:
        """Return the pipeline for the document at a path."""
        if not self._globs:
            return self.default
        folder, file = os.path.split(name)  # a link to a folder above may lead into the root
        path = os.path.relpath(Path(os.path.realpath(folder), file), self._root)
        below = os.fsencode(path.replace(os.sep, "/"))
        ignored = frozenset(n for glob, names in self._globs if glob.covers(below) for n in names)
        if ignored not in self._pipelines:
            self._pipelines[ignored] = self.default.without(ignored)
        return self._pipelines[ignored]
