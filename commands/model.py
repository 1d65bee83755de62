"""`shopwitness model`: fit the match model to rows that a person has labelled."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from commands.console import out as screen
from commands.counting import counting
from commands.pairs import check_apart, tell_bad_row
from domain.errors import UsageError
from jobs import labelled
from jobs import model as job
from matching.model_fit import Figures
from messages import mark, translate

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, add_completion=False)


@app.callback()
def model() -> None:
    """Fit the match model to rows that a person has labelled."""


@app.command("fit")
def fit(
    out: Annotated[Path, typer.Option(help=translate("Model file to write, JSON."))],
    pairs: Annotated[
        Path | None,
        typer.Option(help=translate("Labelled pairs: as for `pairs`, with label 0 or 1.")),
    ] = None,
    listings: Annotated[
        Path | None, typer.Option(help=translate("Listings: id, title, any other column."))
    ] = None,
    registry: Annotated[
        Path | None,
        typer.Option(help=translate("Registered products: id, title, any other column.")),
    ] = None,
    labels: Annotated[
        Path | None,
        typer.Option(help=translate("listing_id, registry_id; an empty registry_id is none.")),
    ] = None,
    *,
    groups: Annotated[
        bool, typer.Option("--groups", help=translate("Learn from the listings' group_id."))
    ] = False,
) -> None:
    """Fit a model to labelled pairs, groups, or listings with their register entries."""
    read = _source(pairs, listings, registry, labels, groups=groups)
    for path in (pairs, listings, registry, labels):
        if path is not None:
            check_apart(path, out)
    with counting(mark("Pairs read")) as counter:
        report = job.fit(read(), out, on_progress=counter.advance)
    _print(report, out)


def _print(report: job.FitReport, out: Path) -> None:
    screen.print(
        translate(
            "Fitted to {pairs} pairs, {positives} of them one product.",
            pairs=report.pairs,
            positives=report.positives,
        ),
        soft_wrap=True,
    )
    _show(translate("Unseen rows (inner split)"), report.inner)
    _show(translate("Rows it was fitted to"), report.fitted)
    if report.work_f1 is not None:
        screen.print(
            translate("Whole work on unseen rows: F1 {f1}", f1=f"{report.work_f1:.3f}"),
            soft_wrap=True,
        )
    screen.print(
        translate(
            "Threshold {threshold}, written to {path}.",
            threshold=f"{report.threshold:.3f}",
            path=out,
        ),
        soft_wrap=True,
        markup=False,
    )


def _show(which: str, figures: Figures) -> None:
    screen.print(
        translate(
            "{which}: F1 {f1}, precision {precision}, recall {recall}",
            which=which,
            f1=f"{figures.f1:.3f}",
            precision=f"{figures.precision:.3f}",
            recall=f"{figures.recall:.3f}",
        ),
        soft_wrap=True,
    )


def _source(
    pairs: Path | None,
    listings: Path | None,
    registry: Path | None,
    labels: Path | None,
    *,
    groups: bool,
) -> Callable[[], labelled.Labelled]:
    links = (listings, registry, labels)
    if pairs and not groups and not any(links):
        return lambda: labelled.labelled_pairs(pairs, tell_bad_row)
    if groups and listings and not (pairs or registry or labels):
        return lambda: labelled.labelled_groups(listings, tell_bad_row)
    if listings and registry and labels and not (pairs or groups):
        return lambda: labelled.labelled_links(listings, registry, labels, tell_bad_row)
    raise UsageError(
        translate(
            "Give either --pairs, or --groups with --listings, or --listings with --registry and"
            " --labels."
        )
    )
