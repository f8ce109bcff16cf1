"""Check that each hostile case in docs/sources.md and its test exist."""

from __future__ import annotations

import re

from tests.support.feeds.hostile import BODIES, RAW, TRANSPORT
from tests.support.paths import ROOT

PAGE = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (.+?) \| (.+?) \| `(test_\w+)` \|$", PAGE, re.MULTILINE)


def test_sources_page_lists_every_hostile_case() -> None:
    named = {case for case, _, _ in ROWS}
    assert {case.name for case in (*TRANSPORT, *BODIES)} <= named
    assert {name for name, _, _ in RAW} <= named
    assert len(ROWS) >= 50


def test_sources_page_names_existing_tests() -> None:
    written = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "tests").rglob("test_*.py"))
    defined = set(re.findall(r"def (test_\w+)\(", written))
    assert {test for _, _, test in ROWS} <= defined
