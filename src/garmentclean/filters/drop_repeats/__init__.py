"""drop-repeats: what is said twice."""

from garmentclean.filters.drop_repeats.rule import DropRepeats

__all__ = ["DropRepeats"]
