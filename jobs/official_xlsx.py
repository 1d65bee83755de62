"""Lays a paper out as XLSX: the head and the sentences on the first sheet, each table on its own."""

import io
import re
import textwrap

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from evidence.facts_table import safe_text
from jobs.official import Grid, OfficialPaper

FONT = "Times New Roman"
CM_TO_WIDTH = 4.6
"""Characters of a column for a centimetre on paper."""
LINE = 16.0
"""Points of a line's height."""
_COLUMNS = 8
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_THIN = Side(style="thin")


def as_xlsx(paper: OfficialPaper) -> bytes:
    """The file's bytes; every text is a text, whatever it begins with."""
    book = Workbook()
    first = book.worksheets[0]
    first.title = _NOT_IN_NAMES.sub(" ", paper.heading or "Công văn")[:31]
    _first_sheet(first, paper)
    for number, grid in enumerate(paper.grids, start=1):
        name = _NOT_IN_NAMES.sub(" ", grid.title or "Danh sách")
        _grid(book.create_sheet(f"{number}. {name}"[:31]), grid)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _first_sheet(sheet: Worksheet, paper: OfficialPaper) -> None:
    half = _COLUMNS // 2
    lines: list[tuple[str, str, bool, bool]] = [
        (paper.agency.superior.upper(), paper.nation, False, True),
        (paper.agency.name.upper(), paper.motto, True, True),
        (f"Số: {paper.number}", paper.place_and_day, False, False),
    ]
    for row, (left, right, bold_left, bold_right) in enumerate(lines, start=1):
        _merged(sheet, row, 1, half, left, bold=bold_left, centre=True)
        _merged(sheet, row, half + 1, _COLUMNS, right, bold=bold_right, centre=True)
    row = len(lines) + 2
    for text in filter(None, (paper.heading, paper.subject)):
        _merged(sheet, row, 1, _COLUMNS, text, bold=True, centre=True)
        row += 1
    told = [f"Kính gửi: {'; '.join(paper.to)}"] if paper.to else []
    for text in (*told, *paper.basis, *paper.body, *paper.closing):
        _merged(sheet, row, 1, _COLUMNS, text)
        sheet.row_dimensions[row].height = LINE * max(1, -(-len(text) // 105))
        row += 1
    _merged(sheet, row + 1, 1, half, "Nơi nhận: " + " ".join(paper.copies))
    _merged(
        sheet,
        row + 1,
        half + 1,
        _COLUMNS,
        paper.agency.signer_title.upper(),
        bold=True,
        centre=True,
    )
    for column in range(1, _COLUMNS + 1):
        sheet.column_dimensions[get_column_letter(column)].width = 14
    _paper(sheet, landscape=False)


def _grid(sheet: Worksheet, grid: Grid) -> None:
    for row, texts in enumerate((grid.headings, *grid.rows), start=1):
        for column, text in enumerate(texts, start=1):
            cell = sheet.cell(row, column)
            _put(cell, text, bold=row == 1)
            cell.border = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
        # Said outright: not every program makes room for a text of several lines.
        sheet.row_dimensions[row].height = LINE * max(map(_lines, texts, grid.widths))
    for column, width in enumerate(grid.widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width * CM_TO_WIDTH
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    _paper(sheet, landscape=True)


def _lines(text: str, width: float) -> int:
    """Lines that a text takes up in a column of so many centimetres, broken between words."""
    # Most letters are narrower than the digit by which columns are measured.
    room = max(1, int(1.2 * width * CM_TO_WIDTH) - 1)
    return sum(max(1, len(textwrap.wrap(line, room))) for line in text.split("\n"))


def _paper(sheet: Worksheet, *, landscape: bool) -> None:
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _merged(
    sheet: Worksheet,
    row: int,
    first: int,
    last: int,
    text: str,
    *,
    bold: bool = False,
    centre: bool = False,
) -> None:
    sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)
    cell = sheet.cell(row, first)
    _put(cell, text, bold=bold)
    cell.alignment = Alignment(
        horizontal="center" if centre else None, vertical="top", wrap_text=True
    )


def _put(cell: Cell | MergedCell, text: str, *, bold: bool) -> None:
    if (
        text.isascii()
        and text.isdecimal()
        and len(text) < 10
        and not (text[0] == "0" and text != "0")
    ):
        cell.value = int(text)
    else:
        cell.value = safe_text(text)
        cell.data_type = "s"
    cell.font = Font(name=FONT, size=12, bold=bold)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
