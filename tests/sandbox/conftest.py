"""A new sandbox and aiogram's own client on it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest_asyncio
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from sandbox import Sandbox


class PlainSession(AiohttpSession):
    """aiogram's session without its wait of 0.25 s for TLS when it closes."""

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


@pytest_asyncio.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    async with open_client(sandbox) as client:
        yield client


@asynccontextmanager
async def open_client(sandbox: Sandbox) -> AsyncIterator[Bot]:
    """Open a client, and close it at the end of the block."""
    session = PlainSession(api=TelegramAPIServer.from_base(sandbox.url))
    yield Bot(sandbox.token, session=session)
    await session.close()
