"""Test the demo with the real command and a real browser.

With SVODKA_SCREENSHOTS=1 the pictures of the README are taken again.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

IMAGES = Path(__file__).resolve().parents[3] / "docs" / "images"
SVODKA = Path(sys.executable).with_name("svodka")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
START_SECONDS = 60
DIGEST = re.compile(r"сюжет(?:|а|ов), \d+ мин")
"""The line below the greeting of every digest."""


class Demo:
    """A running `svodka demo`."""

    def __init__(self, process: Process, printed: str) -> None:
        self.process = process
        self.page_url = re.findall(r"http://127\.0\.0\.1:\d+/", printed)[0]
        self.database_url = re.findall(r"DATABASE_URL=(\S+)", printed)[0]


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "TMPDIR": str(tmp_path)}
    process = await asyncio.create_subprocess_exec(
        SVODKA, "demo", "--no-browser", "--port", "0",
        stdout=PIPE, stderr=PIPE, env=environment, cwd=tmp_path,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    async with asyncio.timeout(START_SECONDS):
        printed = (await process.stdout.readuntil(b"ends it.")).decode()
    yield Demo(process, printed)
    if process.returncode is None:
        process.send_signal(signal.SIGINT)
    _, errors = await process.communicate()
    assert b"Traceback" not in errors, errors.decode()
    assert process.returncode == 0
    assert not [name for name in os.listdir(tmp_path) if name.startswith("svodka-demo-")]  # noqa: PTH208


@pytest.fixture
async def page(demo: Demo) -> AsyncIterator[Page]:
    if CHROMIUM is None:
        pytest.skip("no Chromium here: the tests of the chat page need it (package chromium)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET])
        page = await browser.new_page(
            viewport={"width": 1280, "height": 860}, locale="ru-RU", color_scheme="light"
        )
        mistakes: list[str] = []
        page.on("pageerror", lambda error: mistakes.append(str(error)))
        await page.goto(demo.page_url)
        yield page
        assert not mistakes, mistakes
        await browser.close()


async def picture(page: Page, name: str, after: int = 400) -> None:
    """Take a screenshot after animations have ended."""
    if os.environ.get("SVODKA_SCREENSHOTS"):
        await page.wait_for_timeout(after)
        await page.screenshot(path=IMAGES / f"{name}.png")


def chat(page: Page, title: str) -> Locator:
    """A row of the chat list."""
    name = page.locator(".chat-name").get_by_text(title, exact=True)
    return page.locator(".chat-row").filter(has=name)


async def svodka(demo: Demo, *arguments: str | Path) -> str:
    process = await asyncio.create_subprocess_exec(
        SVODKA, *arguments,
        stdout=PIPE, stderr=PIPE, env={**os.environ, "DATABASE_URL": demo.database_url},
    )  # fmt: skip
    out, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    return out.decode()


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
    assert "1 added" in await svodka(demo, "import", tmp_path / "news.jsonl")
    box = page.get_by_role("combobox")
    await box.fill("маяками")
    await box.press("Enter")
    await expect(bubbles.last).to_contain_text("«маяками»: 1 сюжет, 1 статья")
    await page.get_by_role("button", name="1️⃣").last.click()
    await page.get_by_role("button", name="Читать").last.click()
    await expect(bubbles.last).to_contain_text("Он ждал ремонта.")

    await box.fill("азербайджану")
    await box.press("Enter")
    await expect(bubbles.last).to_contain_text("Азербайджан")
    await picture(page, "search")
    await page.get_by_role("button", name="1️⃣").last.click()
    await page.get_by_role("button", name="Читать").last.click()
    await expect(bubbles.last).not_to_contain_text("«азербайджану»")
    await picture(page, "article")

    await rich_style_on_a_phone_in_the_dark(page)


async def test_demo_tour_runs_from_digest_to_breaking_news(demo: Demo, page: Page) -> None:
    tour, bubbles = page.locator("#tour"), page.locator(".bubble")
    await expect(tour).to_contain_text("Вы — Марина")
    await picture(page, "tour")
    await page.get_by_role("button", name="Начать").click()
    await expect(bubbles.last).to_contain_text("Здравствуйте")
    await tour.get_by_role("button", name="Дальше").click()
    await expect(tour).to_contain_text("Спросите слово")
    await page.get_by_role("combobox").press("Enter")
    await expect(bubbles.last).to_contain_text("«азербайджану»")
    await tour.get_by_role("button", name="Дальше").click()
    await expect(tour).to_contain_text("Теперь вы — редактор")
    await page.get_by_role("combobox").press("Enter")
    await tour.get_by_role("button", name="Понятно").click()
    await expect(bubbles.last).to_contain_text("1\u00a0006 читателей")
    await page.get_by_role("button", name="📣 Отправить").click()
    report = bubbles.filter(has_text="№ 1.").first
    await expect(report).to_contain_text("Отправляю: доставлено")
    await page.get_by_role("button", name="За кулисами").click()
    await expect(page.locator("#panel")).to_contain_text("sendMessage")
    await picture(page, "breaking", after=5000)
    await page.get_by_role("button", name="За кулисами").click()
    await page.get_by_role("button", name="Оля").first.click()
    await expect(bubbles.last).to_contain_text("Мост через Лиман открыт")
    await page.get_by_role("button", name="Анна").first.click()
    box = page.get_by_role("combobox")
    await box.fill("/correct 1 Мост через Лиман откроют завтра")
    await box.press("Enter")
    await expect(bubbles.last).to_contain_text("Исправляю")
    await page.get_by_role("button", name="Оля").first.click()
    await expect(bubbles.last).to_have_text(re.compile("Мост через Лиман откроют завтра"))


async def test_demo_existing_reader_gets_next_digest(demo: Demo, page: Page) -> None:
    bubbles = page.locator(".bubble")
    await page.locator("#tour").get_by_role("button", name="Закрыть").click()
    await page.get_by_role("button", name="Оля").click()
    digests = bubbles.filter(has_text=DIGEST)
    await expect(digests.nth(5)).to_be_attached()
    mornings = await digests.count()
    await digests.last.evaluate("digest => digest.scrollIntoView({block: 'start'})")
    await picture(page, "digest")
    await page.get_by_role("button", name="За кулисами").click()
    await page.get_by_role("button", name="Сделать 8:00 завтра").click()
    await expect(digests).to_have_count(mornings + 1)
    await picture(page, "panel")


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
