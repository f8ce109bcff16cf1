"""Fixtures of the tests of the demo's page: the real command and a real browser."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Page

from tests.demo.visitors import DESKTOP, PHONE, RUSSIAN, ZONE, Demo, Visit, Words, run_demo
from tests.support.browser import open_browser


@pytest.fixture(scope="module")
def demo(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demo]:
    """Run one demo for the tests of a file, with as many readers as its ``READERS`` says."""
    with run_demo(tmp_path_factory.mktemp("demo"), request.module.READERS) as demo:
        yield demo


@pytest.fixture
async def visit(demo: Demo) -> AsyncIterator[Visit]:
    """Yield a function that opens the demo in a new browser window. Errors in it fail the test."""
    async with open_browser() as browser:
        mistakes: list[str] = []

        async def open_page(words: Words, width: int = DESKTOP) -> Page:
            height = 860 if width > PHONE else 844
            page = await browser.new_page(
                viewport={"width": width, "height": height},
                locale=words.locale,
                timezone_id=ZONE,
                color_scheme="light",
            )
            page.on("pageerror", lambda error: mistakes.append(str(error)))
            await page.goto(demo.page_url)
            return page

        yield open_page
        assert not mistakes, mistakes


@pytest.fixture
async def page(visit: Visit) -> Page:
    return await visit(RUSSIAN)
