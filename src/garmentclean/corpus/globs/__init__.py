"""Path patterns as in .gitignore, with git's own meaning, matched in linear time.

https://git-scm.com/docs/gitignore defines them. Where it is silent, git's `dir.c` and `wildmatch.c`
decide: they compare bytes, so that `?` is one byte, and an invalid pattern matches nothing.
"""
