"""drop-repeats: remove what a document repeats."""

from garmentclean.filters.drop_repeats.rule import DropRepeats

__all__ = ["DropRepeats"]
