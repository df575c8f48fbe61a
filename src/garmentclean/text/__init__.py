"""Works on a text alone: documents, edits, words, languages, structure."""
