"""Applies the rules to a table of listings, in batches: memory does not grow.

listings, some hundred at a time -> registers, where given -> rules -> one row a flag
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from config.lexicon_files import load_lexicons
from config.rules import load_rules
from crawler.identifiers import find_identifiers
from domain.errors import UsageError
from domain.flag import Flag, Reason
from domain.listing import Listing, Shop
from domain.registry import ProductRecord, SellerRecord
from jobs.register_columns import PRODUCT_COLUMNS, SELLER_COLUMNS, Columns, find_columns
from jobs.register_rows import RowReader, read_product, read_seller
from jobs.register_values import read_price
from jobs.table_rows import TableRow
from jobs.tables import Table, open_table
from jobs.written import BadRows, replacing, write_rows
from matching.brands import BrandFinder
from matching.context import RuleContext, Subject
from matching.matcher import Matcher
from matching.rules import judge
from messages import language, translate

HEADER = ("id", "rule", "severity", "probability", "reason")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "listing id", "item id", "product id", "posting id", "mã"),
    "title": ("title", "name", "product name", "tên", "tên sản phẩm", "tiêu đề"),
    "description": ("description", "desc", "mô tả"),
    "brand": ("brand", "thương hiệu", "nhãn hiệu", "manufacturer"),
    "price": ("price", "giá", "giá bán"),
    "category": ("category", "ngành hàng", "danh mục"),
    "shop": ("shop", "shop name", "seller", "gian hàng", "người bán", "shop id"),
    "registration_number": ("registration number", "số đăng ký", "số công bố"),
    "origin": ("origin", "xuất xứ", "nguồn gốc"),
    "image": ("image", "image url", "ảnh", "hình ảnh"),
}
"""Fields of a listing and the names under which their columns go."""
BATCH = 500

OnBadRow = Callable[[Path, int, str], None]
"""Told the file and line of a row that was left out, and why, in the reader's language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesReport:
    """What came of a table of listings."""

    listings: int
    flagged: int
    """Listings with at least one flag."""
    flags: int
    bad_rows: int


@dataclass(slots=True)
class _Tally:
    listings: int = 0
    flagged: int = 0
    flags: int = 0


def run(
    listings: Path,
    out: Path,
    *,
    products: Path | None = None,
    sellers: Path | None = None,
    on_progress: Callable[[int], None],
    on_bad_row: OnBadRow,
) -> RulesReport:
    """Write `id,rule,severity,probability,reason`, one row a flag, in the listings' order.

    Raises UsageError for a table that cannot be read or lacks a column, or an `out` that cannot
    be written; an existing `out` stays as it was then.
    """
    tally, bad = _Tally(), BadRows(on_bad_row)
    judging = _Judging(
        list(_products(products, bad)) if products else [],
        list(_sellers(sellers, bad)) if sellers else [],
    )
    with open_table(listings, _known) as opened:
        table, columns = _header(listings, opened)
        rows = _listings(listings, table, columns, bad)
        with replacing(out) as part:
            write_rows(part, HEADER, judging.rows_of(rows, tally, on_progress))
    return RulesReport(
        listings=tally.listings,
        flagged=tally.flagged,
        flags=tally.flags,
        bad_rows=bad.count,
    )


class _Judging:
    """Registers, rules and lexicons made ready once for a whole table."""

    def __init__(self, products: list[ProductRecord], sellers: list[SellerRecord]) -> None:
        self._context = RuleContext.build(load_rules(), load_lexicons(), products, sellers)
        self._matcher = Matcher(products) if products else None
        self._brands = BrandFinder(products)

    def rows_of(
        self, listings: Iterator[Listing], tally: _Tally, on_progress: Callable[[int], None]
    ) -> Iterator[tuple[str, ...]]:
        """The rows to write."""
        while batch := list(islice(listings, BATCH)):
            for listing, flags in zip(batch, self._judged(batch), strict=True):
                tally.flagged += bool(flags)
                tally.flags += len(flags)
                yield from (_row(listing.listing_id, flag) for flag in flags)
            tally.listings += len(batch)
            on_progress(len(batch))

    def _judged(self, batch: list[Listing]) -> Iterator[list[Flag]]:
        spelt = (replace(one, title=self._brands.restore(one.title)) for one in batch)
        matches = list(self._matcher.match(spelt)) if self._matcher else [None] * len(batch)
        for listing, match in zip(batch, matches, strict=True):
            shop = (
                Shop(shop_id=listing.shop_id, name=listing.shop_name) if listing.shop_id else None
            )
            subject = Subject(
                listing=listing,
                shop=shop,
                match=match,
                identifiers=find_identifiers(listing.description or "", "description"),
            )
            yield judge(subject, self._context)


