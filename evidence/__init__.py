"""How a capture becomes proof: WARC files, ledger, seal and verification."""
