import io
from collections import Counter
from dataclasses import replace
from itertools import combinations

import imagehash
import phonenumbers
from PIL import Image
from stdnum.vn import mst

from demo.build import build_world
from demo.pictures import jpeg
from demo.world import Archetype, Platform, PracticeShop, Violation


def alive(world, hour):
    return {(one.platform, one.listing_id) for one in world.listings if one.is_alive(hour)}


def test_the_same_seed_gives_the_same_world():
    assert build_world(seed=5, scale=0.2) == build_world(seed=5, scale=0.2)


def test_another_seed_gives_another_world():
    ids = [{one.listing_id for one in build_world(seed=s, scale=0.2).listings} for s in (1, 2)]
    assert ids[0].isdisjoint(ids[1])


def test_there_are_sixty_shops_and_two_thousand_listings_when_the_first_night_begins(world):
    assert sum(shop.is_open(0) for shop in world.shops) >= 60
    assert len(alive(world, 0)) >= 2000
    assert {one.platform for one in world.listings if one.is_alive(0)} == set(Platform)


def test_every_archetype_and_every_violation_occurs_on_every_platform(world):
    archetypes = {(shop.platform, shop.archetype) for shop in world.shops}
    assert archetypes == {(p, a) for p in Platform for a in Archetype}
    kinds = {(one.platform, kind) for one in world.listings for kind in one.kinds}
    assert kinds == {(p, kind) for p in Platform for kind in Violation}


def test_about_sixty_listings_are_wiped_between_the_first_two_nights(world):
    assert 45 <= len(alive(world, 0) - alive(world, 24)) <= 85


def test_shops_are_locked_and_listings_born_on_each_of_five_days(world):
    for day in range(0, 120, 24):
        locked = [s for s in world.shops if s.is_open(day) and not s.is_open(day + 24)]
        assert len(locked) >= 2
        assert len(alive(world, day + 24) - alive(world, day)) >= 10


def test_prices_titles_and_photos_are_edited_between_the_first_two_nights(world):
    changed: Counter[str] = Counter()
    for one in world.listings:
        if one.is_alive(0) and one.is_alive(24):
            before, after = one.revision(0), one.revision(24)
            for name in ("price", "title", "pictures", "sold_out", "unlisted"):
                changed[name] += getattr(before, name) != getattr(after, name)
    assert changed["price"] >= 10
    assert changed["title"] >= 5
    assert changed["pictures"] >= 5
    assert changed["sold_out"] >= 1
    assert changed["unlisted"] >= 1


def test_nothing_in_a_locked_shop_is_left(world):
    for shop in world.shops:
        if shop.locked_at is not None:
            listings = world.listings_by_shop[shop.platform, shop.shop_id]
            assert listings
            assert all(one.removed_at <= shop.locked_at for one in listings)


def test_a_locked_shop_comes_back_under_a_new_name_with_the_same_photos(world):
    chains: dict[tuple[str, str], list[PracticeShop]] = {}
    for shop in world.shops:
        if shop.archetype is Archetype.HIT_AND_RUN:
            chains.setdefault((shop.platform, shop.operator.operator_id), []).append(shop)
    for shops in chains.values():
        covers = [
            {one.revisions[0].pictures[0] for one in world.listings_by_shop[s.platform, s.shop_id]}
            for s in shops
        ]
        assert len(shops) >= 2
        assert len({s.username for s in shops}) == len(shops)
        assert all(cover == covers[0] for cover in covers)


def test_one_operator_has_shops_on_several_platforms(world):
    platforms: dict[str, set[str]] = {}
    for shop in world.shops:
        platforms.setdefault(shop.operator.operator_id, set()).add(shop.platform)
    assert max(len(found) for found in platforms.values()) == 3


def test_shops_of_one_operator_share_contacts_in_their_descriptions(world):
    fake = [s for s in world.shops if s.archetype is Archetype.PERSISTENT_FAKE]
    operator = Counter(s.operator.operator_id for s in fake).most_common(1)[0][0]
    shops = [s for s in fake if s.operator.operator_id == operator]
    for shop in shops:
        written = " ".join(
            r.description
            for one in world.listings_by_shop[shop.platform, shop.shop_id]
            for r in one.revisions
        )
        assert shop.operator.phone in written or shop.operator.account in written
    assert len(shops) >= 2


def test_tax_codes_phones_and_names_hold_what_their_rules_ask(world):
    for shop in world.shops:
        assert mst.is_valid(shop.operator.tax_code)
        number = phonenumbers.parse(shop.operator.phone, "VN")
        assert phonenumbers.is_valid_number(number)
    by_operator = {s.operator.operator_id: s.operator for s in world.shops}
    assert len({o.phone for o in by_operator.values()}) == len(by_operator)
    assert len({o.tax_code for o in by_operator.values()}) == len(by_operator)


def test_listings_of_unregistered_sellers_and_no_others_have_that_kind(world):
    for one in world.listings:
        shop = world.shop_by_id[one.platform, one.shop_id]
        assert (Violation.UNREGISTERED_SELLER in one.kinds) is not shop.registered


def test_innocent_traps_are_sold_by_registered_sellers_too(world):
    innocent = [one.revisions[0].title for one in world.listings if not one.kinds]
    for words in ("giả", "Súng bắn", "mặt cười"):
        assert any(words in title for title in innocent)


def test_ids_look_like_each_platforms_own(world):
    for one in world.listings:
        if one.platform is Platform.SHOPEE:
            assert len(one.listing_id) in {10, 11}
        if one.platform is Platform.TIKTOK:
            assert len(one.listing_id) == 19
            assert one.listing_id.startswith("17")
            assert one.shop_id.startswith("749")
    assert len({(one.platform, one.listing_id) for one in world.listings}) == len(world.listings)


def test_photos_of_different_products_differ_and_copies_of_one_do_not(world):
    products = world.products[::9]
    prints = [fingerprint(p.picture()) for p in products]
    assert min(a - b for a, b in combinations(prints, 2)) >= 10
    for product, original in zip(products, prints, strict=True):
        copy = replace(product.picture(), treatment="recompressed")
        assert copy.key != product.picture().key
        assert fingerprint(copy) - original <= 6


def fingerprint(picture):
    return imagehash.phash(Image.open(io.BytesIO(jpeg(picture))))
