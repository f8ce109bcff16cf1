"""A service on a PostgreSQL server of its own, which the tests stop, cut off and fill up."""

from __future__ import annotations

import contextlib
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bench.support.outages.server import OwnServer, create_server
from sandbox.testing import Person
from storage.database.postgres import database as database_module
from storage.migrations.runner import migrate
from storage.outages import watch
from tests.support.databases import postgres


@pytest.fixture(scope="session")
def own_server() -> Iterator[OwnServer]:
    """Start a server once."""
    if postgres.find_binaries() is None:
        pytest.skip("these tests stop a server: they need PostgreSQL's programs on this machine")
    with create_server(Path(f"/tmp/svodka-outage-{os.getpid()}")) as server:
        migrate(server.own_url)
        yield server


@pytest.fixture
async def server(
    engine: str, own_server: OwnServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[OwnServer]:
    """Return a server that works, with an empty database. What the service waits for is shorter
    than in real life."""
    monkeypatch.setattr(Person, "quiet_seconds", 0.25)
    monkeypatch.setattr(watch, "INTERVAL_SECONDS", 0.2)
    monkeypatch.setattr(watch, "ANSWER_SECONDS", 1.0)
    monkeypatch.setattr(watch, "RETRY_SECONDS", 0.1)
    monkeypatch.setattr(database_module, "PATIENCE_SECONDS", 0.5)
    postgres.empty_database(own_server.own_url)
    async with own_server.cable.run():
        yield own_server
    if not own_server.is_running:
        own_server.launch()
    with contextlib.suppress(FileNotFoundError):
        own_server.free_disk()


@pytest.fixture
def database_url(server: OwnServer) -> str:
    """Return the url of the server, behind its cable."""
    return server.url
