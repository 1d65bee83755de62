"""The report about a span of days, in the layout of an authority, from what the store counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from config.documents import load_documents
from config.rules import load_rules, load_violations
from domain.errors import UsageError
from domain.flag import Judgement
from jobs.letters import LOCAL
from jobs.nights import night_of
from jobs.official import Grid, OfficialPaper, write
from messages import translate, translate_to
from messages.names import CASE_ENTRIES, JUDGEMENT_NAMES, PLATFORMS, RULE_NAMES
from storage.period import Period
from storage.repository import Repository

_SITES = ("Sàn", "Lượt ghé", "Bị chặn", "Mặt hàng mới", "Gian hàng mới", "Nghi vấn", "Đã xác nhận",
          "Gian hàng bị khóa", "Mặt hàng bị gỡ")  # fmt: skip
_RULES = ("Loại nghi vấn", "Cơ quan xử lý", "Nêu ra", "Xác nhận", "Loại bỏ", "Chưa rõ", "Chưa xem")
_COUNTS = ("Nội dung", "Số lượng")


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """First and last day of a report, both included, in Asia/Ho_Chi_Minh."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise UsageError(translate("The report's last day comes before its first."))

    @property
    def since(self) -> datetime:
        """The beginning of the first day, aware UTC."""
        return datetime.combine(self.first, time(), LOCAL).astimezone(UTC)

    @property
    def until(self) -> datetime:
        """The end of the last day, aware UTC."""
        return datetime.combine(self.last + timedelta(days=1), time(), LOCAL).astimezone(UTC)


def report(
    repo: Repository, days: Days, *, number: str = "", day: date | None = None
) -> OfficialPaper:
    """The report, ready to be laid out."""
    documents, counted = load_documents(), repo.period(since=days.since, until=days.until)
    # A night may bear any name, and ends on the day after its own: the moment decides.
    known = repo.history.wiped_between(night_of(days.since - timedelta(days=1)), "~")
    wiped = [each for each in known if days.since <= each.at < days.until]
    kept = sum(each.preserved_in is not None for each in wiped)
    return write(
        documents,
        documents.report,
        number=number,
        day=day or datetime.now(UTC).astimezone(LOCAL).date(),
        heading="BÁO CÁO",
        filled={"since": f"{days.first:%d/%m/%Y}", "until": f"{days.last:%d/%m/%Y}"},
        grids=tuple(_grids(counted, kept, len(wiped) - kept)),
    )


def _grids(counted: Period, kept: int, missed: int) -> Iterable[Grid]:
    yield Grid(
        title="1. Theo sàn",
        headings=_SITES,
        rows=tuple(_site_rows(counted)),
        widths=(2.6, *(1.7,) * 8),
    )
    yield Grid(
        title="2. Theo loại nghi vấn",
        headings=_RULES,
        rows=tuple(_rule_rows(counted)),
        widths=(3.8, 4.2, *(1.6,) * 5),
    )
    lost = (
        ("Bị xóa, trang đã được lưu từ trước", kept),
        ("Bị xóa trước khi kịp lưu trang", missed),
    )
    yield _counts("3. Mặt hàng bị xóa", lost)
    yield _counts("4. Theo nơi gửi hàng ghi trên trang", _named_places(counted.places))
    decided = ((_vi(JUDGEMENT_NAMES[Judgement(name)]), n) for name, n in counted.decisions)
    yield _counts("5. Cán bộ đã xem xét", decided)
    yield _counts("6. Hồ sơ mở mới theo địa bàn", _named_places(counted.cases))
    done = ((_vi(CASE_ENTRIES.get(name, name)), n) for name, n in counted.entries)
    yield _counts("7. Công việc trong hồ sơ", done)


def _site_rows(counted: Period) -> Iterable[tuple[str, ...]]:
    sums = [0] * 8
    for one in counted.sites:
        numbers = [one.captures, one.walls, one.listings, one.shops, one.flags, one.confirmed,
                   one.locked, one.removed]  # fmt: skip
        sums = [a + b for a, b in zip(sums, numbers, strict=True)]
        platform = one.site_id.partition("-")[0]
        yield (PLATFORMS.get(platform, platform), *map(str, numbers))
    yield ("Cộng", *map(str, sums))


def _rule_rows(counted: Period) -> Iterable[tuple[str, ...]]:
    book, violations = load_rules(), load_violations()
    for one in counted.rules:
        setting = book.setting(one.rule)
        violation = violations.get(setting.violation) if setting else None
        agency = (violation.agency if violation else "") or (setting.agency if setting else "")
        numbers = (one.flags, one.confirmed, one.dismissed, one.unclear, one.open)
        yield (_vi(RULE_NAMES.get(one.rule, one.rule)), agency, *map(str, numbers))


def _named_places(rows: Iterable[tuple[str, int]]) -> Iterable[tuple[str, int]]:
    return ((name or "không ghi", count) for name, count in rows)


def _counts(title: str, rows: Iterable[tuple[str, int]]) -> Grid:
    shown = tuple((name, str(count)) for name, count in rows) or (("(không có)", "0"),)
    return Grid(title=title, headings=_COUNTS, rows=shown, widths=(12.0, 3.5))


def _vi(message: str) -> str:
    return translate_to("vi", message)
