"""Questions and answers of the marketplace's pages, apart from any web framework."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from demo.identity import slug
from demo.world import Platform, PracticeListing, PracticeShop, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the server sends back."""

    body: str | bytes
    status: int = 200
    media_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One request that the marketplace answered."""

    method: str
    host: str
    path: str
    """With the query, as it was sent."""
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request of a page or of a page's script."""

    platform: Platform
    path: str
    """Decoded, without the query."""
    query: Mapping[str, str]
    base_url: str
    """`http://shopee.localhost:8000`"""
    target: str = ""
    """Path and query as they were sent."""

    def number(self, name: str, fallback: int = 0) -> int:
        """A parameter as a number; the fallback where it is none."""
        value = self.query.get(name, "")
        return int(value) if value.isascii() and value.isdigit() and len(value) < 7 else fallback


@dataclass(frozen=True, kw_only=True)
class Moment:
    """The world as it is at one hour."""

    world: World
    hour: float
    start: datetime
    """When hour 0 is, aware UTC."""

    def seconds(self, hour: float) -> int:
        """Unix seconds of an hour of the world."""
        return int((self.start + timedelta(hours=hour)).timestamp())

    def shop(self, platform: Platform, key: str) -> PracticeShop | None:
        """The open shop of that id or user name."""
        world = self.world
        found = world.shop_by_id.get((platform, key)) or world.shop_by_username.get((platform, key))
        return found if found and found.is_open(self.hour) else None

    def listing(self, platform: Platform, listing_id: str) -> PracticeListing | None:
        """The living listing of that id."""
        found = self.world.listing_by_id.get((platform, listing_id))
        return found if found and found.is_alive(self.hour) else None

    def owner(self, listing: PracticeListing) -> PracticeShop:
        """The shop that a listing is in."""
        return self.world.shop_by_id[listing.platform, listing.shop_id]

    def shelf(self, shop: PracticeShop) -> list[PracticeListing]:
        """A shop's living listings, the newest first."""
        found = self.world.listings_by_shop[shop.platform, shop.shop_id]
        return self._shown(list(found))

    def search(self, platform: Platform, words: str) -> list[PracticeListing]:
        """A platform's living listings that have all the words, the newest first."""
        wanted = slug(words).split("-") if slug(words) else []
        return self._shown(
            [
                one
                for one in self._of_platform[platform]
                if all(word in self._slugs[one.listing_id] for word in wanted)
            ]
        )

    def category(self, platform: Platform, name_slug: str) -> list[PracticeListing]:
        """A platform's living listings in a category, the newest first."""
        return self._shown(
            [one for one in self._of_platform[platform] if slug(one.category[0]) == name_slug]
        )

    def _shown(self, found: list[PracticeListing]) -> list[PracticeListing]:
        hour = self.hour
        living = [one for one in found if one.is_alive(hour) and not one.revision(hour).unlisted]
        return sorted(living, key=lambda one: one.born_at, reverse=True)

    @cached_property
    def _of_platform(self) -> dict[Platform, list[PracticeListing]]:
        return {
            platform: [one for one in self.world.listings if one.platform is platform]
            for platform in Platform
        }

    @cached_property
    def _slugs(self) -> dict[str, str]:
        return {one.listing_id: slug(one.revision(self.hour).title) for one in self.world.listings}


def as_json(value: object, *, status: int = 200) -> Answer:
    """A JSON answer in UTF-8."""
    return Answer(
        body=json.dumps(value, ensure_ascii=False, separators=(",", ":")),
        status=status,
        media_type="application/json; charset=utf-8",
    )


def in_script(value: object) -> str:
    """JSON that may stand in a script element whatever sellers write."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("</", "<\\/").replace("<!--", "\\u003c!--")


def redirect(location: str, *, status: int = 302) -> Answer:
    """A redirect to a path or URL."""
    return Answer(body=b"", status=status, headers=(("location", location),))


def paged(found: list[PracticeListing], *, page: int, size: int) -> list[PracticeListing]:
    """The page of a list, counted from 1; empty past its end."""
    first = (max(page, 1) - 1) * size
    return found[first : first + size]


def vnd(amount: int) -> str:
    """An amount as Vietnamese pages print it: `129.000`."""
    return f"{amount:,}".replace(",", ".")


def sold_text(number: int) -> str:
    """A count as cards print it: `873`, `1,2k`."""
    return str(number) if number < 1000 else f"{number / 1000:.1f}k".replace(".", ",")
