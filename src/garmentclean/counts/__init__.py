"""What stands in many documents of a corpus: it is counted first, and taken out then.

`hashes` says what is counted of a text, `counts` holds it, partition by partition, `near` finds
documents that are nearly the same, `summary` puts all together, and `common` tells the filter
`drop-common` what it asks. Only hashes are kept, never a text.
"""
