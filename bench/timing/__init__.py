"""What the benchmarks of speed share: the corpus, the programs that run over it, and the tables."""
