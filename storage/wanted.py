"""Which rows are asked for."""

from datetime import datetime
from typing import TypedDict

from domain.flag import FlagState, Severity


class WantedFlags(TypedDict, total=False):
    """Which flags; what is left out or None excludes nothing."""

    rule: str | None
    severity: Severity | None
    state: FlagState | None
    site_id: str | None
    shop_id: str | None
    listing_id: str | None
    since: datetime | None
    """First raised then or later."""
    text: str | None
    """Found with or without diacritics in titles, shop names, ids and the words that were seen."""
    with_stale: bool
    """Those too that no run raises any more; true where it is left out."""
