"""The facts of a pack as CSV and XLSX that no spreadsheet takes for formulas."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

LOCAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
# What Excel, LibreOffice and Google Sheets begin a formula or a command with; full width as well.
_FORMULA = re.compile(r"[\s\u200b\ufeff]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
# XML 1.0 has no place for these; openpyxl refuses them.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_CELL_LIMIT = 32_000
"""Characters; a cell of a workbook holds 32,767."""

Value = str | int | float | Decimal | datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under their headings."""

    name: str
    """Of the sheet, up to 31 characters."""
    headings: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def table(name: str, rows: Iterable[Mapping[str, Value]], headings: Sequence[str]) -> Table:
    """A table of rows that are given by heading; what a row does not have stays empty."""
    cells = tuple(tuple(row.get(heading) for heading in headings) for row in rows)
    return Table(name=name, headings=tuple(headings), rows=cells)


def safe_text(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet could take it for a formula."""
    clean = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)
    if len(clean) > _CELL_LIMIT:
        clean = clean[:_CELL_LIMIT] + " […]"
    return f"'{clean}" if _FORMULA.match(clean) else clean


def as_csv(facts: Table) -> bytes:
    """UTF-8 with a byte order mark, so that Excel shows Vietnamese as it is."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(facts.headings)
    writer.writerows([_cell(value) for value in row] for row in facts.rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(tables: Sequence[Table]) -> bytes:
    """A workbook with a sheet for each table; every text is a text, whatever it begins with."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for one in tables:
        sheet = book.create_sheet(one.name[:31])
        sheet.freeze_panes = "A2"
        for number, row in enumerate((one.headings, *one.rows), start=1):
            for column, value in enumerate(row, start=1):
                cell = sheet.cell(number, column, _cell(value))
                if isinstance(cell.value, str):
                    cell.data_type = "s"
                if number == 1:
                    cell.font = Font(bold=True)
                cell.alignment = Alignment(vertical="top", wrap_text=True)
        for column, heading in enumerate(one.headings, start=1):
            sheet.column_dimensions[get_column_letter(column)].width = max(14, len(heading) + 2)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(value: Value) -> str | int | float | Decimal | None:
    if isinstance(value, datetime):
        return value.astimezone(LOCAL_ZONE).isoformat(timespec="seconds")
    return safe_text(value) if isinstance(value, str) else value
