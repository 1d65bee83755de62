"""Entry point of the `shopwitness` command."""

import signal
import sys
from types import FrameType

from commands.app import run


def main() -> None:
    """Run the command line and leave with its documented exit code."""
    # A polite stop, as systemd and the scheduler ask for it, is the same as Ctrl-C.
    signal.signal(signal.SIGTERM, _interrupt)
    sys.exit(run())


def _interrupt(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
