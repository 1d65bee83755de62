"""What the choice of the next visits rests on."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session

from domain.outcome import Outcome
from domain.target import PageKind, Target
from storage.models import ListingTable, ShopTable
from storage.rows import ListingState, ShopState, Standing
from storage.upsert import insert_into
from storage.visits import note_visit
from storage.work_models import PolicyTable, WatchTable

BATCH = 1000


class FrontierState:
    """Shops and listings as the recrawl policy sees them, and what the policy has learned."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def shops(self, site_id: str) -> list[ShopState]:
        """Every known shop of a site; watched targets never visited stand in the watchlist only."""
        watched = exists().where(
            WatchTable.site_id == ShopTable.site_id,
            WatchTable.removed_at.is_(None),
            WatchTable.kind.in_([PageKind.SHOP.value, PageKind.PROFILE.value]),
            or_(
                WatchTable.shop_id == ShopTable.shop_id,
                (WatchTable.kind == ShopTable.target_kind)
                & (WatchTable.key == ShopTable.target_key),
            ),
        )
        query = select(ShopTable, watched).where(ShopTable.site_id == site_id)
        rows = self._session.execute(query.order_by(ShopTable.shop_id))
        return [_shop_state(row, is_watched=bool(is_watched)) for row, is_watched in rows]

    def listings(
        self, site_id: str, *, with_gone: bool = True, scored_since: datetime | None = None
    ) -> Iterator[ListingState]:
        """Every known listing of a site, in bounded memory.

        `scored_since` leaves out what was first seen before, or was never given a probability.
        """
        after = ""
        while True:
            query = select(ListingTable).where(
                ListingTable.site_id == site_id, ListingTable.listing_id > after
            )
            if not with_gone:
                query = query.where(ListingTable.gone_at.is_(None))
            if scored_since is not None:
                query = query.where(
                    ListingTable.first_seen_at >= scored_since,
                    ListingTable.p_violating.is_not(None),
                )
            rows = self._session.scalars(query.order_by(ListingTable.listing_id).limit(BATCH)).all()
            yield from (_listing_state(row) for row in rows)
            if len(rows) < BATCH:
                return
            after = rows[-1].listing_id

    def removed(self, site_id: str) -> list[ListingState]:
        """Listings that are gone, or whose last visit said so without being believed yet."""
        gone = [outcome.value for outcome in Outcome if outcome.is_gone]
        query = select(ListingTable).where(
            ListingTable.site_id == site_id,
            or_(ListingTable.gone_at.is_not(None), ListingTable.last_outcome.in_(gone)),
        )
        rows = self._session.scalars(query.order_by(ListingTable.last_visited_at))
        return [_listing_state(row) for row in rows]

    def lately_live(self, site_id: str, *, count: int) -> list[ListingState]:
        """The listings whose own page was live at its last visit, the latest first."""
        query = select(ListingTable).where(
            ListingTable.site_id == site_id, ListingTable.last_outcome == Outcome.LIVE.value
        )
        rows = self._session.scalars(query.order_by(ListingTable.last_alive_at.desc()).limit(count))
        return [_listing_state(row) for row in rows]

    def set_probability(self, site_id: str, listing_id: str, p_violating: float) -> None:
        """Remember how likely a listing breaks a rule, 0 to 1."""
        self.set_probabilities(site_id, [(listing_id, p_violating)])

    def set_probabilities(self, site_id: str, probabilities: Iterable[tuple[str, float]]) -> None:
        """Remember (listing id, probability) for many listings at once; unknown ones are passed."""
        changes = [
            {"site_id": site_id, "listing_id": listing_id, "p_violating": probability}
            for listing_id, probability in probabilities
        ]
        known = self._known(site_id, [str(change["listing_id"]) for change in changes])
        changes = [change for change in changes if change["listing_id"] in known]
        if changes:
            self._session.execute(update(ListingTable), changes)

    def mark_visited(self, target: Target, outcome: Outcome | None, *, at: datetime) -> None:
        """Count a visit that gave no reading; `history.record` counts those that did."""
        note_visit(self._session, target, outcome, at=at)

    def save_policy(self, name: str, content: bytes, *, at: datetime) -> None:
        """Keep what a policy has learned."""
        columns = {"content": content, "saved_at": at}
        query = insert_into(self._session, PolicyTable).values(name=name, **columns)
        self._session.execute(query.on_conflict_do_update(index_elements=["name"], set_=columns))

    def load_policy(self, name: str) -> bytes | None:
        """What `save_policy` kept under that name."""
        return self._session.scalar(select(PolicyTable.content).where(PolicyTable.name == name))

    def _known(self, site_id: str, listing_ids: list[str]) -> set[str]:
        known: set[str] = set()
        for start in range(0, len(listing_ids), BATCH):
            query = select(ListingTable.listing_id).where(
                ListingTable.site_id == site_id,
                ListingTable.listing_id.in_(listing_ids[start : start + BATCH]),
            )
            known.update(self._session.scalars(query))
        return known


def _shop_state(row: ShopTable, *, is_watched: bool) -> ShopState:
    return ShopState(
        site_id=row.site_id,
        shop_id=row.shop_id,
        target=_target(row),
        username=row.username,
        first_seen_at=row.first_seen_at,
        last_visited_at=row.last_visited_at,
        visits=row.visits,
        last_outcome=_outcome(row.last_outcome),
        gone=row.gone_at is not None,
        item_count=row.item_count,
        is_watched=is_watched,
    )


def _target(row: ShopTable | ListingTable) -> Target | None:
    """Where its page lies, if anything said so yet."""
    if row.target_kind is None or row.target_key is None or row.target_url is None:
        return None
    return Target(
        site_id=row.site_id,
        kind=PageKind(row.target_kind),
        key=row.target_key,
        url=row.target_url,
        shop_id=row.shop_id,
        listing_id=row.listing_id if isinstance(row, ListingTable) else None,
    )


def _listing_state(row: ListingTable) -> ListingState:
    return ListingState(
        site_id=row.site_id,
        listing_id=row.listing_id,
        shop_id=row.shop_id,
        target=_target(row),
        url=row.url,
        first_seen_at=row.first_seen_at,
        last_listed_at=row.last_listed_at,
        last_alive_at=row.last_alive_at,
        missing_since=row.missing_since,
        last_visited_at=row.last_visited_at,
        visits=row.visits,
        last_outcome=_outcome(row.last_outcome),
        standing=Standing(row.standing),
        gone_at=row.gone_at,
        p_violating=row.p_violating,
    )


def _outcome(value: str | None) -> Outcome | None:
    return None if value is None else Outcome(value)
