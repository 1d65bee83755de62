"""`python -m benchmarks.evidence pages|nights|seal`: one measurement, printed as a table."""

import argparse

from benchmarks.evidence import nights, pages, sealing


def main() -> None:
    """Measure one thing."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.evidence")
    what = parser.add_subparsers(dest="what", required=True)
    one = what.add_parser("pages", help="time per page against plain scrapy-playwright")
    one.add_argument("--pages", type=int, default=30)
    one.add_argument("--rounds", type=int, default=5)
    one.add_argument("--at-once", type=int, default=1, help="pages open at a time, either way")
    one = what.add_parser("nights", help="bytes per listing and night, with and without dedup")
    one.add_argument("--listings", type=int, default=30)
    one.add_argument("--nights", type=int, default=5)
    one = what.add_parser("seal", help="seconds to write, seal and check a night")
    one.add_argument("--captures", type=int, default=5000)
    asked = parser.parse_args()
    if asked.what == "pages":
        pages.run(asked.pages, asked.rounds, asked.at_once)
    elif asked.what == "nights":
        nights.run(asked.listings, asked.nights)
    else:
        sealing.run(asked.captures)


if __name__ == "__main__":
    main()
