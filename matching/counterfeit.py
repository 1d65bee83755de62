"""Branded goods that somebody else makes or sells: signs, each with its weight, added up."""

import math
from dataclasses import dataclass

from domain.flag import Reason
from domain.registry import ProductRecord
from domain.rules import RuleSetting
from matching.brands import disguised_brand
from matching.context import RuleContext, Subject
from matching.offer import (
    is_authorised,
    is_official,
    kinds,
    photo_distance,
    price_ratio,
)
from matching.reasons import Finding, money, percent, reason, term_reason
from messages import mark

WEIGHTS = {
    "nothing known": -3.2,
    "wording of a copy": 4.4,
    "second wording of a copy": 1.0,
    "price far below reference": 3.3,
    "price somewhat below reference": 0.9,
    "shop with other suspects": 1.5,
    "doubtful source": 1.1,
    "seller not registered": 0.7,
    "shop not authorised": 0.9,
    "brand disguised": 2.2,
    "registered photo": 0.6,
    "brand claimed without the registered product": -0.8,
    "accessory": -4.0,
    "second hand": -2.6,
    "sample": -2.4,
    "authorised or official shop": -5.0,
}
"""Log-odds of each sign: the whole of this rule's model. Estimated by hand, to be refitted from decisions."""

SOURCE = mark("“{found}” says that the source of the goods cannot be proved.")
NOT_REGISTERED = mark("The seller “{found}” is not in the register of sellers.")
WORDING = mark("“{found}” is how sellers say that goods are a copy.")
PRICE = mark(
    "The price {found} is {share} of the reference price {expected} of the registered product"
    " “{product}”."
)
UNAUTHORISED = mark(
    "The shop “{found}” is not among the authorised sellers of “{product}” ({expected})."
)
PHOTO = mark(
    "A photo of the offer is one of the genuine photos of “{product}” ({bits} of 64 marks differ)."
)
BRAND = mark("“{found}” is a disguised spelling of the registered brand “{expected}”.")
SHOP = mark("{count} other offers of the shop “{found}” are under strong suspicion.")
CLAIM = mark("The title “{found}” claims to be the registered product “{expected}” ({score}).")


@dataclass(slots=True)
class _Signs:
    odds: float
    reasons: list[Reason]

    def add(self, sign: str, why: Reason | None = None) -> None:
        self.odds += WEIGHTS[sign]
        if why:
            self.reasons.append(why)


def suspected_counterfeit(
    subject: Subject, context: RuleContext, setting: RuleSetting
) -> Finding | None:
    """The offer bears signs of counterfeit goods: wording, price, seller or photo do not fit the brand."""
    product = _claimed_product(subject, setting)
    signs = _Signs(WEIGHTS["nothing known"], [])
    _add_wording(signs, subject, context)
    if product:
        _add_price(signs, subject, product, setting)
    if not signs.reasons:
        return None
    if product:
        _add_seller(signs, subject, product, context)
        _add_shop(signs, subject, context, setting)
        _add_photo(signs, subject, product, context, setting)
        _add_brand(signs, subject, product)
        signs.reasons.append(_claim(subject, product))
    elif context.claimed_brand(subject.listing) is None:
        signs.add("brand claimed without the registered product")
    _take_off_innocent(signs, subject, context, product)
    return Finding(
        probability=1 / (1 + math.exp(-signs.odds)),
        reasons=tuple(signs.reasons),
        product_id=product.product_id if product else None,
    )


def _claimed_product(subject: Subject, setting: RuleSetting) -> ProductRecord | None:
    match = subject.match
    return match.product if match and match.score >= setting.threshold("match_score") else None


def _add_wording(signs: _Signs, subject: Subject, context: RuleContext) -> None:
    listing = subject.listing
    found = [("title", hit) for hit in context.hits("replica", listing.title)]
    found += [("description", hit) for hit in context.hits("replica", listing.description)]
    doubtful = [row for row in found if row[1].group.group_id == "doubtful_source"]
    if doubtful:
        signs.add("doubtful source", term_reason(SOURCE, doubtful[0][1], doubtful[0][0]))
    hits = [row for row in found if row not in doubtful]
    for count, (field, hit) in enumerate(hits[:2]):
        signs.add(
            "second wording of a copy" if count else "wording of a copy",
            term_reason(WORDING, hit, field),
        )
        if not count:
            signs.odds -= 6 * (0.95 - hit.term.probability)


