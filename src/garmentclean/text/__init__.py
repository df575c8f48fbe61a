"""What is known of a text alone: documents, edits, words, languages, parts."""
