"""An invented store of any size: rows in the order of the tables' columns, the same every time."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from storage.folding import words_of
from storage.photo_bands import band_rows, photo_id

SITE = "shopee-vn"
START = datetime(2026, 9, 1, 15, tzinfo=UTC)
LISTINGS_A_CAPTURE = 40
LISTINGS_A_SHOP = 50
VISITS = 4
"""Visits to the own page of each listing that is suspected."""
RULES = (
    "prohibited_goods", "suspected_counterfeit", "unregistered_product", "unregistered_seller",
    "impersonated_brand", "false_origin", "no_origin", "price_anomaly",
)  # fmt: skip
SEVERITIES = (("low", 1.0), ("medium", 2.0), ("high", 3.0), ("critical", 4.0))
GOODS = (
    "kem dưỡng da", "kem trộn", "son môi lì", "nước hoa nữ", "túi xách", "giày thể thao",
    "đồng hồ nam", "áo khoác", "quần jean", "sữa rửa mặt", "bột giặt", "dầu gội", "thuốc giảm cân",
    "thực phẩm chức năng", "sữa bột trẻ em", "tai nghe không dây", "sạc dự phòng", "đèn bàn",
    "nồi chiên", "bình giữ nhiệt", "kính mát", "ví da", "thắt lưng", "mũ lưỡi trai",
)  # fmt: skip
WORDS = (
    "chính hãng", "cao cấp", "giá rẻ", "hàng mới", "sỉ lẻ", "rep 1:1", "loại một", "xách tay", "nhập khẩu",
    "bảo hành", "đẹp", "mềm mại", "chống nước", "dày dặn", "thời trang", "trẻ trung", "tự nhiên",
    "không mùi", "siêu nhẹ", "bền màu", "full box", "tặng quà", "freeship", "có sẵn", "bán chạy",
)  # fmt: skip
BRANDS = tuple(
    f"{a}{b}" for a in ("Hoa", "Lan", "Mộc", "Đức", "Minh") for b in ("Anh", "Việt", "Sen")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """How much there is of everything."""

    listings: int
    flags: int

    @property
    def shops(self) -> int:
        """Seller accounts."""
        return max(1, self.listings // LISTINGS_A_SHOP)

    @property
    def step(self) -> int:
        """Every so many listings one is suspected."""
        return max(1, self.listings // max(1, self.flags))

    def tables(self) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
        """Each table's name and rows, in an order in which none lacks what it names."""
        yield "runs", iter([self._run()])
        yield "captures", self._captures()
        yield "capture_records", self._records()
        yield "shops", (self._shop(n) for n in range(self.shops))
        yield "shop_words", (self._shop_words(n) for n in range(self.shops))
        yield "listings", (self._listing(n) for n in range(self.listings))
        yield "listing_words", (self._listing_words(n) for n in range(self.listings))
        yield "listing_snapshots", self._snapshots()
        yield "events", (self._event(n) for n in range(self.listings))
        yield "identifiers", (self._identifier(n) for n in range(0, self.listings, 10))
        yield "photos", (self._photo(n) for n in range(0, self.listings, self.step))
        yield "photo_bands", self._bands()
        yield "flags", (self._flag(n) for n in range(self.flags))
        yield "flag_evidence", (self._evidence(n) for n in range(self.flags))

    def title(self, n: int) -> str:
        """A listing's title: goods, words about them, a brand, a number of its own."""
        return " ".join(_title_parts(n))

    def suspected(self, flag: int) -> int:
        """The listing that a flag is about."""
        return flag * self.step % self.listings

    def phone(self, n: int) -> str:
        """The phone of an identifier."""
        return f"09{n % 5000:08d}"

    def _run(self) -> dict[str, Any]:
        return {
            "run_id": 1, "night": "2026-11-27", "kind": "crawl", "started_at": _moment(0, 87),
            "finished_at": _moment(5, 87), "status": "done", "config": "{}", "report": "{}",
        }  # fmt: skip

    def _captures(self) -> Iterator[dict[str, Any]]:
        for n in range(-(-self.listings // LISTINGS_A_CAPTURE)):
            yield _capture(f"card-{n}", n, "shop", None)
        for n in range(0, self.listings, self.step):
            for visit in range(VISITS):
                yield _capture(f"own-{n}-{visit}", n, "listing", n, visit)

    def _records(self) -> Iterator[dict[str, Any]]:
        for n in range(0, self.listings, self.step):
            for position in range(6):
                yield {
                    "capture_id": f"own-{n}-{VISITS - 1}", "position": position,
                    "record_id": f"<urn:uuid:{n}-{position}>", "type": "response",
                    "uri": f"https://shopee.vn/{n}/{position}", "offset": 100 * position,
                    "length": 100, "sha256": f"{n:064d}", "payload_sha256": f"{n:060d}{position:04d}",
                }  # fmt: skip

    def _shop(self, n: int) -> dict[str, Any]:
        return {
            "site_id": SITE, "shop_id": f"77{n:07d}", "username": f"shop.{n}", "name": _shop_name(n),
            "url": f"https://shopee.vn/shop.{n}", "item_count": LISTINGS_A_SHOP,
            "target_kind": "shop", "target_key": f"77{n:07d}",
            "target_url": f"https://shopee.vn/shop/77{n:07d}", "first_seen_at": _moment(n),
            "last_seen_at": _moment(n, 30), "last_visited_at": _moment(n, 30), "visits": 3,
            "last_outcome": "live", "gone_at": None, "own_snapshot_id": None, "card_snapshot_id": None,
        }  # fmt: skip

    def _shop_words(self, n: int) -> dict[str, Any]:
        words = " ".join(words_of(_shop_name(n), f"shop.{n}"))
        return {"document_id": n + 1, "site_id": SITE, "shop_id": f"77{n:07d}", "words": words}

    def _listing(self, n: int) -> dict[str, Any]:
        own = n % self.step == 0
        return {
            "site_id": SITE, "listing_id": f"9{n:09d}", "shop_id": f"77{n // LISTINGS_A_SHOP:07d}",
            "url": f"https://shopee.vn/product/77{n // LISTINGS_A_SHOP:07d}/9{n:09d}",
            "title": self.title(n), "target_kind": None, "target_key": None, "target_url": None,
            "standing": "live" if own else "listed", "first_seen_at": _moment(n),
            "last_listed_at": _moment(n, 20), "last_alive_at": _moment(n, 20) if own else None,
            "last_visited_at": None, "missing_since": None, "visits": 0, "last_outcome": None,
            "gone_at": None, "gone_visits": 0, "p_violating": 0.1, "own_snapshot_id": None,
            "card_snapshot_id": n + 1, "own_capture_id": f"own-{n}-{VISITS - 1}" if own else None,
        }  # fmt: skip

    def _listing_words(self, n: int) -> dict[str, Any]:
        parts = [*_title_parts(n), *_shop_name_parts(n // LISTINGS_A_SHOP)]
        words = " ".join(dict.fromkeys(word for part in parts for word in _folded(part)))
        return {"document_id": n + 1, "site_id": SITE, "listing_id": f"9{n:09d}", "words": words}

    def _snapshots(self) -> Iterator[dict[str, Any]]:
        for n in range(self.listings):
            yield self._snapshot(n + 1, n, f"card-{n // LISTINGS_A_CAPTURE}", is_card=True)
        number = self.listings
        for n in range(0, self.listings, self.step):
            for visit in range(VISITS):
                number += 1
                yield self._snapshot(number, n, f"own-{n}-{visit}", is_card=False, visit=visit)

    def _snapshot(
        self, number: int, n: int, capture_id: str, *, is_card: bool, visit: int = 0
    ) -> dict[str, Any]:
        return {
            "snapshot_id": number, "site_id": SITE, "listing_id": f"9{n:09d}",
            "capture_id": capture_id, "seen_at": _moment(n, visit + 1), "parser_version": "1",
            "outcome": "live", "is_card": is_card, "shop_id": f"77{n // LISTINGS_A_SHOP:07d}",
            "shop_name": _shop_name(n // LISTINGS_A_SHOP), "url": f"https://shopee.vn/product/1/{n}",
            "title": self.title(n), "price": str(99000 + 1000 * (visit + n % 50)), "price_min": None,
            "price_max": None, "original_price": None, "currency": "VND", "brand": None,
            "description": None if is_card else "Hàng đẹp, giao nhanh toàn quốc. " * 20, "sold": n % 900,
            "stock": None, "rating": None, "rating_count": None, "location": "Hà Nội", "status": None,
            "created_at": None, "images": json.dumps([f"https://cf.shopee.vn/file/{n}"]),
            "attributes": "[]", "variants": "[]", "category": "[]",
        }  # fmt: skip

    def _event(self, n: int) -> dict[str, Any]:
        return {
            "event_id": n + 1, "kind": "first_seen", "night": _night(n), "site_id": SITE,
            "shop_id": f"77{n // LISTINGS_A_SHOP:07d}", "listing_id": f"9{n:09d}", "at": _moment(n),
            "capture_id": f"card-{n // LISTINGS_A_CAPTURE}", "previous_capture_id": None,
            "before": None, "after": None,
        }  # fmt: skip

    def _identifier(self, n: int) -> dict[str, Any]:
        phone = self.phone(n // 10)
        return {
            "identifier_id": n + 1, "site_id": SITE, "shop_id": f"77{n // LISTINGS_A_SHOP:07d}",
            "listing_id": f"9{n:09d}", "kind": "phone", "value": phone, "text": phone,
            "field": "description", "detail": None, "capture_id": f"card-{n // LISTINGS_A_CAPTURE}",
            "seen_at": _moment(n),
        }  # fmt: skip

    def _photo(self, n: int) -> dict[str, Any]:
        key = f"cf.shopee.vn/file/{n}"
        return {
            "image_key": key, "payload_sha256": f"{n:064d}", "hashes": photo_hashes(n),
            "capture_id": f"own-{n}-0", "photo_id": photo_id(key),
        }  # fmt: skip

    def _bands(self) -> Iterator[dict[str, Any]]:
        for n in range(0, self.listings, self.step):
            yield from band_rows(f"cf.shopee.vn/file/{n}", photo_hashes(n))

    def _flag(self, flag: int) -> dict[str, Any]:
        n, rng = self.suspected(flag), random.Random(flag)
        severity, weight = rng.choice(SEVERITIES)
        probability = round(rng.uniform(0.3, 0.99), 3)
        title = " ".join(words_of(self.title(n)))
        return {
            "flag_id": flag + 1, "identity": f"{flag:064d}", "rule": rng.choice(RULES),
            "site_id": SITE, "listing_id": f"9{n:09d}", "shop_id": f"77{n // LISTINGS_A_SHOP:07d}",
            "product_id": None, "severity": severity, "probability": probability,
            "weight": weight * probability,
            "state": rng.choice(("open", "open", "open", "confirmed", "dismissed")),
            "raised_at": _moment(flag * 86_400 * 87 // max(1, self.flags)), "last_raised_at": _moment(flag, 80),
            "last_run_id": 1, "stale_since": None,
            "search_text": f"9{n:09d}\n77{n // LISTINGS_A_SHOP:07d}\n{title}\nrep 1:1",
            "latest_evidence": 1,
        }  # fmt: skip

    def _evidence(self, flag: int) -> dict[str, Any]:
        n = self.suspected(flag)
        reason = {
            "field": "title", "found": "rep 1:1", "expected": "rep", "text_vi": "Từ ngữ “rep 1:1”",
            "text_en": "The words “rep 1:1”", "start": 10, "end": 17,
        }  # fmt: skip
        return {
            "flag_id": flag + 1, "position": 1, "run_id": 1, "at": _moment(flag, 80),
            "capture_id": f"own-{n}-{VISITS - 1}", "severity": "high", "probability": 0.9,
            "reasons": json.dumps([reason]), "rules_version": "1", "model_version": None,
        }  # fmt: skip


def photo_hashes(n: int) -> str:
    """Four hashes of a photo, as they are stored."""
    rng = random.Random(f"photo {n}")
    return " ".join(f"{rng.getrandbits(64):016x}" for _ in range(4))


def _capture(name: str, n: int, kind: str, listing: int | None, visit: int = 0) -> dict[str, Any]:
    shop = n // LISTINGS_A_SHOP if listing is not None else n
    return {
        "capture_id": name, "night": _night(n), "site_id": SITE, "kind": kind, "key": name,
        "url": f"https://shopee.vn/{name}", "shop_id": f"77{shop:07d}",
        "listing_id": None if listing is None else f"9{listing:09d}", "query": None,
        "requested_url": f"https://shopee.vn/{name}", "final_url": f"https://shopee.vn/{name}",
        "started_at": _moment(n, visit + 1), "ended_at": _moment(n, visit + 1), "status": 200,
        "title": "Shopee", "failure": None, "outcome": "live", "reason": "",
        "warc_file": "warc/x.warc.gz", "complete": True, "agent": "{}", "redirects": "[]",
        "truncated": "[]", "summary": "{}",
    }  # fmt: skip


def _title_parts(n: int) -> tuple[str, ...]:
    mixed = n * 0x9E3779B97F4A7C15 & (1 << 64) - 1  # Spreads neighbours (Knuth, TAOCP 3, 6.4).
    picks = [mixed >> shift for shift in (16, 24, 32, 40, 48)]
    words = (WORDS[pick % len(WORDS)] for pick in picks[:3])
    return GOODS[picks[3] % len(GOODS)], *words, BRANDS[picks[4] % len(BRANDS)], f"k{n:07d}"


def _shop_name(n: int) -> str:
    return " ".join(_shop_name_parts(n))


def _shop_name_parts(n: int) -> tuple[str, ...]:
    return "Kho", GOODS[n % len(GOODS)], BRANDS[n % len(BRANDS)], str(n)


@lru_cache(maxsize=1000)
def _folded(part: str) -> tuple[str, ...]:
    return tuple(words_of(part))


def _night(n: int) -> str:
    return _day(n % 87)


def _moment(seconds: int, days: int = 0) -> str:
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    more, hour = divmod(hours, 24)
    return f"{_day((days + more) % 180)} {hour:02d}:{minute:02d}:{second:02d}.000000"


@lru_cache(maxsize=200)
def _day(number: int) -> str:
    return (START + timedelta(days=number)).date().isoformat()
