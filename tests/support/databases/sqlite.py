"""An SQLite database of the current schema, which tests copy: thirty migrations take a second."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from storage.migrations.runner import migrate


@cache
def create_empty_database() -> bytes:
    """Create a database of the current schema once; return its file."""
    with tempfile.TemporaryDirectory(prefix="svodka-empty-") as folder:
        path = Path(folder) / "svodka.db"
        migrate(f"sqlite:///{path}")
        return path.read_bytes()
