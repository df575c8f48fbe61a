"""For authors of rules: examples as tests, the schema, the catalogue and the linter."""
