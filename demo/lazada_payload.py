"""Payloads in the shape of Lazada's product page and listing grid; money is whole VND there."""

from typing import Any

from demo.answers import Moment, sold_text, vnd
from demo.identity import slug
from demo.world import PracticeListing, PracticeShop, PracticeVariant, Revision

# Any: these are JSON documents in somebody else's shape, handed straight to the encoder.
Json = dict[str, Any]

GRID_PAGE = 40


def listing_path(listing: PracticeListing, title: str) -> str:
    """The canonical path of a listing's page."""
    sku = listing.variants[0].variant_id
    return f"/products/{slug(title)[:80] or 'pdp'}-i{listing.listing_id}-s{sku}.html"


def image_url(base_url: str, key: str, *, thumb: bool = False) -> str:
    """A photo's URL; cards ask for a small one by a suffix."""
    return f"{base_url}/g/p/{key}.jpg" + ("_200x200q80.jpg" if thumb else "")


def module_data(listing: PracticeListing, moment: Moment, base_url: str) -> Json:
    """What the product page carries as `__moduleData__`."""
    revision = listing.revision(moment.hour)
    shop = moment.owner(listing)
    skus = {v.variant_id: _sku(v, revision, listing, base_url) for v in listing.variants}
    first = listing.variants[0].variant_id
    fields: Json = {
        "primaryKey": {
            "itemId": listing.listing_id,
            "skuId": first,
            "sellerId": listing.shop_id,
            "loginUserId": "",
        },
        "product": _product(listing, revision, base_url),
        "skuInfos": {"0": skus[first], **skus},
        "productOption": {"skuBase": _sku_base(listing, revision, base_url)},
        "skuGalleries": {"0": _gallery(revision, base_url)}
        | {v.variant_id: _gallery(revision, base_url) for v in listing.variants},
        "review": {"ratings": _ratings(listing), "reviews": []},
        "seller": _seller(shop, base_url),
        "sellerInfo": {
            "chatResponseRate": f"{shop.response_rate}%",
            "shipOnTime": "97%",
            "positiveRating": f"{round(shop.rating * 20)}%",
        },
        "Breadcrumb": [
            {"title": name, "url": f"{base_url}/{slug(name)}/"} for name in listing.category
        ],
        "specifications": {
            v.variant_id: {"features": {**dict(listing.attributes), "SKU": f"{v.variant_id}_VNAMZ"}}
            for v in listing.variants
        },
        "globalConfig": {"currencyCode": "VND", "regionID": "VN", "language": "vi"},
        "wishlist": {"inWishlist": False},
        "promotionTags": {},
        "tracking": _tracking(listing, revision, shop),
    }
    return {"data": {"root": {"fields": fields}}}


def _product(listing: PracticeListing, revision: Revision, base_url: str) -> Json:
    paragraphs = "".join(f"<p>{line}</p>" for line in _escaped(revision.description).split("\n"))
    return {
        "title": revision.title,
        "desc": f'<article class="lzd-article">{paragraphs}</article>',
        # Sellers write braces and semicolons: a reader must not stop at the first one.
        "highlights": "<ul><li>{Ưu đãi}; mua 2 giảm thêm};</li></ul>",
        "brand": {"name": listing.brand or "No Brand", "brandId": 39_704},
        "link": f"{base_url}{listing_path(listing, revision.title)}",
        "soldCount": f"Đã bán {sold_text(listing.sold)}",
        "rating": {"score": listing.rating, "total": listing.rating_count},
    }


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _sku(
    variant: PracticeVariant, revision: Revision, listing: PracticeListing, base_url: str
) -> Json:
    price = revision.price + variant.surcharge
    before = max(revision.original_price + variant.surcharge, price)
    stock = 0 if revision.sold_out else variant.stock
    return {
        "itemId": listing.listing_id,
        "skuId": variant.variant_id,
        "sellerId": listing.shop_id,
        "name": variant.name,
        "image": image_url(base_url, revision.pictures[0]),
        "price": {
            "salePrice": {"value": price, "text": f"{vnd(price)} ₫", "sign": "₫"},
            "originalPrice": {"value": before, "text": f"{vnd(before)} ₫", "sign": "₫"},
            "discount": f"-{round(100 * (1 - price / before))}%",
        },
        "stock": stock,
        "quantity": {"text": "Hết hàng" if not stock else "", "limit": {"max": min(stock, 5)}},
        "operation": {"disable": stock == 0, "text": "Mua ngay"},
    }


def _sku_base(listing: PracticeListing, revision: Revision, base_url: str) -> Json:
    values = [
        {
            "vid": str(30_000 + position),
            "name": variant.name,
            "image": image_url(base_url, revision.pictures[0]),
        }
        for position, variant in enumerate(listing.variants)
    ]
    return {
        "properties": [{"pid": "30585", "name": listing.variant_label, "values": values}],
        "skus": [
            {
                "skuId": variant.variant_id,
                "cartSkuId": f"{listing.listing_id}_VNAMZ-{variant.variant_id}",
                "propPath": f"30585:{30_000 + position}",
            }
            for position, variant in enumerate(listing.variants)
        ],
    }


def _gallery(revision: Revision, base_url: str) -> list[Json]:
    return [
        {"type": "img", "src": image_url(base_url, key), "poster": image_url(base_url, key)}
        for key in revision.pictures
    ]


