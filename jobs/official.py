"""A paper as an authority writes it: what stands on it, before it becomes a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from config.documents import Agency, Documents, Wording

BLANK_NUMBER = "        "
"""Room for the number that the clerk gives a letter by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table of a paper, its texts as they are shown."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    """Of the columns, centimetres on A4."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialPaper:
    """A letter or a report, in the order in which Nghị định 30/2020/NĐ-CP has its parts."""

    nation: str
    motto: str
    agency: Agency
    number: str
    day: date
    heading: str
    """`BÁO CÁO` above a report's subject; empty for a letter."""
    subject: str
    to: tuple[str, ...]
    basis: tuple[str, ...]
    body: tuple[str, ...]
    grids: tuple[Grid, ...]
    closing: tuple[str, ...]
    copies: tuple[str, ...]

    @property
    def place_and_day(self) -> str:
        """`Hà Nội, ngày 05 tháng 3 năm 2026`: one digit gets a zero before it in days and months 1, 2."""
        month = f"{self.day.month:02d}" if self.day.month < 3 else str(self.day.month)
        return f"{self.agency.place}, ngày {self.day.day:02d} tháng {month} năm {self.day.year}"


def write(
    documents: Documents,
    wording: Wording,
    *,
    number: str,
    day: date,
    filled: Mapping[str, str],
    heading: str = "",
    to: tuple[str, ...] = (),
    grids: tuple[Grid, ...] = (),
) -> OfficialPaper:
    """A paper from its wording, with the braces filled in; `to` before the wording's own receivers."""
    agency = documents.agency
    values = {"agency": agency.name, "day": f"{day:%d/%m/%Y}"} | dict(filled)

    def fill(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(text.format(**values) for text in texts)

    return OfficialPaper(
        nation=documents.nation,
        motto=documents.motto,
        agency=agency,
        number=f"{number.strip() or BLANK_NUMBER}/{wording.type}-{agency.symbol}",
        day=day,
        heading=heading,
        subject=wording.subject.format(**values),
        to=to or wording.to,
        basis=fill(wording.basis),
        body=fill(wording.body),
        grids=grids,
        closing=fill(wording.closing),
        copies=fill(wording.copies),
    )
