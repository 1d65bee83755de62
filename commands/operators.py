"""`shopwitness operators`: shops that are run by the same hands."""

from dataclasses import asdict
from typing import Annotated

import typer
from rich import box
from rich.markup import escape
from rich.table import Table

from commands.console import emit, local_time, note, out
from commands.options import JsonOption
from domain.errors import UsageError
from domain.operator import Operator
from jobs import operators as job
from jobs.operators import ShopOfOperator
from jobs.workspace import open_workspace
from messages import translate
from messages.names import SIGNS

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, add_completion=False)


@app.command(name="list")
def list_operators(*, json: JsonOption = False) -> None:
    """List operators with several shops, those with most shops first."""
    with open_workspace().store.reading() as repo:
        found = repo.operators.list()
    if json:
        emit([_as_json(operator) for operator in found])
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(translate("Operator"), no_wrap=True)
    table.add_column(translate("Shops"), justify="right")
    table.add_column(translate("Known since"), no_wrap=True)
    for operator in found:
        table.add_row(operator.operator_id, str(len(operator.shops)), local_time(operator.since))
    out.print(table)
    if not found:
        note(translate("No two shops are known to be in the same hands yet."))


@app.command()
def show(
    operator: Annotated[
        str, typer.Argument(help=translate("An operator's name, or site_id:shop_id."))
    ],
    *,
    json: JsonOption = False,
) -> None:
    """Show an operator's shops and everything that ties them, with its capture."""
    store = open_workspace().store
    with store.reading() as repo:
        name = repo.operators.of(_shop(operator)) if ":" in operator else operator
        found = repo.operators.get(name) if name else None
    if found is None:
        raise UsageError(
            translate(
                "No operator {operator}; `shopwitness operators list` names them.",
                operator=operator,
            )
        )
    shops = job.shops_of(store, found)
    if json:
        emit(_as_json(found) | {"shops": [asdict(shop) for shop in shops]})
        return
    out.print(f"[bold]{escape(found.operator_id)}[/]")
    out.print(_shops_table(shops))
    out.print(_edges_table(found))


def _shop(text: str) -> tuple[str, str]:
    site_id, _, shop_id = text.partition(":")
    return site_id, shop_id


def _as_json(operator: Operator) -> dict[str, object]:
    return asdict(operator)


def _shops_table(shops: tuple[ShopOfOperator, ...]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(translate("Shop"))
    table.add_column(translate("Site"), no_wrap=True)
    table.add_column(translate("First seen"), no_wrap=True)
    table.add_column(translate("State"))
    for shop in shops:
        state = translate("shop closed") if shop.gone else translate("shop open")
        if shop.follows:
            state = translate("opened after {shop} closed", shop=shop.follows)
        table.add_row(
            escape(shop.name or shop.shop_id),
            f"{shop.site_id}:{shop.shop_id}",
            local_time(shop.first_seen_at),
            escape(state),
        )
    return table


def _edges_table(operator: Operator) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(translate("They share"))
    table.add_column(translate("Value"), overflow="fold")
    table.add_column(translate("Weight"), justify="right")
    table.add_column(translate("Shop"), no_wrap=True)
    table.add_column(translate("Capture"), no_wrap=True)
    for edge in operator.edges:
        kind = translate(SIGNS[edge.kind]) if edge.kind in SIGNS else edge.kind
        table.add_row(
            kind, escape(edge.value), f"{edge.weight:.2f}", ":".join(edge.shop), edge.capture_id
        )
    return table
