"""Ids in each platform's manner, none of them twice."""

from functools import lru_cache
from random import Random

from demo.pictures import plain_letters
from demo.world import Platform

# Platform and kind of id: how many digits it has, and how it begins.
_FORMS: dict[tuple[Platform, str], tuple[int, str]] = {
    (Platform.SHOPEE, "shop"): (9, "9"),
    (Platform.SHOPEE, "user"): (9, "8"),
    (Platform.SHOPEE, "listing"): (11, "4"),
    (Platform.SHOPEE, "variant"): (12, "2"),
    (Platform.LAZADA, "shop"): (12, "2009"),
    (Platform.LAZADA, "user"): (7, "4"),
    (Platform.LAZADA, "listing"): (10, "39"),
    (Platform.LAZADA, "variant"): (11, "19"),
    (Platform.TIKTOK, "shop"): (19, "749599"),
    (Platform.TIKTOK, "user"): (19, "73"),
    (Platform.TIKTOK, "listing"): (19, "17399"),
    (Platform.TIKTOK, "variant"): (19, "17399"),
}


class Identities:
    """Hands out ids and user names, each once."""

    def __init__(self, *, rng: Random) -> None:
        self._rng = rng
        self._taken: set[tuple[Platform, str, str]] = set()

    def draw(self, platform: Platform, kind: str) -> str:
        """A new id of `shop`, `user`, `listing` or `variant`."""
        digits, prefix = _FORMS[platform, kind]
        free = digits - len(prefix)
        while True:
            candidate = prefix + str(self._rng.randrange(10**free)).zfill(free)
            # Listings and variants share their numbers' space, so they are kept apart.
            if self._take(platform, "number", candidate):
                return candidate

    def username(self, platform: Platform, name: str) -> str:
        """The shop's name as it stands in URLs."""
        base = slug(name, joint="" if platform is Platform.SHOPEE else "-")[:24].strip("-")
        candidate, number = base, 1
        while not self._take(platform, "username", candidate):
            number += 1
            candidate = f"{base}{number}"
        return candidate

    def short_code(self, platform: Platform) -> str:
        """A short link's code."""
        alphabet = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"
        while True:
            candidate = "".join(self._rng.choices(alphabet, k=9))
            if self._take(platform, "code", candidate):
                return candidate

    def _take(self, platform: Platform, kind: str, value: str) -> bool:
        key = (platform, kind, value)
        if key in self._taken:
            return False
        self._taken.add(key)
        return True


@lru_cache(maxsize=20_000)
def slug(text: str, *, joint: str = "-") -> str:
    """The text in plain lower-case letters and digits, words joined with `joint`."""
    plain = plain_letters(text).lower()
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in plain).split()
    return joint.join(words)
