"""drop-lines: lines that match a pattern go."""

from garmentclean.filters.drop_lines.rule import DropLines

__all__ = ["DropLines"]
