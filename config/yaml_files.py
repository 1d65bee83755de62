"""Reads a YAML file into a model; whatever is wrong with it is told in one sentence."""

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from domain.errors import UsageError
from messages import translate

M = TypeVar("M", bound=BaseModel)


def read_yaml(source: Path, model: type[M]) -> M:
    """Read and check one file; raises UsageError that names the file and the entry that is wrong."""
    try:
        return model.model_validate(yaml.safe_load(source.read_text("utf-8")))
    except OSError as error:
        raise UsageError(
            translate("{file}: cannot be read ({cause}).", file=source, cause=error.strerror)
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        cause = " ".join(str(error).split())
        raise UsageError(
            translate("{file}: is not valid YAML ({cause}).", file=source, cause=cause)
        ) from error
    except ValidationError as error:
        raise UsageError(wrong_entry(source, error)) from error


def wrong_entry(source: Path, error: ValidationError) -> str:
    """In one sentence, which entry of a file is wrong and why."""
    first = error.errors()[0]
    return translate(
        "{file}: the entry {where} is wrong ({cause}).",
        file=source,
        where=".".join(str(part) for part in first["loc"]),
        cause=first["msg"],
    )
