"""The ledger: every edit of every document, and how to undo it."""
