"""The formats in which findings are written."""
