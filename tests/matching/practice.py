"""The practice marketplace's world as subjects for the rules, without a browser or a store."""

import csv
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from functools import cache

from config.lexicon_files import load_lexicons
from config.rules import load_rules
from crawler.identifiers import find_identifiers
from demo.build import build_world
from demo.registers import shop_path, write_registers
from domain.listing import Listing, Shop, Variant
from domain.registry import ProductRecord, SellerRecord
from matching.brands import BrandFinder
from matching.context import RuleContext, Subject
from matching.matcher import Matcher
from matching.rules import judge
from matching.shops import suspects_of

HOUR = 12.0
RULES = (
    "prohibited_goods",
    "suspected_counterfeit",
    "unregistered_product",
    "unregistered_seller",
)
OUTCOME = {
    (True, True): "right",
    (True, False): "missed",
    (False, True): "wrong",
    (False, False): "left alone",
}


@cache
def a_world(seed=2026):
    return build_world(seed=seed, scale=0.4)


def base_url(platform):
    return f"http://{platform}.localhost:8000"


def registers(world, folder):
    """Products and sellers as the marketplace writes them to its files."""
    write_registers(world, folder, base_url, image_base="http://127.0.0.1:8000")
    products = tuple(
        ProductRecord(
            product_id=row["registration_number"],
            name=row["name"],
            brand=row["brand"],
            owner=row["owner"],
            registration_number=row["registration_number"],
            category=row["category"],
            reference_price=Decimal(row["reference_price"]),
            image=row["image"],
            description=row["description"],
            authorised_sellers=tuple(x for x in row["authorised_sellers"].split("; ") if x),
        )
        for row in _rows(folder / "products.csv")
    )
    sellers = tuple(
        SellerRecord(
            seller_id=row["tax_code"],
            name=row["name"],
            tax_code=row["tax_code"],
            address=row["address"],
            phone=row["phone"],
            shop_links=tuple(x for x in row["shop_links"].split("; ") if x),
        )
        for row in _rows(folder / "sellers.csv")
    )
    return products, sellers


def _rows(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def subjects(world, *, cards):
    """One subject a living listing: its own page, or only its card and a shop never opened."""
    for one in world.listings:
        shop = world.shop_by_id[one.platform, one.shop_id]
        if one.is_alive(HOUR) and shop.is_open(HOUR):
            yield one, _subject(one, shop, cards=cards)


def _subject(one, shop, *, cards):
    said = one.revision(HOUR)
    listing = Listing(
        listing_id=one.listing_id,
        shop_id=one.shop_id,
        title=said.title,
        price=Decimal(said.price),
        price_min=Decimal(said.price),
        original_price=Decimal(said.original_price),
        currency="VND",
        brand=one.brand,
        images=said.pictures[:1] if cards else said.pictures,
        description=None if cards else said.description,
        attributes=() if cards else one.attributes,
        category=() if cards else one.category,
        variants=() if cards else _variants(one),
        shop_name=shop.name,
        is_card=cards,
    )
    account = Shop(
        shop_id=shop.shop_id,
        username=shop.username,
        name=shop.name,
        url=base_url(shop.platform) + shop_path(shop),
        description=None if cards else shop.description,
        official=shop.official,
    )
    texts = {"description": listing.description, "shop.description": account.description}
    return Subject(
        listing=listing,
        shop=account,
        identifiers=tuple(
            i for field, text in texts.items() if text for i in find_identifiers(text, field)
        ),
        site_id=f"{shop.platform}-practice",
        capture_id="c1",
    )


def _variants(one):
    return tuple(Variant(variant_id=v.variant_id, name=v.name) for v in one.variants)


def judged(world, folder, *, cards):
    """Every living listing with its flags by rule, once the suspects of each shop are known."""
    products, sellers = registers(world, folder)
    context = RuleContext.build(load_rules(), load_lexicons(), products, sellers)
    rows = list(subjects(world, cards=cards))
    brands = BrandFinder(products)
    named = (replace(s.listing, title=brands.restore(s.listing.title)) for _, s in rows)
    matches = list(Matcher(products).match(named))
    full = [
        (one, replace(subject, match=match))
        for (one, subject), match in zip(rows, matches, strict=True)
    ]
    flags = [flag for _, subject in full for flag in judge(subject, context)]
    context.suspects = suspects_of(flags, context.rules)
    for one, subject in full:
        yield one, subject, {flag.rule: flag for flag in judge(subject, context)}


def scores(rows):
    """Precision and recall by rule."""
    counts = {rule: Counter() for rule in RULES}
    for one, _, flags in rows:
        for rule in RULES:
            counts[rule][OUTCOME[rule in one.kinds, rule in flags]] += 1
    return {
        rule: (
            n["right"] / max(1, n["right"] + n["wrong"]),
            n["right"] / max(1, n["right"] + n["missed"]),
            dict(n),
        )
        for rule, n in counts.items()
    }
