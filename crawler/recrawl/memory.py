"""What the policy remembers: shops, listings, sites and operators by their outside ids."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from crawler.recrawl.config import ListingId, ShopId
from crawler.recrawl.tables import PENDING, ListingTable, ShopTable

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
NONE: Rows = np.empty(0, np.int64)


class Memory:
    """Rows for ids, and ids for rows. Inside, everything goes by row number."""

    def __init__(self, kinds: int) -> None:
        self.shops = ShopTable(kinds)
        self.listings = ListingTable()
        self.shop_ids: list[ShopId] = []
        self.shop_rows: dict[ShopId, int] = {}
        self.listing_ids: list[ListingId] = []
        self.listing_rows: dict[ListingId, int] = {}
        self.members: list[Rows] = []
        """Listings of each shop that were on its page when it was last read, kept or not."""
        self.site_names: list[str] = []
        self.operators: dict[Any, int] = {}
        self.operator_shops: list[list[int]] = []
        self.operator_weight = np.zeros((16, kinds))
        """Sum of what is believed of the visited shops of each operator."""

    def site(self, name: str) -> int:
        """The number of a site, given when it is first named."""
        if name not in self.site_names:
            self.site_names.append(name)
        return self.site_names.index(name)

    def operator(self, name: Any) -> int:
        """The number of an operator, given when it is first named."""
        number = self.operators.setdefault(name, len(self.operators))
        if number == len(self.operator_shops):
            self.operator_shops.append([])
        if number >= len(self.operator_weight):
            self.operator_weight = np.concatenate(
                [self.operator_weight, np.zeros_like(self.operator_weight)]
            )
        return number

    def add_shop(self, shop_id: ShopId) -> int:
        """A row for a new shop."""
        row = self.shops.add()
        self.shop_rows[shop_id] = row
        self.shop_ids.append(shop_id)
        self.members.append(NONE)
        return row

    def listing(self, listing_id: ListingId, shop: int, at: float) -> int:
        """The row of a listing, made where it is new."""
        row = self.listing_rows.get(listing_id)
        if row is None:
            row = self.listings.add()
            self.listing_rows[listing_id] = row
            self.listing_ids.append(listing_id)
            self.listings.shop[row] = shop
            self.listings.last[row] = at
        return row

    def pending(self, shop: int) -> Rows:
        """A shop's listings whose own page is still to be kept."""
        rows = self.members[shop]
        waiting: Rows = rows[self.listings.status[rows] == PENDING]
        return waiting
