"""What a capture was read as, kept beside it: the `urn:facts:` record."""

import json
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from enum import Enum

from domain.capture import Capture
from domain.listing import Reading
from evidence.records import resource
from evidence.warc import Draft

FORMAT = "shopwitness-facts/1"
FACTS_URN = "urn:facts:"


def facts(capture: Capture, reading: Reading, parser: str) -> Draft:
    """The record of a reading; `parser` names the software that read, as it may be mended later."""
    document = {"format": FORMAT, "capture_id": capture.capture_id, "parser": parser}
    payload = json.dumps({**document, **asdict(reading)}, default=_plain, separators=(",", ":"))
    return resource(
        capture, FACTS_URN + capture.requested_url, payload.encode("ascii"), "application/json"
    )


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(f"a reading holds a {type(value).__name__}")
