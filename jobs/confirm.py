"""What the store knows of removals: which are due for another look, and which are confirmed."""

from collections.abc import Iterator
from datetime import timedelta

from config.load import Politeness
from crawler.removal import PageSeen, Removal, RemovalRule, RemovalVisit, Stage, control_of, judge
from domain.outcome import Outcome
from domain.target import PageKind, Target
from jobs.removals import LIVE_KEPT, Recheck
from storage.repository import Repository
from storage.rows import CaptureRow, Standing

CONFIRMED_AGAIN = timedelta(days=7)
"""A removal that is confirmed is still looked at this often: sellers put things back."""


def rule_of(politeness: Politeness) -> RemovalRule:
    """The rule with a site's own spacing of visits."""
    return RemovalRule(
        slot=timedelta(hours=politeness.slot_hours),
        gap=timedelta(minutes=politeness.recheck_minutes),
    )


def removal_of(repo: Repository, site_id: str, listing_id: str, rule: RemovalRule) -> Removal:
    """What every visit so far comes to, each with the control listing of its own session.

    Practice nights count by the marketplace's clock.
    """
    visits = [
        RemovalVisit(
            at=row.started_at + _ahead(repo, row.night),
            outcome=row.outcome or Outcome.UNKNOWN,
            capture_id=row.capture_id,
            control=_control(repo, row, rule),
        )
        for row in repo.captures.of_listing(site_id, listing_id)
    ]
    return judge(visits, rule)


def confirm(repo: Repository, site_id: str, listing_id: str, rule: RemovalRule) -> Removal:
    """As `removal_of`; a removal that the rule confirms is confirmed in the history too."""
    removal = removal_of(repo, site_id, listing_id, rule)
    if removal.stage is Stage.CONFIRMED:
        repo.history.confirm_removal(removal.visits[-1].capture_id)
    return removal


def rechecks(repo: Repository, site_id: str, rule: RemovalRule, *, night: str) -> Iterator[Recheck]:
    """Every removal that needs another look, by the clock of that night."""
    ahead = _ahead(repo, night)
    for state in repo.frontier.removed(site_id):
        target = state.target
        if target is None:
            continue
        if state.standing is Standing.REMOVAL_CONFIRMED:
            seen_at = state.last_visited_at or state.gone_at
            if seen_at is not None:
                yield Recheck(due_at=seen_at + CONFIRMED_AGAIN, target=target)
            continue
        removal = removal_of(repo, site_id, state.listing_id, rule)
        if removal.next_at is not None:
            yield Recheck(due_at=removal.next_at - ahead, target=target)


def known_live(repo: Repository, site_id: str) -> Iterator[Target]:
    """Listings whose own page was live when last visited, the latest first: for controls."""
    return (
        state.target
        for state in repo.frontier.lately_live(site_id, count=LIVE_KEPT)
        if state.target is not None
    )


def page_seen(row: CaptureRow) -> PageSeen:
    """A stored visit as the rule sees it."""
    return PageSeen(
        at=row.started_at,
        outcome=row.outcome or Outcome.UNKNOWN,
        listing_id=row.target.listing_id if row.target.kind is PageKind.LISTING else None,
        capture_id=row.capture_id,
    )


def _control(repo: Repository, row: CaptureRow, rule: RemovalRule) -> str | None:
    if row.outcome is None or not row.outcome.is_gone:
        return None
    later = repo.captures.between(row.site_id, row.started_at, row.started_at + rule.control)
    found = control_of(page_seen(row), map(page_seen, later), within=rule.control)
    return found.capture_id if found is not None else None


def _ahead(repo: Repository, night: str) -> timedelta:
    """How far a practice night's clock was ahead of ours; nothing for a real night."""
    hours = repo.runs.setting(night, "hours_ahead")
    return timedelta(hours=float(hours or 0.0))
