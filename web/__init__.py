"""The investigator's pages, over the store and the evidence; no crawler is loaded."""
