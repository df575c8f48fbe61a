"""Who writes a ledger."""

from __future__ import annotations

from dataclasses import dataclass

from garmentclean.text.brief import counted


@dataclass(frozen=True)
class Tool:
    """Who did it: the first line of a run in the ledger.

    Attributes:
        tool: name and version of the program.
        ruleset: a checksum of the rules that ran, with all that they say.
        rules: their names.
        max_loss: the share of its words that a document was allowed to lose.
        max_size: how many bytes it was allowed to have; 0 if that is not known.
    """

    tool: str
    ruleset: str
    rules: tuple[str, ...] = ()
    max_loss: float = 1.0
    max_size: int = 0

    def __repr__(self) -> str:
        """Return who it was, and with how many rules."""
        return f"<Tool {self.tool!r}: {counted(self.rules, 'rule')}, ruleset {self.ruleset!r}>"
