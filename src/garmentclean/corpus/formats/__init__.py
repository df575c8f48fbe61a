"""The formats of corpora: plain text, JSON Lines, CSV, Parquet."""
