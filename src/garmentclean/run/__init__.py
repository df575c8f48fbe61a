"""One run over a corpus: settings, the cleaner, its records, engines."""
