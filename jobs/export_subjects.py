"""What a pack is about: listings or shops with their flags, timeline and the captures that count."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from config.lexicon_files import load_lexicons
from config.rules import load_rules
from domain.errors import UnknownError, UsageError
from domain.events import EventKind
from domain.rules import RuleBook
from domain.target import PageKind
from evidence.report_content import ReportFlag, ReportLine, ReportSubject
from matching.rules import rule_sentence
from messages import translate
from storage.repository import Repository
from storage.rows import CaptureRow, FlagRow, Timeline

GONE_EVENTS = frozenset(
    {EventKind.REMOVED_SUSPECTED, EventKind.REMOVED_CONFIRMED, EventKind.SHOP_LOCKED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody wants a pack of; exactly one is given."""

    flag: int | None = None
    listing: tuple[str, str] | None = None
    """Site id and listing id."""
    case: int | None = None
    capture: str | None = None

    @property
    def subject(self) -> str:
        """As the pack and the ledger name it."""
        if self.flag is not None:
            return f"flag {self.flag}"
        if self.listing is not None:
            return "listing " + ":".join(self.listing)
        return f"case {self.case}" if self.case is not None else f"capture {self.capture}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found of it."""

    title: str
    subjects: tuple[ReportSubject, ...]
    timelines: tuple[Timeline, ...]
    key_captures: tuple[str, ...]
    """Ids of those that matter most, in the order in which they should be shown."""
    captures: tuple[CaptureRow, ...]
    """All that go into the pack, with their records, oldest first."""


def find(repo: Repository, asked: Asked, language: str) -> Found:
    """Everything that the store knows of what was asked for.

    Raises UsageError where there is no such thing, or nothing of it was captured.
    """
    gathering = _Gathering(repo, language, load_rules())
    gathering.add(asked)
    return gathering.found(asked)