def _row(listing_id: str, flag: Flag) -> tuple[str, ...]:
    reasons = "; ".join(_sentence(reason) for reason in flag.reasons)
    return listing_id, flag.rule, flag.severity.value, f"{flag.probability:.4f}", reasons


def _sentence(reason: Reason) -> str:
    return reason.text_en if language() == "en" else reason.text_vi


def _known(header: tuple[str, ...]) -> int:
    return len(find_columns(header, COLUMNS).positions)


def _header(path: Path, table: Table | None) -> tuple[Table, Columns]:
    if table is None:
        raise UsageError(translate("{path} has no header row with id and title.", path=path))
    columns = find_columns(table.header, COLUMNS)
    missing = [name for name in ("id", "title") if name not in columns.positions]
    if missing:
        raise UsageError(
            translate(
                "{path} lacks the column {columns}; it has {header}.",
                path=path,
                columns=", ".join(missing),
                header=", ".join(cell for cell in table.header if cell),
            )
        )
    return table, columns


def _listings(
    path: Path, table: Table, columns: Columns, on_bad_row: OnBadRow
) -> Iterator[Listing]:
    for row in table.rows:
        cells = {name: _cell(row, place) for name, place in columns.positions.items()}
        trouble = row.trouble or _trouble(row, cells, columns.width)
        if trouble:
            on_bad_row(path, row.line, trouble)
        else:
            yield _listing(cells, columns)


def _trouble(row: TableRow, cells: Mapping[str, str], width: int) -> str:
    if any(row.cells[width:]):
        return translate(
            "the row has more cells than the header; put cells that contain the separator in"
            " quotation marks"
        )
    return "" if cells["id"] else translate("{column} is empty", column="id")


def _cell(row: TableRow, place: int) -> str:
    cell = row.cells[place] if place < len(row.cells) else ""
    return cell if isinstance(cell, str) else f"{cell:f}"


def _listing(cells: Mapping[str, str], columns: Columns) -> Listing:
    price = read_price(cells.get("price", ""))
    stated = (("Số đăng ký", "registration_number"), ("Xuất xứ", "origin"))
    return Listing(
        listing_id=cells["id"],
        title=cells["title"],
        description=cells.get("description") or None,
        brand=cells.get("brand") or None,
        price=price.amount,
        currency=price.currency,
        category=tuple(filter(None, (cells.get("category"),))),
        images=tuple(filter(None, (cells.get("image"),))),
        attributes=tuple((name, cells[key]) for name, key in stated if cells.get(key)),
        shop_id=cells.get("shop") or None,
        shop_name=cells.get("shop") or None,
        # Only a table that has the column can show that a number is missing.
        is_card="registration_number" not in columns.positions,
    )


def _products(path: Path, on_bad_row: OnBadRow) -> Iterator[ProductRecord]:
    for reader in _register(path, PRODUCT_COLUMNS, on_bad_row):
        record = read_product(reader)
        if not reader.is_refused:
            yield record


def _sellers(path: Path, on_bad_row: OnBadRow) -> Iterator[SellerRecord]:
    for reader in _register(path, SELLER_COLUMNS, on_bad_row):
        record = read_seller(reader)
        if not reader.is_refused:
            yield record


def _register(
    path: Path, names: Mapping[str, tuple[str, ...]], on_bad_row: OnBadRow
) -> Iterator[RowReader]:
    with open_table(path, lambda header: len(find_columns(header, names).positions)) as table:
        if table is None or "name" not in find_columns(table.header, names).positions:
            raise UsageError(translate("{path} has no column for the name.", path=path))
        columns = find_columns(table.header, names)
        for row in table.rows:
            reader = RowReader(row, columns)
            reader.check_shape()
            yield reader
            for problem in reader.problems:
                if not problem.is_warning:
                    on_bad_row(path, row.line, problem.text)
