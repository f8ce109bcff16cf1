"""Kill workers at random instants: nothing is lost, and only what was in flight is sent twice.

`bench/delivery.py kills` does the same with two hundred kills and five thousand readers.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bench.support.outbox.kills import kill_repeatedly
from bench.support.outbox.stage import open_stage

pytestmark = pytest.mark.slow


async def test_kills_lose_nothing_and_repeat_only_what_was_in_flight(tmp_path: Path) -> None:
    async with open_stage(tmp_path, readers=200) as where:
        report = await kill_repeatedly(
            where, kills=6, rate=60, mean_life=0.4, lease=timedelta(seconds=2), seed=7
        )
    assert len(report.in_flight) >= 3, "it was over before it was killed often enough"
    assert report.is_as_promised, report
