"""Test that the jobs go on when the clock of the machine is set back, and after an outage."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime, timedelta, tzinfo

import pytest
from apscheduler.executors import base as executors
from apscheduler.schedulers import base
from apscheduler.triggers import interval

from service.ops import scheduler as module
from service.ops.scheduler import build_scheduler
from storage.database.errors import DatabaseAway
from storage.outages.availability import Availability
from tests.support.waiting import wait_until

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("step", [-HOUR, HOUR], ids=["back", "ahead"])
async def test_jobs_go_on_when_the_clock_is_set(
    monkeypatch: pytest.MonkeyPatch, step: timedelta
) -> None:
    shift, runs = timedelta(0), Counter[str]()

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + shift

    for one in (base, executors, interval, module):
        monkeypatch.setattr(one, "datetime", Clock)
    monkeypatch.setattr(module, "BROADCAST_INTERVAL_SECONDS", 1)
    monkeypatch.setattr(module, "ALERT_INTERVAL_SECONDS", 1)
    monkeypatch.setattr(module, "MAX_WAIT_SECONDS", 0.2)

    def make(name: str) -> module.Job:
        async def run() -> None:
            runs[name] += 1

        return run

    names = (
        "digests", "alerts", "sources", "broadcasts", "invitations", "retention", "backup", "stats", "memory",
    )  # fmt: skip
    scheduler = build_scheduler(
        **{name: make(name) for name in names},
        heartbeat=lambda: None,
        availability=Availability(),
    )
    scheduler.start()
    try:
        async with asyncio.timeout(30):
            await wait_until(lambda: runs["alerts"] and runs["broadcasts"])
            shift = step
            runs.clear()
            await wait_until(lambda: runs["alerts"] and runs["broadcasts"])
    finally:
        scheduler.shutdown(wait=False)


async def test_job_that_the_database_stopped_runs_again_as_soon_as_it_is_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The digests of a full minute do not wait for the next one."""
    monkeypatch.setattr(module, "RENEWAL_TIME", timedelta(seconds=0.1))
    availability, runs = Availability(), Counter[str]()

    def make(name: str) -> module.Job:
        async def run() -> None:
            runs[name] += 1
            if name == "stats" and runs[name] == 1:
                availability.report_away("the server does not answer")
                raise DatabaseAway("the server does not answer")

        return run

    names = (
        "digests", "alerts", "sources", "broadcasts", "invitations", "retention", "backup", "stats", "memory",
    )  # fmt: skip
    scheduler = build_scheduler(
        **{name: make(name) for name in names},
        heartbeat=lambda: None,
        availability=availability,
    )
    scheduler.start()
    try:
        async with asyncio.timeout(30):
            scheduler.modify_job("stats", next_run_time=datetime.now(scheduler.timezone))
            await wait_until(lambda: availability.is_away)
            # It is not even begun while it could only fail.
            scheduler.modify_job("backup", next_run_time=datetime.now(scheduler.timezone))
            await wait_until(lambda: scheduler.get_job("backup").next_run_time.hour == 2)
            assert (runs["stats"], runs["backup"]) == (1, 0)
            availability.report_answering()
            await wait_until(lambda: runs["stats"] == 2 and runs["backup"] == 1)
    finally:
        scheduler.shutdown(wait=False)
