"""The fingerprint of a run: a checksum of all that decides how a document is cleaned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from garmentclean.ledger.entry import checksum, ruleset_of
from garmentclean.version import code_times

if TYPE_CHECKING:
    from garmentclean.pipeline.by_path import PipelineByPath
    from garmentclean.run.settings import Settings

LIBRARIES = ("garmentclean", "ftfy", "langdetect", "rapidfuzz", "google-re2")
"""Other versions of these may clean differently."""


def fingerprint_of(pipelines: PipelineByPath, settings: Settings, *more: object) -> str:
    """Return a checksum of all that decides how a document is cleaned.

    Args:
        pipelines: the rules, and how much they may remove.
        settings: the settings that they were made from.
        more: whatever else matters for a run.
    """
    from importlib.metadata import version  # slow to import

    common = pipelines.default.common
    parts = (
        ruleset_of(pipelines.default.rules),
        [(name, version(name)) for name in LIBRARIES],
        code_times(),
        (settings.max_loss, settings.protect, settings.pipeline),
        (settings.max_size, settings.min_words, settings.filter_timeout),
        common and (common.digest, settings.site_field),
        (settings.per_file_ignores and str(settings.root), settings.per_file_ignores),
        (settings.input_format, settings.text_field, settings.encoding),
        more,
    )
    return checksum(repr(parts).encode())
