"""Goods that nobody may offer, whatever the seller calls them."""

from domain.flag import Reason
from domain.rules import RuleSetting
from matching.context import RuleContext, Subject
from matching.lexicon import Hit
from matching.reasons import Finding, term_reason
from messages import mark

PLAIN = mark("The words “{found}” stand for {matter}.")
DISGUISED = mark("“{found}” is a disguised spelling of “{expected}”, which stands for {matter}.")


def prohibited_goods(
    subject: Subject, context: RuleContext, setting: RuleSetting
) -> Finding | None:
    """The words of the offer stand for goods that may not be sold to the public."""
    found = _hits(subject, context)
    if not found:
        return None
    doubts = sorted(1 - _probability(field, hit, setting) for field, hit in found)
    doubt = doubts[0]
    others = {hit.term.text for _, hit in found}
    doubt *= (1 - setting.threshold("repeat_bonus")) ** (len(others) - 1)
    _, first = max(found, key=lambda f: _probability(f[0], f[1], setting))
    return Finding(
        probability=1 - doubt,
        severity=first.group.severity,
        reasons=tuple(_reason(field, hit) for field, hit in found[:8]),
    )


def _hits(subject: Subject, context: RuleContext) -> list[tuple[str, Hit]]:
    listing = subject.listing
    both = f"{listing.title} {listing.description or ''}"
    fields = [
        ("title", listing.title),
        ("description", _without_title(listing.description, listing.title)),
        *((f"variants.{v.variant_id}", v.name) for v in listing.variants[:30]),
    ]
    return [(name, hit) for name, text in fields for hit in context.hits("prohibited", text, both)]


def _without_title(description: str | None, title: str) -> str | None:
    """The description with a repeated title blanked out, so that nothing is counted twice."""
    return description.replace(title, " " * len(title)) if description and title else description


def _probability(field: str, hit: Hit, setting: RuleSetting) -> float:
    weight = 1.0 if field == "title" else setting.threshold("description_discount")
    doubt = 1 - hit.term.probability * weight
    return 1 - doubt * (1 - setting.threshold("disguise_bonus") * hit.disguised)


def _reason(field: str, hit: Hit) -> Reason:
    return term_reason(DISGUISED if hit.disguised else PLAIN, hit, field)
