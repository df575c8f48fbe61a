"""drop-language: stray lines in another language, and documents in one that is not wanted."""

from garmentclean.filters.drop_language.rule import DropLanguage

__all__ = ["DropLanguage"]
