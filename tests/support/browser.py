"""A real browser for the tests of pages."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, async_playwright, expect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# A loaded machine may take longer than the five seconds that are the default.
expect.set_options(timeout=20_000)


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """Open Chromium, and close it at the end of the block. Skips the test where there is none."""
    if CHROMIUM is None:
        pytest.skip("no Chromium here: the tests of pages need it (package chromium)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()
