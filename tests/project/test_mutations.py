"""Check that `make mutate` can be run: each place stands once, each test is one of the tables."""

from __future__ import annotations

import re

import pytest

from tests.project.mutations.__main__ import Mutation, load_mutations
from tests.support.paths import ROOT

MUTATIONS = load_mutations()


def list_rows() -> list[set[str]]:
    """Return the tests that each row of the tables names."""
    rows = [
        line
        for document in ("docs/delivery.md", "SECURITY.md")
        for line in (ROOT / document).read_text("utf-8").splitlines()
        if line.startswith("|") and "`test" in line
    ]
    return [set(re.findall(r"`(?:tests/[\w/]+/)?(test_\w+)", row)) for row in rows]


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: f"{one.file}-{one.name}")
def test_place_of_a_mutation_stands_once(mutation: Mutation) -> None:
    assert (ROOT / mutation.file).read_text("utf-8").count(mutation.old) == 1
    assert mutation.new != mutation.old
    path, _, name = mutation.test.partition("::")
    assert (ROOT / path).is_file()
    assert f"def {name}(" in (ROOT / path).read_text("utf-8") or not name


def test_rows_of_the_tables_are_mutated() -> None:
    files = {
        one.test.partition("::")[0].rpartition("/")[2].removesuffix(".py") for one in MUTATIONS
    }
    mutated = files | {one.name for one in MUTATIONS}
    assert [row for row in list_rows() if not row & mutated] == []
