"""Two practice nights on the built-in marketplace, and what they came to against the truth."""

import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from config.settings import read_settings
from demo.marketplace import Marketplace, practice_marketplace
from domain.errors import UnavailableError
from jobs import registry, watch
from jobs.crawl import CrawlRequest
from jobs.evaluate import ListingKey, Preserved, RuleScore, score_preserved, score_rules
from jobs.keys import prepare_keys
from jobs.nightly import NightReport
from jobs.workspace import Workspace, open_workspace
from messages import translate

FOLDER = "demo"
MARKER = "PRACTICE"
BUDGET = 150
HOURS_BETWEEN = 24.0
WALLED = "tiktok"
"""The platform that puts a captcha up in the middle of the second night."""
VISITS_BEFORE_WALL = 20
RULES = (
    "prohibited_goods",
    "suspected_counterfeit",
    "unregistered_product",
    "unregistered_seller",
)
"""What the marketplace knows the truth of."""

RunNight = Callable[[Workspace, CrawlRequest], NightReport]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoReport:
    """What the two nights came to."""

    home: Path
    nights: tuple[NightReport, ...]
    scores: tuple[RuleScore, ...]
    preserved: Preserved
    listings_seen: int
    listings_born: int


def run(run_night: RunNight, *, say: Callable[[str], None], budget: int = BUDGET) -> DemoReport:
    """Run two nights of `budget` page visits each; `run_night` shows the progress.

    Everything lies under `<home>/demo`, made anew each time: practice never mixes with real cases.
    """
    home = _fresh_home(read_settings().home / FOLDER)
    say(translate("Building the practice marketplace."))
    with practice_marketplace() as market, practice_environment(home, market):
        workspace = open_workspace()
        try:
            prepare_keys(workspace.settings, practice=True)
            fill(workspace, market, home)
            nights = tuple(_nights(workspace, market, run_night, say, budget))
            return _report(workspace, market, home, nights)
        finally:
            workspace.store.close()


def _nights(
    workspace: Workspace,
    market: Marketplace,
    run_night: RunNight,
    say: Callable[[str], None],
    budget: int,
) -> Iterator[NightReport]:
    say(translate("Night one: {budget} page visits.", budget=budget))
    yield run_night(workspace, CrawlRequest(night="practice-1", budget=budget))
    market.advance(HOURS_BETWEEN)
    market.wall(WALLED, "captcha", wall_after=VISITS_BEFORE_WALL)
    say(
        translate(
            "A day passes: sellers edit, wipe and open shops; {platform} will put up a captcha.",
            platform=WALLED,
        )
    )
    say(translate("Night two: {budget} page visits.", budget=budget))
    yield run_night(
        workspace,
        CrawlRequest(night="practice-2", budget=budget, hours_ahead=HOURS_BETWEEN),
    )
    market.walls_off()


def fill(workspace: Workspace, market: Marketplace, home: Path) -> None:
    """Import the marketplace's registers and watch what its watchlist names."""
    files, store, now = home / "registers", workspace.store, datetime.now(UTC)
    market.write_registers(files)
    registry.import_products(files / "products.csv", name="practice", store=store, at=now)
    registry.import_sellers(files / "sellers.csv", name="practice", store=store, at=now)
    watch.import_file(files / "watchlist.txt", sites=workspace.sites, store=store, at=now)


def _report(
    workspace: Workspace, market: Marketplace, home: Path, nights: tuple[NightReport, ...]
) -> DemoReport:
    now = market.now()
    truth = {(market.site_id(t.platform), t.listing_id): t for t in market.truth().listings}
    gone = {key for key, t in truth.items() if t.removed_at is not None and t.removed_at <= now}
    flagged: dict[str, set[ListingKey]] = defaultdict(set)
    with workspace.store.reading() as repo:
        for row in repo.flags.list(with_stale=False):
            if row.flag.listing_id is not None:
                flagged[row.flag.rule].add((row.flag.site_id, row.flag.listing_id))
        states = [s for site_id in workspace.sites.sites for s in repo.frontier.listings(site_id)]
    seen = {(s.site_id, s.listing_id) for s in states}
    preserved = {(s.site_id, s.listing_id) for s in states if s.last_alive_at and s.visits}
    return DemoReport(
        home=home,
        nights=nights,
        scores=score_rules(flagged, {k: t.kinds for k, t in truth.items()}, seen, RULES),
        preserved=score_preserved({k for k in gone if truth[k].violates}, preserved, seen),
        listings_seen=len(seen),
        listings_born=sum(t.born_at <= now for t in truth.values()),
    )


def _fresh_home(home: Path) -> Path:
    """Clear what an earlier practice left, and nothing that is not practice."""
    if home.exists():
        if not (home / MARKER).exists() and any(home.iterdir()):
            raise UnavailableError(
                translate(
                    "{home} holds something that is not practice; move it away, or set "
                    "SHOPWITNESS_HOME to another folder.",
                    home=home,
                )
            )
        shutil.rmtree(home)
    home.mkdir(parents=True)
    (home / MARKER).write_text("Invented shops and goods of the practice marketplace.\n", "utf-8")
    return home


@contextmanager
def practice_environment(home: Path, market: Marketplace) -> Iterator[None]:
    """Point every setting that names a place at the practice folder, for child processes too."""
    sites = home / "sites.yml"
    market.write_sites_file(sites)
    places = {
        "SHOPWITNESS_HOME": str(home),
        "SHOPWITNESS_SITES_FILE": str(sites),
        "SHOPWITNESS_DATABASE_URL": f"sqlite:///{home / 'shopwitness.db'}",
    }
    before = {name: os.environ.get(name) for name in places}
    os.environ.update(places)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
