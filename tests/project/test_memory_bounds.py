"""Check that both deployments have the same memory limit and lose at most one process."""

from __future__ import annotations

import re
from pathlib import Path

from service.articles.analysis_worker import MAX_RESIDENT_BYTES

ROOT = Path(__file__).resolve().parents[2]


def megabytes(path: str, pattern: str) -> int:
    found = re.search(pattern, (ROOT / path).read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1])


def test_memory_limit_leaves_room_for_a_grown_worker() -> None:
    systemd = megabytes("deploy/svodka.service", r"^MemoryMax=(\d+)M$")
    compose = megabytes("compose.yaml", r"^\s+mem_limit: (\d+)m$")
    assert systemd == compose
    assert systemd * 2**20 > 1.5 * MAX_RESIDENT_BYTES


def test_killed_worker_does_not_stop_the_service() -> None:
    assert "\nOOMPolicy=continue\n" in (ROOT / "deploy/svodka.service").read_text()
