"""Fixtures of the tests of the demo's page: the real command and a real browser."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.demo.visitors import DESKTOP, PHONE, RUSSIAN, ZONE, Demo, Visit, Words, run_demo
from tests.support.browser import open_browser


@pytest.fixture(scope="module")
def demo(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demo]:
    """Run one demo for the tests of a file, with as many readers as its ``READERS`` says."""
    with run_demo(tmp_path_factory.mktemp("demo"), request.module.READERS) as demo:
        yield demo


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def visit(demo: Demo, browser: Browser) -> AsyncIterator[Visit]:
    """Yield a function that opens the demo in a new browser window. Errors in it fail the test."""
    mistakes: list[str] = []
    pages: list[Page] = []

    async def open_page(words: Words, width: int = DESKTOP) -> Page:
        height = 860 if width > PHONE else 844
        page = await browser.new_page(
            viewport={"width": width, "height": height},
            locale=words.locale,
            timezone_id=ZONE,
            color_scheme="light",
        )
        pages.append(page)
        page.on("pageerror", lambda error: mistakes.append(str(error)))
        await page.goto(demo.page_url)
        return page

    yield open_page
    for page in pages:
        await page.close()
    assert not mistakes, mistakes


@pytest_asyncio.fixture(loop_scope="module")
async def page(visit: Visit) -> Page:
    return await visit(RUSSIAN)
