"""The schedule of all jobs; a job that is still running is not started again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from news.errors import SvodkaError
from storage.database.errors import DatabaseAway, DatabaseFailure, to_database_failure
from storage.outages.availability import Availability

log = logging.getLogger(__name__)

Job = Callable[[], Awaitable[object]]

BROADCAST_INTERVAL_SECONDS = 4
"""Editing a report takes one of the messages that may be sent per second."""

ALERT_INTERVAL_SECONDS = 5
"""Checking for new articles is one small query."""


MAX_CLOCK_STEP = timedelta(seconds=5)
"""How far the wall clock may be set back before the times of all jobs are computed again."""

MAX_WAIT_SECONDS = 5.0

RENEWAL_TIME = timedelta(seconds=3)
"""After the database is back: until then the process has renewed its duties, without which no job
works."""


class SteadyScheduler(AsyncIOScheduler):  # type: ignore[misc]
    """A scheduler whose jobs go on when the clock is set back.

    The next time of a job is by the wall clock: an hour's step back would stop all jobs for an
    hour. So the clock is compared with the monotonic one, at least every `MAX_WAIT_SECONDS`.
    """

    _offset: float | None = None

    def _process_jobs(self) -> Any:
        now = datetime.now(self.timezone)
        offset = now.timestamp() - monotonic()
        if self._offset is not None and self._offset - offset > MAX_CLOCK_STEP.total_seconds():
            log.warning("the clock was set back by %.0f s", self._offset - offset)
            for job in self.get_jobs():
                if job.next_run_time is not None:  # else it is paused
                    trigger = _restart_trigger(job.trigger)
                    job.modify(trigger=trigger, next_run_time=trigger.get_next_fire_time(None, now))
        self._offset = offset
        wait = super()._process_jobs()
        return wait if wait is None else min(wait, MAX_WAIT_SECONDS)


def _restart_trigger(trigger: BaseTrigger) -> BaseTrigger:
    """Return a trigger that counts its interval from now; one of a clock time is returned."""
    if isinstance(trigger, IntervalTrigger):
        return IntervalTrigger(seconds=trigger.interval_length, timezone="UTC")
    return trigger


def build_scheduler(
    *,
    digests: Job,
    alerts: Job,
    sources: Job,
    broadcasts: Job,
    invitations: Job,
    retention: Job,
    backup: Job,
    stats: Job,
    memory: Job,
    heartbeat: Callable[[], None],
    availability: Availability,
) -> AsyncIOScheduler:
    """Build the scheduler: digests, sources, the invitation of a first owner and the release of
    memory each minute, alerts, broadcasts every few seconds, statistics each hour, retention and
    backup at night (UTC).

    ``heartbeat`` is called whenever a job starts. Those that fail because of the database run again
    as soon as it can be used: a digest that is due does not wait for the next full minute.
    """
    scheduler = SteadyScheduler(
        timezone="UTC",
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 55},
    )

    left: set[str] = set()

    def add(name: str, job: Job, trigger: BaseTrigger) -> None:
        scheduler.add_job(run, trigger, args=(name, job), id=name)

    async def run(name: str, job: Job) -> None:
        heartbeat()
        if availability.is_away or not await _run_job(name, job, availability):
            left.add(name)
            if availability.is_settled:
                run_what_is_left()

    def run_what_is_left() -> None:
        soon = datetime.now(scheduler.timezone) + RENEWAL_TIME
        while left and scheduler.running:
            scheduler.modify_job(left.pop(), next_run_time=soon)

    availability.on_usable.append(run_what_is_left)

    add("digests", digests, CronTrigger(second=0, timezone="UTC"))
    add("alerts", alerts, IntervalTrigger(seconds=ALERT_INTERVAL_SECONDS, timezone="UTC"))
    add("sources", sources, CronTrigger(second=30, timezone="UTC"))
    add(
        "broadcasts",
        broadcasts,
        IntervalTrigger(seconds=BROADCAST_INTERVAL_SECONDS, timezone="UTC"),
    )
    add("retention", retention, CronTrigger(hour=1, minute=17, timezone="UTC"))
    add("invitations", invitations, CronTrigger(second=15, timezone="UTC"))
    add("memory", memory, CronTrigger(second=45, timezone="UTC"))
    add("stats", stats, CronTrigger(minute=59, timezone="UTC"))
    add("backup", backup, CronTrigger(hour=2, minute=41, timezone="UTC"))
    return scheduler


async def _run_job(name: str, job: Job, availability: Availability) -> bool:
    """Run a job; log its failure with its name. Return False if it is to run again as soon as
    the database can be used.

    A job that is cancelled by the stop of the service repeats its work at its next time.
    """
    try:
        await job()
    except asyncio.CancelledError:
        log.info("the job %s was cancelled by the stop of the service", name)
    except Exception as error:
        known = error if isinstance(error, SvodkaError) else to_database_failure(error)
        said = "the job %s failed and runs again at its next time: %s"
        if isinstance(known, DatabaseFailure):
            availability.log(log, said, name, known)
            return not isinstance(known, DatabaseAway) and availability.is_settled
        log.error(said, name, known or error, exc_info=None if known else error)
    return True
