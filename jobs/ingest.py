"""Takes over captures that somebody else made, and reads them with the parsers of our own.

FILE -> kept byte for byte in tonight's volume -> one capture a page of a configured site
-> WARC records of our own, marked as taken over -> the same parsers -> store
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from config.software import software
from domain.capture import Agent, Capture
from domain.errors import ParseError, UsageError
from domain.listing import Reading
from domain.outcome import Outcome
from domain.target import Site, Target
from evidence.ingest import (
    INGESTED,
    Contents,
    IngestedPage,
    damaged,
    keep_file,
    kept_name,
    pages_of,
    suffix_of,
)
from evidence.ingest_har import read_har
from evidence.ingest_warc import read_wacz, read_warc
from evidence.ledger import EntryType, Ledger
from evidence.store import NightStore
from evidence.volume import LEDGER, file_digest, open_volume
from jobs.keys import prepare_to_crawl, redactor
from jobs.nights import night_of
from jobs.visits import keep_visit
from jobs.workspace import Workspace
from messages import translate
from spiders import platform

READERS: Mapping[str, Callable[[Path], Contents]] = {
    ".har": read_har,
    ".wacz": read_wacz,
    ".warc": read_warc,
    ".warc.gz": read_warc,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver:
    """One page that was taken over."""

    capture_id: str
    site_id: str
    url: str
    at: datetime
    """By the file's own word, aware UTC."""
    outcome: Outcome | None
    """None where the page could not be read."""
    listings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """What came of a file."""

    file: str
    sha256: str
    size: int
    software: str
    """What made it, by its own word."""
    night: str
    kept_as: str
    """Its name in the night's folder."""
    pages: tuple[TakenOver, ...]
    known: int
    """Pages that were taken over before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    page: IngestedPage
    site: Site
    target: Target
    capture_id: str


def run(workspace: Workspace, path: Path, *, actor: str, reason: str = "") -> IngestReport:
    """Take over a file. Nothing is kept of one that is damaged or has no page of a configured site.

    Raises UsageError that says in one sentence what is wrong with it.
    """
    if not actor.strip():
        raise UsageError(
            translate("{option} must not be empty: it goes into the ledger.", option="--actor")
        )
    suffix = suffix_of(path)
    digest = file_digest(path)
    contents = READERS[suffix](path)
    pages = _pages(workspace, contents, digest)
    if not pages:
        sites = ", ".join(workspace.sites.sites)
        why = translate("no page in it is of a configured site ({sites})", sites=sites)
        raise damaged(path, why)
    prepare_to_crawl(workspace.settings)
    evidence = workspace.settings.evidence
    night = open_volume(evidence, night_of(datetime.now(UTC)))
    with workspace.store.reading() as repo:
        fresh = [one for one in pages if not repo.captures.exists(one.capture_id)]
    taken: list[TakenOver] = []
    if fresh:
        (evidence / night).mkdir(parents=True, exist_ok=True)
        keep_file(path, evidence / night, digest)
        agent = Agent(
            software=f"{path.name} (SHA-256 {digest}) by {contents.software or '?'}",
            browser_mode=INGESTED,
        )
        for site_id in dict.fromkeys(one.site.site_id for one in fresh):
            of_site = [one for one in fresh if one.site.site_id == site_id]
            taken += _keep(workspace, night, of_site, agent, digest)
    report = IngestReport(
        file=path.name,
        sha256=digest,
        size=path.stat().st_size,
        software=contents.software,
        night=night,
        kept_as=kept_name(digest, suffix),
        pages=tuple(taken),
        known=len(pages) - len(fresh),
    )
    if fresh:
        _enter(workspace, report, actor, reason)
    return report


def _pages(workspace: Workspace, contents: Contents, digest: str) -> list[_Page]:
    def named(url: str) -> tuple[Site, Target] | None:
        for site in workspace.sites.sites.values():
            target = platform(site.platform).find_target(url, site)
            if target is not None:
                return site, target
        return None

    found: list[_Page] = []
    for page in pages_of(contents, lambda url: named(url) is not None):
        known = named(page.url)
        if known is not None:
            site, target = known
            name = f"{page.started_at:%Y%m%dT%H%M%S.%fZ}-{site.site_id}-{digest[:12]}"
            capture_id = f"{name}-{len(found) + 1:06d}"
            found.append(_Page(page=page, site=site, target=target, capture_id=capture_id))
    return found


def _keep(
    workspace: Workspace, night: str, pages: list[_Page], agent: Agent, digest: str
) -> list[TakenOver]:
    settings, site = workspace.settings, pages[0].site
    about = {"software": software(), "ingested-sha256": digest, "site": site.site_id}
    taken = []
    with NightStore(
        settings.evidence,
        night,
        site.site_id,
        about=about,
        redact=redactor(settings, settings.account_names),
        reserve_bytes=settings.disk_reserve_mb << 20,
    ) as store:
        for one in pages:
            capture, stored = store.preserve(_capture(one, night, agent))
            reading = _read(capture, one.site)
            if reading is not None:
                store.write_facts(capture, reading, software())
            with workspace.store.transaction() as repo:
                keep_visit(repo, capture, stored, reading, parser_version=software())
            taken.append(
                TakenOver(
                    capture_id=capture.capture_id,
                    site_id=capture.site_id,
                    url=capture.requested_url,
                    at=capture.started_at,
                    outcome=reading.verdict.outcome if reading else None,
                    listings=len(reading.listings) if reading else 0,
                )
            )
    return taken


def _capture(one: _Page, night: str, agent: Agent) -> Capture:
    page = one.page
    document = [e for e in page.exchanges if e.resource_type == "document"][-1]
    chain = [e.url for e in page.exchanges if e.resource_type == "document"]
    return Capture(
        capture_id=one.capture_id,
        night=night,
        site_id=one.site.site_id,
        target=one.target,
        requested_url=page.url,
        final_url=page.final_url,
        started_at=page.started_at,
        ended_at=page.ended_at,
        agent=agent,
        status=document.status,
        redirects=tuple(chain),
        exchanges=page.exchanges,
        title=page.title,
        pictures=page.pictures,
    )


def _read(capture: Capture, site: Site) -> Reading | None:
    try:
        return platform(site.platform).read(capture, site)
    except ParseError:
        return None


def _enter(workspace: Workspace, report: IngestReport, actor: str, reason: str) -> None:
    payload = {
        "file": report.file,
        "kept_as": report.kept_as,
        "sha256": report.sha256,
        "size": report.size,
        "made_by": report.software,
        "reason": reason,
        "captures": [page.capture_id for page in report.pages],
    }
    ledger = Ledger(path=workspace.settings.evidence / report.night / LEDGER)
    ledger.append(EntryType.INGEST, actor, payload)
