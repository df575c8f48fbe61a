"""restore-letters: restore words that a site has corrupted by rule (`trans` became `p`)."""

from garmentclean.filters.restore_letters.rule import RestoreLetters

__all__ = ["RestoreLetters"]
