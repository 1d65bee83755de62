"""The official lists of the practice world as files: products, sellers, and what is watched."""

import csv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from demo import lazada, shopee, tiktok_payload
from demo.families import FAMILY
from demo.goods import GenuineProduct
from demo.world import Platform, PracticeShop, World

BaseUrl = Callable[[Platform], str]

PRODUCT_FIELDS = (
    "name",
    "brand",
    "owner",
    "registration_number",
    "category",
    "reference_price",
    "image",
    "description",
    "authorised_sellers",
)
SELLER_FIELDS = ("name", "tax_code", "address", "phone", "shop_links")
_KEYWORDS = ("kem chống nắng", "thuốc lá điện tử", "giày sneaker")


def shop_path(shop: PracticeShop) -> str:
    """The canonical path of a shop's page."""
    if shop.platform is Platform.SHOPEE:
        return shopee.shop_path(shop)
    if shop.platform is Platform.LAZADA:
        return lazada.shop_path(shop)
    return tiktok_payload.shop_path(shop)


def write_registers(world: World, folder: Path, base_url: BaseUrl, *, image_base: str) -> None:
    """Write products.csv, sellers.csv and watchlist.txt into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    products = (_product_row(p, world, base_url, image_base) for p in world.products)
    _write_csv(folder / "products.csv", PRODUCT_FIELDS, products)
    _write_csv(folder / "sellers.csv", SELLER_FIELDS, _seller_rows(world, base_url))
    lines = (*_watched_shops(world, base_url), *_watched_searches(base_url))
    (folder / "watchlist.txt").write_text("\n".join(lines) + "\n", "utf-8")


def _write_csv(path: Path, fields: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(fields)
        writer.writerows(rows)


def _product_row(
    product: GenuineProduct, world: World, base_url: BaseUrl, image_base: str
) -> tuple[str, ...]:
    return (
        product.name,
        product.brand,
        product.owner,
        product.number,
        " > ".join(FAMILY[product.family].category),
        str(product.price),
        f"{image_base}/file/{product.picture().key}",
        " ".join(product.features),
        "; ".join(_authorised(product, world, base_url)),
    )


def _authorised(product: GenuineProduct, world: World, base_url: BaseUrl) -> Iterator[str]:
    for shop in world.shops:
        if shop.official and shop.company == product.owner:
            yield base_url(shop.platform) + shop_path(shop)


def _seller_rows(world: World, base_url: BaseUrl) -> Iterator[tuple[str, ...]]:
    shops: dict[str, list[PracticeShop]] = {}
    for shop in world.shops:
        if shop.registered:
            shops.setdefault(shop.operator.operator_id, []).append(shop)
    for number, declared in enumerate(shops.values()):
        operator = declared[0].operator
        links = (_declared_link(shop, number, base_url) for shop in declared)
        yield (
            declared[0].company,
            operator.tax_code,
            f"{operator.address}, {operator.city}",
            operator.phone,
            "; ".join(link for link in links if link),
        )


def _declared_link(shop: PracticeShop, number: int, base_url: BaseUrl) -> str:
    """How a seller declared its shop: by URL, by id, or not at all (found by its tax code)."""
    # Lazada's pages show no tax code, so there a shop is only known by its link.
    if number % 5 == 0 and shop.platform is not Platform.LAZADA:
        return ""
    if number % 5 == 1:
        return f"{shop.platform}-practice:{shop.shop_id}"
    return base_url(shop.platform) + shop_path(shop)


def _watched_shops(world: World, base_url: BaseUrl) -> Iterator[str]:
    """Every shop that is open as the first night begins, under URLs as people paste them."""
    codes = {(platform, path): code for (platform, code), path in world.short_links.items()}
    for number, shop in enumerate(s for s in world.shops if s.is_open(0.0)):
        base, path = base_url(shop.platform), shop_path(shop)
        form = number % 4
        if form == 1:
            yield f"{base}{path}?{_TRACKING[shop.platform]}"
        elif form == 2 and number % 8 == 2:
            yield f"{base}/s/{codes[shop.platform, path]}"
        elif form == 3:
            yield f"{base}{_other_path(shop)}"
        else:
            yield f"{base}{path}"


_TRACKING = {
    Platform.SHOPEE: "page=0&sortBy=pop&tab=0&xptdk=8f1c&smtt=0.0.9&utm_source=zalo&gads_t_sig=VTJ",
    Platform.LAZADA: "spm=a2o4n.pdp.seller.1.7f2c&from=wangpu&laz_trackid=2:mm_1&exlaz=c_1:m_2",
    Platform.TIKTOK: "region=VN&locale=vi-VN&_svg=1&checksum=9c1d&share_app_id=1180",
}


def _other_path(shop: PracticeShop) -> str:
    if shop.platform is Platform.SHOPEE:
        return f"/shop/{shop.shop_id}/search"
    if shop.platform is Platform.LAZADA:
        return f"/{shop.username}/?q=All-Products&from=wangpu&langFlag=vi&pageTypeId=2"
    return f"{shop_path(shop)}?_svg=1"


def _watched_searches(base_url: BaseUrl) -> Iterator[str]:
    for words in _KEYWORDS:
        yield f"{base_url(Platform.SHOPEE)}/search?keyword={quote(words)}"
        yield f"{base_url(Platform.LAZADA)}/catalog/?q={quote(words)}&spm=a2o4n.home.search.go"
    yield f"{base_url(Platform.TIKTOK)}/vn/k/kem-chong-nang"
    yield f"{base_url(Platform.TIKTOK)}/vn/k/giay-sneaker"
