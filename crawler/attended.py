"""A wall that a person may pass: the crawl waits for that person, and does nothing to the wall."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from crawler.page import PageVisit
from domain.capture import Capture
from domain.outcome import Outcome, Verdict
from messages import mark, translate

WORDS = {
    Outcome.CAPTCHA: mark(
        "{site} shows a puzzle. Please solve it in the browser window; the crawl of this site goes "
        "on by itself. You have {minutes} minutes; the other sites go on meanwhile."
    ),
    Outcome.LOGIN_WALL: mark(
        "{site} asks for a login. Please log in with your office's account in the browser window; "
        "the crawl of this site goes on by itself. You have {minutes} minutes; the other sites go "
        "on meanwhile."
    ),
    Outcome.RATE_LIMITED: mark(
        "{site} says that it was asked too often. Please wait a little, then reload the page in "
        "the browser window; the crawl of this site goes on by itself. You have {minutes} minutes; "
        "the other sites go on meanwhile."
    ),
    Outcome.GEO_BLOCKED: mark(
        "{site} does not serve this network. Please connect from Viet Nam, then reload the page "
        "in the browser window; the crawl of this site goes on by itself. You have {minutes} "
        "minutes; the other sites go on meanwhile."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """How the crawl waits for the person in front of the browser; seconds."""

    patience: float = 600.0
    """How long a person has to lead a page through a wall."""
    poll: float = 3.0
    """How often the page is looked at."""
    reload: float = 60.0
    """A page that nobody has touched is opened anew this often."""


def instructions(site_id: str, outcome: Outcome, attendance: Attendance) -> str:
    """What the person is asked to do, in words."""
    minutes = max(1, round(attendance.patience / 60))
    return translate(WORDS[outcome], site=site_id, minutes=minutes)


async def wait_for_person(
    page: PageVisit,
    attendance: Attendance,
    *,
    judge: Callable[[Capture], Verdict],
    keep: Callable[[], Awaitable[Verdict]],
    goes_on: Callable[[], bool],
) -> Verdict | None:
    """Wait until the page is through; answers the verdict of the visit then made, else None.

    `judge` reads a glance that is not kept; `keep` preserves and reads the page as it stands;
    `goes_on` is asked at each look and ends the wait where it says no.
    """
    page.hand_over()
    until = time.monotonic() + attendance.patience
    reload_at = time.monotonic() + attendance.reload
    while time.monotonic() < until and goes_on():
        await asyncio.sleep(attendance.poll)
        if page.is_lost:
            return None
        is_through = not judge(await page.glance()).outcome.is_wall
        is_idle = not await page.is_touched() and time.monotonic() >= reload_at
        if not is_through and not is_idle:
            continue
        reload_at = time.monotonic() + attendance.reload
        await page.reopen()
        verdict = await keep()
        if not verdict.outcome.is_wall:
            return verdict
        page.hand_over()
    return None