class _Gathering:
    def __init__(self, repo: Repository, language: str, rules: RuleBook) -> None:
        self.repo = repo
        self.language = language
        self.rules = rules
        self.lexicons = load_lexicons()
        self.title = ""
        self.subjects: list[ReportSubject] = []
        self.timelines: list[Timeline] = []
        self.wanted: dict[str, None] = {}
        self.keys: dict[str, None] = {}

    def add(self, asked: Asked) -> None:
        if asked.flag is not None:
            self.add_flag(self.repo.flags.existing(asked.flag))
        elif asked.listing is not None:
            self.add_listing(*asked.listing, self.flags_of(*asked.listing))
        elif asked.case is not None:
            self.add_case(asked.case)
        else:
            self.add_capture(asked.capture or "")

    def add_flag(self, row: FlagRow) -> None:
        flag = row.flag
        if flag.listing_id is not None:
            self.add_listing(flag.site_id, flag.listing_id, [row])
        elif flag.shop_id is not None:
            self.add_shop(flag.site_id, flag.shop_id, [row])

    def add_case(self, number: int) -> None:
        case = self.repo.cases.get(number)
        if not case.listings:
            raise UsageError(
                translate("Case {number} has no listing yet; add one first.", number=number)
            )
        self.title = case.title
        for one in case.listings:
            self.add_listing(
                one.site_id, one.listing_id, self.flags_of(one.site_id, one.listing_id)
            )

    def add_capture(self, capture_id: str) -> None:
        row = self.repo.captures.get(capture_id)
        if row is None:
            raise UnknownError(
                translate("There is no capture {capture_id}.", capture_id=capture_id)
            )
        target = row.target
        timeline = Timeline(site_id=row.site_id)
        if target.kind is PageKind.LISTING and target.listing_id is not None:
            whole = self.repo.history.timeline(row.site_id, target.listing_id)
            timeline = Timeline(
                site_id=row.site_id,
                listings=tuple(s for s in whole.listings if s.capture_id == capture_id),
                events=tuple(e for e in whole.events if e.capture_id == capture_id),
            )
        timeline = Timeline(site_id=row.site_id, listings=timeline.listings, events=timeline.events,
                            captures=(row,))  # fmt: skip
        self.keys[capture_id] = self.wanted[capture_id] = None
        self.title = self.title or row.title or row.requested_url
        self.put(timeline, [], url=row.requested_url)

    def add_listing(self, site_id: str, listing_id: str, flags: list[FlagRow]) -> None:
        timeline = self.repo.history.timeline(site_id, listing_id)
        own = [c.capture_id for c in timeline.captures if c.target.listing_id == listing_id]
        self.put(timeline, flags, own=own)

    def add_shop(self, site_id: str, shop_id: str, flags: list[FlagRow]) -> None:
        timeline = self.repo.history.shop_timeline(site_id, shop_id)
        own = [c.capture_id for c in timeline.captures if c.target.kind in _SHOP_PAGES]
        self.put(timeline, flags, own=own)

    def flags_of(self, site_id: str, listing_id: str) -> list[FlagRow]:
        rows = self.repo.flags.list(site_id=site_id, listing_id=listing_id, with_stale=False)
        return [self.repo.flags.existing(row.flag_id) for row in rows]

    def put(
        self,
        timeline: Timeline,
        flags: list[FlagRow],
        *,
        own: Iterable[str] = (),
        url: str = "",
    ) -> None:
        """Take in a subject, and say which of its captures the pack needs."""
        best = next((s for s in reversed(timeline.listings) if not s.listing.is_card), None)
        best = best or (timeline.listings[-1] if timeline.listings else None)
        shop_id = best.listing.shop_id if best else None
        shop = self.repo.history.shop(timeline.site_id, shop_id) if shop_id else None
        if shop is None and timeline.shops:
            shop = timeline.shops[-1].shop
        keys = [row.flag.capture_id for row in flags]
        keys += [best.capture_id] if best else []
        keys += [e.capture_id for e in timeline.events if e.kind in GONE_EVENTS]
        named = [e.capture_id for e in timeline.events]
        named += [e.previous_capture_id for e in timeline.events if e.previous_capture_id]
        self.keys |= dict.fromkeys(keys)
        self.wanted |= dict.fromkeys([*keys, *own, *named])
        page = best.listing.url if best else (shop.url if shop else None)
        title = (best.listing.title if best else "") or (shop.name if shop else "") or ""
        self.title = self.title or title
        self.timelines.append(timeline)
        lines = tuple(sorted(_lines(timeline), key=lambda line: line.at))
        self.subjects.append(
            ReportSubject(
                site_id=timeline.site_id,
                url=url or page or next((c.requested_url for c in timeline.captures), ""),
                listing=best.listing if best else None,
                shop=shop,
                seen_at=best.seen_at if best else None,
                standing=_standing(lines),
                flags=tuple(self.report_flag(row) for row in flags),
                timeline=lines,
            )
        )

    def report_flag(self, row: FlagRow) -> ReportFlag:
        setting = self.rules.setting(row.flag.rule)
        return ReportFlag(
            number=row.flag_id,
            flag=row.flag,
            state=row.state,
            rule_sentence=rule_sentence(row.flag.rule, self.language),
            legal_basis="; ".join(
                filter(None, (setting.legal_basis if setting else "", self.law(row)))
            ),
            agency=setting.agency if setting else "",
        )

    def law(self, row: FlagRow) -> str:
        """What the lexicons name for the terms that a flag's reasons compare with."""
        expected = {reason.expected.casefold() for reason in row.flag.reasons if reason.expected}
        groups = (
            group.legal_basis
            for lexicon in self.lexicons
            for group in lexicon.groups
            if any(term.text.casefold() in expected for term in group.terms)
        )
        return "; ".join(dict.fromkeys(filter(None, groups)))

    def found(self, asked: Asked) -> Found:
        rows = [row for one in self.wanted if (row := self.repo.captures.get(one))]
        if not rows:
            raise UsageError(
                translate("Nothing was captured of {subject} yet.", subject=asked.subject)
            )
        known = {row.capture_id for row in rows}
        return Found(
            title=self.title or asked.subject,
            subjects=tuple(self.subjects),
            timelines=tuple(self.timelines),
            key_captures=tuple(one for one in self.keys if one in known),
            captures=tuple(sorted(rows, key=lambda row: (row.started_at, row.capture_id))),
        )


_SHOP_PAGES = frozenset({PageKind.SHOP, PageKind.PROFILE})


def _standing(lines: tuple[ReportLine, ...]) -> str:
    """The last visit's outcome, or the removal that was seen or confirmed at that visit."""
    gone = {kind.value for kind in GONE_EVENTS}
    told = (line.name for line in reversed(lines) if line.kind == "visit" or line.name in gone)
    return next(told, "unknown")


def _lines(timeline: Timeline) -> Iterator[ReportLine]:
    for capture in timeline.captures:
        name = capture.outcome.value if capture.outcome else "unknown"
        yield ReportLine(
            at=capture.started_at, kind="visit", name=name, capture_id=capture.capture_id
        )
    for event in timeline.events:
        yield ReportLine(
            at=event.at,
            kind="event",
            name=event.kind.value,
            before=event.before,
            after=event.after,
            capture_id=event.capture_id,
        )
