"""Test what a visitor of the demo's page reads: digests, articles, a group and a channel."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.demo.visitors import (
    DIGEST,
    NIGHT_SECONDS,
    RUSSIAN,
    Demo,
    chat,
    picture,
    read_first,
    run_command,
)

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

READERS = 60


async def test_demo_serves_group_and_channel(demo: Demo, page: Page) -> None:
    bubbles = page.locator(".bubble")
    await page.locator("#tour").get_by_role("button", name="Закрыть").click()
    await page.get_by_role("button", name="Оля").click()
    await chat(page, "Дом на Портовой").click()
    await expect(bubbles.last).to_contain_text("«ветропарк»: 1 сюжет, 2 статьи")
    await picture(page, "group")
    box = page.get_by_role("combobox")
    await box.fill("Спасибо!")
    await box.press("Enter")
    await expect(bubbles.last).to_contain_text("Спасибо!")
    await box.fill("/time 21:30")
    await box.press("Enter")
    await expect(bubbles.last).to_contain_text("Это настраивают администраторы группы")

    await chat(page, "Новости Лимана").click()
    await expect(bubbles.filter(has_text=DIGEST).nth(5)).to_be_attached()
    await expect(bubbles.last).to_contain_text(DIGEST)
    await page.get_by_role("button", name="1️⃣", exact=True).last.click()
    await chat(page, "Svodka").click()
    await expect(bubbles.last).not_to_contain_text(DIGEST)


async def test_demo_reader_has_a_week_of_digests(demo: Demo, page: Page) -> None:
    digests = page.locator(".bubble").filter(has_text=DIGEST)
    await page.locator("#tour").get_by_role("button", name="Закрыть").click()
    await page.get_by_role("button", name="Оля").click()
    await expect(digests.nth(5)).to_be_attached()
    await digests.last.evaluate("digest => digest.scrollIntoView({block: 'start'})")
    await picture(page, "digest")


async def test_demo_visitor_subscribes_reads_and_searches(
    demo: Demo, page: Page, tmp_path: Path
) -> None:
    bubbles = page.locator(".bubble")
    await page.locator("#tour").get_by_role("button", name="Закрыть").click()
    await page.get_by_role("button", name="Начать").click()
    await expect(bubbles.last).to_contain_text("Здравствуйте! Это Сводка.")
    await page.get_by_role("button", name="Наука").click()
    await expect(page.get_by_role("button", name="✅ Наука")).to_be_visible()
    await picture(page, "topics")
    await page.get_by_role("button", name="Готово").click()
    await page.get_by_role("button", name="08:00", exact=True).click()
    await expect(bubbles.filter(has_text="А вот первая")).to_be_visible()
    await expect(bubbles.last).to_contain_text(DIGEST)

    news = {
        "title": "Маяк зажгли снова",
        "text": "Старый маяк у Лимана зажгли снова. Он ждал ремонта.",
    }
    (tmp_path / "news.jsonl").write_text(json.dumps(news), encoding="utf-8")
    assert "1 added" in await run_command(demo, "import", tmp_path / "news.jsonl")
    box = page.get_by_role("combobox")
    await box.fill("маяками")
    await box.press("Enter")
    await expect(bubbles.last).to_contain_text("«маяками»: 1 сюжет, 1 статья")
    await read_first(page)
    await expect(bubbles.last).to_contain_text("Он ждал ремонта.")

    await box.fill("азербайджану")
    await box.press("Enter")
    await expect(bubbles.last).to_contain_text("Азербайджан")
    await picture(page, "search")
    await read_first(page)
    await bubbles.last.evaluate("article => article.scrollIntoView({block: 'start'})")
    await picture(page, "article")

    await rich_style_on_a_phone_in_the_dark(page)


async def rich_style_on_a_phone_in_the_dark(page: Page) -> None:
    bubbles = page.locator(".bubble")
    await page.get_by_role("button", name="Оля").click()
    await page.emulate_media(color_scheme="dark")
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await page.set_viewport_size({"width": 390, "height": 844})
    box = page.get_by_role("combobox")
    await box.fill("/settings")
    await box.press("Enter")
    await page.get_by_role("button", name="Вид: обычный").click()
    await expect(bubbles.last).to_contain_text("вернитесь к обычному виду")
    await picture(page, "rich-phone-dark")
    await box.fill("/digest")
    await box.press("Enter")
    await expect(bubbles.last).to_contain_text(DIGEST)
    await expect(bubbles.last.locator(".rich")).to_be_visible()
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390
    await picture(page, "digest-phone-dark")
    await box.fill("/settings")
    await box.press("Enter")
    settings = page.locator(".message").last
    await settings.get_by_role("button", name=re.compile("журнальный$")).click()
    await expect(settings.get_by_role("button", name="Вид: обычный")).to_be_visible()


async def test_demo_existing_reader_gets_next_digest(demo: Demo, page: Page) -> None:
    digests = page.locator(".bubble").filter(has_text=DIGEST)
    await page.locator("#tour").get_by_role("button", name="Закрыть").click()
    await page.get_by_role("button", name="Оля").click()
    await expect(digests.nth(5)).to_be_attached()
    mornings = await digests.count()
    panel = page.locator("#panel")
    if await panel.is_hidden():  # The tour of a visitor who has read and searched opens it.
        await page.get_by_role("button", name="За кулисами").click()
    await panel.get_by_role("button", name=RUSSIAN.tomorrow).click()
    await expect(digests).to_have_count(mornings + 1, timeout=NIGHT_SECONDS * 1000)
    await digests.last.evaluate("digest => digest.scrollIntoView({block: 'start'})")
    await expect(page.locator(".toast")).to_have_count(0)
    await picture(page, "panel")
