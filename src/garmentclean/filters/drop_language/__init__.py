"""drop-language: remove stray lines in another language, and documents in unwanted languages."""

from garmentclean.filters.drop_language.rule import DropLanguage

__all__ = ["DropLanguage"]
