"""Turns nouns of the house into columns and back."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from domain.flag import Reason
from domain.listing import Listing, Shop, Variant
from domain.match import Comparison
from domain.registry import ProductRecord, SellerRecord
from domain.target import PageKind, Target
from storage.models import ListingSnapshotTable, ShopSnapshotTable
from storage.work_models import ProductTable, SellerTable

LISTING_FIELDS = (
    "listing_id", "shop_id", "url", "title", "price", "price_min", "price_max", "currency",
    "original_price", "brand", "description", "sold", "stock", "rating", "rating_count", "location",
    "status", "created_at", "shop_name", "is_card",
)  # fmt: skip
SHOP_FIELDS = (
    "shop_id", "username", "name", "url", "description", "location", "joined_at", "followers",
    "item_count", "rating", "response_rate", "official", "status",
)  # fmt: skip
PRODUCT_FIELDS = (
    "product_id", "name", "brand", "owner", "registration_number", "category", "reference_price",
    "currency", "image", "image_phash", "description",
)  # fmt: skip
SELLER_FIELDS = ("seller_id", "name", "tax_code", "address", "phone")


def listing_columns(listing: Listing) -> dict[str, Any]:
    """Column values of a listing snapshot."""
    values = {name: getattr(listing, name) for name in LISTING_FIELDS}
    return values | {
        "images": list(listing.images),
        "attributes": [list(pair) for pair in listing.attributes],
        "variants": [_variant_columns(variant) for variant in listing.variants],
        "category": list(listing.category),
    }


def listing_of(row: ListingSnapshotTable) -> Listing:
    """The listing as it was stated."""
    return Listing(
        **{name: getattr(row, name) for name in LISTING_FIELDS},
        images=tuple(row.images),
        attributes=tuple((key, value) for key, value in row.attributes),
        variants=tuple(_variant_of(variant) for variant in row.variants),
        category=tuple(row.category),
    )


def shop_columns(shop: Shop) -> dict[str, Any]:
    """Column values of a shop snapshot."""
    return {name: getattr(shop, name) for name in SHOP_FIELDS}


def shop_of(row: ShopSnapshotTable) -> Shop:
    """The shop as it was stated."""
    return Shop(**{name: getattr(row, name) for name in SHOP_FIELDS})


def product_columns(product: ProductRecord) -> dict[str, Any]:
    """Column values of a registered product."""
    values = {name: getattr(product, name) for name in PRODUCT_FIELDS}
    return values | {
        "aliases": list(product.aliases),
        "authorised_sellers": list(product.authorised_sellers),
    }


def product_of(row: ProductTable) -> ProductRecord:
    """The product as the register has it."""
    return ProductRecord(
        **{name: getattr(row, name) for name in PRODUCT_FIELDS},
        aliases=tuple(row.aliases),
        authorised_sellers=tuple(row.authorised_sellers),
    )


def seller_columns(seller: SellerRecord) -> dict[str, Any]:
    """Column values of a registered seller."""
    values = {name: getattr(seller, name) for name in SELLER_FIELDS}
    return values | {"shop_links": list(seller.shop_links)}


def seller_of(row: SellerTable) -> SellerRecord:
    """The seller as the register has it."""
    return SellerRecord(
        **{name: getattr(row, name) for name in SELLER_FIELDS}, shop_links=tuple(row.shop_links)
    )


def target_of(row: Any) -> Target:  # Any: a row of captures or of the watchlist
    """The target under its canonical name."""
    return Target(
        site_id=row.site_id,
        kind=PageKind(row.kind),
        key=row.key,
        url=row.url,
        shop_id=row.shop_id,
        listing_id=row.listing_id,
        query=row.query,
    )


def target_columns(target: Target) -> dict[str, Any]:
    """Column values of a target."""
    return {
        "site_id": target.site_id,
        "kind": target.kind.value,
        "key": target.key,
        "url": target.url,
        "shop_id": target.shop_id,
        "listing_id": target.listing_id,
        "query": target.query,
    }


def reasons_json(reasons: tuple[Reason, ...]) -> list[dict[str, Any]]:
    """Reasons as a JSON tree."""
    return [{name: getattr(reason, name) for name in Reason.__slots__} for reason in reasons]


def reasons_of(tree: list[Any]) -> tuple[Reason, ...]:
    """Reasons from a JSON tree."""
    return tuple(Reason(**row) for row in tree)


def comparisons_json(comparisons: tuple[Comparison, ...]) -> list[dict[str, Any]]:
    """Comparisons as a JSON tree."""
    return [{name: getattr(one, name) for name in Comparison.__slots__} for one in comparisons]


def comparisons_of(tree: list[Any]) -> tuple[Comparison, ...]:
    """Comparisons from a JSON tree."""
    return tuple(Comparison(**row) for row in tree)


def plain(value: Any) -> Any:  # Any: settings and reports of any job
    """A tree that JSON takes: times as ISO text, amounts as text, tuples as lists."""
    if isinstance(value, dict):
        return {str(key): plain(child) for key, child in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(child) for child in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value)


def _variant_columns(variant: Variant) -> dict[str, Any]:
    columns = {name: getattr(variant, name) for name in Variant.__slots__}
    return {key: str(v) if isinstance(v, Decimal) else v for key, v in columns.items()}


def _variant_of(columns: dict[str, Any]) -> Variant:
    prices = {
        name: None if columns[name] is None else Decimal(columns[name])
        for name in ("price", "original_price")
    }
    return Variant(**(columns | prices))
