"""Works out which shops are run by the same hands, from everything that was kept so far."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from domain.operator import Operator, ShopKey, Sign
from jobs.workspace import Workspace
from matching.images import PhotoHash, PhotoIndex, image_key, read_hash
from matching.operator_signs import addresses, text_sign
from matching.operators import find_operators, keep_names
from storage.rows import LatestSnapshot
from storage.session import Store

SAME_PHOTO_BITS = 6
CLAIMED = 0.5
"""Score of a match from which a listing claims to be the registered product."""
Shown = dict[ShopKey, str]
"""One capture for each shop that shows a thing, in the order in which they were read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorsReport:
    """What a run came to."""

    operators: int
    shops: int
    """Shops that are one of several of the same operator."""
    signs: int
    """Things that more than one shop shows, common ones too."""


def run(workspace: Workspace, *, at: datetime | None = None) -> OperatorsReport:
    """Find the operators anew and keep them; names and times of known ones stay."""
    store = workspace.store
    signs, shops = _signs(store)
    found = find_operators(signs, shops)
    with store.reading() as repo:
        before = {
            (site_id, shop_id): name
            for site_id in {shop[0] for one in found for shop in one.shops}
            for shop_id, name in repo.operators.of_shops(site_id).items()
        }
    named = keep_names(found, before)
    with store.transaction() as repo:
        repo.operators.replace(named, at=at or datetime.now(UTC))
    return OperatorsReport(
        operators=len(named), shops=sum(len(one.shops) for one in named), signs=len(signs)
    )


def _signs(store: Store) -> tuple[list[Sign], int]:
    with store.reading() as repo:
        signs = [
            Sign(kind=one.kind, value=one.value, shops=one.shops, capture_ids=one.capture_ids)
            for one in repo.history.shared_identifiers()
        ]
        hashes = {photo.image_key: read_hash(photo.hashes) for photo in repo.photos.every()}
        pages = _Pages(hashes, repo.matches.matched(CLAIMED))
        for snapshot in repo.history.latest_snapshots():
            pages.read(snapshot)
    return [*signs, *pages.signs()], len(pages.shops)


@dataclass(slots=True)
class _Pages:
    """Photos, texts and addresses of every listing, by the shops that show them.

    What an official shop shows is its maker's, and copied by anybody; so are the photo and text
    of a registered product, which every thief takes.
    """

    hashes: dict[str, PhotoHash]
    claims: set[tuple[str, str]]
    """Listings, by site and id, that offer a registered product or claim to."""
    shops: set[ShopKey] = field(default_factory=set)
    _official: set[tuple[str, str]] = field(default_factory=set)
    _shown: dict[tuple[str, str], Shown] = field(default_factory=lambda: defaultdict(dict))
    _index: PhotoIndex = field(default_factory=PhotoIndex)
    _scene_of: dict[str, str] = field(default_factory=dict)

    def read(self, snapshot: LatestSnapshot) -> None:
        """Take note of what one listing shows."""
        shop_id = snapshot.listing.shop_id
        if shop_id is None:
            return
        shop = (snapshot.site_id, shop_id)
        self.shops.add(shop)
        things = set(self._things(snapshot))
        if snapshot.shop and snapshot.shop.official:
            self._official |= things
        for thing in things:
            self._shown[thing].setdefault(shop, snapshot.capture_id)

    def signs(self) -> Iterator[Sign]:
        """What several shops show."""
        for thing, shown in self._shown.items():
            if len(shown) > 1 and thing not in self._official:
                yield Sign(
                    kind=thing[0],
                    value=thing[1],
                    shops=tuple(shown),
                    capture_ids=tuple(shown.values()),
                )

    def _things(self, snapshot: LatestSnapshot) -> Iterator[tuple[str, str]]:
        listing = snapshot.listing
        if (snapshot.site_id, listing.listing_id) not in self.claims:
            for url in listing.images:
                if scene := self._scene(image_key(url)):
                    yield "photo", scene
            if text := text_sign(listing.title, listing.description):
                yield "text", text
        for place in addresses(snapshot.shop.description if snapshot.shop else None):
            yield "address", place

    def _scene(self, key: str) -> str | None:
        """The name of the first picture that shows the same; None for one that was not hashed."""
        if key not in self._scene_of and key in self.hashes:
            photo = self.hashes[key]
            near = self._index.near(photo, SAME_PHOTO_BITS)
            self._scene_of[key] = near[0][1] if near else key
            if not near:
                self._index.add(key, photo)
        return self._scene_of.get(key)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopOfOperator:
    """One shop of an operator, for an officer."""

    site_id: str
    shop_id: str
    name: str | None
    url: str | None
    first_seen_at: datetime | None
    gone: bool
    follows: str | None
    """Name of a shop of the same operator that was gone when this one was first seen."""


def shops_of(store: Store, operator: Operator) -> tuple[ShopOfOperator, ...]:
    """An operator's shops, the earliest first; a new one that follows a closed one says so."""
    with store.reading() as repo:
        states = {
            (state.site_id, state.shop_id): state
            for site_id in {shop[0] for shop in operator.shops}
            for state in repo.frontier.shops(site_id)
        }
        known = {shop: repo.history.shop(*shop) for shop in operator.shops}
    rows = []
    for shop in operator.shops:
        state, account = states.get(shop), known[shop]
        rows.append(
            ShopOfOperator(
                site_id=shop[0],
                shop_id=shop[1],
                name=account.name if account else None,
                url=account.url if account else None,
                first_seen_at=state.first_seen_at if state else None,
                gone=bool(state and state.gone),
                follows=None,
            )
        )
    return _in_sequence(rows, {k: s.last_visited_at for k, s in states.items()})


def _in_sequence(
    rows: list[ShopOfOperator], visited: dict[ShopKey, datetime | None]
) -> tuple[ShopOfOperator, ...]:
    latest = datetime.max.replace(tzinfo=UTC)
    ordered = sorted(rows, key=lambda row: (row.first_seen_at or latest, row.shop_id))
    closed = [row for row in ordered if row.gone]
    return tuple(_following(row, closed, visited) for row in ordered)


def _following(
    row: ShopOfOperator, closed: list[ShopOfOperator], visited: dict[ShopKey, datetime | None]
) -> ShopOfOperator:
    for before in reversed(closed):
        ended = visited.get((before.site_id, before.shop_id))
        began = row.first_seen_at
        if before is not row and not row.gone and ended and began and began >= ended:
            return replace(row, follows=before.name or before.shop_id)
    return row
