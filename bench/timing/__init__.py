"""What the speed benchmarks share: the corpus, the programs that run over it, and the tables."""
