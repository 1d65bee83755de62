"""A synthetic marketplace whose listings are deleted, to measure what a recrawl policy preserves."""
