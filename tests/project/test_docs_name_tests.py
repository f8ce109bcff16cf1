"""Check that the documents name only tests and files that exist, and that versions are pinned."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])

A_PATH = re.compile(
    r"(?<![\w./-])(?:bot|service|news|storage|sandbox|tests|bench|docs|deploy|\.ci)/[\w./*-]*[\w/*]"
)
"""A path from the root of the project, in prose, in backticks or in a command."""


def names_of_tests() -> set[str]:
    files = list((ROOT / "tests").rglob("test_*.py"))
    found = {path.stem for path in files}
    for path in files:
        found |= set(re.findall(r"def (test_\w+)", path.read_text("utf-8")))
    return found


@pytest.mark.parametrize(
    ("document", "least"), [("docs/delivery.md", 20), ("docs/groups.md", 20), ("SECURITY.md", 25)]
)
def test_every_test_that_a_table_names_exists(document: str, least: int) -> None:
    text = (ROOT / document).read_text("utf-8")
    named = set(re.findall(r"`(?:tests/[\w/]+/)?(test_\w+)(?:\.py|\[\w+\])?`", text))
    assert len(named) > least
    assert named <= names_of_tests()


def test_every_threat_has_a_test() -> None:
    table = [
        line.strip("|").split("|")
        for line in (ROOT / "SECURITY.md").read_text("utf-8").splitlines()
        if line.startswith("|")
    ]
    rows = table[2:]
    assert len(rows) > 15
    for threat, _, tests in rows:
        assert "`test_" in tests, threat


def test_every_dependency_is_pinned_to_one_version() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    for pin in pins:
        assert re.fullmatch(r"[\w.-]+==\d[\w.+!]*", pin), pin
    pinned = [_name(pin) for pin in pins]
    assert len(pinned) == len(set(pinned))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = sum(project["optional-dependencies"].values(), project["dependencies"])
    assert {_name(each) for each in declared} - {project["name"]} <= set(pinned)


def _name(requirement: str) -> str:
    found = re.match(r"[\w.-]+", requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found[0]).lower()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_that_a_document_names_exists(document: Path) -> None:
    """A module may be named without its `.py`, and `*` is any name."""
    named = set(A_PATH.findall(document.read_text("utf-8")))
    missing = {
        path
        for path in named
        if not any(ROOT.glob(path)) and not any(ROOT.glob(f"{path.rstrip('/')}.py"))
    }
    assert not missing
