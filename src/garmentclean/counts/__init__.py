"""Counting what many documents of a corpus share, to remove it when they are cleaned.

`hashes` defines what is counted in a text, `counts` holds the counts of a partition, `near` finds
documents that are nearly the same, `summary` combines all counts, and `common` answers the
questions of the filter `drop-common`. Only hashes are stored, never texts.
"""
