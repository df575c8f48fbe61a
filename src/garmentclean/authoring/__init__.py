"""For people who write rules: examples, schema, catalogue, lint."""
