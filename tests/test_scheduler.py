"""When jobs run: every entry of the schedule, late ones caught up, a stop that is polite."""

import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import typer
import yaml
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.triggers.cron import CronTrigger

import scheduler
from commands.app import root
from config.schedule import BUILT_IN_SCHEDULE, ScheduledJob, load_schedule
from domain.errors import UsageError

ROOT = Path(__file__).parents[1]
NIGHTLY = {"nightly": ScheduledJob(job="nightly", cron="0 22 * * *", misfire_minutes=480)}


def kept(path):
    store = SQLAlchemyJobStore(url=f"sqlite:///{path}")
    made = {job.id: job for job in store.get_all_jobs()} if path.exists() else {}
    store.shutdown()
    return made


def started(jobs, path):
    """A scheduler as it is right after its start."""
    built = scheduler.build(jobs, path)
    for alias, store in built._jobstores.items():
        store.shutdown()
        store.start(built, alias)
    for job, alias, replace in built._pending_jobs:
        built._real_add_job(job, alias, replace)
    return built


def test_the_built_in_schedule_is_read_and_every_job_is_a_command(tmp_path):
    built = started(load_schedule(), tmp_path / "s.db")
    assert {job.id for job in built.get_jobs()} == {"nightly", "recheck", "seal", "digest"}
    digest = built.get_job("digest")
    assert digest.args == (["digest", "--send"],)
    assert str(digest.next_run_time.tzinfo) == "Asia/Ho_Chi_Minh"


def test_every_entry_of_the_built_in_schedule_is_a_command_that_is_understood(monkeypatch):
    entries = yaml.safe_load(BUILT_IN_SCHEDULE.read_text("utf-8"))["jobs"]
    assert {"trickle", "four-runs"} <= entries.keys()
    command = typer.main.get_command(root)
    for entry in entries.values():
        job = ScheduledJob(**entry)
        command.make_context("shopwitness", job.words, resilient_parsing=False)
        own, words = command, job.words
        while words and (sub := getattr(own, "commands", {}).get(words[0])):
            own, words = sub, words[1:]
        own.make_context(job.job, list(words))
        CronTrigger.from_crontab(job.cron, timezone=scheduler.ZONE)


def test_a_time_that_passed_while_nobody_ran_is_still_due(tmp_path):
    path = tmp_path / "s.db"
    built = started(NIGHTLY, path)
    job = built.get_job("nightly")
    late = datetime.now(scheduler.ZONE) - timedelta(hours=3)
    built._jobstores["default"].update_job(job._modify(next_run_time=late) or job)
    again = started(NIGHTLY, path)
    assert abs(again.get_job("nightly").next_run_time - late) < timedelta(seconds=1)


def test_a_changed_time_counts_from_now_on_and_a_dropped_job_is_gone(tmp_path):
    path = tmp_path / "s.db"
    started(NIGHTLY, path)
    changed = {"match": ScheduledJob(job="match", cron="0 3 * * *")}
    again = started(changed, path)
    assert [job.id for job in again.get_jobs()] == ["match"]


def test_a_job_that_does_not_exist_is_named(tmp_path):
    with pytest.raises(UsageError, match="'dance'"):
        scheduler.build({"x": ScheduledJob(job="dance", cron="0 1 * * *")}, tmp_path / "s.db")


def test_a_stop_is_polite_and_answers_75(tmp_path):
    schedule = tmp_path / "schedule.yml"
    schedule.write_text('jobs:\n  status: {job: status, cron: "* * * * *"}\n', "utf-8")
    environment = {
        **os.environ,
        "SHOPWITNESS_HOME": str(tmp_path / "home"),
        "SHOPWITNESS_SCHEDULE_FILE": str(schedule),
        "PYTHONPATH": str(ROOT),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "scheduler"], env=environment, cwd=tmp_path, stderr=subprocess.PIPE
    )
    while b"Scheduler started" not in process.stderr.readline():
        assert process.poll() is None
    time.sleep(0.2)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == 75
