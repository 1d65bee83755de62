"""Checks what a run needs, and says for each thing missing what to do about it."""

import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from config.load import load_sites
from config.settings import Settings
from crawler.browser import find_chromium
from domain.errors import ShopWitnessError
from jobs.chromium import ensure_chromium
from jobs.workspace import make_home
from messages import mark, translate
from storage.session import open_store

# Before this the software did not exist: a clock that shows less is wrong.
EARLIEST_CLOCK = datetime(2026, 11, 1, tzinfo=UTC)
MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at."""

    name: str
    healthy: bool
    detail: str
    remedy: str = ""
    """What to do, where something is wrong."""


def run(settings: Settings, only: Iterable[str] = ()) -> tuple[Check, ...]:
    """Make every check, or those named in `only`; raises nothing, as each failure is a check."""
    wanted = frozenset(only)
    return tuple(check(settings) for name, check in CHECKS.items() if not wanted or name in wanted)


def install_browser(settings: Settings, *, say: Callable[[str], None]) -> None:
    """Install a Chromium where none is found; raises UnavailableError where that fails."""
    ensure_chromium(settings.chromium, say=say)


def check_browser(settings: Settings) -> Check:
    """Whether a Chromium is there and starts."""
    found = find_chromium(settings.chromium, windowless=settings.browser_mode == "launched")
    if found is None:
        return Check(
            name="browser",
            healthy=False,
            detail=translate("no Chromium found"),
            remedy=translate("Run: shopwitness doctor --install-browser"),
        )
    version = _first_line([str(found), "--version"])
    return Check(
        name="browser",
        healthy=bool(version),
        detail=f"{version or translate('does not start')} ({found})",
        remedy="" if version else translate("Run {path} --version to see why.", path=found),
    )


def check_fonts(settings: Settings) -> Check:
    """Whether a font shows Vietnamese, without which a screenshot is full of boxes."""
    del settings
    if shutil.which("fc-list") is None:
        return Check(name="fonts", healthy=True, detail=translate("fontconfig is not installed"))
    fonts = _lines(["fc-list", ":lang=vi", "family"])
    return Check(
        name="fonts",
        healthy=bool(fonts),
        detail=translate("{count} font families show Vietnamese", count=len(set(fonts))),
        remedy="" if fonts else translate("Install a font such as fonts-dejavu-core."),
    )


def check_sites(settings: Settings) -> Check:
    """Whether the site configuration can be read."""
    try:
        sites = load_sites(settings.own_sites)
    except ShopWitnessError as error:
        return Check(name="sites", healthy=False, detail=str(error))
    return Check(name="sites", healthy=True, detail=", ".join(sites.sites))


def check_database(settings: Settings) -> Check:
    """Whether the store opens and is of this version."""
    try:
        make_home(settings)
        open_store(settings.database).close()
    except ShopWitnessError as error:
        return Check(name="database", healthy=False, detail=str(error))
    return Check(
        name="database",
        healthy=True,
        detail=settings.database.partition("@")[2] or settings.database,
    )


def check_disk(settings: Settings) -> Check:
    """Whether there is room above the reserve below which no capture is begun."""
    place = next(p for p in (settings.home, *settings.home.resolve().parents) if p.exists())
    free = shutil.disk_usage(place).free // MEBIBYTE
    healthy = free > settings.disk_reserve_mb
    return Check(
        name="disk",
        healthy=healthy,
        detail=translate("{free} MiB free", free=free),
        remedy=""
        if healthy
        else translate(
            "Free some room: below {least} MiB no capture is begun.", least=settings.disk_reserve_mb
        ),
    )


def check_clock(settings: Settings) -> Check:
    """Whether the clock is plausible and, where the system tells, synchronised."""
    del settings
    now = datetime.now(UTC)
    if now < EARLIEST_CLOCK:
        return Check(
            name="clock",
            healthy=False,
            detail=now.isoformat(),
            remedy=translate("Set the clock: times of evidence depend on it."),
        )
    state = _first_line(["timedatectl", "show", "--property=NTPSynchronized", "--value"])
    if state == "no":
        return Check(
            name="clock",
            healthy=False,
            detail=translate("not synchronised"),
            remedy=translate("Switch time synchronisation on: timedatectl set-ntp true"),
        )
    known = translate("synchronised") if state == "yes" else translate("synchronisation unknown")
    return Check(name="clock", healthy=True, detail=f"{now:%Y-%m-%dT%H:%M:%SZ}, {known}")


CHECKS: dict[str, Callable[[Settings], Check]] = {
    mark("browser"): check_browser,
    mark("fonts"): check_fonts,
    mark("sites"): check_sites,
    mark("database"): check_database,
    mark("disk"): check_disk,
    mark("clock"): check_clock,
}


def _first_line(command: list[str]) -> str:
    return next(iter(_lines(command)), "")


def _lines(command: list[str]) -> list[str]:
    try:
        done = subprocess.run(  # noqa: S603  (fixed commands, no shell)
            command, capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    return done.stdout.strip().splitlines() if done.returncode == 0 else []
