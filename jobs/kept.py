"""Which listings' own pages were kept, and of which shops. Pure."""

from collections.abc import Iterable


class KeptListings:
    """Listings whose page was kept, each with its probability of violating."""

    def __init__(self) -> None:
        self._probability: dict[str, float] = {}
        self._of_shop: dict[str, set[str]] = {}

    def __contains__(self, listing_id: object) -> bool:
        return listing_id in self._probability

    def __getitem__(self, listing_id: str) -> float:
        return self._probability[listing_id]

    def add(self, listing_id: str, probability: float, shop: str | None) -> None:
        """One was kept; `shop` is the key of its shop, where that is known."""
        self._probability[listing_id] = probability
        if shop is not None:
            self._of_shop.setdefault(shop, set()).add(listing_id)

    def shops_by_worth(self) -> list[str]:
        """The shops, that first of which the pages kept are worth most together."""
        worth = {
            shop: sum(map(self._probability.__getitem__, listings))
            for shop, listings in self._of_shop.items()
        }
        return sorted(worth, key=lambda shop: -worth[shop])

    def missing(self, shop: str, listed: Iterable[str]) -> list[str]:
        """A shop's kept listings that a whole list does not show, the worthiest first."""
        gone = self._of_shop.get(shop, set()).difference(listed)
        return sorted(gone, key=lambda each: (-self._probability[each], each))
