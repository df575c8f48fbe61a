"""The ledger: what was done to which document, and how it is taken back."""
