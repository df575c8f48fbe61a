"""drop-similar: remove lines that are close to a known phrase, or use the words of phrases."""

from garmentclean.filters.drop_similar.rule import DropSimilar

__all__ = ["DropSimilar"]
