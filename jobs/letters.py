"""Letters about a case: its referral to another agency, and the request to a platform to preserve."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from config.documents import load_documents
from domain.errors import UsageError
from domain.people import Case, CaseListing, EntryKind
from jobs.official import Grid, OfficialPaper, write
from messages import translate, translate_to
from messages.names import PLATFORMS, RULE_NAMES
from storage.repository import Repository

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
_HEADINGS = ("STT", "Tên hàng trên trang", "Sàn, mã mặt hàng", "Gian hàng", "Giá", "Nghi vấn")
_WIDTHS = (1.2, 3.7, 3.8, 2.4, 2.0, 2.9)
_ASKED_HEADINGS = (
    "STT",
    "Tên hàng trên trang",
    "Mã mặt hàng, địa chỉ",
    "Mã gian hàng",
    "Thấy từ, đến",
)
_ASKED_WIDTHS = (1.2, 4.0, 5.3, 2.6, 2.9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From when to when a platform should preserve, aware UTC."""

    since: datetime
    until: datetime

    def __post_init__(self) -> None:
        if self.since >= self.until:
            raise UsageError(translate("The time asked for must end after it begins."))


def referral(
    repo: Repository, case: Case, *, to: str, reason: str, number: str = "", day: date | None = None
) -> OfficialPaper:
    """The letter that goes with a case to another agency; raises UsageError for an empty case."""
    _require_listings(case.listings)
    documents = load_documents()
    rows = tuple(_rows(repo, case))
    return write(
        documents,
        documents.letters["referral"],
        number=number,
        day=day or _today(),
        to=(to,),
        filled=_of_case(case)
        | {
            "listings": str(len(case.listings)),
            "shops": str(len({row[3] for row in rows})),
            "district": case.district or "chưa xác định",
            "pack": _last_pack(case),
            "reason": reason,
        },
        grids=(Grid(title="Danh sách kèm theo", headings=_HEADINGS, rows=rows, widths=_WIDTHS),),
    )


def preservation(
    repo: Repository,
    case: Case,
    site_id: str,
    *,
    window: Window,
    reason: str,
    number: str = "",
    day: date | None = None,
) -> OfficialPaper:
    """The request to a site's platform; raises UsageError where the case has nothing of that site."""
    listings = [each for each in case.listings if each.site_id == site_id]
    _require_listings(listings)
    documents = load_documents()
    platform = site_id.partition("-")[0]
    shown = PLATFORMS.get(platform, platform)
    rows = tuple(_asked(repo, listings))
    return write(
        documents,
        documents.letters["preservation"],
        number=number,
        day=day or _today(),
        to=(documents.platforms.get(platform, shown),),
        filled=_of_case(case)
        | {
            "site": shown,
            "since": _exact(window.since),
            "until": _exact(window.until),
            "listings": str(len(listings)),
            "shops": str(len({row[3] for row in rows})),
            "reason": reason,
        },
        grids=(
            Grid(title="Danh sách kèm theo", headings=_ASKED_HEADINGS, rows=rows,
                 widths=_ASKED_WIDTHS),
        ),
    )  # fmt: skip


def window_of(repo: Repository, case: Case, site_id: str, *, now: datetime) -> Window:
    """From when a case's listings of a site were first seen, until now."""
    seen = [
        step for each in case.listings if each.site_id == site_id for step in _times(repo, each)
    ]
    begin = min(seen, default=now)
    return Window(since=min(begin, now.replace(hour=0, minute=0, second=0)), until=now)


def _require_listings(listings: object) -> None:
    if not listings:
        raise UsageError(translate("A letter needs a case with listings; add one first."))


def _of_case(case: Case) -> dict[str, str]:
    return {
        "case": str(case.case_id),
        "title": case.title,
        "opened": f"{case.opened_at.astimezone(LOCAL):%d/%m/%Y}",
    }


def _last_pack(case: Case) -> str:
    """Digest of the newest pack, as the record of the case has it."""
    packs = [
        e.sha256 for e in case.entries if e.kind is EntryKind.EXPORTED and _is_pack(e.file_name)
    ]
    return (packs[-1] or "") if packs else "(chưa lập gói)"


def _is_pack(name: str | None) -> bool:
    return name is not None and name.endswith(".zip")


def _rows(repo: Repository, case: Case) -> Iterator[tuple[str, ...]]:
    for number, each in enumerate(case.listings, start=1):
        snapshot = repo.history.listing(each.site_id, each.listing_id)
        offer = snapshot.listing if snapshot else None
        rules = sorted(
            {
                translate_to("vi", RULE_NAMES.get(row.flag.rule, row.flag.rule))
                for row in repo.flags.list(site_id=each.site_id, listing_id=each.listing_id)
            }
        )
        shop = (offer.shop_name or offer.shop_id or "") if offer else ""
        yield (
            str(number),
            each.title or each.listing_id,
            f"{_platform(each)}\n{each.listing_id}",
            shop,
            _money(offer.price, offer.currency) if offer else "",
            "; ".join(rules),
        )


def _asked(repo: Repository, listings: list[CaseListing]) -> Iterator[tuple[str, ...]]:
    for number, each in enumerate(listings, start=1):
        snapshot = repo.history.listing(each.site_id, each.listing_id)
        times = _times(repo, each)
        seen = f"{_exact(min(times))} – {_exact(max(times))}" if times else ""
        shop = (snapshot.listing.shop_id or "") if snapshot else ""
        yield (
            str(number),
            each.title or "",
            f"{each.listing_id}\n{each.url or ''}".strip(),
            shop,
            seen,
        )


def _times(repo: Repository, each: CaseListing) -> list[datetime]:
    timeline = repo.history.timeline(each.site_id, each.listing_id)
    return [c.started_at for c in timeline.captures] + [s.seen_at for s in timeline.listings]


def _platform(each: CaseListing) -> str:
    platform = each.site_id.partition("-")[0]
    return PLATFORMS.get(platform, platform)


def _money(price: Decimal | None, currency: str | None) -> str:
    if price is None:
        return ""
    return f"{price:,.0f}".replace(",", ".") + (
        " đ" if currency in {"VND", None} else f" {currency}"
    )


def _exact(at: datetime) -> str:
    return f"{at.astimezone(LOCAL):%H:%M ngày %d/%m/%Y}"


def _today() -> date:
    return datetime.now(UTC).astimezone(LOCAL).date()
