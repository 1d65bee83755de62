"""Which columns of a listings, register or pairs table hold what, and tables of offers made of them."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from matching.normalise import fold_text
from matching.offers import Offers

ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    "titles": ("title", "name", "product_name", "ten", "ten_san_pham"),
    "descriptions": ("description", "desc", "mo_ta"),
    "brands": ("brand", "manufacturer", "thuong_hieu", "hang"),
    "prices": ("price", "gia"),
    "categories": ("category", "nganh_hang", "danh_muc"),
    "hashes": ("image_phash", "phash"),
    "codes": ("modelno", "model", "model_number", "sku", "mpn", "registration_number"),
}
"""Names of columns for each part of `Offers`, folded, the usual one first."""


def column_name(heading: str) -> str:
    """A heading folded: "Thương hiệu" is thuong_hieu."""
    return "_".join(fold_text(unicodedata.normalize("NFC", heading)).replace("-", " ").split())


def role_of(column: str) -> str:
    """The part of `Offers` that a column belongs to; `others` for one that is not known."""
    return next((role for role, names in ROLES.items() if column in names), "others")


def offers_of(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Offers:
    """A table of offers of rows whose cells stand in the order of `columns`."""
    places: dict[str, list[int]] = {}
    for place, column in enumerate(columns):
        places.setdefault(role_of(column), []).append(place)
    parts = {role: _joined(rows, taken, role) for role, taken in places.items()}
    return Offers(**parts) if "titles" in parts else Offers([""] * len(rows), **parts)


def _joined(rows: Sequence[Sequence[str]], places: list[int], role: str) -> list[str]:
    if len(places) == 1 or role != "others":
        return [row[places[0]] for row in rows]
    return [" ".join(row[place] for place in places) for row in rows]
