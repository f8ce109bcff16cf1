"""Test the queries of a story's reports."""

from __future__ import annotations

import pytest
from sqlalchemy.dialects import sqlite

from storage.archive import coverage
from storage.database.engine import Database

STATEMENTS = {
    "place": (coverage.SELECT_PLACE, {"article_id": 1}),
    "count": (coverage.COUNT_REPORTS, {"story_id": 1}),
    "newest": (coverage.SELECT_NEWEST, {"story_id": 1, "limit": 10, "offset": 10}),
    "oldest": (coverage.SELECT_OLDEST, {"story_id": 1, "limit": 10, "offset": 10}),
}


@pytest.mark.sqlite
@pytest.mark.parametrize("name", STATEMENTS)
async def test_only_the_reports_of_one_story_are_read(database: Database, name: str) -> None:
    """However long the archive is: an index leads to the story, and no table is scanned."""
    statement, params = STATEMENTS[name]
    compiled = statement.compile(dialect=sqlite.dialect())
    values = tuple(params[key] for key in compiled.positiontup or ())
    async with database.read() as connection:
        steps = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", values)
        plan = [row.detail for row in steps]
    assert plan
    assert not [step for step in plan if step.startswith("SCAN")], plan
    if name != "place":
        assert any("ix_articles_story_id" in step for step in plan), plan
