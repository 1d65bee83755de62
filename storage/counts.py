"""How much there is of everything, for the status and the doctor."""

from sqlalchemy import ColumnElement, distinct, func, select
from sqlalchemy.orm import Session

from domain.flag import FlagState
from storage.models import CaptureTable, ListingTable, ShopTable
from storage.rows import Counts
from storage.work_models import FlagTable, ProductTable, SellerTable, WatchTable


def count_everything(session: Session) -> Counts:
    """Count rows; flags by their state."""

    def total(counted: ColumnElement[int], *where: ColumnElement[bool]) -> int:
        return session.scalar(select(counted).where(*where)) or 0

    states = session.execute(select(FlagTable.state, func.count()).group_by(FlagTable.state))
    flags = dict.fromkeys(FlagState, 0) | {FlagState(state): count for state, count in states}
    return Counts(
        listings=total(func.count(ListingTable.listing_id)),
        shops=total(func.count(ShopTable.shop_id)),
        captures=total(func.count(CaptureTable.capture_id)),
        nights=total(func.count(distinct(CaptureTable.night))),
        watched=total(func.count(WatchTable.watch_id), WatchTable.removed_at.is_(None)),
        products=total(func.count(ProductTable.row_id), ProductTable.valid_to.is_(None)),
        sellers=total(func.count(SellerTable.row_id), SellerTable.valid_to.is_(None)),
        flags=flags,
    )
