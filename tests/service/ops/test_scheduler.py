"""Test that the jobs go on when the clock of the machine is set back."""

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

    names = ("digests", "alerts", "sources", "broadcasts", "retention", "backup", "stats", "memory")
    scheduler = build_scheduler(**{name: make(name) for name in names}, heartbeat=lambda: None)
    scheduler.start()
    try:
        async with asyncio.timeout(30):
            await wait_until(lambda: runs["alerts"] and runs["broadcasts"])
            shift = step
            runs.clear()
            await wait_until(lambda: runs["alerts"] and runs["broadcasts"])
    finally:
        scheduler.shutdown(wait=False)
