"""Finds the registered seller behind a shop: by declared link, tax code, phone or name."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import phonenumbers
from rapidfuzz import fuzz, process
from stdnum.vn import mst

from domain.listing import Identifier, Listing, Shop
from domain.registry import SellerRecord
from matching.normalise import fold_text

_COMPANY_WORDS = re.compile(
    r"\b(?:cong ty|cty|tnhh|mtv|mot thanh vien|co phan|cp|tm|dv|sx|thuong mai|dich vu|san xuat|va"
    r"|ho kinh doanh|hkd|ho|dntn|doanh nghiep tu nhan|htx|hop tac xa|co so|cua hang|shop|store"
    r"|official|mall|chinh hang|chinh thuc|gian hang|tong kho|the|vn|viet nam|jsc|ltd|co)\b"
)
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """One thing by which the register was searched."""

    field: str
    """`shop.url`, `tax_code`, `phone`, `shop.name`."""
    value: str
    text: str
    """As displayed."""
    record: SellerRecord | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerMatch:
    """What the register of sellers says about a shop."""

    record: SellerRecord | None
    by: str
    """The field that the record was found by, empty where none was."""
    lookups: tuple[Lookup, ...]
    name_score: float
    """How alike shop name and registered name are, 0 to 1; 0 where nothing was found."""


class SellerIndex:
    """The register of sellers, ready to be searched."""

    def __init__(self, sellers: Sequence[SellerRecord]) -> None:
        self.size = len(sellers)
        self._links = {link_key(link): s for s in sellers for link in s.shop_links}
        self._tax_codes = {compact_tax_code(s.tax_code): s for s in sellers if s.tax_code}
        self._phones = {phone_key(s.phone): s for s in sellers if s.phone}
        self._names = {name_key(s.name): s for s in sellers if name_key(s.name)}
        self._keys = list(self._names)

    def find(
        self,
        *,
        site_id: str,
        shop: Shop | None,
        listing: Listing | None,
        identifiers: Sequence[Identifier] = (),
        agreement: float = 0.86,
    ) -> SellerMatch:
        """Search by link first, then tax code, phone and name; names alike from `agreement` on."""
        lookups = [
            *self._by_link(site_id, shop, listing),
            *self._by_identifier(identifiers, "tax_code", self._tax_codes, compact_tax_code),
            *self._by_identifier(identifiers, "phone", self._phones, phone_key),
            *self._by_identifier(identifiers, "zalo", self._phones, phone_key),
            *self._by_name(shop, listing, agreement),
        ]
        found = next((lookup for lookup in lookups if lookup.record), None)
        name = (shop.name if shop else None) or (listing.shop_name if listing else None) or ""
        alike = name_agreement(name, found.record.name) if found and found.record else 0.0
        return SellerMatch(
            record=found.record if found else None,
            by=found.field if found else "",
            lookups=tuple(lookups),
            name_score=alike,
        )

    def _by_link(self, site_id: str, shop: Shop | None, listing: Listing | None) -> list[Lookup]:
        shop_id = shop.shop_id if shop else (listing.shop_id if listing else None)
        ways = [(f"{site_id}:{shop_id}", f"{site_id}:{shop_id}")] if shop_id else []
        if shop and shop.url:
            ways.append((link_key(shop.url), shop.url))
        if shop and shop.username:
            ways.append((f"{site_id}:{shop.username}", shop.username))
        return [
            Lookup(field="shop.url", value=key, text=text, record=self._links.get(key))
            for key, text in ways
        ]

    @staticmethod
    def _by_identifier(
        identifiers: Sequence[Identifier],
        kind: str,
        records: Mapping[str, SellerRecord],
        key: Callable[[str], str],
    ) -> list[Lookup]:
        return [
            Lookup(
                field=kind,
                value=key(found.value),
                text=found.text or found.value,
                record=records.get(key(found.value)),
            )
            for found in identifiers
            if found.kind == kind
        ]

    def _by_name(
        self, shop: Shop | None, listing: Listing | None, agreement: float
    ) -> list[Lookup]:
        name = (shop.name if shop else None) or (listing.shop_name if listing else None)
        key = name_key(name or "")
        if not name or len(key) < 4:
            return []
        record = self._names.get(key) or self._nearest_name(key, agreement)
        return [Lookup(field="shop.name", value=key, text=name, record=record)]

    def _nearest_name(self, key: str, agreement: float) -> SellerRecord | None:
        best = process.extractOne(
            key, self._keys, scorer=fuzz.ratio, processor=None, score_cutoff=100 * agreement
        )
        return self._names[best[0]] if best else None


def compact_tax_code(code: str) -> str:
    """Digits of a tax code: ten, or thirteen for a branch."""
    return re.sub(r"\D", "", code)


def is_valid_tax_code(code: str) -> bool:
    """Whether the check digit of a Vietnamese tax code (mã số thuế) holds.

    Twelve digits, a person's identity number used as tax code since 2025-07-01, have none.
    """
    digits = compact_tax_code(code)
    return len(digits) == 12 or mst.is_valid(digits)


def phone_key(number: str) -> str:
    """A phone as `+84...`; the digits alone where it is none."""
    digits = re.sub(r"[^\d+]", "", number)
    try:
        parsed = phonenumbers.parse(digits, "VN")
    except phonenumbers.NumberParseException:
        return digits
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def link_key(link: str) -> str:
    """A shop link without scheme, `www.`, query and closing slash; `site:shop` stays as it is."""
    if "//" not in link:
        return link.strip()
    parts = urlsplit(link.strip().lower())
    return (parts.netloc.removeprefix("www.") + parts.path).rstrip("/")


def name_key(name: str) -> str:
    """A seller's name without marks, company words and spaces."""
    plain = _NOT_LETTERS.sub(" ", fold_text(name))
    rest = _COMPANY_WORDS.sub(" ", plain)
    return " ".join(rest.split()) or " ".join(plain.split())


def name_agreement(left: str, right: str) -> float:
    """How alike two sellers' names are, 0 to 1, company words aside."""
    a, b = name_key(left), name_key(right)
    return max(fuzz.ratio(a, b), fuzz.token_set_ratio(a, b) * 0.95) / 100 if a and b else 0.0
