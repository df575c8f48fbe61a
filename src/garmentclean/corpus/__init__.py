"""Where documents come from and where they go."""
