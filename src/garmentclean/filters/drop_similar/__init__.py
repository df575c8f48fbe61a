"""drop-similar: lines that nearly are one of the known phrases, or speak like them."""

from garmentclean.filters.drop_similar.rule import DropSimilar

__all__ = ["DropSimilar"]
