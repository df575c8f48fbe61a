"""join-lines: join sentences that a link text tore apart."""

from garmentclean.filters.join_lines.rule import JoinLines

__all__ = ["JoinLines"]
