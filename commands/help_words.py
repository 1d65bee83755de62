"""The words around a command's help, in the reader's language.

typer asks gettext for some of them and has others in English (0.29, 2026-11).
"""

from typing import Any

import typer.core

from messages import mark, translate

ASKED = (
    mark("Options"),
    mark("Arguments"),
    mark("default: {default}"),
    mark("required"),
    mark("env var: {var}"),
    mark("(dynamic)"),
)
"""What typer asks gettext for."""

# It looks for compiled catalogues in the system's folders otherwise; ours are not there.
typer.core._ = translate  # type: ignore[attr-defined]


def in_the_readers_words(command: Any) -> Any:
    """A command, and those below it, that explain themselves in the reader's language.

    `Any` stands for typer's commands, whose types are private to it.
    """
    command.help = command.help and translate(command.help)
    _translate_usage(command)
    _translate_help_option(command)
    for below in getattr(command, "commands", {}).values():
        in_the_readers_words(below)
    return command


def _translate_usage(command: Any) -> None:
    def format_usage(context: Any, formatter: Any) -> None:
        pieces = " ".join(command.collect_usage_pieces(context))
        formatter.write_usage(context.command_path, pieces, translate("Usage: "))

    command.format_usage = format_usage


def _translate_help_option(command: Any) -> None:
    made = command.get_help_option

    def get_help_option(context: Any) -> Any:
        option = made(context)
        if option is not None:
            option.help = translate("Show this help and exit.")
        return option

    command.get_help_option = get_help_option
