"""Filters of other packages."""
