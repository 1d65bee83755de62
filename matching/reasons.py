"""Writes reasons in both languages, with the two values and the place in the text."""

from dataclasses import dataclass
from decimal import Decimal

from domain.flag import Reason, Severity
from matching.lexicon import Hit
from messages import translate_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule has to say: how probable, and why."""

    probability: float
    reasons: tuple[Reason, ...]
    severity: Severity | None = None
    """Where it differs from the rule's own."""
    product_id: str | None = None


def reason(
    message: str,
    *,
    field: str,
    found: str,
    expected: str | None = None,
    place: tuple[int, int] | None = None,
    **values: object,
) -> Reason:
    """A reason from an English message of the catalogue; `values` fill its `{names}`."""
    named = {"found": found, "expected": expected or "", **values}
    start, end = place or (None, None)
    return Reason(
        field=field,
        found=found,
        expected=expected,
        text_vi=translate_to("vi", message, **named),
        text_en=translate_to("en", message, **named),
        start=start,
        end=end,
    )


def term_reason(message: str, hit: Hit, field: str) -> Reason:
    """A reason about a lexicon's term that was found in a field."""
    named = {"found": hit.found, "expected": hit.term.text}
    return Reason(
        field=field,
        found=hit.found,
        expected=hit.term.text,
        text_vi=translate_to("vi", message, **named, matter=hit.group.title_vi),
        text_en=translate_to("en", message, **named, matter=hit.group.title_en),
        start=hit.start,
        end=hit.end,
    )


def money(amount: Decimal, currency: str | None) -> str:
    """An amount as people write it: `1.250.000 VND`."""
    return f"{amount:,.0f}".replace(",", ".") + (f" {currency}" if currency else "")


def percent(share: float) -> str:
    """A share as whole per cents: `18 %`."""
    return f"{share:.0%}".replace("%", " %")
