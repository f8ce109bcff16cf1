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
    """The same by its short name, for tests that have no clock of their own."""
    return sandbox_clock


@pytest_asyncio.fixture
async def sandbox(sandbox_clock: ManualClock) -> AsyncIterator[Sandbox]:
    """A fresh sandbox; its messages are dated by `sandbox_clock`."""
    async with Sandbox(clock=sandbox_clock) as fresh:
        yield fresh


@pytest.fixture
def person(sandbox: Sandbox) -> Callable[..., Person]:
    """Makes people: `olya = person("Оля", language_code="ru")`."""

    def make(name: str = "Оля", **details: Any) -> Person:
        return Person(sandbox, name, **details)

    return make


@pytest.fixture
def group(sandbox: Sandbox) -> Callable[..., Chat]:
    """Makes groups: `group("Редакция", olya.user)`."""
    return sandbox.add_group
