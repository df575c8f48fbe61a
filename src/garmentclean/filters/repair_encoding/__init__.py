"""repair-encoding: repair mojibake, entities and control characters."""

from garmentclean.filters.repair_encoding.rule import RepairEncoding

__all__ = ["RepairEncoding"]
