"""WHEN jobs run: schedule.yml -> APScheduler -> jobs. Run it with `python -m scheduler`."""

import logging
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from zoneinfo import ZoneInfo

from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger

from commands.app import run as run_command
from commands.console import complain, set_up_logging
from config.schedule import ScheduledJob, load_schedule
from domain.errors import ExitCode, ShopWitnessError, UsageError
from messages import translate

logger = logging.getLogger(__name__)

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MINUTE = 60
# What a schedule may name: the same jobs that a person types.
JOBS = ("nightly", "crawl", "match")


def build(jobs: dict[str, ScheduledJob], act: Callable[[list[str]], int]) -> BlockingScheduler:
    """A scheduler that gives `act` each job's words when its time has come.

    Raises UsageError for a job that does not exist.
    """
    scheduler = BlockingScheduler(timezone=ZONE)
    for name, entry in jobs.items():
        if entry.job not in JOBS:
            raise UsageError(
                translate(
                    "The schedule's entry {name} names the job {job}, which does not exist; use one "
                    "of {jobs}.",
                    name=name,
                    job=repr(entry.job),
                    jobs=", ".join(JOBS),
                )
            )
        trigger = CronTrigger.from_crontab(entry.cron, timezone=ZONE)
        trigger.jitter = entry.jitter_seconds or None
        scheduler.add_job(
            act,
            trigger,
            args=[_words(entry)],
            id=name,
            name=name,
            misfire_grace_time=entry.misfire_minutes * MINUTE,
            coalesce=True,
            max_instances=1,
        )
    return scheduler


def _words(entry: ScheduledJob) -> list[str]:
    flags = [f"--{key}" for key, value in entry.options.items() if value is True]
    valued = [
        word
        for key, value in entry.options.items()
        if not isinstance(value, bool)
        for word in (f"--{key}", str(value))
    ]
    return [entry.job, *flags, *valued]


def main() -> int:
    """Run until told to stop; a job under way finishes its page first."""
    set_up_logging(quiet=False, verbose=True)
    source = os.environ.get("SHOPWITNESS_SCHEDULE_FILE")
    try:
        scheduler = build(load_schedule(Path(source) if source else None), run_command)
    except ShopWitnessError as error:
        complain(str(error))
        return error.exit_code

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        scheduler.start()
    except KeyboardInterrupt:
        logger.info("scheduler stopped")
        return ExitCode.INTERRUPTED
    return ExitCode.OK


if __name__ == "__main__":
    sys.exit(main())
