"""How promising a listing looks from a search card alone: which page to open first."""

import math

from domain.listing import Listing
from matching.context import RuleContext, Subject
from matching.normalise import fold_text

SUSPECT_WORDS: dict[str, float] = {
    "rep 1": 2.5, "like auth": 3.0, "super fake": 3.5, "replica": 3.0, "hang nhai": 3.5, "hang f1": 3.0, "sieu cap": 1.0,
    "fake": 2.0, "1:1": 1.5, "full box": 0.4, "xach tay": 0.7, "noi dia": 0.5, "thanh ly": 0.4, "xa kho": 0.4,
    "chinh hang": -0.2, "giam can": 1.2, "tang can": 1.2, "kem tron": 2.0, "dac tri": 1.5, "gia truyen": 1.5,
    "vien uong": 0.9, "thuoc": 0.9, "sinh ly": 1.3, "trang da": 0.9, "serum": 0.3, "kem": 0.2, "tpcn": 0.9,
    "op lung": -2.0, "phu kien": -1.5, "danh cho": -0.8, "mieng dan": -2.0, "cuong luc": -2.0, "sach": -1.0,
}  # fmt: skip
"""Folded words of a title with their log-odds; estimated by hand, refitted from decisions by `model fit`."""

PRIOR = -2.0


def card_probability(listing: Listing, context: RuleContext | None = None) -> float:
    """The probability, 0 to 1, that a full visit to this listing ends in a flag.

    From title, price and shop name alone. With a context its lexicons are read too; disguised
    words count for more than plain ones.
    """
    title = fold_text(listing.title)
    odds = PRIOR + sum(weight for word, weight in SUSPECT_WORDS.items() if word in title)
    odds += _discount(listing) + (_lexicons(listing, context) if context else 0.0)
    return 1 / (1 + math.exp(-odds))


def _discount(listing: Listing) -> float:
    before, now = listing.original_price, listing.price
    if not before or not now or now <= 0 or before <= now:
        return 0.0
    share = float(now / before)
    return 1.5 if share < 0.35 else 0.7 if share < 0.55 else 0.0


def _lexicons(listing: Listing, context: RuleContext) -> float:
    subject = Subject(listing=listing)
    odds = 5.0 if context.hits("prohibited", listing.title) else 0.0
    odds += 2.5 if context.hits("replica", listing.title) else 0.0
    odds += 1.0 if context.hits("regulated", listing.title) else 0.0
    odds += 0.7 if context.claimed_brand(subject.listing) else 0.0
    return odds - (2.5 if "accessory" in context.groups("innocent", listing.title) else 0.0)
