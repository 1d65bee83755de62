"""Turns one row of a register into a record, and says what is wrong with it. Pure."""

import hashlib
import json
import re
from dataclasses import dataclass

from domain.registry import ProductRecord, SellerRecord
from jobs.register_columns import Columns
from jobs.register_values import (
    plain_text,
    read_parts,
    read_phone,
    read_price,
    read_tax_code,
    shown,
)
from jobs.table_rows import Cell, TableRow
from messages import translate

LONGEST_NUMBER = 200
"""Characters of a registration number."""
_PHASH = re.compile(r"[0-9a-fA-F]{16}")
_CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """Something wrong with one row, told in the reader's language."""

    line: int
    column: str | None
    """As the file names it; None where the whole row is meant."""
    text: str
    is_warning: bool
    """True where the row was kept all the same."""


class RowReader:
    """One row's cells by field, and what was found to be wrong with them."""

    def __init__(self, row: TableRow, columns: Columns) -> None:
        self._row = row
        self._columns = columns
        self.problems: list[RowProblem] = []

    @property
    def is_refused(self) -> bool:
        """Whether something was found for which the row is left out."""
        return any(not problem.is_warning for problem in self.problems)

    def check_shape(self) -> None:
        """Refuse a row that could not be read, or with more cells than the header has."""
        width = self._columns.width
        if self._row.trouble:
            self.refuse(None, self._row.trouble)
        elif any(self._row.cells[width:]):
            text = translate(
                "the row has more cells than the header; put cells that contain the separator in"
                " quotation marks"
            )
            self.refuse(None, text)

    def cell(self, field: str) -> Cell:
        """The cell of a field; empty where the row or the table has none."""
        position = self._columns.positions.get(field)
        if position is None or position >= len(self._row.cells):
            return ""
        return self._row.cells[position]

    def text(self, field: str) -> str | None:
        """The text of a field."""
        return plain_text(self.cell(field)) or None

    def required(self, field: str) -> str:
        """The text of a field without which the row is refused."""
        text = self.text(field)
        if text is None and not self._row.trouble:
            self.refuse(field, translate("the cell is empty, or a formula without a stored result"))
        return text or ""

    def warn(self, field: str, text: str) -> None:
        """Tell of something, and keep the row."""
        self._add(field, text, is_warning=True)

    def refuse(self, field: str | None, text: str) -> None:
        """Tell of something for which the row is left out."""
        self._add(field, text, is_warning=False)

    def _add(self, field: str | None, text: str, *, is_warning: bool) -> None:
        column = None if field is None else self._columns.titles.get(field, field)
        self.problems.append(
            RowProblem(line=self._row.line, column=column, text=text, is_warning=is_warning)
        )


def read_product(row: RowReader) -> ProductRecord:
    """A genuine product; look at the row's problems before using it."""
    name, brand, owner = row.required("name"), row.text("brand"), row.text("owner")
    number = row.text("registration_number")
    if number is not None and len(number) > LONGEST_NUMBER:
        row.refuse(
            "registration_number",
            translate("a cell is longer than {most} characters", most=LONGEST_NUMBER),
        )
    price = read_price(row.cell("reference_price"))
    if price.trouble:
        row.warn("reference_price", price.trouble)
    return ProductRecord(
        product_id=number or _digest(name, brand, owner),
        name=name,
        brand=brand,
        owner=owner,
        registration_number=number,
        category=row.text("category"),
        reference_price=price.amount,
        currency=price.currency or _currency(row),
        image=row.text("image"),
        image_phash=_phash(row),
        description=row.text("description"),
        aliases=read_parts(row.cell("aliases")),
        authorised_sellers=read_parts(row.cell("authorised_sellers")),
    )


def read_seller(row: RowReader) -> SellerRecord:
    """A registered seller; look at the row's problems before using it."""
    name, address = row.required("name"), row.text("address")
    tax_code = read_tax_code(row.cell("tax_code"))
    if tax_code.trouble:
        row.warn("tax_code", tax_code.trouble)
    phone = read_phone(row.cell("phone"))
    if phone.trouble:
        row.warn("phone", phone.trouble)
    return SellerRecord(
        seller_id=tax_code.text or _digest(name, address),
        name=name,
        tax_code=tax_code.text,
        address=address,
        phone=phone.text,
        shop_links=read_parts(row.cell("shop_links")),
    )


def _currency(row: RowReader) -> str:
    text = row.text("currency")
    if text is None:
        return "VND"
    code = {"VNĐ": "VND", "Đ": "VND", "₫": "VND", "$": "USD"}.get(text.upper(), text.upper())
    if _CURRENCY.fullmatch(code):
        return code
    row.warn("currency", translate("{value} is no currency; VND is taken", value=shown(text)))
    return "VND"


def _phash(row: RowReader) -> str | None:
    text = row.text("image_phash")
    if text is None or _PHASH.fullmatch(text):
        return text and text.lower()
    row.warn("image_phash", translate("{value} is not 16 hexadecimal digits", value=shown(text)))
    return None


def _digest(*raw: str | None) -> str:
    """A stable id from the row's own words."""
    return hashlib.sha256(json.dumps(raw).encode()).hexdigest()[:32]
