"""One module a group of pages: routes in, templates out."""
