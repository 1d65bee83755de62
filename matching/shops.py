"""What is known about a shop's other offers, which weighs in the judgement of each."""

from collections import defaultdict
from collections.abc import Iterable

from domain.flag import Flag
from domain.rules import RuleBook

TELLING = ("suspected_counterfeit", "prohibited_goods")
"""Rules whose strong flags put the whole shop under suspicion."""


def suspects_of(flags: Iterable[Flag], rules: RuleBook) -> dict[tuple[str, str], frozenset[str]]:
    """The listings under strong suspicion by site and shop."""
    setting = rules.setting("suspected_counterfeit")
    strong = setting.threshold("strong") if setting else 1.0
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for flag in flags:
        if flag.rule in TELLING and flag.probability >= strong and flag.shop_id and flag.listing_id:
            found[flag.site_id, flag.shop_id].add(flag.listing_id)
    return {shop: frozenset(listings) for shop, listings in found.items()}
