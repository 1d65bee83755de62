"""Pictures found by what they show: an index of quarters of their perceptual hashes.

With at most seven of 64 bits apart, two hashes have a quarter that differs in at most one bit. A
search therefore looks up each quarter and its sixteen neighbours, and compares only what is there
(multi-index hashing: Norouzi, Punjani, Fleet, 2012).
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.word_models import PhotoBandTable

BANDS = 4
BITS = 16
KEPT = 4
"""Hashes of each photo that are indexed: of the whole and of what lies within it."""
NEAR_BITS = 7
_MOST_KEYS = 400
"""Values asked for in one query."""
_SIGNED = 1 << 63
_ALL = (1 << 64) - 1


def photo_id(image_key: str) -> int:
    """A number for a picture's address, the same everywhere."""
    return int.from_bytes(sha256(image_key.encode("utf-8", "replace")).digest()[:8]) >> 1


def band_rows(image_key: str, hashes: str) -> list[dict[str, Any]]:
    """The rows of the index for one picture, its hashes as they are stored."""
    number = photo_id(image_key)
    kept = dict.fromkeys(hashes.partition("|")[0].split()[:KEPT])
    return [
        {"band": band, "value": value, "photo_id": number, "hash": _signed(int(found, 16))}
        for found in kept
        for band, value in enumerate(_quarters(int(found, 16)))
    ]


def near(session: Session, hashes: Iterable[str]) -> dict[int, int]:
    """Fewest differing bits of each photo of which one hash is near one of these, by its number."""
    asked = [int(found, 16) for found in dict.fromkeys(hashes)]
    found: dict[int, int] = {}
    for band in range(BANDS):
        wanted = sorted({near for each in asked for near in _neighbours(_quarters(each)[band])})
        for start in range(0, len(wanted), _MOST_KEYS):
            query = select(PhotoBandTable.photo_id, PhotoBandTable.hash).where(
                PhotoBandTable.band == band,
                PhotoBandTable.value.in_(wanted[start : start + _MOST_KEYS]),
            )
            for number, stored in session.execute(query):
                apart = min(((stored ^ each) & _ALL).bit_count() for each in asked)
                if apart <= NEAR_BITS:
                    found[number] = min(apart, found.get(number, apart))
    return found


def _quarters(value: int) -> list[int]:
    return [value >> (BITS * band) & 0xFFFF for band in range(BANDS)]


def _neighbours(value: int) -> list[int]:
    return [value, *(value ^ (1 << bit) for bit in range(BITS))]


def _signed(value: int) -> int:
    return value - (1 << 64) if value >= _SIGNED else value
