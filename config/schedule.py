"""Reads schedule.yml: which job runs when."""

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from domain.errors import UsageError
from messages import translate

BUILT_IN_SCHEDULE = Path(__file__).with_name("schedule.yml")


class ScheduledJob(BaseModel):
    """One job and when it runs, in Asia/Ho_Chi_Minh."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    job: str
    cron: str = Field(pattern=r"^\S+( \S+){4}$")
    """Five fields: minute hour day month weekday."""
    misfire_minutes: int = Field(default=60, ge=1)
    """How late it may still start, for a machine that was off or busy."""
    jitter_seconds: int = Field(default=0, ge=0)
    options: dict[str, str | int | float | bool] = {}


class _ScheduleFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    jobs: dict[str, ScheduledJob]


def load_schedule(path: Path | None = None) -> dict[str, ScheduledJob]:
    """Read schedule.yml, the built-in one by default.

    Raises UsageError that names the file and the entry that is wrong.
    """
    source = path or BUILT_IN_SCHEDULE
    try:
        return _ScheduleFile.model_validate(yaml.safe_load(source.read_text("utf-8"))).jobs
    except OSError as error:
        raise UsageError(
            translate("{file}: cannot be read ({cause}).", file=source, cause=error.strerror)
        ) from error
    except yaml.YAMLError as error:
        raise UsageError(
            translate("{file}: is not valid YAML ({cause}).", file=source, cause=error)
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UsageError(
            translate(
                "{file}: the entry {where} is wrong ({cause}).",
                file=source,
                where=where,
                cause=first["msg"],
            )
        ) from error
