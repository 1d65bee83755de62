"""How a report shows the visits that its evidence comes from."""

from collections.abc import Iterator
from typing import Any

from evidence.report_content import ReportCapture
from evidence.report_values import clean, groups, moment
from evidence.report_words import HASHES, PICTURES, Words
from messages.names import EVENTS, OUTCOMES

# `Any`: Jinja2's context.
Context = dict[str, Any]


def visit(one: ReportCapture, words: Words, shots: Iterator[int]) -> Context:
    """One visit with its pictures; `shots` numbers them through the whole report."""
    rows = [
        (words.address, one.url),
        (words.led_to, one.final_url if one.final_url != one.url else ""),
        (words.time, f"{moment(one.started_at)} – {moment(one.ended_at)[11:]}"),
        (words.answer, f"HTTP {one.status}" if one.status else ""),
        (words.failure, one.failure or ""),
        (words.limits, "; ".join(one.truncated)),
        (words.server, " · ".join(part for part in (one.remote_address, one.protocol) if part)),
        (words.certificate, one.certificate),
        (words.software, one.software),
        (words.browser, " · ".join(part for part in (one.browser, one.user_agent) if part)),
        (words.viewport, " · ".join(p for p in (one.viewport, one.locale, one.time_zone) if p)),
        (words.capture, one.capture_id),
    ]
    return {
        "outcome": named(one.outcome or "unknown", words),
        "at": moment(one.started_at),
        "ingested": words.get("somebody_else_note", file=one.ingested) if one.ingested else "",
        "rows": [(name, clean(value)) for name, value in rows if value],
        "hashes": [(words.name(HASHES, what), record, groups(h)) for what, record, h in one.hashes],
        "more": words.get("more_records", count=one.records),
        "pictures": [
            {
                "source": f"shot:{next(shots)}",
                "is_mobile": picture.kind.startswith("mobile"),
                "caption": " · ".join(
                    (
                        _picture_name(picture.kind, words),
                        f"{picture.width}×{picture.height}",
                        words.get(
                            "upper_part" if picture.is_cut else "whole_picture",
                            record=picture.record,
                        ),
                    )
                ),
            }
            for picture in one.pictures
        ],
    }


def further_visit(one: ReportCapture, words: Words) -> Context:
    """A visit that is listed without its pictures."""
    return {
        "at": moment(one.started_at),
        "outcome": named(one.outcome or "unknown", words),
        "url": clean(one.url),
        "capture": one.capture_id,
    }


def named(name: str, words: Words) -> str:
    """An event or outcome by its name in the report's language."""
    return words.name(EVENTS if name in EVENTS else OUTCOMES, name)


def _picture_name(kind: str, words: Words) -> str:
    first, _, rest = kind.partition("-")
    name = words.name(PICTURES, first)
    return f"{name} ({rest.removeprefix('tile-')})" if rest else name
