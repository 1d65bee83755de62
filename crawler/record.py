"""What the observation of a page comes to: one Capture. Pure, but for the time at which it ends."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from crawler.limits import Surroundings
from crawler.screenshot import height_shown
from domain.capture import Agent, Capture, CertificateChain, Exchange, Picture
from domain.target import Target


@dataclass(slots=True, kw_only=True)
class Content:
    """What the page says of itself; empty where it does not answer."""

    url: str = ""
    title: str = ""
    dom: str = ""
    text: str = ""
    truncated: bool = False
    language: str = ""
    timeZone: str = ""  # noqa: N815  (the browser's word)
    width: int = 0
    height: int = 0
    stored: list[list[str]] = field(default_factory=list)
    """Names and values of its web storage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """Everything that was seen of a page until now."""

    capture_id: str
    target: Target
    requested_url: str
    started_at: datetime
    agent: Agent
    exchanges: tuple[Exchange, ...]
    content: Content
    pictures: tuple[Picture, ...]
    certificates: tuple[CertificateChain, ...]
    failure: str | None
    incidents: tuple[str, ...]
    is_late: bool
    """Whether the visit's time is over."""


def record(seen: Observed, around: Surroundings) -> Capture:
    """The record of the visit."""
    content = seen.content
    documents = [e for e in seen.exchanges if e.resource_type == "document"]
    return Capture(
        capture_id=seen.capture_id,
        night=around.night,
        site_id=around.site.site_id,
        target=seen.target,
        requested_url=seen.requested_url,
        final_url=_final_url(content.url, documents, seen.requested_url),
        started_at=seen.started_at,
        ended_at=datetime.now(UTC),
        agent=_agent(seen),
        status=next((e.status for e in reversed(documents) if e.status), 0),
        redirects=_chain(documents, seen.requested_url),
        exchanges=seen.exchanges,
        title=content.title,
        dom=content.dom,
        text=content.text,
        pictures=seen.pictures,
        failure=_blocked(documents) or seen.failure,
        truncated=_bounds_reached(seen, around),
        incidents=seen.incidents,
        certificates=seen.certificates,
        private=tuple((name, value) for name, value in content.stored),
    )


def _agent(seen: Observed) -> Agent:
    """What made the capture, with the user agent that was really sent."""
    content = seen.content
    headers = (header for exchange in seen.exchanges for header in exchange.request_headers)
    sent = (value for name, value in headers if name.lower() == "user-agent")
    return replace(
        seen.agent,
        user_agent=next(sent, seen.agent.user_agent),
        viewport=f"{content.width}x{content.height}" if content.width else "",
        locale=content.language,
        time_zone=content.timeZone,
    )


def _bounds_reached(seen: Observed, around: Surroundings) -> tuple[str, ...]:
    cut = [e for e in seen.exchanges if e.truncated == "length"]
    bounds = [f"body:{len(e.body)}:{e.url}" for e in cut]
    if any(picture.truncated for picture in seen.pictures):
        bounds.append(f"height:{height_shown(seen.pictures)}")
    if seen.content.truncated:
        bounds.append(f"text:{around.limits.text}")
    if seen.is_late or any(e.truncated == "time" for e in seen.exchanges):
        bounds.append("time")
    return tuple(bounds)


def _final_url(shown: str, documents: list[Exchange], requested: str) -> str:
    """Where the visit ended; the browser's own error page has no say."""
    if shown.startswith(("http://", "https://")):
        return shown
    return documents[-1].url if documents else requested


def _chain(documents: list[Exchange], requested: str) -> tuple[str, ...]:
    urls = [document.url for document in documents] or [requested]
    return tuple(url for place, url in enumerate(urls) if place == 0 or url != urls[place - 1])


def unrecorded(workers: list[str], exchanges: tuple[Exchange, ...]) -> tuple[str, ...]:
    """Scripts of workers that a worker started: Chromium lets no page's interception see them."""
    known = {exchange.url for exchange in exchanges}
    missed = (url for url in workers if url.startswith("http") and url not in known)
    return tuple(f"unrecorded:{url}" for url in missed)


def _blocked(documents: list[Exchange]) -> str | None:
    reasons = (document.failure for document in documents if document.failure)
    return next((reason for reason in reasons if reason.startswith("blocked:")), None)
