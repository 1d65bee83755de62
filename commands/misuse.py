"""What was typed wrongly, in one sentence and the reader's language.

The words of typer's own errors are English (0.29, 2026-11); they are told apart by their class names,
as the classes are private to it, and what none of this knows is passed on as it is.
"""

import re
from collections.abc import Callable
from typing import Any

from messages import mark, translate

# `Any` stands for typer's errors, contexts and parameters.
_CHOICES = re.compile(r"^(?P<value>'.*') is not one of (?P<choices>.*)\.$", re.DOTALL)
_COMMAND = re.compile(
    r"^No such command '(?P<name>.*?)'\.(?: Did you mean (?P<near>.*)\?)?$", re.DOTALL
)
_EXTRA = re.compile(r"^Got unexpected extra argument\(s\) \((?P<words>.*)\)$", re.DOTALL)
_NUMBERS = ("int_parsing", "int_from_float", "float_parsing", "int_type", "float_type")
_BOUNDS = {
    "greater_than_equal": mark("{value} is less than {bound}"),
    "less_than_equal": mark("{value} is more than {bound}"),
    "greater_than": mark("{value} is not more than {bound}"),
    "less_than": mark("{value} is not less than {bound}"),
}


def sentence(error: Any) -> str:
    """One sentence that says what is wrong and where to look."""
    said = _SENTENCES.get(type(error).__name__, _usage)(error)
    context = getattr(error, "ctx", None)
    if context is None:
        return said
    return f"{said} {translate('See: {command} --help', command=context.command_path)}"


def _missing(error: Any) -> str:
    return translate("{name} is missing.", name=_name(error))


def _bad_value(error: Any) -> str:
    return translate("{name}: {why}.", name=_name(error), why=_why(error).rstrip("."))


def _no_option(error: Any) -> str:
    if error.possibilities:
        return translate(
            "There is no option {name}; did you mean {near}?",
            name=error.option_name,
            near=", ".join(sorted(error.possibilities)),
        )
    return translate("There is no option {name}.", name=error.option_name)


def _bad_option(error: Any) -> str:
    if "does not take" in error.message:
        return translate("{name} takes no value.", name=error.option_name)
    return translate("{name} needs a value after it.", name=error.option_name)


def _usage(error: Any) -> str:
    message = str(error.format_message())
    if found := _COMMAND.match(message):
        if found["near"]:
            return translate(
                "There is no command {name}; did you mean {near}?",
                name=found["name"],
                near=found["near"].replace("'", ""),
            )
        return translate("There is no command {name}.", name=found["name"])
    if found := _EXTRA.match(message):
        return translate("{words} is more than this command takes.", words=found["words"])
    return message


_SENTENCES: dict[str, Callable[[Any], str]] = {
    "MissingParameter": _missing,
    "BadParameter": _bad_value,
    "NoSuchOption": _no_option,
    "BadOptionUsage": _bad_option,
}


def _name(error: Any) -> str:
    """The option as it is typed, or the argument as the help calls it."""
    hint = error.param_hint or (error.param.get_error_hint() if error.param is not None else "")
    return hint.strip("'") if isinstance(hint, str) else "/".join(hint)


def _why(error: Any) -> str:
    message = str(error.message).removeprefix("Value error, ")
    if found := _CHOICES.match(message):
        return translate(
            "“{value}” is none of {choices}",
            value=found["value"].strip("'"),
            choices=found["choices"].replace("'", ""),
        )
    cause: Any = error.__cause__
    for detail in cause.errors() if hasattr(cause, "errors") else ():
        if detail["type"] in _NUMBERS:
            return translate("“{value}” is no number", value=detail["input"])
        if detail["type"] in _BOUNDS:
            said, bound = _BOUNDS[detail["type"]], next(iter(detail["ctx"].values()))
            return translate(said, value=detail["input"], bound=bound)
    return message