def _ratings(listing: PracticeListing) -> Json:
    total = listing.rating_count
    low = total // 10
    return {
        "average": listing.rating,
        "rateCount": total,
        "reviewCount": total // 2,
        "scores": [total - 2 * low, low, 0, 0, low],
    }


def _seller(shop: PracticeShop, base_url: str) -> Json:
    return {
        "name": shop.name,
        "sellerId": shop.shop_id,
        "shopId": int(shop.user_id),
        "url": f"{base_url}/shop/{shop.username}/",
        "isLazMall": shop.official,
        "type": "LazMall" if shop.official else "marketplace",
        "percentRate": f"{round(shop.rating * 20)}%",
        "rate": round(shop.rating / 5, 2),
        "rateLevel": 3,
        "imUrl": f"{base_url}/chat/{shop.user_id}",
    }


def _tracking(listing: PracticeListing, revision: Revision, shop: PracticeShop) -> Json:
    return {
        "pdt_sku": int(listing.listing_id),
        "pdt_simplesku": int(listing.variants[0].variant_id),
        "pdt_name": revision.title,
        "pdt_price": f"{vnd(revision.price)} ₫",
        "pdt_discount": f"-{round(100 * (1 - revision.price / max(revision.original_price, 1)))}%",
        "pdt_category": list(listing.category),
        "brand_name": listing.brand or "No Brand",
        "supplier_id": listing.shop_id,
        "seller_name": shop.name,
        "core": {"currencyCode": "VND", "country": "VN", "layoutType": "desktop"},
    }


def grid(
    found: list[PracticeListing],
    shown: list[PracticeListing],
    *,
    page: int,
    ask_url: str,
    q: str,
    moment: Moment,
    base_url: str,
) -> Json:
    """The answer of any list with `ajax=true`."""
    last = page * GRID_PAGE >= len(found)
    return {
        "templates": [],
        "mods": {
            "filter": {"tItemType": "nt_filter", "filterItems": []},
            "listItems": [_card(one, moment, base_url) for one in shown],
            "breadcrumb": [{"title": "Trang chủ", "url": base_url}],
            "sortBar": {"tItemType": "nt_sortbar", "style": "wf", "sortItems": []},
            "resultTips": {
                "tItemType": "nt_resulttips",
                "tips": f"{len(found)} sản phẩm",
                "keywords": [{"text": q}],
            },
        },
        "mainInfo": {
            "errorMsg": "",
            "bizCode": 0,
            "totalResults": str(len(found)),
            "pageSize": str(GRID_PAGE),
            "page": str(page),
            "noMorePages": last,
            "currency": "₫",
            "currencyOnRight": "true",
            "venture": "VN",
            "lang": "vi",
            "selectedFilters": {},
            "RN": "0" * 32,
            "q": q,
            "pageTitle": q,
        },
        "seoInfo": {"robotsContent": "index,follow", "canonicalHref": ask_url, "h1": q},
    }


def _card(listing: PracticeListing, moment: Moment, base_url: str) -> Json:
    shop = moment.owner(listing)
    revision = listing.revision(moment.hour)
    reduced = revision.original_price > revision.price
    off = round(100 * (1 - revision.price / max(revision.original_price, 1)))
    first = listing.variants[0].variant_id
    path = listing_path(listing, revision.title)
    host = base_url.partition("//")[2]
    return {
        "name": revision.title,
        "nid": listing.listing_id,
        "itemId": listing.listing_id,
        "icons": [{"domClass": "100001", "group": "3", "type": "img"}] if shop.official else [],
        "image": image_url(base_url, revision.pictures[0]),
        "isSmartImage": False,
        "price": str(revision.price),
        "priceShow": f"{vnd(revision.price)} ₫",
        "originalPrice": str(revision.original_price) if reduced else "",
        "originalPriceShow": f"{vnd(revision.original_price)} ₫" if reduced else "",
        "discount": f"Giảm {off}%" if reduced else "",
        "ratingScore": str(listing.rating) if listing.rating_count else "",
        "review": str(listing.rating_count) if listing.rating_count else "",
        "itemSoldCntShow": f"Đã bán {sold_text(listing.sold)}",
        "location": shop.city,
        "thumbs": [
            {
                "image": image_url(base_url, revision.pictures[0], thumb=True),
                "sku": f"{listing.listing_id}_VNAMZ",
                "skuId": v.variant_id,
                "itemUrl": path,
            }
            for v in listing.variants
        ],
        "sellerName": shop.name,
        "sellerId": shop.shop_id,
        "brandName": listing.brand or "No Brand",
        "brandId": "39704",
        "cheapest_sku": f"{listing.listing_id}_VNAMZ-{first}",
        "skuId": first,
        "sku": f"{listing.listing_id}_VNAMZ",
        "skus": [{"id": f"{listing.listing_id}_VNAMZ-{v.variant_id}"} for v in listing.variants],
        "categories": [3008, 10_400],
        "inStock": not revision.sold_out,
        "restrictedAge": 0,
        "isSponsored": False,
        "isAD": 0,
        "tItemType": "nt_product",
        "itemUrl": f"//{host}{path}",
        "querystring": "priceCompare=skuId%3A" + first,
        "clickTrace": f"query:;nid:{listing.listing_id};shop_id:{shop.user_id};"
        f"supplier_id:{shop.shop_id};asc_category_id:3008",
    }
