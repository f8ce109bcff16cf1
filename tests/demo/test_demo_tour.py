"""Test the demo's tour as visitors see it: a thousand readers get the breaking news."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.demo.visitors import RUSSIAN, Demo, find, push, reach_morning, subscribe

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

READERS = None


async def test_demo_tour_follows_a_visitor_through_four_steps(demo: Demo, page: Page) -> None:
    await subscribe(page, RUSSIAN, "tour")
    await find(page, RUSSIAN)
    await push(page, RUSSIAN, "breaking")
    await reach_morning(page, RUSSIAN)
    await page.get_by_role("button", name="Оля").first.click()
    bubbles = page.locator(".bubble")
    await expect(bubbles.filter(has_text="Мост через Лиман открыт")).to_have_count(1)
