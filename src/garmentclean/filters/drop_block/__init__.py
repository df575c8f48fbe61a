"""drop-block: remove the lines from a marker to the end of its block."""

from garmentclean.filters.drop_block.rule import DropBlock

__all__ = ["DropBlock"]
