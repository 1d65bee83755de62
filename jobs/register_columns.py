"""Under which names, English and Vietnamese, the columns of registers go."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

PRODUCT_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "name", "product", "product name", "drug name", "tên", "tên sản phẩm", "tên hàng hóa",
        "tên hàng", "tên mặt hàng", "tên thuốc", "tên thương mại", "sản phẩm", "hàng hóa",
        "mặt hàng",
    ),
    "brand": (
        "brand", "trademark", "nhãn hiệu", "thương hiệu", "nhãn hàng", "tên nhãn hiệu", "hãng",
    ),
    "owner": (
        "owner", "company", "manufacturer", "registrant", "register company", "chủ sở hữu",
        "chủ nhãn hiệu", "chủ đơn", "chủ thể", "doanh nghiệp", "công ty", "tên doanh nghiệp",
        "tên công ty", "nhà sản xuất", "cơ sở sản xuất", "cơ sở đăng ký", "công ty đăng ký",
        "công ty sản xuất", "tổ chức công bố", "đơn vị công bố", "tổ chức cá nhân công bố",
    ),
    "registration_number": (
        "registration number", "registration no", "register code", "reg no", "number",
        "số đăng ký", "sđk", "số công bố", "số phiếu công bố", "số tiếp nhận", "số giấy phép",
        "số lưu hành", "số đăng ký lưu hành", "số giấy đăng ký", "số hồ sơ", "số văn bằng",
    ),
    "category": (
        "category", "type", "danh mục", "loại", "nhóm", "loại sản phẩm", "nhóm sản phẩm",
        "nhóm hàng", "ngành hàng", "phân loại", "chủng loại",
    ),
    "reference_price": (
        "reference price", "price", "retail price", "list price", "giá", "giá tham chiếu",
        "giá niêm yết", "giá bán", "giá bán lẻ", "giá kê khai", "đơn giá",
    ),
    "currency": ("currency", "tiền tệ", "loại tiền", "đơn vị tiền tệ"),
    "image": (
        "image", "image url", "photo", "picture", "hình ảnh", "ảnh", "hình", "ảnh sản phẩm",
        "link ảnh", "đường dẫn ảnh",
    ),
    "image_phash": ("image phash", "phash"),
    "description": (
        "description", "mô tả", "mô tả sản phẩm", "đặc điểm", "thông tin", "thông tin sản phẩm",
    ),
    "aliases": ("aliases", "alias", "other names", "tên khác", "tên gọi khác", "tên viết tắt"),
    "authorised_sellers": (
        "authorised sellers", "authorized sellers", "sellers", "nhà phân phối", "đại lý",
        "nơi bán", "gian hàng chính hãng", "người bán được ủy quyền", "đơn vị phân phối",
    ),
}  # fmt: skip
SELLER_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "name", "seller", "seller name", "company", "company name", "tên", "tên doanh nghiệp",
        "tên công ty", "tên cơ sở", "tên hộ kinh doanh", "tên người bán", "tên đơn vị",
        "tên thương nhân", "doanh nghiệp", "công ty", "người bán", "thương nhân", "hộ kinh doanh",
    ),
    "tax_code": (
        "tax code", "tax number", "tax id", "mst", "mã số thuế", "mã số doanh nghiệp", "msdn",
        "mã số hộ kinh doanh",
    ),
    "address": (
        "address", "địa chỉ", "địa chỉ trụ sở", "trụ sở", "trụ sở chính", "địa chỉ kinh doanh",
    ),
    "phone": (
        "phone", "phone number", "telephone", "tel", "hotline", "điện thoại", "số điện thoại",
        "sđt", "di động", "điện thoại liên hệ",
    ),
    "shop_links": (
        "shop links", "shop link", "shop", "shops", "link", "links", "url", "website", "web site",
        "gian hàng", "link gian hàng", "đường dẫn", "đường dẫn gian hàng", "địa chỉ gian hàng",
        "địa chỉ website", "trang web", "tên miền", "liên kết",
    ),
}  # fmt: skip
WATCH_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "url": (
        "url", "link", "links", "address", "shop link", "đường dẫn", "liên kết", "link gian hàng",
        "đường dẫn gian hàng", "gian hàng", "địa chỉ gian hàng", "địa chỉ web", "website",
    ),
    "note": ("note", "notes", "comment", "ghi chú", "nội dung", "chú thích"),
}  # fmt: skip

_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]|\*")
_NOT_WORDS = re.compile(r"[^\w]+|_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where in a row each field stands."""

    positions: Mapping[str, int]
    titles: Mapping[str, str]
    """Each field's column name as the file has it."""
    width: int
    """Columns of the header, named or not."""
    ignored: tuple[str, ...]
    """Column names that mean nothing here."""


def find_columns(header: Sequence[str], known: Mapping[str, tuple[str, ...]]) -> Columns:
    """The columns of a header by field; of two columns for one field the first counts."""
    fields = {_fold(name): field for field, names in known.items() for name in names}
    positions: dict[str, int] = {}
    ignored = []
    for position, title in enumerate(header):
        field = fields.get(_fold(title)) or _by_beginning(_fold(title), fields)
        if field is None or field in positions:
            ignored.append(title)
        else:
            positions[field] = position
    return Columns(
        positions=positions,
        titles={field: header[position] for field, position in positions.items()},
        width=len(header),
        ignored=tuple(title for title in ignored if title),
    )


def _by_beginning(title: str, fields: Mapping[str, str]) -> str | None:
    """The field of "số đăng ký lưu hành thuốc": its name begins with one that is known."""
    begun = [name for name in fields if " " in name and title.startswith(f"{name} ")]
    return fields[max(begun, key=len)] if begun else None


def _fold(title: str) -> str:
    """A column name without case, diacritics, brackets and punctuation."""
    bare = _BRACKETS.sub(" ", title).casefold().replace("đ", "d")
    decomposed = unicodedata.normalize("NFKD", bare)
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _NOT_WORDS.sub(" ", letters).strip()
