"""The formats of corpora: texts, JSON Lines, Parquet."""
