"""Every test here talks to a fresh sandbox over real HTTP with aiogram's own client."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from sandbox import Sandbox


class PlainSession(AiohttpSession):
    """aiogram's session without the quarter of a second it waits for TLS when it closes."""

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


@pytest_asyncio.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    session = PlainSession(api=TelegramAPIServer.from_base(sandbox.url))
    yield Bot(sandbox.token, session=session)
    await session.close()
