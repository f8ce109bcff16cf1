"""The page of a new sandbox in a real browser, which the tests of a file share.

It belongs to the event loop of the file, and so does all that these tests use.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from aiogram import Bot
from playwright.async_api import Browser, Page

from sandbox import Sandbox
from sandbox.clock import ManualClock
from tests.sandbox.conftest import open_client
from tests.support.browser import open_browser


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def sandbox(sandbox_clock: ManualClock) -> AsyncIterator[Sandbox]:
    async with Sandbox(clock=sandbox_clock) as fresh:
        yield fresh


@pytest_asyncio.fixture(loop_scope="module")
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    async with open_client(sandbox) as client:
        yield client


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, sandbox: Sandbox) -> AsyncIterator[Page]:
    """Yield a browser page that is not opened yet. An error in its console fails the test."""
    problems: list[str] = []
    opened = await browser.new_page(locale="ru-RU", viewport={"width": 1200, "height": 800})
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    yield opened
    await opened.close()
    assert problems == []
