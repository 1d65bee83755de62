"""What the recrawl policy has learned of a site, kept in the store from one crawl to the next."""

import json
import logging
import zlib
from datetime import UTC, datetime
from pathlib import Path

from config.campaigns import load_campaigns
from crawler.recrawl import Campaign, RecrawlConfig, RecrawlPolicy, StateError
from domain.flag import FlagState
from storage.repository import Repository

HOUR = 3600.0
logger = logging.getLogger(__name__)


def campaigns(file: Path | None, *, now: datetime | None = None) -> tuple[Campaign, ...]:
    """The campaigns of campaigns.yml on the policy's running clock; the built-in ones by default."""
    return tuple(
        Campaign(
            begin=days.begin.timestamp() / HOUR,
            end=days.end.timestamp() / HOUR,
            births=days.births,
            deletions=days.deletions,
        )
        for days in load_campaigns(file, now=now or datetime.now(UTC))
    )


def load(repo: Repository, site_id: str, *, campaigns: tuple[Campaign, ...] = ()) -> RecrawlPolicy:
    """The policy as the last crawl of the site left it, with what people have decided since."""
    config = RecrawlConfig(campaigns=campaigns)
    policy = _restored(repo.frontier.load_policy(_name(site_id)), config)
    for state, violating in ((FlagState.CONFIRMED, True), (FlagState.DISMISSED, False)):
        for row in repo.flags.list(site_id=site_id, state=state):
            if row.flag.listing_id is not None:
                policy.decided(row.flag.listing_id, violating=violating)
    return policy


def save(repo: Repository, site_id: str, policy: RecrawlPolicy) -> None:
    """Keep everything that it knows."""
    content = zlib.compress(json.dumps(policy.state()).encode())
    repo.frontier.save_policy(_name(site_id), content, at=datetime.now(UTC))


def _restored(content: bytes | None, config: RecrawlConfig) -> RecrawlPolicy:
    if content is None:
        return RecrawlPolicy(config)
    try:
        return RecrawlPolicy.from_state(json.loads(zlib.decompress(content)), config)
    except StateError:
        # An older version's: what it knew is learned again, nothing that was seen is lost.
        logger.warning("the recrawl policy begins anew: its kept state is of another version")
        return RecrawlPolicy(config)


def _name(site_id: str) -> str:
    return f"recrawl {site_id}"
