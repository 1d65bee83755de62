"""Finds shops that are run by the same hands by what they share, and stops where sharing means nothing.

    signs (a phone, an account, a link, a photo, a text: value -> shops)
        strong (weight 1): its shops are one operator's
        weaker ones add up: two shops that share enough of them are one operator's
        beyond its cap, or shown by a fifth of all shops: a courier's hotline, no sign at all

The caps are the brake against one common thing joining the world; see CAPS.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import combinations

from domain.operator import Edge, Operator, ShopKey, Sign

WEIGHTS = {
    "tax_code": 1.0, "bank_account": 1.0, "phone": 1.0, "zalo": 1.0, "email": 1.0, "telegram": 1.0, "facebook": 1.0,
    "link": 1.0, "text": 0.6, "address": 0.6, "photo": 0.3,
}  # fmt: skip
"""How much one shared thing of a kind says; 1 is enough by itself. Estimated by hand."""
CAPS = {
    "tax_code": 60, "bank_account": 60, "phone": 60, "zalo": 60, "email": 60, "telegram": 60, "facebook": 60,
    "link": 200, "text": 30, "address": 12, "photo": 8,
}  # fmt: skip
"""Shops from which on a shared thing of a kind is common property and ties nobody.

A sales link on fifty pages is one seller's; a courier's hotline on three hundred is not. Photos
and addresses are shared by chance sooner: makers' pictures, markets and office towers.
"""
COMMON_SHARE = 0.2
"""Part of all shops that show a thing, from which on it is common property too."""
COMMON_LEAST = 10
"""Shops below which that share says nothing."""
ENOUGH = 1.0
BARE_DOMAIN = 0.5
"""Weight of a link without a path: a part of many names (`official.vn`), or a company's front page."""
_PATH = re.compile(r"[^/:]/+[^/]")
SERVICE_NUMBERS = ("1900", "1800", "+841900", "+841800")
"""Hotlines of companies (numbering plan as of 2026), which sellers name and nobody owns alone."""


@dataclass(frozen=True, slots=True)
class _Tie:
    sign: Sign
    weight: float


def find_operators(signs: Iterable[Sign], shops: int) -> tuple[Operator, ...]:
    """Operators with several shops, each with every edge that ties them; `shops` is how many there are.

    Signs may come in any order; the same signs give the same operators.
    """
    ties = [_Tie(sign, weight) for sign in signs if (weight := weight_of(sign, shops)) > 0]
    groups = _Groups()
    for tie in ties:
        if tie.weight >= ENOUGH:
            for shop in tie.sign.shops[1:]:
                groups.join(tie.sign.shops[0], shop)
    for one, other in _tied_by_several(ties):
        groups.join(one, other)
    return tuple(_operators(groups, ties))


def weight_of(sign: Sign, shops: int) -> float:
    """How much a sign ties its shops together, 0 to 1, where there are so many shops in all."""
    sharing = len(sign.shops)
    common = sharing >= COMMON_LEAST and sharing > COMMON_SHARE * shops
    is_service = sign.kind in ("phone", "zalo") and sign.value.startswith(SERVICE_NUMBERS)
    if sharing < 2 or common or is_service or sharing > CAPS.get(sign.kind, 0):
        return 0.0
    if sign.kind == "link" and not _PATH.search(sign.value):
        return BARE_DOMAIN
    return WEIGHTS[sign.kind]


def keep_names(
    operators: Iterable[Operator], before: Mapping[ShopKey, str]
) -> tuple[Operator, ...]:
    """The operators under the names that most of their shops had before; a name is given once."""
    given: set[str] = set()
    named = []
    for operator in sorted(operators, key=lambda found: -len(found.shops)):
        known = Counter(before[shop] for shop in operator.shops if shop in before)
        free = (name for name, _ in known.most_common() if name not in given)
        name = next(free, operator.operator_id)
        given.add(name)
        named.append(replace(operator, operator_id=name))
    return tuple(named)


def operator_id(shops: Iterable[ShopKey]) -> str:
    """A name for a new group: `op-4f1c22a9`."""
    first = "\n".join(next(iter(shops)))
    return f"op-{sha256(first.encode()).hexdigest()[:8]}"


def _tied_by_several(ties: list[_Tie]) -> Iterator[tuple[ShopKey, ShopKey]]:
    """Pairs of shops whose weaker signs are enough together; few, as weaker kinds have low caps."""
    sums: dict[tuple[ShopKey, ShopKey], float] = defaultdict(float)
    for tie in ties:
        if tie.weight < ENOUGH:
            for pair in combinations(sorted(tie.sign.shops), 2):
                sums[pair] += tie.weight
    yield from (pair for pair, total in sums.items() if total >= ENOUGH)


class _Groups:
    """Shops joined into groups (union-find), the earliest joined first in its group."""

    def __init__(self) -> None:
        self._parent: dict[ShopKey, ShopKey] = {}

    def root(self, shop: ShopKey) -> ShopKey:
        """The shop that stands for the group."""
        parent = self._parent.setdefault(shop, shop)
        while parent != self._parent[parent]:
            self._parent[parent] = self._parent[self._parent[parent]]
            parent = self._parent[parent]
        self._parent[shop] = parent
        return parent

    def join(self, one: ShopKey, other: ShopKey) -> None:
        """Make two groups one."""
        first, second = sorted((self.root(one), self.root(other)))
        self._parent[second] = first

    def members(self) -> dict[ShopKey, list[ShopKey]]:
        """Each group by the shop that stands for it."""
        found: dict[ShopKey, list[ShopKey]] = defaultdict(list)
        for shop in list(self._parent):
            found[self.root(shop)].append(shop)
        return found


def _operators(groups: _Groups, ties: list[_Tie]) -> Iterator[Operator]:
    members = groups.members()
    edges: dict[ShopKey, list[Edge]] = defaultdict(list)
    for tie in sorted(ties, key=lambda t: (-t.weight, t.sign.kind, t.sign.value)):
        for root, edge in _within(groups, tie, members):
            edges[root].append(edge)
    for root, shops in sorted(members.items()):
        ordered = sorted(shops)
        yield Operator(
            operator_id=operator_id(ordered), shops=tuple(ordered), edges=tuple(edges[root])
        )


def _within(
    groups: _Groups, tie: _Tie, members: dict[ShopKey, list[ShopKey]]
) -> Iterator[tuple[ShopKey, Edge]]:
    """The sign's edges inside each group that has two of its shops."""
    sides: dict[ShopKey, list[tuple[ShopKey, str]]] = defaultdict(list)
    for shop, capture_id in zip(tie.sign.shops, tie.sign.capture_ids, strict=True):
        root = groups.root(shop)
        if root in members:
            sides[root].append((shop, capture_id))
    for root, shown in sides.items():
        for shop, capture_id in shown if len(shown) > 1 else ():
            yield (
                root,
                Edge(
                    kind=tie.sign.kind,
                    value=tie.sign.value,
                    weight=tie.weight,
                    shop=shop,
                    capture_id=capture_id,
                ),
            )
