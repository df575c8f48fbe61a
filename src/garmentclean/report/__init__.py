"""Shows results to a person or to another program: one module per format."""
