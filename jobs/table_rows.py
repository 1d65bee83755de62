"""One row of a table that somebody else made, and how its cells are tidied."""

import unicodedata
from dataclasses import dataclass
from decimal import Decimal

Cell = str | Decimal
"""Text, or a number where the file itself says that it is one."""
MAX_CELL = 32_767
"""Characters; the most that a cell of a spreadsheet can have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One row with the line that it begins on."""

    line: int
    """Counts from 1: a line of a text file, a row of a spreadsheet."""
    cells: tuple[Cell, ...]
    trouble: str = ""
    """Why the row could not be read, in the reader's language; its cells are empty then."""


def tidy(text: str) -> str:
    """Composed letters, no NUL, no white space at the ends."""
    # cp1258 writes accents as letters of their own; pages write them composed.
    return unicodedata.normalize("NFC", text.replace("\x00", "").replace("\u00a0", " ")).strip()
