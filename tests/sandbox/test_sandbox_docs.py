"""The conformance table names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
TABLE = HERE.parents[1] / "docs" / "sandbox.md"


def test_every_test_that_the_table_names_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", TABLE.read_text("utf-8")))
    files = [*HERE.glob("test_*.py"), *HERE.with_name("clients").glob("test_*.py")]
    sources = [path.read_text("utf-8") for path in files]
    there = {name for source in sources for name in re.findall(r"def (test_\w+)", source)}
    assert len(named) > 40
    assert named <= there
