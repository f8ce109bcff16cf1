"""Clients of the HTTP API of a running service."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import aiohttp
import pytest

from bot.app import App
from service.ops.api_tokens import Scope
from service.ops.clock import system_clock
from storage.stats.audit_log import Actor

OPERATOR = Actor(None, "operator")
Connect = Callable[..., AbstractAsyncContextManager[aiohttp.ClientSession]]


@pytest.fixture
async def connect(app: App) -> Connect:
    """Return what opens a client with a token of these scopes; all, if none is named."""
    await app.web.started.wait()

    @contextlib.asynccontextmanager
    async def open_client(
        *scopes: Scope, name: str = "cms"
    ) -> AsyncIterator[aiohttp.ClientSession]:
        token = await app.services.api_tokens.add(
            name, scopes or tuple(Scope), OPERATOR, system_clock()
        )
        async with aiohttp.ClientSession(
            get_address(app), headers={"Authorization": f"Bearer {token}"}
        ) as client:
            yield client

    return open_client


@pytest.fixture
async def client(connect: Connect) -> AsyncIterator[aiohttp.ClientSession]:
    async with connect() as client:
        yield client


def get_address(app: App) -> str:
    host, port = app.web.address
    return f"http://{host}:{port}"
