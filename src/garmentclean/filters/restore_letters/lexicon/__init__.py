"""English words: which forms are words, and how words are derived from one another."""
