"""drop-lines: remove lines that match a pattern."""

from garmentclean.filters.drop_lines.rule import DropLines

__all__ = ["DropLines"]
