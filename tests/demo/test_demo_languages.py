"""Test that the demo's page and its forum speak the visitor's language."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.demo.visitors import (
    ENGLISH,
    RUSSIAN,
    UKRAINIAN,
    Demo,
    Visit,
    Words,
    chat,
    find,
    picture,
    reach_morning,
    subscribe,
)

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

READERS = 60


@pytest.mark.parametrize("words", [RUSSIAN, UKRAINIAN, ENGLISH], ids=["ru", "uk", "en"])
async def test_demo_forum_gets_its_digests_in_a_thread(
    demo: Demo, visit: Visit, words: Words
) -> None:
    page = await visit(words)
    await expect(page.locator("#tour")).to_contain_text(words.newcomer)
    await chat(page, words.forum).click()
    tabs, bubbles = page.get_by_role("tab"), page.locator(".bubble")
    await expect(tabs).to_contain_text(words.threads)
    news, notices = words.threads
    await tabs.filter(has_text=news).click()
    await expect(bubbles.filter(has_text=words.digest).nth(5)).to_be_attached()
    await picture(page, "forum" if words is RUSSIAN else None)
    await tabs.filter(has_text=notices).click()
    await expect(bubbles).to_have_count(1)


async def test_demo_speaks_the_language_of_the_page(demo: Demo, visit: Visit) -> None:
    page = await visit(ENGLISH)
    tour, names = page.locator("#tour"), page.locator(".person-name")
    await expect(tour).to_contain_text("You are Emma")
    await expect(names).to_have_text(["Emma", "Nora", "Ben", "Kate, editor"])
    await page.get_by_role("button", name="Українська").click()
    await expect(names).to_have_text(["Соломія", "Тарас", "Леся", "Ганна, редакторка"])
    await subscribe(page, UKRAINIAN)
    await find(page, UKRAINIAN)
    await expect(tour).to_contain_text("редакторка")
    await tour.get_by_role("button", name="Пропустити").click()
    await reach_morning(page, UKRAINIAN)
    await page.reload()
    await expect(names.first).to_have_text("Соломія")
    await expect(tour).to_be_hidden()
    await page.get_by_role("button", name="Екскурсія").click()
    await expect(tour).to_contain_text("редакторка")
