"""Shops in the same hands: the list, and one operator's card with everything that ties its shops."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response

from domain.operator import Operator, ShopKey
from domain.people import Right
from jobs.operators import shops_of
from messages import mark
from web.login import Ready, Visitor, needs
from web.pages import page

router = APIRouter()
PER_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """One thing that several shops of an operator show."""

    kind: str
    value: str
    strong: bool
    """Whether it ties two shops by itself."""
    shown: tuple[tuple[ShopKey, str], ...]
    """Each shop with the capture that shows it."""


@router.get("/operators")
def every(
    request: Request,
    ready: Ready,
    page_number: Annotated[int, Query(ge=1, le=10**5, alias="page")] = 1,
    visitor: Visitor = needs(Right.SEE),
) -> Response:
    """Operators with several shops, those with most shops first."""
    with ready.store.reading() as repo:
        found = repo.operators.list()
        first = (page_number - 1) * PER_PAGE
        whole = [repo.operators.get(each.operator_id) for each in found[first : first + PER_PAGE]]
        cards = [(each, _ties(each)) for each in whole if each is not None]
    return page(
        request,
        "operators.html",
        visitor,
        cards=cards,
        total=len(found),
        page_number=page_number,
        pages=max(1, -(-len(found) // PER_PAGE)),
    )


@router.get("/operators/{operator_id}")
def one(
    request: Request, ready: Ready, operator_id: str, visitor: Visitor = needs(Right.SEE)
) -> Response:
    """An operator's shops, those opened after another closed, and what they share."""
    with ready.store.reading() as repo:
        found = repo.operators.get(operator_id)
    if found is None:
        raise HTTPException(404, mark("Nothing is known of this operator."))
    shops = shops_of(ready.store, found)
    ready.note_access(visitor.user.name, "view", f"operator {operator_id}")
    return page(
        request,
        "operator.html",
        visitor,
        operator=found,
        shops=shops,
        names={(shop.site_id, shop.shop_id): shop.name or shop.shop_id for shop in shops},
        ties=_ties(found),
    )


def _ties(operator: Operator) -> list[Tie]:
    """What the shops share, the strongest and most common first."""
    shown: dict[tuple[str, str, float], dict[ShopKey, str]] = defaultdict(dict)
    for edge in operator.edges:
        shown[edge.kind, edge.value, edge.weight].setdefault(edge.shop, edge.capture_id)
    ordered = sorted(shown.items(), key=lambda tie: (-tie[0][2], -len(tie[1]), tie[0]))
    return [
        Tie(kind=kind, value=value, strong=weight >= 1, shown=tuple(shops.items()))
        for (kind, value, weight), shops in ordered
    ]
