"""What a result looks like to a person or to another program: one module a format."""
