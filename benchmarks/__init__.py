"""What docs/ quotes, each runnable."""
