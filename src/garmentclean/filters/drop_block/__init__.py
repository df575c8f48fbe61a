"""drop-block: from a marker line to the end of its block."""

from garmentclean.filters.drop_block.rule import DropBlock

__all__ = ["DropBlock"]
