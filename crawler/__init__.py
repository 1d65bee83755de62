"""How a page is fetched, preserved and judged."""
