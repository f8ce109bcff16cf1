"""Tables that say which test shows a thing name tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
HOUSE = TESTS.parent


def names_of_tests() -> set[str]:
    files = list(TESTS.rglob("test_*.py"))
    found = {path.stem for path in files}
    for path in files:
        found |= set(re.findall(r"def (test_\w+)", path.read_text("utf-8")))
    return found


@pytest.mark.parametrize(
    ("document", "least"), [("docs/delivery.md", 20), ("docs/groups.md", 20), ("SECURITY.md", 25)]
)
def test_every_test_that_a_table_names_exists(document: str, least: int) -> None:
    text = (HOUSE / document).read_text("utf-8")
    named = set(re.findall(r"`(?:tests/\w+/)?(test_\w+)(?:\.py|\[\w+\])?`", text))
    assert len(named) > least
    assert named <= names_of_tests()


def test_every_threat_has_a_test_or_a_command() -> None:
    table = [
        line.strip("|").split("|")
        for line in (HOUSE / "SECURITY.md").read_text("utf-8").splitlines()
        if line.startswith("|")
    ]
    rows = table[2:]
    assert len(rows) > 15
    for threat, answer, tests in rows:
        assert "`test_" in tests or "`make " in answer, threat
