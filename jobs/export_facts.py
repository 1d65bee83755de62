"""The tables of a pack: statements of listings, timeline, suspicions and visits."""

from collections.abc import Iterator

from evidence.facts_table import Table, Value, table
from jobs.export_subjects import Found
from storage.rows import ListingSnapshot

FACTS = ("seen_at", "site", "listing_id", "url", "title", "price", "price_min", "price_max",
         "original_price", "currency", "brand", "shop_id", "shop_name", "sold", "stock", "rating",
         "rating_count", "location", "status", "category", "attributes", "variants", "images",
         "created_at", "description", "is_card", "outcome", "capture_id", "parser")  # fmt: skip
TIMELINE = ("at", "site", "kind", "what", "before", "after", "capture_id")
FLAGS = ("flag", "rule", "severity", "probability", "state", "field", "found", "expected", "reason_vi",
         "reason_en", "capture_id", "rules_version", "model_version")  # fmt: skip
VISITS = ("started_at", "ended_at", "site", "requested_url", "final_url", "status", "outcome", "reason",
          "failure", "night", "warc_file", "records", "complete", "capture_id")  # fmt: skip

Row = dict[str, Value]


def tables(found: Found) -> tuple[Table, ...]:
    """The facts first: they are also what facts.csv holds."""
    return (
        table("facts", _facts(found), FACTS),
        table("timeline", _timeline(found), TIMELINE),
        table("flags", _flags(found), FLAGS),
        table("visits", _visits(found), VISITS),
    )


def _facts(found: Found) -> Iterator[Row]:
    for timeline in found.timelines:
        for snapshot in timeline.listings:
            yield _fact(snapshot)


def _fact(snapshot: ListingSnapshot) -> Row:
    one = snapshot.listing
    plain = ("listing_id", "url", "title", "price", "price_min", "price_max", "original_price",
             "currency", "brand", "shop_id", "shop_name", "sold", "stock", "rating", "rating_count",
             "location", "status", "created_at", "description")  # fmt: skip
    return {name: getattr(one, name) for name in plain} | {
        "seen_at": snapshot.seen_at,
        "site": snapshot.site_id,
        "category": " > ".join(one.category),
        "attributes": "; ".join(f"{name}: {value}" for name, value in one.attributes),
        "variants": "; ".join(f"{v.name}: {v.price}" for v in one.variants),
        "images": "\n".join(one.images),
        "is_card": "yes" if one.is_card else "no",
        "outcome": snapshot.outcome.value,
        "capture_id": snapshot.capture_id,
        "parser": snapshot.parser_version,
    }


def _timeline(found: Found) -> Iterator[Row]:
    for subject in found.subjects:
        for line in subject.timeline:
            yield {
                "at": line.at,
                "site": subject.site_id,
                "kind": line.kind,
                "what": line.name,
                "before": line.before,
                "after": line.after,
                "capture_id": line.capture_id,
            }


def _flags(found: Found) -> Iterator[Row]:
    for subject in found.subjects:
        for one in subject.flags:
            for reason in one.flag.reasons:
                yield {
                    "flag": one.number,
                    "rule": one.flag.rule,
                    "severity": one.flag.severity.value,
                    "probability": one.flag.probability,
                    "state": one.state.value,
                    "field": reason.field,
                    "found": reason.found,
                    "expected": reason.expected,
                    "reason_vi": reason.text_vi,
                    "reason_en": reason.text_en,
                    "capture_id": one.flag.capture_id,
                    "rules_version": one.flag.rules_version,
                    "model_version": one.flag.model_version,
                }


def _visits(found: Found) -> Iterator[Row]:
    for row in found.captures:
        yield {
            "started_at": row.started_at,
            "ended_at": row.ended_at,
            "site": row.site_id,
            "requested_url": row.requested_url,
            "final_url": row.final_url,
            "status": row.status,
            "outcome": row.outcome.value if row.outcome else None,
            "reason": row.reason,
            "failure": row.failure,
            "night": row.stored.night,
            "warc_file": row.stored.warc_file,
            "records": len(row.stored.records),
            "complete": "yes" if row.stored.complete else "no",
            "capture_id": row.capture_id,
        }
