"""`shopwitness learn`: what officers' decisions say about the rules."""

from dataclasses import asdict
from typing import Annotated

import typer
from rich import box
from rich.table import Table

from commands.console import emit, note, out
from commands.options import JsonOption
from commands.tables import rule_name
from jobs import learn as job
from jobs.workspace import open_workspace
from matching.learning import LEAST_DECISIONS, Lesson, Scores
from messages import mark, translate

REASONS = {
    "learnt": mark("better on held data"),
    "too few decisions": mark("too few decisions"),
    "no better on held data": mark("no better on held data, left as it is"),
}


def learn(
    *,
    apply: Annotated[
        bool,
        typer.Option(
            "--apply", help=translate("Put what was learnt in force from the next match on.")
        ),
    ] = False,
    json: JsonOption = False,
) -> None:
    """Show what decisions on flags teach about each rule, before and after, on held data."""
    report = job.run(open_workspace(), apply=apply)
    if json:
        emit(asdict(report))
        return
    out.print(_table(report.lessons))
    if not report.lessons:
        note(
            translate(
                "No decisions yet; a rule is learnt about from {count} decisions on.",
                count=LEAST_DECISIONS,
            )
        )
    elif report.written:
        note(
            translate(
                "Rules {before} are now {after}: {path}. Run `shopwitness match` to judge anew.",
                before=report.version_before,
                after=report.version_after,
                path=report.written,
            )
        )
    else:
        note(translate("Nothing was changed; `--apply` puts what is better in force."))


def _table(lessons: tuple[Lesson, ...]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(translate("Suspicion"))
    for heading in (
        translate("Decisions"),
        translate("Held"),
        translate("Precision"),
        translate("Recall"),
        translate("Error"),
        translate("Flag from"),
    ):
        table.add_column(heading, justify="right")
    table.add_column(translate("Outcome"))
    for lesson in lessons:
        table.add_row(
            rule_name(lesson.rule),
            str(lesson.decisions),
            str(lesson.held),
            _both(lesson, "precision"),
            _both(lesson, "recall"),
            _both(lesson, "brier"),
            f"{lesson.calibration.minimum:.2f}" if lesson.calibration else "-",
            translate(REASONS[lesson.reason]),
        )
    return table


def _both(lesson: Lesson, name: str) -> str:
    return f"{_value(lesson.before, name)} → {_value(lesson.after, name)}"


def _value(scores: Scores | None, name: str) -> str:
    value = getattr(scores, name) if scores else None
    return "-" if value is None else f"{value:.3f}"
