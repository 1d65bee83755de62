"""Small values with overrides, for the tests of this room."""

from decimal import Decimal

from domain.listing import Listing, Shop
from domain.registry import ProductRecord, SellerRecord


def a_listing(**overrides):
    values = {"listing_id": "1", "shop_id": "9", "title": "Nước mắm Làng Vát 500ml"}
    return Listing(**{**values, **overrides})


def a_shop(**overrides):
    return Shop(
        **{"shop_id": "9", "name": "Bếp Nhà Mai", "url": "https://x.test/shop/9", **overrides}
    )


def a_product(**overrides):
    values = {
        "product_id": "P1",
        "name": "Nước mắm Làng Vát 500ml",
        "brand": "Làng Vát",
        "reference_price": Decimal(100000),
    }
    return ProductRecord(**{**values, **overrides})


def a_seller(**overrides):
    values = {"seller_id": "0100109106", "name": "Công ty TNHH Làng Vát", "tax_code": "0100109106"}
    return SellerRecord(**{**values, **overrides})
