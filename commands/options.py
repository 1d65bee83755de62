"""Options that several commands share."""

from typing import Annotated

import typer

from messages import translate

JsonOption = Annotated[
    bool, typer.Option("--json", help=translate("One JSON value on stdout, logs on stderr."))
]
NightOption = Annotated[
    str | None,
    typer.Option("--night", help=translate("Name of the night; tonight's date by default.")),
]
BudgetOption = Annotated[
    int,
    typer.Option("--budget", min=1, help=translate("Page visits of the night, over all sites.")),
]
SiteOption = Annotated[
    list[str] | None,
    typer.Option("--site", help=translate("Only this site; may be given several times.")),
]
MinutesOption = Annotated[
    float | None,
    typer.Option("--minutes", min=0.1, help=translate("Stop after so many minutes.")),
]
AttendedOption = Annotated[
    bool,
    typer.Option(
        "--attended",
        help=translate("A person is there: at a wall, wait until they have passed it."),
    ),
]
SpreadOption = Annotated[
    bool,
    typer.Option(
        "--spread",
        help=translate("Spread the budget over the night, from noon to noon: a trickle."),
    ),
]
RemovedOption = Annotated[
    bool,
    typer.Option("--removed", help=translate("Only look again at removals that are due for it.")),
]
DryRunOption = Annotated[
    bool,
    typer.Option("--dry-run", help=translate("Say what would be done; no page is visited.")),
]
AheadOption = Annotated[float, typer.Option("--hours-ahead", hidden=True)]
"""Practice only: how far the marketplace's clock is ahead of ours."""
DEFAULT_BUDGET = 2000