def _add_price(
    signs: _Signs, subject: Subject, product: ProductRecord, setting: RuleSetting
) -> None:
    ratio = price_ratio(subject, product)
    weight = price_weight(ratio, setting)
    if ratio is None or weight is None:
        return
    listing = subject.listing
    price = listing.price if listing.price is not None else listing.price_min
    why = reason(
        PRICE,
        field="price",
        found=money(price or product.reference_price, listing.currency),  # type: ignore[arg-type]
        expected=money(product.reference_price, product.currency),  # type: ignore[arg-type]
        share=percent(ratio),
        product=product.name,
    )
    signs.odds += weight
    signs.reasons.append(why)


def price_weight(ratio: float | None, setting: RuleSetting) -> float | None:
    """Log-odds of a price that is `ratio` of the reference; None where it is no sign.

    From the weak threshold on the weight grows evenly until the low one, below which it stays.
    """
    weak, low = setting.threshold("price_ratio_weak"), setting.threshold("price_ratio_low")
    if ratio is None or ratio >= weak:
        return None
    least = WEIGHTS["price somewhat below reference"]
    most = WEIGHTS["price far below reference"]
    return most - (most - least) * (max(ratio, low) - low) / (weak - low)


def _add_seller(
    signs: _Signs, subject: Subject, product: ProductRecord, context: RuleContext
) -> None:
    if is_official(subject):
        return
    shop = (subject.shop.name if subject.shop else None) or subject.listing.shop_name or "?"
    if subject.shop and context.sellers.size and context.seller(subject).record is None:
        why = reason(NOT_REGISTERED, field="shop.name", found=shop)
        signs.add("seller not registered", why)
    if is_authorised(subject, product) is not False:
        return
    why = reason(
        UNAUTHORISED,
        field="shop.name",
        found=shop,
        expected=", ".join(product.authorised_sellers[:3]),
        product=product.name,
    )
    signs.add("shop not authorised", why)


def _add_shop(signs: _Signs, subject: Subject, context: RuleContext, setting: RuleSetting) -> None:
    others = context.other_suspects(subject)
    if others < setting.threshold("suspects_of_shop") or is_official(subject):
        return
    shop = (subject.shop.name if subject.shop else None) or subject.listing.shop_name or "?"
    why = reason(SHOP, field="shop.name", found=shop, count=others)
    signs.add("shop with other suspects", why)


def _add_photo(
    signs: _Signs,
    subject: Subject,
    product: ProductRecord,
    context: RuleContext,
    setting: RuleSetting,
) -> None:
    nearest = photo_distance(subject, product, context)
    if nearest is None or nearest[0] > setting.threshold("photo_distance"):
        return
    why = reason(
        PHOTO,
        field="images",
        found=nearest[1],
        expected=product.image or product.image_phash or product.name,
        product=product.name,
        bits=nearest[0],
    )
    signs.add("registered photo", why)


def _add_brand(signs: _Signs, subject: Subject, product: ProductRecord) -> None:
    hit = disguised_brand(subject.listing.title, product.brand or "")
    if hit:
        why = reason(
            BRAND,
            field="title",
            found=hit.found,
            expected=product.brand,
            place=(hit.start, hit.end),
        )
        signs.add("brand disguised", why)


def _claim(subject: Subject, product: ProductRecord) -> Reason:
    score = subject.match.score if subject.match else 0.0
    return reason(
        CLAIM,
        field="title",
        found=subject.listing.title,
        expected=product.name,
        score=percent(score),
        place=(0, len(subject.listing.title)),
    )


def _take_off_innocent(
    signs: _Signs, subject: Subject, context: RuleContext, product: ProductRecord | None
) -> None:
    article = kinds(subject, context)
    for kind, sign in (
        ("accessory", "accessory"),
        ("second_hand", "second hand"),
        ("sample", "sample"),
    ):
        if kind in article:
            signs.add(sign)
    if is_official(subject) or (product and is_authorised(subject, product)):
        signs.add("authorised or official shop")
