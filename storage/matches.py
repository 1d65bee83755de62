"""Which registered product each listing is most like, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.match import Match
from storage.codec import comparisons_json, comparisons_of
from storage.latest import best_shop
from storage.models import ListingTable, ShopSnapshotTable, ShopTable
from storage.rows import MatchRow
from storage.upsert import insert_into
from storage.work_models import MatchTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """A match and the capture whose statement of the listing it is about."""

    match: Match
    site_id: str
    capture_id: str


class Matches:
    """Matches by listing; the same capture judged by the same model is kept once."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add_all(self, run_id: int, found: Iterable[Matched], *, at: datetime) -> None:
        """Keep matches; one whose capture was matched by its model before adds nothing."""
        rows = [
            {
                "run_id": run_id,
                "site_id": one.site_id,
                "listing_id": one.match.listing_id,
                "capture_id": one.capture_id,
                "product_id": one.match.product.product_id,
                "product_name": one.match.product.name,
                "score": one.match.score,
                "model_version": one.match.model_version,
                "comparisons": comparisons_json(one.match.comparisons),
                "at": at,
            }
            for one in found
        ]
        if rows:
            query = insert_into(self._session, MatchTable).on_conflict_do_nothing()
            self._session.execute(query, rows)

    def latest(self, site_id: str, listing_id: str) -> MatchRow | None:
        """The newest match of a listing."""
        rows = self.of_listing(site_id, listing_id)
        return rows[-1] if rows else None

    def matched(self, least: float) -> set[tuple[str, str]]:
        """Site and id of every listing that was ever matched with at least this score."""
        query = select(MatchTable.site_id, MatchTable.listing_id).where(MatchTable.score >= least)
        return {(row.site_id, row.listing_id) for row in self._session.execute(query.distinct())}

    def official(self, product_id: str, *, least: float, limit: int) -> list[tuple[str, str]]:
        """Site and id of listings of official shops that were matched with a product, newest first."""
        query = (
            select(ListingTable.site_id, ListingTable.listing_id)
            .join(
                MatchTable,
                (MatchTable.site_id == ListingTable.site_id)
                & (MatchTable.listing_id == ListingTable.listing_id),
            )
            .join(
                ShopTable,
                (ShopTable.site_id == ListingTable.site_id)
                & (ShopTable.shop_id == ListingTable.shop_id),
            )
            .join(ShopSnapshotTable, ShopSnapshotTable.snapshot_id == best_shop)
            .where(
                MatchTable.product_id == product_id,
                MatchTable.score >= least,
                ShopSnapshotTable.official.is_(True),
            )
            .group_by(ListingTable.site_id, ListingTable.listing_id)
            .order_by(func.max(MatchTable.match_id).desc())
            .limit(limit)
        )
        return [(row.site_id, row.listing_id) for row in self._session.execute(query)]

    def of_listing(self, site_id: str, listing_id: str) -> list[MatchRow]:
        """Every match of a listing, oldest first."""
        query = select(MatchTable).where(
            MatchTable.site_id == site_id, MatchTable.listing_id == listing_id
        )
        return [_match(row) for row in self._session.scalars(query.order_by(MatchTable.match_id))]


def _match(row: MatchTable) -> MatchRow:
    columns = {name: getattr(row, name) for name in MatchRow.__slots__}
    return MatchRow(**(columns | {"comparisons": comparisons_of(row.comparisons)}))
