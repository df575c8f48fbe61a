"""Patterns of paths, as in .gitignore: read as git reads them, and matched in linear time.

https://git-scm.com/docs/gitignore says what they mean. Where it is silent, git's own `dir.c` and
`wildmatch.c` decide: they look at bytes, so that `?` is one byte, and a pattern that makes no sense
matches nothing.
"""
