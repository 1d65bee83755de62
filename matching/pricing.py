"""Prices that the registered product cannot be sold at."""

from domain.rules import RuleSetting
from matching.context import RuleContext, Subject
from matching.counterfeit import PRICE
from matching.offer import is_official, kinds, price_ratio
from matching.reasons import Finding, money, percent, reason

INNOCENT_KINDS = frozenset({"accessory", "second_hand", "sample"})


def price_anomaly(subject: Subject, context: RuleContext, setting: RuleSetting) -> Finding | None:
    """The price is far below the reference price of the registered product."""
    match, listing = subject.match, subject.listing
    if match is None or match.score < setting.threshold("match_score") or is_official(subject):
        return None
    ratio = price_ratio(subject, match.product)
    if ratio is None or ratio >= setting.threshold("price_ratio"):
        return None
    if INNOCENT_KINDS & kinds(subject, context):
        return None
    price, reference = listing.price or listing.price_min, match.product.reference_price
    if price is None or reference is None:
        return None
    why = reason(
        PRICE,
        field="price",
        found=money(price, listing.currency),
        expected=money(reference, match.product.currency),
        share=percent(ratio),
        product=match.product.name,
    )
    return Finding(
        probability=match.score * (1 - ratio / 2),
        reasons=(why,),
        product_id=match.product.product_id,
    )
