"""Shops in the same hands, with everything that ties them; worked out anew, never evidence itself."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select, tuple_
from sqlalchemy.orm import Session

from domain.operator import Edge, Operator, ShopKey
from storage.cluster_models import OperatorEdgeTable, OperatorShopTable
from storage.columns import storable

BATCH = 500


class Operators:
    """Every operator with several shops."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def replace(self, operators: Iterable[Operator], *, at: datetime) -> int:
        """Make these the known operators; a shop keeps the time since which it has been one's."""
        since = {
            (row.site_id, row.shop_id): row.since
            for row in self._session.scalars(select(OperatorShopTable))
        }
        self._session.execute(delete(OperatorEdgeTable))
        self._session.execute(delete(OperatorShopTable))
        kept = tuple(operators)
        for operator in kept:
            self._insert(operator, since, at)
        return len(kept)

    def list(self) -> list[Operator]:
        """Every operator with its shops, most shops first; without edges."""
        rows = self._session.scalars(
            select(OperatorShopTable).order_by(OperatorShopTable.since, OperatorShopTable.shop_id)
        )
        shops: dict[str, list[OperatorShopTable]] = {}
        for row in rows:
            shops.setdefault(row.operator_id, []).append(row)
        found = [_operator(operator_id, rows, ()) for operator_id, rows in shops.items()]
        return sorted(found, key=lambda operator: (-len(operator.shops), operator.operator_id))

    def get(self, operator_id: str) -> Operator | None:
        """One operator with every edge."""
        shops = self._session.scalars(
            select(OperatorShopTable)
            .where(OperatorShopTable.operator_id == operator_id)
            .order_by(OperatorShopTable.since, OperatorShopTable.shop_id)
        ).all()
        edges = self._session.scalars(
            select(OperatorEdgeTable)
            .where(OperatorEdgeTable.operator_id == operator_id)
            .order_by(OperatorEdgeTable.edge_id)
        )
        return _operator(operator_id, shops, tuple(map(_edge, edges))) if shops else None

    def of_shops(self, site_id: str) -> dict[str, str]:
        """The operator of each shop of a site that has one, by shop id."""
        query = select(OperatorShopTable.shop_id, OperatorShopTable.operator_id).where(
            OperatorShopTable.site_id == site_id
        )
        return {row.shop_id: row.operator_id for row in self._session.execute(query)}

    def of(self, shop: ShopKey) -> str | None:
        """The operator of one shop, where several shops are known to be its."""
        key = tuple_(OperatorShopTable.site_id, OperatorShopTable.shop_id)
        return self._session.scalar(select(OperatorShopTable.operator_id).where(key == shop))

    def _insert(self, operator: Operator, since: dict[ShopKey, datetime], at: datetime) -> None:
        shops = [
            {
                "site_id": site_id,
                "shop_id": shop_id,
                "operator_id": operator.operator_id,
                "since": since.get((site_id, shop_id), at),
            }
            for site_id, shop_id in operator.shops
        ]
        edges = [
            {
                "operator_id": operator.operator_id,
                "kind": edge.kind,
                "value": storable(edge.value),
                "weight": edge.weight,
                "site_id": edge.shop[0],
                "shop_id": edge.shop[1],
                "capture_id": edge.capture_id,
            }
            for edge in operator.edges
        ]
        self._session.execute(insert(OperatorShopTable), shops)
        for start in range(0, len(edges), BATCH):
            self._session.execute(insert(OperatorEdgeTable), edges[start : start + BATCH])


def _operator(
    operator_id: str, rows: Sequence[OperatorShopTable], edges: tuple[Edge, ...]
) -> Operator:
    return Operator(
        operator_id=operator_id,
        shops=tuple((row.site_id, row.shop_id) for row in rows),
        edges=edges,
        since=min(row.since for row in rows),
    )


def _edge(row: OperatorEdgeTable) -> Edge:
    return Edge(
        kind=row.kind,
        value=row.value,
        weight=row.weight,
        shop=(row.site_id, row.shop_id),
        capture_id=row.capture_id,
    )
