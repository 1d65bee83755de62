"""Facts about an offer that several rules weigh: price, authorisation, photo, kind of article."""

from domain.registry import ProductRecord
from matching.context import RuleContext, Subject
from matching.images import distance, image_key, read_hash
from matching.sellers import compact_tax_code, link_key, name_key


def price_ratio(subject: Subject, product: ProductRecord | None) -> float | None:
    """Price displayed over the registered reference price; None where they cannot be compared."""
    listing = subject.listing
    price = listing.price if listing.price is not None else listing.price_min
    if product is None or not product.reference_price or not price or price <= 0:
        return None
    if listing.currency and listing.currency != product.currency:
        return None
    return float(price / product.reference_price)


def is_authorised(subject: Subject, product: ProductRecord) -> bool | None:
    """Whether the register lets this shop sell the product; None where it does not say."""
    if not product.authorised_sellers:
        return None
    allowed = {key for seller in product.authorised_sellers for key in _seller_keys(seller)}
    return bool(allowed & _shop_keys(subject))


def is_official(subject: Subject) -> bool:
    """Whether the platform itself vouches for the shop."""
    return bool(subject.shop and subject.shop.official)


def kinds(subject: Subject, context: RuleContext) -> frozenset[str]:
    """What the title says that the article is: `accessory`, `second_hand`, `sample`, ..."""
    return context.groups("innocent", subject.listing.title)


def photo_distance(
    subject: Subject, product: ProductRecord, context: RuleContext
) -> tuple[int, str] | None:
    """Fewest differing bits between a genuine photo and one of the listing's, and which image."""
    genuine = [read_hash(product.image_phash)] if product.image_phash else []
    genuine += [read_hash(text) for text in context.genuine_photos.get(product.product_id, ())]
    known = [
        (url, read_hash(found))
        for url in subject.listing.images
        if (found := context.image_hashes.get(image_key(url)) or context.image_hashes.get(url))
    ]
    return min(((distance(own, one), url) for url, own in known for one in genuine), default=None)


def _seller_keys(seller: str) -> set[str]:
    digits = compact_tax_code(seller)
    keys = {link_key(seller), f"name:{name_key(seller)}"}
    return keys | {f"tax:{digits}"} if len(digits) in (10, 12, 13) else keys


def _shop_keys(subject: Subject) -> set[str]:
    shop, listing = subject.shop, subject.listing
    shop_id = shop.shop_id if shop else listing.shop_id
    name = (shop.name if shop else None) or listing.shop_name
    keys = {f"{subject.site_id}:{shop_id}"} if shop_id else set()
    if shop and shop.url:
        keys.add(link_key(shop.url))
    if shop and shop.username:
        keys |= {f"{subject.site_id}:{shop.username}", shop.username}
    if name:
        keys.add(f"name:{name_key(name)}")
    taxes = (i.value for i in subject.identifiers if i.kind == "tax_code")
    return keys | {f"tax:{compact_tax_code(tax)}" for tax in taxes}
