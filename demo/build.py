"""Builds the practice world: the same seed and scale give the same world on every machine."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from demo import wording
from demo.goods import GenuineProduct, genuine_products
from demo.identity import Identities
from demo.lives import CHAINS, DAYS, birth_hours, live_out
from demo.people import Operator, operators
from demo.pictures import Picture
from demo.stock import Draft, Shelf, draft
from demo.storefront import company_of, followers_of, official_brand, shop_name
from demo.world import (
    Archetype,
    Platform,
    PracticeListing,
    PracticeShop,
    PracticeVariant,
    Revision,
    ShopKey,
    Violation,
    World,
    index_world,
)

# How many standing shops of each kind there are at scale 1, by platform.
_SHOPS: dict[Archetype, tuple[int, int, int]] = {
    Archetype.OFFICIAL: (3, 2, 2),
    Archetype.HONEST_REGISTERED: (7, 6, 6),
    Archetype.HONEST_UNREGISTERED: (4, 3, 3),
    Archetype.HONEST_NEW: (1, 1, 1),
    Archetype.MIXED: (4, 3, 3),
    Archetype.PERSISTENT_FAKE: (4, 2, 3),
}
_STOCK: dict[Archetype, tuple[int, int]] = {
    Archetype.OFFICIAL: (28, 46),
    Archetype.HONEST_REGISTERED: (32, 58),
    Archetype.HONEST_UNREGISTERED: (18, 38),
    Archetype.HONEST_NEW: (8, 14),
    Archetype.MIXED: (34, 52),
    Archetype.PERSISTENT_FAKE: (28, 46),
    Archetype.HIT_AND_RUN: (12, 16),
}
# Which hands are behind the fake shops: the n-th of a platform belongs to that group.
_FAKE_GROUPS: dict[Platform, tuple[int, ...]] = {
    Platform.SHOPEE: (0, 1, 2, 3),
    Platform.LAZADA: (0, 2),
    Platform.TIKTOK: (0, 1, 4),
}


def build_world(*, seed: int = 2026, scale: float = 1.0) -> World:
    """Everything that there is and will be; `scale` multiplies the shops and what happens."""
    return _Builder(seed=seed, scale=scale).build()


class _Builder:
    """Carries the parts while they come into being."""

    def __init__(self, *, seed: int, scale: float) -> None:
        self._seed = seed
        self._scale = scale
        self._rng = Random(f"practice/{seed}")
        self._identities = Identities(rng=Random(f"identities/{seed}"))
        self._operators = operators(Random(f"operators/{seed}"))
        self._groups: dict[str, Operator] = {}
        self._products: tuple[GenuineProduct, ...] = genuine_products(Random(f"goods/{seed}"))
        self._pictures: dict[str, Picture] = {}
        self._shops: list[PracticeShop] = []
        self._listings: list[PracticeListing] = []

    def build(self) -> World:
        """Standing shops first, then the chains, then what happens to them all."""
        for product in self._products:
            self._keep_picture(product.picture())
        self._open_standing_shops()
        standing = frozenset((s.platform, s.shop_id) for s in self._shops)
        self._open_chains()
        self._listings = list(
            live_out(
                self._listings,
                standing=standing,
                pictures=self._pictures,
                scale=self._scale,
                rng=Random(f"lives/{self._seed}"),
            )
        )
        self._bring_back()
        return index_world(
            seed=self._seed,
            products=self._products,
            shops=tuple(self._shops),
            listings=tuple(self._listings),
            pictures=self._pictures,
            short_links=dict(self._short_links()),
        )

    def _open_standing_shops(self) -> None:
        for archetype, numbers in _SHOPS.items():
            for platform, number in zip(Platform, numbers, strict=True):
                for index in range(max(1, round(number * self._scale))):
                    self._open_standing(archetype, platform, index)

    def _open_standing(self, archetype: Archetype, platform: Platform, index: int) -> None:
        rng = Random(f"shop/{self._seed}/{archetype}/{platform}/{index}")
        new = archetype is Archetype.HONEST_NEW
        opened_at = rng.uniform(-60, -20) if new else rng.uniform(-20_000, -900)
        brand = official_brand(platform, index) if archetype is Archetype.OFFICIAL else None
        group = f"brand-{brand}" if brand else _group(archetype, platform, index)
        operator = self._operator(group)
        shop = self._shop(
            archetype,
            platform,
            operator=operator,
            lives=(opened_at, None),
            rng=rng,
            brand=brand,
            # Every second seller of mixed goods is registered; the first runs several shops.
            registered=archetype in _REGISTERED
            or (archetype is Archetype.MIXED and index % 2 == 1),
        )
        shelf = Shelf(products=self._products, own_brand=brand, rng=rng)
        stock = rng.randint(*_STOCK[archetype])
        for born_at in birth_hours(archetype, opened_at=opened_at, stock=stock, rng=rng):
            self._list(draft(archetype, shelf), shop, born_at, rng)

    def _open_chains(self) -> None:
        rounds = max(1, round(self._scale))
        for number in range(rounds):
            for chain in CHAINS if self._scale >= 0.5 else CHAINS[:3]:
                self._run_chain(chain.platform, chain.lives, f"{chain.operator_group}/{number}")

    def _run_chain(
        self, platform: Platform, lives: tuple[tuple[float, float], ...], group: str
    ) -> None:
        """Each shop of a chain offers the goods of the one before it, under a new name."""
        rng = Random(f"chain/{self._seed}/{platform}/{lives[0]}/{group}")
        shelf = Shelf(products=self._products, own_brand=None, rng=rng)
        goods = [
            draft(Archetype.HIT_AND_RUN, shelf)
            for _ in range(rng.randint(*_STOCK[Archetype.HIT_AND_RUN]))
        ]
        for opened_at, locked_at in lives:
            shop = self._shop(
                Archetype.HIT_AND_RUN,
                platform,
                operator=self._operator(group),
                lives=(opened_at, locked_at),
                rng=rng,
            )
            for one in goods:
                self._list(one, shop, opened_at + rng.uniform(0.1, 2.0), rng)

    def _operator(self, group: str | None) -> Operator:
        if group is None:
            return self._operators.draw()
        if group not in self._groups:
            self._groups[group] = self._operators.draw()
        return self._groups[group]

    def _shop(
        self,
        archetype: Archetype,
        platform: Platform,
        *,
        operator: Operator,
        lives: tuple[float, float | None],
        rng: Random,
        brand: str | None = None,
        registered: bool = False,
    ) -> PracticeShop:
        name = f"{brand} Official Store" if brand else shop_name(rng)
        company = company_of(brand, operator, rng)
        shop = PracticeShop(
            platform=platform,
            shop_id=self._identities.draw(platform, "shop"),
            user_id=self._identities.draw(platform, "user"),
            username=self._identities.username(platform, name),
            name=name,
            description=wording.shop_description(
                company=company, operator=operator, registered=registered, rng=rng
            ),
            operator=operator,
            archetype=archetype,
            registered=registered,
            company=company,
            opened_at=lives[0],
            locked_at=lives[1],
            followers=followers_of(archetype, rng),
            rating=round(rng.uniform(4.2, 5.0), 2),
            response_rate=rng.randrange(55, 100),
            newer_payload=rng.random() < 0.7,
            on_holiday=archetype is Archetype.HONEST_UNREGISTERED and rng.random() < 0.15,
        )
        self._shops.append(shop)
        return shop

    def _list(self, one: Draft, shop: PracticeShop, born_at: float, rng: Random) -> None:
        for picture in one.pictures:
            self._keep_picture(picture)
        revision = Revision(
            at=born_at,
            title=one.title,
            price=one.price,
            original_price=one.original_price,
            description=wording.description(
                title=one.title,
                body=one.body,
                shop_archetype=shop.archetype,
                operator=shop.operator,
                rng=rng,
            ),
            pictures=tuple(picture.key for picture in one.pictures),
            sold_out=rng.random() < 0.02,
        )
        self._listings.append(self._listing(one, shop, revision, rng))

    def _listing(
        self, one: Draft, shop: PracticeShop, revision: Revision, rng: Random
    ) -> PracticeListing:
        old = revision.at < -48
        unregistered = set() if shop.registered else {Violation.UNREGISTERED_SELLER}
        return PracticeListing(
            platform=shop.platform,
            shop_id=shop.shop_id,
            listing_id=self._identities.draw(shop.platform, "listing"),
            born_at=revision.at,
            removed_at=shop.locked_at,
            family=one.family,
            brand=one.brand,
            category=one.category,
            attributes=one.attributes,
            variant_label=_variant_label(one),
            variants=self._variants(one, shop.platform, rng),
            sold=int(rng.lognormvariate(4.2, 1.7)) % 30_000 if old else rng.randrange(0, 9),
            rating=round(rng.uniform(3.9, 5.0), 2) if old else 0.0,
            rating_count=rng.randrange(3, 900) if old else 0,
            revisions=(revision,),
            kinds=one.kinds | unregistered,
            note=one.note,
            product_number=one.product_number,
        )

    def _variants(self, one: Draft, platform: Platform, rng: Random) -> tuple[PracticeVariant, ...]:
        return tuple(
            PracticeVariant(
                variant_id=self._identities.draw(platform, "variant"),
                name=name,
                surcharge=surcharge,
                # The first choice is never sold out by itself.
                stock=0 if position and rng.random() < 0.1 else rng.randrange(3, 400),
            )
            for position, (name, surcharge) in enumerate(one.options)
        )

    def _bring_back(self) -> None:
        """Some seized listings come back the next day in the same shop under a new id."""
        rng = Random(f"back/{self._seed}")
        for day in range(DAYS - 1):
            seized = [
                one
                for one in self._listings
                if one.removed_at is not None
                and 24 * day < one.removed_at < 24 * (day + 1)
                and one.kinds - {Violation.UNREGISTERED_SELLER}
                and self._is_standing(one)
            ]
            self._listings += [
                self._again(one, 24 * (day + 1) + rng.uniform(1, 20), rng) for one in seized[:3]
            ]

    def _is_standing(self, one: PracticeListing) -> bool:
        return any(
            s.locked_at is None
            for s in self._shops
            if (s.platform, s.shop_id) == (one.platform, one.shop_id)
        )

    def _again(self, one: PracticeListing, born_at: float, rng: Random) -> PracticeListing:
        revision = replace(one.revisions[-1], at=born_at, title=f"{one.revisions[-1].title} (mới)")
        return replace(
            one,
            listing_id=self._identities.draw(one.platform, "listing"),
            variants=tuple(
                replace(v, variant_id=self._identities.draw(one.platform, "variant"))
                for v in one.variants
            ),
            born_at=born_at,
            removed_at=None,
            sold=0,
            rating=0.0,
            rating_count=0,
            revisions=(revision,),
            note=f"{one.note}; was {one.listing_id}",
        )

    def _keep_picture(self, picture: Picture) -> None:
        self._pictures[picture.key] = picture

    def _short_links(self) -> Iterator[tuple[ShopKey, str]]:
        for shop in self._shops:
            code = self._identities.short_code(shop.platform)
            yield (shop.platform, code), _shop_path(shop)


_REGISTERED = frozenset({Archetype.OFFICIAL, Archetype.HONEST_REGISTERED})


def _shop_path(shop: PracticeShop) -> str:
    if shop.platform is Platform.SHOPEE:
        return f"/{shop.username}"
    if shop.platform is Platform.LAZADA:
        return f"/shop/{shop.username}/"
    return f"/vn/store/{shop.username}/{shop.shop_id}"


def _group(archetype: Archetype, platform: Platform, index: int) -> str | None:
    if archetype is Archetype.PERSISTENT_FAKE:
        groups = _FAKE_GROUPS[platform]
        return f"fake-{groups[index % len(groups)]}/{index // len(groups)}"
    # One seller of mixed goods has a shop on each platform; everybody else has one shop.
    return "mixed-0" if archetype is Archetype.MIXED and index == 0 else None


def _variant_label(one: Draft) -> str:
    first = one.options[0][0]
    if first.startswith("Size"):
        return "Kích cỡ"
    return "Màu sắc" if len(one.options) > 1 and one.options[1][1] == 0 else "Phân loại"
