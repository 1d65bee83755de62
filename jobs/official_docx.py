"""Lays a paper out as DOCX, as Nghị định 30/2020/NĐ-CP, Phụ lục I, has it: A4, Times New Roman."""

import io
import re
from collections.abc import Iterable
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from jobs.official import Grid, OfficialPaper

FONT = "Times New Roman"
SIZE, SMALL, TABLE_SIZE = 13, 11, 10
HALVES = (6.4, 9.6)
"""Widths of what stands left and right at the head, centimetres."""
# XML 1.0 has no place for these.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_CENTRE, _JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY


def as_docx(paper: OfficialPaper) -> bytes:
    """The file's bytes."""
    document = Document()
    _page(document)
    _head(document, paper)
    _subject(document, paper)
    for text in paper.basis:
        _line(document, text, italic=True, indent=True)
    for text in paper.body:
        _line(document, text, indent=True)
    for grid in paper.grids:
        _grid(document, grid)
    for text in paper.closing:
        _line(document, text, indent=True)
    _foot(document, paper)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


# `Any` below: python-docx has no types of its own.
def _page(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin = section.bottom_margin = Cm(2)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(SIZE)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    style.element.rPr.append(language)


def _head(document: Any, paper: OfficialPaper) -> None:
    left, right = _halves(document)
    _line(left, paper.agency.superior.upper(), size=12, align=_CENTRE, after=0)
    _line(left, paper.agency.name.upper(), size=12, align=_CENTRE, bold=True, after=0)
    _rule(left, indent=1.9)
    _line(left, f"Số: {paper.number}", align=_CENTRE, after=0)
    if not paper.heading:
        _line(left, paper.subject, size=12, align=_CENTRE, after=6)
    _line(right, paper.nation, size=12, align=_CENTRE, bold=True, after=0)
    _line(right, paper.motto, align=_CENTRE, bold=True, after=0)
    _rule(right, indent=2.2)
    _line(right, paper.place_and_day, align=_CENTRE, italic=True, after=6)


def _subject(document: Any, paper: OfficialPaper) -> None:
    if paper.heading:
        _line(document, paper.heading, size=14, align=_CENTRE, bold=True, after=0)
        _line(document, paper.subject, size=14, align=_CENTRE, bold=True)
    to = [text.rstrip(";. ") for text in paper.to]
    if len(to) == 1:
        _line(document, f"Kính gửi: {to[0]}", align=_CENTRE)
    elif to:
        _line(document, "Kính gửi:", align=_CENTRE, after=0)
        for number, text in enumerate(to, start=1):
            end = "." if number == len(to) else ";"
            _line(document, f"- {text}{end}", align=_CENTRE, after=0)


def _foot(document: Any, paper: OfficialPaper) -> None:
    left, right = _halves(document)
    _line(left, "Nơi nhận:", size=12, bold=True, italic=True, after=0)
    for text in paper.copies:
        _line(left, f"- {text}", size=SMALL, after=0)
    _line(right, paper.agency.signer_title.upper(), align=_CENTRE, bold=True, after=60)
    _line(right, paper.agency.signer_name, align=_CENTRE, bold=True)


def _halves(document: Any) -> tuple[Any, Any]:
    table = document.add_table(1, 2)
    _set_widths(table, HALVES)
    cells = table.rows[0].cells
    for cell, width in zip(cells, HALVES, strict=True):
        cell.width = Cm(width)
        cell._element.remove(cell.paragraphs[0]._element)
    return cells[0], cells[1]


def _line(
    where: Any,
    text: str,
    *,
    size: float = SIZE,
    align: Any = _JUSTIFY,
    bold: bool = False,
    italic: bool = False,
    indent: bool = False,
    after: float = 6,
) -> Any:
    paragraph = where.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(after)
    paragraph.paragraph_format.space_before = Pt(0)
    if indent:
        paragraph.paragraph_format.first_line_indent = Cm(1)
    run = paragraph.add_run(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", text))
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    return paragraph


def _rule(where: Any, *, indent: float) -> None:
    """The line under a name, shorter than it."""
    paragraph = _line(where, "", size=2, after=4)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Cm(indent)
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().append(borders)


def _grid(document: Any, grid: Grid) -> None:
    if grid.title:
        _line(document, grid.title, bold=True, after=3).paragraph_format.keep_with_next = True
    table = document.add_table(1, len(grid.headings))
    table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    _set_widths(table, grid.widths)
    _row(table.rows[0], grid.headings, grid.widths, bold=True)
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for texts in grid.rows:
        _row(table.add_row(), texts, grid.widths)
    _line(document, "", size=6)


def _set_widths(table: Any, widths: Iterable[float]) -> None:
    """Fixed widths of the columns; some readers go by the columns, others by the cells."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)


def _row(row: Any, texts: Iterable[str], widths: Iterable[float], *, bold: bool = False) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, text, width in zip(row.cells, texts, widths, strict=True):
        cell.width = Cm(width)
        cell._element.remove(cell.paragraphs[0]._element)
        align = _CENTRE if bold or text.isdecimal() else WD_ALIGN_PARAGRAPH.LEFT
        _line(cell, text, size=TABLE_SIZE, align=align, bold=bold, after=0)
