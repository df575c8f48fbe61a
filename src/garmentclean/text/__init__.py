"""What concerns a single text: documents, edits, words, languages, structure."""
