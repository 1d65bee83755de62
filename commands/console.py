"""Where output goes: what was asked for on stdout, everything else on stderr."""

import json
import logging
import os
import sys
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console

from config.logs import formatter
from messages import translate

WIDTH_OF_A_LOG = 120
"""Columns of a table where no terminal says how wide it is."""


def _console(*, stderr: bool = False) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    known = stream.isatty() or "COLUMNS" in os.environ
    return Console(stderr=stderr, highlight=False, width=None if known else WIDTH_OF_A_LOG)


out = _console()
err = _console(stderr=True)
SCREEN_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def emit(value: object) -> None:
    """Print one JSON value on stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def note(message: str) -> None:
    """Say something that is not the output itself, on stderr."""
    if logging.getLogger().level <= logging.WARNING:
        err.print(message, markup=False, soft_wrap=True)


def complain(message: str) -> None:
    """Say in one sentence what is wrong."""
    err.print(f"shopwitness: {message}", markup=False, soft_wrap=True)


def local_time(moment: datetime | None) -> str:
    """A moment as the reader's clock shows it, in Asia/Ho_Chi_Minh."""
    return moment.astimezone(SCREEN_ZONE).strftime("%d/%m/%Y %H:%M:%S") if moment else "-"


def set_up_logging(*, quiet: bool, verbose: bool) -> None:
    """Send log lines to stderr: warnings by default, errors when quiet, progress when verbose."""
    level = logging.ERROR if quiet else logging.INFO if verbose else logging.WARNING
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)


def log_crash(error: Exception) -> str:
    """Keep the traceback in a file and answer the sentence for the user."""
    folder = Path(os.environ.get("SHOPWITNESS_HOME", "data")) / "logs"
    text = "".join(traceback.format_exception(error))
    name = f"crash-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / name
        path.write_text(text, "utf-8")
    except OSError:
        path = Path(tempfile.gettempdir()) / f"shopwitness-{name}"
        path.write_text(text, "utf-8")
    return translate(
        "Internal error ({kind}: {error}). Nothing kept was lost; details are in {path}.",
        kind=type(error).__name__,
        error=str(error).splitlines()[0] if str(error) else "",
        path=path,
    )
