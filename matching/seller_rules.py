"""Who sells: whether the registers know the shop, and whether it passes for somebody else."""

from rapidfuzz.distance import OSA

from domain.flag import Reason
from domain.rules import RuleSetting
from matching.context import RuleContext, Subject, plain
from matching.offer import is_authorised, is_official
from matching.reasons import Finding, reason
from matching.sellers import SellerMatch, is_valid_tax_code, name_agreement
from messages import mark

CLAIMS_OFFICIAL = ("official", "chinh hang", "chinh thuc", "flagship", "authentic store", "mall")
SEARCHED = {
    "shop.url": mark("The register of sellers does not name the shop {found}."),
    "tax_code": mark("The tax code {found} is not in the register of sellers."),
    "phone": mark("The phone {found} belongs to no registered seller."),
    "zalo": mark("The Zalo number {found} belongs to no registered seller."),
    "shop.name": mark("No registered seller is called “{found}”."),
}
INVALID_TAX_CODE = mark("The check digit of the tax code {found} is wrong: nobody can bear it.")
OTHER_OWNER = mark(
    "The tax code {found} is registered to “{expected}”, the shop is called “{shop}”."
)
NOTHING_DECLARED = mark("The shop declares neither tax code nor phone.")
OFFICIAL_CLAIM = mark(
    "The shop calls itself “{found}” but is not among the authorised sellers of {brand} ({expected})."
)
ONE_LETTER = mark(
    "The brand “{found}” differs by one letter from the registered brand “{expected}”."
)


def unregistered_seller(
    subject: Subject, context: RuleContext, setting: RuleSetting
) -> Finding | None:
    """The seller is not in the register of sellers, or its particulars do not agree with the register."""
    if subject.shop is None or context.sellers.size == 0 or is_official(subject):
        return None
    seller = context.seller(subject, setting.threshold("name_agreement"))
    return _misdeclared(subject, seller, setting) or _not_found(subject, seller, setting)


def _misdeclared(subject: Subject, seller: SellerMatch, setting: RuleSetting) -> Finding | None:
    invalid = [
        lookup
        for lookup in seller.lookups
        if lookup.field == "tax_code" and not is_valid_tax_code(lookup.value)
    ]
    if invalid and seller.record is None:
        why = reason(INVALID_TAX_CODE, field="shop.tax_code", found=invalid[0].text)
        return Finding(probability=setting.threshold("invalid_tax_code"), reasons=(why,))
    return _borrowed(subject, seller, setting)


def _borrowed(subject: Subject, seller: SellerMatch, setting: RuleSetting) -> Finding | None:
    """A tax code that belongs to a seller who declared other shops on this very site."""
    record = seller.record
    name = subject.shop.name if subject.shop else None
    if record is None or seller.by != "tax_code" or not name:
        return None
    declared_here = [x for x in record.shop_links if x.startswith(f"{subject.site_id}:")]
    if not declared_here or name_agreement(name, record.name) >= 0.6:
        return None
    code = next(x.text for x in seller.lookups if x.field == "tax_code" and x.record)
    why = reason(OTHER_OWNER, field="shop.tax_code", found=code, expected=record.name, shop=name)
    return Finding(probability=setting.threshold("other_owner"), reasons=(why,))


def _not_found(subject: Subject, seller: SellerMatch, setting: RuleSetting) -> Finding | None:
    shop = subject.shop
    count = shop.item_count if shop else None
    if seller.record or not seller.lookups:
        return None
    if count is not None and count < setting.threshold("small_seller_listings"):
        return None
    declared = {lookup.field for lookup in seller.lookups} & {"tax_code", "phone", "zalo"}
    reasons = [_searched(lookup.field, lookup.text) for lookup in _one_a_field(seller)]
    if not declared:
        reasons.append(reason(NOTHING_DECLARED, field="shop.description", found=""))
    probability = setting.threshold("not_found" if declared else "no_identity")
    return Finding(probability=probability, reasons=tuple(reasons))


def _one_a_field(seller: SellerMatch) -> list:  # type: ignore[type-arg]
    return list({lookup.field: lookup for lookup in reversed(seller.lookups)}.values())[::-1]


def _searched(field: str, text: str) -> Reason:
    names = {"tax_code": "shop.tax_code", "phone": "shop.phone", "zalo": "shop.zalo"}
    return reason(SEARCHED[field], field=names.get(field, field), found=text)


def impersonated_brand(
    subject: Subject, context: RuleContext, setting: RuleSetting
) -> Finding | None:
    """The shop or the brand name passes for a registered brand which it is not."""
    if is_official(subject):
        return None
    return _official_claim(subject, context, setting) or _near_brand(subject, context, setting)


def _official_claim(subject: Subject, context: RuleContext, setting: RuleSetting) -> Finding | None:
    name = (subject.shop.name if subject.shop else None) or subject.listing.shop_name or ""
    folded = f" {plain(name)} "
    if not any(f" {claim} " in folded for claim in CLAIMS_OFFICIAL):
        return None
    for brand, products in context.brands.items():
        if len(brand) < 4 or f" {brand} " not in folded:
            continue
        if any(is_authorised(subject, product) is not False for product in products):
            continue
        product = products[0]
        why = reason(
            OFFICIAL_CLAIM,
            field="shop.name",
            found=name,
            expected=", ".join(product.authorised_sellers[:3]),
            brand=product.brand,
        )
        return Finding(probability=setting.threshold("claims_official"), reasons=(why,))
    return None


def _near_brand(subject: Subject, context: RuleContext, setting: RuleSetting) -> Finding | None:
    stated = plain(subject.listing.brand or "")
    if len(stated) < 5 or stated in context.brands:
        return None
    near = next((b for b in context.brands if len(b) >= 5 and _is_one_letter_off(stated, b)), None)
    if near is None:
        return None
    why = reason(
        ONE_LETTER,
        field="brand",
        found=subject.listing.brand or "",
        expected=context.brands[near][0].brand,
    )
    return Finding(probability=setting.threshold("one_letter"), reasons=(why,))


def _is_one_letter_off(left: str, right: str) -> bool:
    if abs(len(left) - len(right)) > 1 or left.replace(" ", "") == right.replace(" ", ""):
        return False
    return OSA.distance(left, right, score_cutoff=1) == 1
