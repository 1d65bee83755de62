"""`shopwitness flags`: list suspects, show one with its reasons, decide."""

import getpass
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.markup import escape

from commands.console import emit, local_time, note, out
from commands.options import JsonOption
from commands.tables import flags_table, rule_name, severity_name
from domain.errors import UsageError
from domain.flag import Decision, FlagState, Judgement, Severity
from jobs.workspace import open_workspace
from matching.rules import rule_sentence
from messages import language, translate
from messages.names import RULE_NAMES, STATES
from storage.rows import FlagRow

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, add_completion=False)


@app.command("list")
def list_flags(
    *,
    rule: Annotated[str | None, typer.Option(help=translate("Only this rule."))] = None,
    severity: Annotated[
        Severity | None, typer.Option(help=translate("Only this severity."))
    ] = None,
    state: Annotated[FlagState | None, typer.Option(help=translate("Only this state."))] = None,
    site: Annotated[str | None, typer.Option(help=translate("Only this site."))] = None,
    shop: Annotated[str | None, typer.Option(help=translate("Only this shop's id."))] = None,
    text: Annotated[
        str | None, typer.Option(help=translate("Words to look for, with or without diacritics."))
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help=translate("At most so many."))] = 50,
    stale: Annotated[
        bool, typer.Option("--stale", help=translate("Also flags that are no longer raised."))
    ] = False,
    json: JsonOption = False,
) -> None:
    """List suspects, the gravest first."""
    if rule is not None and rule not in RULE_NAMES:
        raise UsageError(
            translate(
                "There is no rule {name}; there are: {rules}.",
                name=rule,
                rules=", ".join(RULE_NAMES),
            )
        )
    workspace = open_workspace()
    with workspace.store.reading() as repo:
        rows = list(
            repo.flags.list(
                rule=rule,
                severity=severity,
                state=state,
                site_id=site,
                shop_id=shop,
                text=text,
                with_stale=stale,
                limit=limit,
            )
        )
    if json:
        emit([as_json(row) for row in rows])
    elif rows:
        out.print(flags_table(rows))
        note(translate("One with all its reasons: shopwitness flags show NUMBER"))
    else:
        if site is not None:
            workspace.check_sites([site])
        note(translate("No flags."))


@app.command()
def show(
    number: Annotated[int, typer.Argument(help=translate("The flag's number."))],
    *,
    json: JsonOption = False,
) -> None:
    """Show one flag with every reason, its evidence and its decisions."""
    with open_workspace().store.reading() as repo:
        row = repo.flags.get(number)
    if row is None:
        raise UsageError(translate("There is no flag with the number {number}.", number=number))
    if json:
        emit(as_json(row))
    else:
        _print(row)


@app.command()
def decide(
    number: Annotated[int, typer.Argument(help=translate("The flag's number."))],
    judgement: Annotated[Judgement, typer.Argument(help=translate("What you made of it."))],
    note_text: Annotated[str, typer.Option("--note", help=translate("Why."))] = "",
    actor: Annotated[
        str | None, typer.Option("--as", help=translate("Who decides; your log-in by default."))
    ] = None,
) -> None:
    """Decide about a flag. A decision is appended; none is ever overwritten."""
    decision = Decision(
        flag_id=number,
        judgement=judgement,
        actor=actor or getpass.getuser(),
        at=datetime.now(UTC),
        note=note_text,
    )
    with open_workspace().store.transaction() as repo:
        state = repo.flags.decide(decision)
    out.print(
        translate("Flag {number}: {state}.", number=number, state=translate(STATES[state])),
        markup=False,
    )


def as_json(row: FlagRow) -> dict[str, Any]:
    """A flag as one JSON value."""
    fields = asdict(row)
    flag = fields.pop("flag")
    return {**fields, **flag, "state": row.state.value}


def _print(row: FlagRow) -> None:
    flag = row.flag
    out.print(
        f"[bold]#{row.flag_id} {escape(rule_name(flag.rule))}[/]  {severity_name(flag.severity)}"
        f"  {flag.probability:.0%}  {translate(STATES[row.state])}"
    )
    out.print(rule_sentence(flag.rule, language()), markup=False, style="dim")
    out.print(escape(row.title or ""), style="bold")
    for label, value in (
        (translate("Shop"), row.shop_name or flag.shop_id),
        (translate("Page"), row.url),
        (translate("Capture"), flag.capture_id),
        (translate("Raised"), local_time(row.raised_at)),
    ):
        if value:
            out.print(f"{label}: {value}", markup=False, soft_wrap=True)
    for number, reason in enumerate(flag.reasons, 1):
        text = reason.text_en if language() == "en" else reason.text_vi
        out.print(f"  {number}. {text}", markup=False, soft_wrap=True)
    for decision in row.decisions:
        out.print(
            f"  {local_time(decision.at)}  {decision.actor}: {decision.judgement} {decision.note}",
            markup=False,
        )
