"""How log lines are written: for people, or as JSON lines for a collector (SHOPWITNESS_LOG=json)."""

import json
import logging
import os
from datetime import UTC, datetime
from typing import Literal

TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """One JSON object a line: at (UTC), level, logger, message, what `extra` held, exception."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, whatever the record holds."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **{name: value for name, value in vars(record).items() if name not in _OWN},
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def log_format() -> Literal["json", "text"]:
    """What the environment asks for."""
    return "json" if os.environ.get("SHOPWITNESS_LOG", "").lower() == "json" else "text"


def formatter() -> logging.Formatter:
    """The formatter that the environment asks for."""
    return JsonLines() if log_format() == "json" else logging.Formatter(TEXT)
