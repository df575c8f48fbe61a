"""Who runs the work over a corpus: this process, or several."""
