"""Reads the sheets of an .xlsx workbook, a row at a time; formulas give their stored results."""

import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from domain.errors import UsageError
from jobs.table_rows import MAX_CELL, Cell, TableRow, tidy
from messages import translate

MAX_UNPACKED = 2_000_000_000
"""Bytes of a workbook once unpacked; more is a mistake or an attack."""
ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
"""What a spreadsheet shows where a formula failed."""

# Broken XML is a SyntaxError, forbidden XML a ValueError; a missing part is a KeyError.
_BROKEN = (zipfile.BadZipFile, InvalidFileException, SyntaxError, KeyError, ValueError, EOFError)


@contextmanager
def open_sheets(path: Path) -> Iterator[Iterator[Iterator[TableRow]]]:
    """The visible sheets in their order, each as rows that are not blank.

    Raises UsageError where the file is no workbook, or a broken one.
    """
    with warnings.catch_warnings():
        # openpyxl warns of drawings, styles and validations that it leaves out; none is read here.
        warnings.simplefilter("ignore")
        try:
            _refuse_bomb(path)
            workbook = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        except _BROKEN as error:
            raise _broken(path) from error
        try:
            sheets = [s for s in workbook.worksheets if s.sheet_state == "visible"]
            yield (_rows(path, sheet) for sheet in sheets)
        finally:
            workbook.close()


def _rows(path: Path, sheet: Any) -> Iterator[TableRow]:  # Any: the stubs lack reset_dimensions
    # A sheet may claim to be a million empty columns wide.
    sheet.reset_dimensions()
    rows = sheet.iter_rows(values_only=True)
    try:
        for line, values in enumerate(rows, start=1):
            if any(value is not None for value in values):
                yield _row(line, values)
    except _BROKEN as error:
        raise _broken(path) from error


def _row(line: int, values: tuple[object, ...]) -> TableRow:
    if any(isinstance(value, str) and len(value) > MAX_CELL for value in values):
        trouble = translate("a cell is longer than {most} characters", most=MAX_CELL)
        return TableRow(line=line, cells=(), trouble=trouble)
    return TableRow(line=line, cells=tuple(_cell(value) for value in values))


def _cell(value: object) -> Cell:
    if value is None or value in ERRORS:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return Decimal(str(value))
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return tidy(str(value))


def _refuse_bomb(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > MAX_UNPACKED:
        raise UsageError(
            translate(
                "{path} unpacks to more than {most} MB.", path=path, most=MAX_UNPACKED // 10**6
            )
        )


def _broken(path: Path) -> UsageError:
    return UsageError(
        translate(
            "{path} is no workbook that can be read, or it is damaged; save it anew as .xlsx, or as"
            " CSV.",
            path=path,
        )
    )
