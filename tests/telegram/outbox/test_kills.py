"""SIGKILL at random instants: nothing is lost, and what comes twice was in flight.

`bench/delivery.py kills` does the same with two hundred kills and five thousand readers.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bench.support.outbox.lives import kill_again_and_again
from bench.support.outbox.stage import stage


async def test_kills_lose_nothing_and_repeat_only_what_was_in_flight(tmp_path: Path) -> None:
    async with stage(tmp_path, readers=200) as where:
        toll = await kill_again_and_again(
            where, kills=6, rate=60, mean_life=0.4, lease=timedelta(seconds=2), seed=7
        )
    assert len(toll.in_flight) >= 3, "it was over before it was killed often enough"
    assert toll.keeps_the_promise, toll
