"""Finds the command that was typed, and turns every failure into one sentence and an exit code."""

import importlib
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from commands.console import complain, log_crash, set_up_logging
from commands.help_words import in_the_readers_words
from commands.misuse import sentence
from domain.errors import ExitCode, ShopWitnessError
from messages import mark, translate

# Each command is imported only when it is typed: `shopwitness --help` loads no browser and no
# matcher. Order is that of a first night.
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("commands.demo:demo", mark("Run two practice nights on the built-in marketplace.")),
    "init": ("commands.init:init", mark("Make the folder that holds all state.")),
    "doctor": ("commands.doctor:doctor", mark("Check browser, fonts, database, disk and clock.")),
    "registry": ("commands.registry:app", mark("Registers of genuine products and of sellers.")),
    "watch": ("commands.watch:app", mark("The watchlist: shops, listings and searches.")),
    "crawl": ("commands.crawl:crawl", mark("Visit pages and preserve them as evidence.")),
    "match": ("commands.match:match", mark("Match what was found and raise flags.")),
    "link": ("commands.link:link", mark("Link listings to a register, CSV in, CSV out.")),
    "group": ("commands.group:group", mark("Group listings of one product, CSV in, CSV out.")),
    "pairs": ("commands.pairs:pairs", mark("Judge pairs of offers, CSV in, CSV out.")),
    "rules": ("commands.rules:rules", mark("Apply the rules to listings, CSV in, CSV out.")),
    "model": ("commands.model:app", mark("Fit the match model to labelled rows.")),
    "nightly": ("commands.nightly:nightly", mark("Crawl, match, report: what cron calls.")),
    "capture": ("commands.capture:capture", mark("Preserve these pages now: a tip.")),
    "freeze": ("commands.capture:freeze", mark("Preserve every page of a shop now.")),
    "plan": ("commands.plan:plan", mark("What the next crawl would visit, and what that keeps.")),
    "explain": (
        "commands.plan:explain",
        mark("Why a listing was flagged, and why it is visited now."),
    ),
    "status": ("commands.status:status", mark("What was kept and missed, walls, disk.")),
    "digest": ("commands.digest:digest", mark("The morning's message, to print or to send.")),
    "flags": ("commands.flags:app", mark("Suspects: list, show, decide.")),
    "learn": (
        "commands.learn:learn",
        mark("What decisions teach about the rules, before and after."),
    ),
    "operators": ("commands.operators:app", mark("Shops in the same hands, and what says so.")),
    "listing": ("commands.listing:app", mark("A listing's timeline.")),
    "parse": ("commands.parse:parse", mark("Read a saved page and print what it says as JSON.")),
    "fixture": (
        "commands.fixture:app",
        mark("Saved pages that hold the parsers to what they say."),
    ),
    "serve": ("commands.serve:serve", mark("Serve the investigator's pages.")),
    "user": ("commands.user:app", mark("Who may log in to the pages.")),
    "ingest": ("commands.ingest:ingest", mark("Take over captures that somebody else made.")),
    "evidence": ("commands.evidence:app", mark("What was kept, and whether it holds.")),
}


# What typer answers for Ctrl-C.
TYPED_INTERRUPT = 130


class LazyGroup(TyperGroup):
    """A group that imports a command's module when the command is asked for.

    `Any` stands for typer's contexts and commands, whose types are private to it since 0.27.
    """

    def list_commands(self, ctx: Any) -> list[str]:
        """Every command, in the table's order."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, imported now; None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        return as_command(getattr(importlib.import_module(module), attribute), cmd_name)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """List the commands from the table alone."""
        rows = [(name, translate(sentence)) for name, (_, sentence) in COMMANDS.items()]
        with formatter.section(translate("Commands")):
            formatter.write_dl(rows)


def as_command(target: Any, name: str) -> Any:
    """Turn a plain function or a Typer application into a click command."""
    if isinstance(target, typer.Typer):
        group = typer.main.get_command(target)
        group.name = name
        return in_the_readers_words(group)
    single = typer.Typer(add_completion=False, rich_markup_mode=None)
    single.command(name=name)(target)
    return in_the_readers_words(typer.main.get_command(single))


root = typer.Typer(
    cls=LazyGroup,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _speak(lang: str | None) -> str | None:
    if lang is not None:
        os.environ["SHOPWITNESS_LANGUAGE"] = lang
    return lang


@root.callback(
    help=translate(
        "ShopWitness: preserve shop pages before they are deleted, and flag suspects with reasons."
    )
)
def options(
    home: Annotated[
        Path | None,
        typer.Option(help=translate("Folder of all state (SHOPWITNESS_HOME, default ./data).")),
    ] = None,
    lang: Annotated[
        str | None,
        typer.Option(
            help=translate("Language of messages: vi or en (SHOPWITNESS_LANGUAGE)."),
            # Before the command is looked up, whose help is translated then.
            callback=_speak,
            is_eager=True,
        ),
    ] = None,
    *,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help=translate("Only errors on stderr."))
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help=translate("Log what is done."))
    ] = False,
) -> None:
    """Set what holds for every command."""
    del lang  # see _speak
    if home is not None:
        os.environ["SHOPWITNESS_HOME"] = str(home)
    set_up_logging(quiet=quiet, verbose=verbose)


def run(arguments: list[str] | None = None) -> int:
    """Run one command; answers its exit code (docs/operations.md lists them)."""
    command = in_the_readers_words(typer.main.get_command(root))
    words = sys.argv[1:] if arguments is None else arguments
    try:
        outcome = command.main(
            args=words or ["--help"], prog_name="shopwitness", standalone_mode=False
        )
        if outcome == TYPED_INTERRUPT:
            return _interrupted()
        return outcome if isinstance(outcome, int) else ExitCode.OK
    except ShopWitnessError as error:
        complain(str(error))
        return error.exit_code
    except typer.TyperException as error:
        return _misused(error)
    except typer.Abort:
        return _interrupted()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    except Exception as error:  # noqa: BLE001  (the process boundary: no traceback for the user)
        complain(log_crash(error))
        return ExitCode.INTERNAL


def _interrupted() -> int:
    complain(translate("Interrupted. Run the same command again: it goes on where it stopped."))
    return ExitCode.INTERRUPTED


def _misused(error: typer.TyperException) -> int:
    # A group without a command answers its help text instead of a sentence.
    if type(error).__name__ == "NoArgsIsHelpError":
        sys.stderr.write(error.format_message() + "\n")
    else:
        complain(sentence(error))
    return ExitCode.USAGE
