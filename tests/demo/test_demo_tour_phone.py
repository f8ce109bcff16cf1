"""Test the demo's tour on a phone, in English, and what an editor does after it."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.demo.visitors import (
    BROADCAST_SECONDS,
    ENGLISH,
    PHONE,
    Demo,
    Visit,
    find,
    push,
    reach_morning,
    subscribe,
)

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

READERS = 60


async def test_demo_tour_fits_a_phone_in_english(demo: Demo, visit: Visit) -> None:
    page = await visit(ENGLISH, PHONE)
    await subscribe(page, ENGLISH, "tour-phone")
    await find(page, ENGLISH)
    await push(page, ENGLISH)
    await reach_morning(page, ENGLISH, "morning-phone")
    assert await page.evaluate("document.documentElement.scrollWidth") == PHONE


async def test_demo_editor_corrects_the_news_for_everyone(demo: Demo, visit: Visit) -> None:
    page = await visit(ENGLISH)
    await page.locator("#tour").get_by_role("button", name="Close").click()
    bubbles, box = page.locator(".bubble"), page.get_by_role("combobox")
    await page.get_by_role("button", name="Kate").first.click()
    reports = bubbles.filter(has_text=re.compile(r"#\d+\. Done"))
    before = await reports.count()
    await box.fill("/breaking The ferry is back")
    await box.press("Enter")
    await page.locator(".key.success").filter(has_text="Send").last.click()
    await expect(reports).to_have_count(before + 1, timeout=BROADCAST_SECONDS * 1000)
    number = re.findall(r"#(\d+)", await reports.last.inner_text())[0]
    await box.fill(f"/correct {number} The ferry is back on Friday")
    await box.press("Enter")
    await expect(bubbles.last).to_contain_text("After:")
    await page.get_by_role("button", name="✏️ Correct").last.click()
    await expect(bubbles.last).to_contain_text("Corrected", timeout=BROADCAST_SECONDS * 1000)
    await page.get_by_role("button", name="Nora").first.click()
    await expect(bubbles.filter(has_text="The ferry is back on Friday")).to_have_count(1)
