"""The table of instants names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
TABLE = TESTS.with_name("docs") / "delivery.md"


def test_every_test_that_the_table_names_exists() -> None:
    named = re.findall(r"`(?:tests/\w+/)?(test_\w+)(?:\.py|\[\w+\])?`", TABLE.read_text("utf-8"))
    files = list(TESTS.rglob("test_*.py"))
    there = {path.stem for path in files}
    for path in files:
        there |= set(re.findall(r"def (test_\w+)", path.read_text("utf-8")))
    assert len(set(named)) > 20
    assert set(named) <= there
