from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database.engine import Database


@pytest.fixture
async def database(empty_database: Path, tmp_path: Path) -> AsyncIterator[Database]:
    path = shutil.copy(empty_database, tmp_path / "svodka.db")
    database = Database(f"sqlite:///{path}")
    yield database
    await database.close()
