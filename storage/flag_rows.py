"""Turns flags into columns and back, and says when two flags are the same one."""

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from domain.flag import Decision, Flag, FlagState, Judgement, Severity
from storage.codec import reasons_json, reasons_of
from storage.folding import fold
from storage.rows import FlagEvidence, FlagRow
from storage.work_models import DecisionTable, FlagEvidenceTable, FlagTable

WEIGHTS = {Severity.LOW: 1.0, Severity.MEDIUM: 2.0, Severity.HIGH: 3.0, Severity.CRITICAL: 4.0}


def identity(flag: Flag) -> str:
    """The same for the same rule, subject and product, whatever evidence there is."""
    subject = ("listing", flag.listing_id) if flag.listing_id else ("shop", flag.shop_id)
    parts = [flag.rule, flag.site_id, *subject, flag.product_id]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def weight(flag: Flag) -> float:
    """What lists of flags are ordered by."""
    return WEIGHTS[flag.severity] * flag.probability


def search_text(flag: Flag, *words: str | None) -> str:
    """Everything of a flag that a person may search for."""
    parts = [flag.listing_id, flag.shop_id, flag.product_id, *words]
    parts += [reason.found for reason in flag.reasons]
    return fold("\n".join(part for part in parts if part))


def flag_columns(
    flag: Flag, *, run_id: int, at: datetime, words: tuple[str | None, ...]
) -> dict[str, Any]:
    """Columns that a run sets anew."""
    return {
        "shop_id": flag.shop_id,
        "severity": flag.severity.value,
        "probability": flag.probability,
        "weight": weight(flag),
        "last_raised_at": at,
        "last_run_id": run_id,
        "stale_since": None,
        "search_text": search_text(flag, *words),
    }


def evidence_columns(flag: Flag) -> dict[str, Any]:
    """What a flag rests on."""
    return {
        "capture_id": flag.capture_id,
        "severity": flag.severity.value,
        "probability": flag.probability,
        "reasons": reasons_json(flag.reasons),
        "rules_version": flag.rules_version,
        "model_version": flag.model_version,
    }


def evidence_of(row: FlagEvidenceTable) -> FlagEvidence:
    """What a flag rested on when it was raised."""
    return FlagEvidence(
        run_id=row.run_id,
        at=row.at,
        capture_id=row.capture_id,
        reasons=reasons_of(row.reasons),
        probability=row.probability,
        rules_version=row.rules_version,
        model_version=row.model_version,
    )


def decision_of(row: DecisionTable) -> Decision:
    """What one person decided."""
    return Decision(
        flag_id=row.flag_id,
        judgement=Judgement(row.judgement),
        actor=row.actor,
        at=row.at,
        note=row.note,
    )


def flag_row(
    found: Row[Any],
    *,
    evidence: tuple[FlagEvidence, ...] = (),
    decisions: tuple[Decision, ...] = (),
) -> FlagRow:
    """The public form of a flag joined with its latest evidence and its subject's names."""
    row: FlagTable = found.FlagTable
    latest: FlagEvidenceTable = found.FlagEvidenceTable
    flag = Flag(
        rule=row.rule,
        severity=Severity(row.severity),
        probability=row.probability,
        reasons=reasons_of(latest.reasons),
        site_id=row.site_id,
        listing_id=row.listing_id,
        shop_id=row.shop_id,
        capture_id=latest.capture_id,
        rules_version=latest.rules_version,
        model_version=latest.model_version,
        product_id=row.product_id,
    )
    return FlagRow(
        flag_id=row.flag_id,
        flag=flag,
        state=FlagState(row.state),
        raised_at=row.raised_at,
        last_raised_at=row.last_raised_at,
        stale_since=row.stale_since,
        title=found.title,
        url=found.listing_url or found.shop_url,
        shop_name=found.shop_name,
        evidence=evidence,
        decisions=decisions,
    )
