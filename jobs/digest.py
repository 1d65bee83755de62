"""The morning's digest as text, and its way out through the channels that were configured."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import apprise

from domain.errors import UnavailableError, UsageError
from domain.flag import Severity
from jobs import status as status_job
from jobs.nights import about_missed
from jobs.status import Status
from jobs.workspace import Workspace
from messages import translate
from messages.names import EVENTS, OUTCOMES, RULE_NAMES
from storage.rows import FlagRow, Wiped

SHOWN = 10
ALERT_RULE = "prohibited_goods"


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What a person reads in the morning."""

    night: str
    new: tuple[FlagRow, ...]
    """High and critical flags first raised since the night's crawl began."""
    wiped: tuple[Wiped, ...]
    missed: tuple[Wiped, ...]
    status: Status

    @property
    def title(self) -> str:
        """One line for a subject."""
        return translate(
            "ShopWitness {night}: {new} new suspects, {wiped} wiped after and {missed} before capture",
            night=self.night,
            new=len(self.new),
            wiped=len(self.wiped),
            missed=len(self.missed),
        )

    @property
    def text(self) -> str:
        """The whole message; no address or phone of anybody is in it."""
        parts = (
            self._new(),
            _wiped(translate("Wiped, and kept before:"), self.wiped),
            _wiped(translate("Wiped before the page was kept:"), self.missed),
            self._walls(),
            self._trouble(),
        )
        return "\n\n".join(part for part in parts if part)

    def _new(self) -> str:
        if not self.new:
            return translate("No new suspects of high severity.")
        lines = [translate("New suspects:")]
        lines += [
            f"  #{row.flag_id} {translate(RULE_NAMES.get(row.flag.rule, row.flag.rule))} "
            f"{row.flag.probability:.0%}: {row.title or row.flag.listing_id}"
            for row in self.new[:SHOWN]
        ]
        return "\n".join([*lines, *_more(len(self.new))])

    def _walls(self) -> str:
        walled = [site for site in self.status.sites if site.last_wall]
        return "\n".join(
            translate(
                "{site} was stopped by a wall: {wall}.",
                site=site.site_id,
                wall=translate(OUTCOMES.get(site.last_wall or "", "")),
            )
            for site in walled
        )

    def _trouble(self) -> str:
        lines = [
            translate("Night {night} is not sealed: {why}", night=v.night, why=v.failure)
            for v in self.status.unsealed
        ]
        if self.status.missed_nights:
            lines.append(about_missed(self.status.missed_nights))
        if self.status.disk.nights_left is not None:
            lines.append(
                translate(
                    "The disk has room for {count} nights.", count=self.status.disk.nights_left
                )
            )
        return "\n".join(lines)


def run(workspace: Workspace, *, now: datetime | None = None) -> Digest:
    """Put the digest of the last night together; raises UsageError where none has run."""
    status = status_job.run(workspace, now=now)
    last = status.last_run
    if last is None:
        raise UsageError(translate("No night has run yet; begin with: shopwitness nightly"))
    with workspace.store.reading() as repo:
        wiped = tuple(repo.history.wiped_between(last.night, last.night))
        raised = [
            row
            for severity in (Severity.CRITICAL, Severity.HIGH)
            for row in repo.flags.list(severity=severity, since=last.started_at, with_stale=False)
        ]
    return Digest(
        night=last.night,
        new=tuple(raised),
        wiped=tuple(each for each in wiped if each.preserved_in is not None),
        missed=tuple(each for each in wiped if each.preserved_in is None),
        status=status,
    )


def alerts(workspace: Workspace, *, since: datetime) -> tuple[FlagRow, ...]:
    """Prohibited goods first seen since then: somebody is told at once, not in the morning."""
    with workspace.store.reading() as repo:
        return tuple(repo.flags.list(rule=ALERT_RULE, since=since, with_stale=False))


def alert_text(rows: tuple[FlagRow, ...]) -> str:
    """What an immediate alert says."""
    lines = [f"  #{row.flag_id} {row.title or row.flag.listing_id}" for row in rows[:SHOWN]]
    return "\n".join([translate("Prohibited goods were found:"), *lines, *_more(len(rows))])


def send(channels: tuple[str, ...], *, title: str, text: str) -> None:
    """Send through every channel, an apprise address each; nothing is sent without one.

    Raises UsageError for an address that is none, UnavailableError where a channel did not take it.
    """
    sender = apprise.Apprise()
    for number, channel in enumerate(channels, 1):
        if not sender.add(channel):
            # The address holds a secret, so it is named by its place only.
            raise UsageError(
                translate(
                    "SHOPWITNESS_NOTIFY: address {number} is none that apprise knows.",
                    number=number,
                )
            )
    if channels and not sender.notify(title=title, body=text):
        raise UnavailableError(
            translate("A channel of SHOPWITNESS_NOTIFY did not take the message; see the log.")
        )


def is_quiet(now: datetime, begins: int, ends: int) -> bool:
    """Whether an hour of Asia/Ho_Chi_Minh lies in the quiet hours; equal hours mean none."""
    hour = (now.astimezone(UTC) + timedelta(hours=7)).hour
    if begins == ends:
        return False
    return begins <= hour < ends if begins < ends else hour >= begins or hour < ends


def _wiped(heading: str, rows: tuple[Wiped, ...]) -> str:
    if not rows:
        return ""
    lines = [
        f"  {row.site_id} {row.title or row.listing_id}: {translate(EVENTS[row.how.value])}"
        for row in rows[:SHOWN]
    ]
    return "\n".join([f"{heading} {len(rows)}", *lines, *_more(len(rows))])


def _more(count: int) -> list[str]:
    return [translate("… and {count} more.", count=count - SHOWN)] if count > SHOWN else []
