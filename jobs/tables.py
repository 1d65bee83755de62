"""Reads a table that somebody else made, CSV or XLSX, a row at a time in bounded memory.

The kind of file is told from its bytes, not its name; so are a text's encoding and separator.
"""

import codecs
import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from domain.errors import UsageError
from jobs.table_rows import MAX_CELL, TableRow, tidy
from messages import translate

Header = tuple[str, ...]
Score = Callable[[Header], int]
"""How many columns of a row are known by their names."""

SAMPLE_BYTES = 256 * 1024
HEADER_ROWS = 20
"""A title and a few lines of address may stand above the header."""
MAX_LINES = 200
"""A row that goes over more lines than this has a quotation mark that is never closed."""
SEPARATORS = (",", ";", "\t", "|")

_SPREADSHEET = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table's header and the rows below it."""

    header: Header
    rows: Iterator[TableRow]


@contextmanager
def open_table(path: Path, score: Score) -> Iterator[Table | None]:
    """Open a table at the row whose column names are known best; None where no row is a header.

    Raises UsageError for a file that is missing, empty, or no table at all.
    """
    start = _start_of(path)
    if start.startswith(_SPREADSHEET):
        # openpyxl takes half a second and 20 MB, which a text file does without.
        from jobs.spreadsheets import open_sheets  # noqa: PLC0415

        with open_sheets(path) as sheets:
            yield next((t for sheet in sheets if (t := _below_header(sheet, score))), None)
    else:
        encoding = detect_encoding(path, start)
        yield _open_text(path, encoding, score)


def detect_encoding(path: Path, start: bytes) -> str:
    """The encoding of a text file from its first bytes.

    Raises UsageError where the bytes are no text.
    """
    for mark, encoding in _MARKED:
        if start.startswith(mark):
            return encoding
    if unmarked := _unmarked_utf16(start):
        return unmarked
    _refuse_binary(path, start)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return "cp1258"
    return "utf-8"


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a text file with their numbers.

    Raises UsageError for a file that is missing, empty, or no text.
    """
    encoding = detect_encoding(path, _start_of(path))
    with path.open(encoding=encoding, errors="replace") as stream:
        for number, line in enumerate(stream, start=1):
            yield number, tidy(line)


def is_spreadsheet(path: Path) -> bool:
    """Whether a file's bytes are a spreadsheet's.

    Raises UsageError for a file that is missing, empty, or no table at all.
    """
    return _start_of(path).startswith(_SPREADSHEET)


def _start_of(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            start = stream.read(SAMPLE_BYTES)
    except OSError as error:
        raise UsageError(
            translate("{path} cannot be read ({cause}).", path=path, cause=error.strerror)
        ) from error
    if not start.strip(b"\x00\xff\xfe\xef\xbb\xbf \t\r\n"):
        raise UsageError(translate("{path} is empty.", path=path))
    if start.startswith(_OLD_OFFICE):
        raise UsageError(
            translate(
                "{path} is protected by a password or in the old .xls format; save it as .xlsx"
                " without a password, or as CSV.",
                path=path,
            )
        )
    return start


def _unmarked_utf16(start: bytes) -> str | None:
    """Excel's "Unicode text" without its mark: every second byte of Latin text is zero."""
    half = max(1, len(start) // 2)
    if start[1::2].count(0) > half * 0.4 and start[0::2].count(0) < half * 0.05:
        return "utf-16-le"
    if start[0::2].count(0) > half * 0.4 and start[1::2].count(0) < half * 0.05:
        return "utf-16-be"
    return None


def _refuse_binary(path: Path, start: bytes) -> None:
    control = sum(start.count(byte) for byte in range(32) if byte not in b"\t\n\r\f\x00")
    begins = start.lstrip()[:200].lower()
    is_page = begins.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"%pdf"))
    if is_page or control > len(start) * 0.01 or start.count(0) > len(start) * 0.05:
        raise UsageError(
            translate("{path} is no table; give a CSV file or an .xlsx workbook.", path=path)
        )


def _open_text(path: Path, encoding: str, score: Score) -> Table | None:
    def best(separator: str) -> int:
        top = islice(_text_rows(path, encoding, separator), HEADER_ROWS)
        return max((score(_as_header(row)) for row in top), default=0)

    separator = max(SEPARATORS, key=best)
    return _below_header(_text_rows(path, encoding, separator), score)


def _below_header(rows: Iterator[TableRow], score: Score) -> Table | None:
    top = list(islice(rows, HEADER_ROWS))
    scores = [score(_as_header(row)) for row in top]
    if not scores or max(scores) == 0:
        return None
    at = scores.index(max(scores))
    return Table(header=_as_header(top[at]), rows=chain(top[at + 1 :], rows))


def _as_header(row: TableRow) -> Header:
    return tuple(cell if isinstance(cell, str) else f"{cell:f}" for cell in row.cells)


def _text_rows(path: Path, encoding: str, separator: str) -> Iterator[TableRow]:
    """Rows that are not blank. A byte that is no text of the encoding spoils its row only."""
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    with path.open(encoding=encoding, errors=errors, newline="") as stream:
        reader = csv.reader((line.replace("\x00", "") for line in stream), delimiter=separator)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield TableRow(line=line, cells=(), trouble=_broken(error))
                continue
            if any(cells):
                yield _text_row(line, cells, lines=reader.line_num - line + 1)


def _text_row(line: int, cells: Sequence[str], *, lines: int) -> TableRow:
    if lines > MAX_LINES:
        trouble = translate(
            "a quotation mark that opens here is not closed within {count} lines", count=MAX_LINES
        )
        return TableRow(line=line, cells=(), trouble=trouble)
    if trouble := _unreadable(cells):
        return TableRow(line=line, cells=(), trouble=trouble)
    return TableRow(line=line, cells=tuple(tidy(cell) for cell in cells))


def _unreadable(cells: Sequence[str]) -> str:
    if any(len(cell) > MAX_CELL for cell in cells):
        return translate("a cell is longer than {most} characters", most=MAX_CELL)
    if any("\udc80" <= char <= "\udcff" for cell in cells for char in cell):
        return translate("some characters cannot be read; save the file as UTF-8")
    return ""


def _broken(error: csv.Error) -> str:
    if "field larger" in str(error):
        return translate("a cell is longer than {most} characters", most=MAX_CELL)
    return translate("the row cannot be read ({cause})", cause=error)
