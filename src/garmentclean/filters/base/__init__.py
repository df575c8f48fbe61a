"""What filters share: rules, patterns, the view of a document, cutting out text."""
