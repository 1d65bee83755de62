"""Entry point of the `shopwitness` command."""

import sys

from commands.app import run


def main() -> None:
    """Run the command line and leave with its documented exit code."""
    sys.exit(run())


if __name__ == "__main__":
    main()
