"""Words of the trade, folded, one table a file: kinds, facets, traits, brands, what says nothing."""
