"""Sites that may be visited at some hours only: what that makes of a crawl's orders. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from config.hours import ZONE, VisitHours
from jobs.progress import Order, SiteResult, SiteState
from messages import translate


def limited(order: Order, hours: VisitHours, *, now: datetime | None = None) -> Order:
    """The order within its site's hours: not begun outside them, ended where they end."""
    ahead = timedelta(hours=order.hours_ahead)
    at = (now or datetime.now(UTC)) + ahead
    changes = hours.changes_at(at)
    if not hours.is_open(at):
        return replace(order, opens_at=changes.isoformat() if changes else "")
    if changes is None:
        return order
    left = (changes - at).total_seconds()
    if order.max_seconds is not None and order.max_seconds <= left:
        return order
    return replace(order, max_seconds=left, closes_at=changes.isoformat())


def left_alone(orders: Iterable[Order]) -> tuple[SiteResult, ...]:
    """What the report says of the sites that were not visited at this hour."""
    return tuple(
        SiteResult(site_id=order.site_id, state=SiteState.QUIET, detail=_until(order.opens_at))
        for order in orders
        if order.opens_at is not None
    )


def explained(orders: Sequence[Order], results: Iterable[SiteResult]) -> tuple[SiteResult, ...]:
    """The results, saying which sites ran out of time because their hours ended."""
    closing = {order.site_id: order.closes_at for order in orders}
    return tuple(_explained(result, closing.get(result.site_id)) for result in results)


def _explained(result: SiteResult, closes_at: str | None) -> SiteResult:
    if result.state is not SiteState.OUT_OF_TIME or closes_at is None:
        return result
    return replace(result, detail=translate("its hours ended at {time}", time=_of_day(closes_at)))


def _until(opens_at: str | None) -> str:
    if not opens_at:
        return translate("it has no visiting hours")
    return translate("its hours begin at {time}", time=_of_day(opens_at))


def _of_day(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(ZONE).strftime("%H:%M")
