"""Values in, values out: which product a listing offers, and what is wrong with it."""
