"""Fixtures for tests of bots: `pytest_plugins = ["sandbox.pytest_plugin"]` in a conftest."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio

from sandbox.clock import ManualClock
from sandbox.service import Sandbox
from sandbox.state.models import Chat
from sandbox.testing import Person


@pytest.fixture
def sandbox_clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def clock(sandbox_clock: ManualClock) -> ManualClock:
    """Return `sandbox_clock`. Tests that need another clock override this fixture."""
    return sandbox_clock


@pytest_asyncio.fixture
async def sandbox(sandbox_clock: ManualClock) -> AsyncIterator[Sandbox]:
    """Start a new sandbox; `sandbox_clock` dates its messages."""
    async with Sandbox(clock=sandbox_clock) as fresh:
        yield fresh


@pytest.fixture
def person(sandbox: Sandbox) -> Callable[..., Person]:
    """Return a function that adds people: `olya = person("Оля", language_code="ru")`."""

    def make(name: str = "Оля", **details: Any) -> Person:
        return Person(sandbox, name, **details)

    return make


@pytest.fixture
def group(sandbox: Sandbox) -> Callable[..., Chat]:
    """Return a function that adds groups: `group("Редакция", olya.user)`."""
    return sandbox.add_group
