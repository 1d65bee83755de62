"""WHEN jobs run: schedule.yml -> APScheduler -> the same commands that a person types.

Run it with `python -m scheduler`. Each job is a process of its own, so that months of nights leak
nothing; what is due when is kept in a file, so that a machine that was off catches up.
"""

import logging
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from zoneinfo import ZoneInfo

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger

from commands.console import complain, set_up_logging
from config.schedule import ScheduledJob, load_schedule
from config.settings import read_settings
from domain.errors import ExitCode, ShopWitnessError, UsageError
from jobs import processes
from jobs.clock import watch_in_background
from messages import translate

logger = logging.getLogger(__name__)

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MINUTE = 60
# What a schedule may name: commands that need nobody to look on.
JOBS = ("nightly", "crawl", "match", "digest", "status", "evidence")


def build(jobs: dict[str, ScheduledJob], kept_in: Path) -> BlockingScheduler:
    """A scheduler with the schedule's jobs, going on where the last one stopped.

    Raises UsageError for a job that does not exist.
    """
    store = SQLAlchemyJobStore(url=f"sqlite:///{kept_in}")
    scheduler = BlockingScheduler(timezone=ZONE, jobstores={"default": store})
    store.start(scheduler, "default")
    for gone in {job.id for job in store.get_all_jobs()} - jobs.keys():
        store.remove_job(gone)
    for name, entry in jobs.items():
        if entry.words[0] not in JOBS:
            raise UsageError(
                translate(
                    "The schedule's entry {name} names the job {job}, which does not exist; use one "
                    "of {jobs}.",
                    name=name,
                    job=repr(entry.job),
                    jobs=", ".join(JOBS),
                )
            )
        _add(scheduler, store, name, entry)
    return scheduler


def _add(
    scheduler: BlockingScheduler, store: SQLAlchemyJobStore, name: str, entry: ScheduledJob
) -> None:
    trigger = CronTrigger.from_crontab(entry.cron, timezone=ZONE)
    trigger.jitter = entry.jitter_seconds or None
    known = store.lookup_job(name)
    # A time that passed while nobody ran is kept: the job is late, and caught up within its grace.
    same = known is not None and str(known.trigger) == str(trigger)
    due = {"next_run_time": known.next_run_time} if known is not None and same else {}
    scheduler.add_job(
        processes.run_command,
        trigger,
        args=[entry.words],
        id=name,
        name=name,
        misfire_grace_time=entry.misfire_minutes * MINUTE,
        coalesce=True,
        max_instances=1,
        replace_existing=True,
        **due,
    )


def main() -> int:
    """Run until told to stop; a job under way finishes its page first."""
    set_up_logging(quiet=False, verbose=True)
    source = os.environ.get("SHOPWITNESS_SCHEDULE_FILE")
    try:
        home = read_settings().home
        home.mkdir(parents=True, exist_ok=True)
        scheduler = build(load_schedule(Path(source) if source else None), home / "scheduler.db")
    except ShopWitnessError as error:
        complain(str(error))
        return error.exit_code

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    # What is due is reckoned anew by the clock as it is now.
    watch_in_background(lambda seconds: scheduler.wakeup())
    try:
        scheduler.start()
    except KeyboardInterrupt:
        logger.info("stopping; jobs under way finish their page")
        processes.stop_all()
        scheduler.shutdown(wait=True)
        return ExitCode.INTERRUPTED
    return ExitCode.OK


if __name__ == "__main__":
    sys.exit(main())
