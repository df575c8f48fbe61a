"""garmentclean: a pipeline of filters that cleans crawled articles, and can take back each edit."""

from garmentclean.document import Document
from garmentclean.edit import Edit, restore
from garmentclean.errors import GarmentcleanError
from garmentclean.pipeline import Pipeline, clean
from garmentclean.result import Note, Result

__all__ = [
    "Document",
    "Edit",
    "GarmentcleanError",
    "Note",
    "Pipeline",
    "Result",
    "clean",
    "restore",
]
