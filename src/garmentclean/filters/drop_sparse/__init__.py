"""drop-sparse: remove lines of a raw web page that do not belong to its article."""

from garmentclean.filters.drop_sparse.rule import DropSparse

__all__ = ["DropSparse"]
