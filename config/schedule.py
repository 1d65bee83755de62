"""Reads schedule.yml: which job runs when."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from config.yaml_files import read_yaml

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
    enabled: bool = True
    """Whether it runs at all."""
    options: dict[str, str | int | float | bool] = {}
    """The command's own options: `budget: 600` is `--budget 600`, `send: true` is `--send`."""

    @property
    def words(self) -> list[str]:
        """The command as a person would type it."""
        flags = [f"--{key}" for key, value in self.options.items() if value is True]
        valued = [
            word
            for key, value in self.options.items()
            if not isinstance(value, bool)
            for word in (f"--{key}", str(value))
        ]
        return [*self.job.split(), *flags, *valued]


class _ScheduleFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    jobs: dict[str, ScheduledJob]


def load_schedule(path: Path | None = None) -> dict[str, ScheduledJob]:
    """Read the jobs that are enabled from schedule.yml, the built-in one by default.

    Raises UsageError that names the file and the entry that is wrong.
    """
    jobs = read_yaml(path or BUILT_IN_SCHEDULE, _ScheduleFile).jobs
    return {name: job for name, job in jobs.items() if job.enabled}
