"""garmentclean: a pipeline of filters that cleans crawled articles and can undo every edit."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from garmentclean.version import VERSION

if TYPE_CHECKING:
    from garmentclean.errors import GarmentcleanError, StoppedWarning
    from garmentclean.pipeline.pipeline import Pipeline, clean
    from garmentclean.pipeline.result import Note, Result
    from garmentclean.run.clean_corpus import CorpusSummary, RuleSummary, clean_corpus
    from garmentclean.text.document import Document
    from garmentclean.text.edit import Edit, restore

__version__ = VERSION

__all__ = [
    "CorpusSummary",
    "Document",
    "Edit",
    "GarmentcleanError",
    "Note",
    "Pipeline",
    "Result",
    "RuleSummary",
    "StoppedWarning",
    "__version__",
    "clean",
    "clean_corpus",
    "restore",
]

_MODULES = {
    "Document": "text.document",
    "Edit": "text.edit",
    "restore": "text.edit",
    "GarmentcleanError": "errors",
    "StoppedWarning": "errors",
}
_MODULES |= dict.fromkeys(("Pipeline", "clean"), "pipeline.pipeline")
_MODULES |= dict.fromkeys(("CorpusSummary", "RuleSummary", "clean_corpus"), "run.clean_corpus")
_MODULES |= dict.fromkeys(("Note", "Result"), "pipeline.result")


def __getattr__(name: str) -> Any:
    """Return a public name; its module is imported only now (PEP 562)."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
