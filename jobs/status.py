"""How things stand: what was kept, what was missed, walls, unsealed nights, how long the disk lasts."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from crawler.recrawl.share import ShareEstimate
from evidence.volume import Volume, volumes
from jobs import share
from jobs.nights import missed_nights, night_of
from jobs.workspace import Workspace
from storage.repository import Repository
from storage.rows import Counts, Run

DAYS = 30
"""How far back misses are counted."""
NIGHTS_FOR_GROWTH = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteStatus:
    """One site as it stands now."""

    site_id: str
    watched: int
    last_visits: int
    """Page visits of the last run."""
    last_wall: str | None
    """The wall that stopped the last run."""
    cooling_until: datetime | None
    """Left alone until then, aware UTC; None where it may be visited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """Room for evidence."""

    free_bytes: int
    bytes_per_night: int | None
    """Mean of the last nights; None before the first one."""

    @property
    def nights_left(self) -> int | None:
        """For how many nights of that size there is room."""
        return self.free_bytes // self.bytes_per_night if self.bytes_per_night else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Everything that an analyst looks at first."""

    at: datetime
    counts: Counts
    last_run: Run | None
    missed_nights: tuple[str, ...]
    """Nights of the last thirty days, after the first one with a crawl, in which none began."""
    wiped_preserved: int
    """Taken away in the last thirty days, own page preserved before."""
    wiped_missed: int
    """The same, seen on a list only: known misses."""
    estimate: ShareEstimate
    """The share preserved, of violating listings first seen in the last thirty days."""
    sites: tuple[SiteStatus, ...]
    unsealed: tuple[Volume, ...]
    disk: Disk

    @property
    def preserved_share(self) -> float | None:
        """Of what is known to have been taken away; those never seen are not in it."""
        whole = self.wiped_preserved + self.wiped_missed
        return self.wiped_preserved / whole if whole else None


def run(workspace: Workspace, *, now: datetime | None = None) -> Status:
    """Look at store, evidence and disk; changes nothing."""
    at = now or datetime.now(UTC)
    nights = list(volumes(workspace.settings.evidence))
    with workspace.store.reading() as repo:
        last = next(iter(repo.runs.latest("crawl", count=1)), None)
        wiped = list(repo.history.wiped_between(night_of(at - timedelta(days=DAYS)), "~"))
        kept = sum(each.preserved_in is not None for each in wiped)
        return Status(
            at=at,
            counts=repo.counts(),
            last_run=last,
            missed_nights=missed_nights(
                repo.runs.nights("crawl", since=night_of(at - timedelta(days=DAYS))),
                until=night_of(at),
            ),
            wiped_preserved=kept,
            wiped_missed=len(wiped) - kept,
            estimate=share.preserved_share(repo, workspace.sites.sites, now=at, days=DAYS),
            sites=tuple(_site(repo, site_id, last, at) for site_id in workspace.sites.sites),
            unsealed=tuple(volume for volume in nights if not volume.sealed),
            disk=_disk(workspace, nights),
        )


def _site(repo: Repository, site_id: str, last: Run | None, at: datetime) -> SiteStatus:
    runs = repo.runs.site_runs(last.run_id) if last else []
    own = next((each for each in runs if each.site_id == site_id), None)
    until = repo.runs.cool_down(site_id)
    return SiteStatus(
        site_id=site_id,
        watched=len(repo.watchlist.all(site_id)),
        last_visits=own.visits if own else 0,
        last_wall=own.wall if own else None,
        cooling_until=until if until is not None and until > at else None,
    )


def _disk(workspace: Workspace, nights: list[Volume]) -> Disk:
    sizes = [
        sum(path.stat().st_size for path in volume.folder.rglob("*") if path.is_file())
        for volume in nights[-NIGHTS_FOR_GROWTH:]
    ]
    return Disk(
        free_bytes=shutil.disk_usage(workspace.settings.home).free,
        bytes_per_night=sum(sizes) // len(sizes) if sizes else None,
    )
