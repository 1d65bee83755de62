"""How long the pages take over a large store."""
