"""Fixtures: aiogram's own client on a new sandbox, and its page in a real browser."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from playwright.async_api import Page

from sandbox import Sandbox
from tests.support.browser import open_browser


class PlainSession(AiohttpSession):
    """aiogram's session without its wait of 0.25 s for TLS when it closes."""

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


@pytest_asyncio.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    session = PlainSession(api=TelegramAPIServer.from_base(sandbox.url))
    yield Bot(sandbox.token, session=session)
    await session.close()


@pytest_asyncio.fixture
async def page(sandbox: Sandbox) -> AsyncIterator[Page]:
    """Yield a browser page that is not opened yet. An error in its console fails the test."""
    problems: list[str] = []
    async with open_browser() as browser:
        opened = await browser.new_page(locale="ru-RU", viewport={"width": 1200, "height": 800})
        opened.on("pageerror", lambda error: problems.append(str(error)))
        opened.on(
            "console", lambda said: problems.append(said.text) if said.type == "error" else None
        )
        yield opened
    assert problems == []
