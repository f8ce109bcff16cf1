"""Kill the service while a content system posts: nothing is lost, and nothing is stored twice.

`bench/api.py kills` does the same with two hundred kills and a thousand articles.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.support.api.kills import kill_while_posting

pytestmark = pytest.mark.slow


async def test_kills_lose_and_double_no_posted_article(tmp_path: Path) -> None:
    report = await kill_while_posting(tmp_path, 80, kills=8, mean_answers=8, seed=7)
    assert report.kills >= 4, "it was over before it was killed often enough"
    assert report.repeats > 0
    assert report.is_as_promised, report
