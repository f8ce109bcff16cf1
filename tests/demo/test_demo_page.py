"""Test the demo with the real command and a real browser.

With SVODKA_SCREENSHOTS=1 the pictures of the README are taken again.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.support.browser import open_browser
from tests.support.paths import ROOT

pytestmark = pytest.mark.slow

IMAGES = ROOT / "docs" / "images"
SVODKA = Path(sys.executable).with_name("svodka")
START_SECONDS = 120
BROADCAST_SECONDS = 90
NIGHT_SECONDS = 30
DESKTOP, PHONE = 1280, 390
DIGEST = re.compile(r"(?:истори|сюжет)[а-я]*, \d+ мин")
"""The line at the head of every digest."""
COUNT = re.compile(r"1\D?0\d\d")
"""The number of all readers, the crowd and the casts."""


@dataclass(frozen=True)
class Words:
    """What a visitor sees in a language."""

    locale: str
    language: str
    newcomer: str
    reader: str
    editor: str
    start: str
    topic: str
    ready: str
    go_on: str
    skip: str
    end: str
    send: str
    tomorrow: str
    digest: re.Pattern[str]
    found: str
    news: str
    forum: str
    threads: tuple[str, str]


RUSSIAN = Words(
    locale="ru-RU",
    language="Русский",
    newcomer="Марина",
    reader="Оля",
    editor="Анна, редактор",
    start="Начать",
    topic="Экономика",
    ready="Готово",
    go_on="Дальше",
    skip="Пропустить",
    end="Понятно",
    send="Отправить",
    tomorrow="Перевести часы на завтра, 8:00",
    digest=DIGEST,
    found="«азербайджану»",
    news="Мост через Лиман открыт",
    forum="Соседи: Портовая, 12",
    threads=("Новости", "Объявления"),
)
UKRAINIAN = Words(
    locale="uk-UA",
    language="Українська",
    newcomer="Соломія",
    reader="Тарас",
    editor="Ганна, редакторка",
    start="Почати",
    topic="Спорт",
    ready="Готово",
    go_on="Далі",
    skip="Пропустити",
    end="Зрозуміло",
    send="Надіслати",
    tomorrow="Перевести годинник на завтра, 8:00",
    digest=re.compile(r"(?:історі|сюжет)[а-яіїє]*, \d+ хв"),
    found="«трамваєм»",
    news="Міст через лиман відкрили",
    forum="Сусіди: Портова, 12",
    threads=("Новини", "Оголошення"),
)
ENGLISH = Words(
    locale="en-GB",
    language="English",
    newcomer="Emma",
    reader="Nora",
    editor="Kate, editor",
    start="Start",
    topic="Economy",
    ready="Done",
    go_on="Next",
    skip="Skip",
    end="Got it",
    send="Send",
    tomorrow="Make it 8:00 tomorrow",
    digest=re.compile(r"stor(?:y|ies), \d+ min"),
    found="“islanders”",
    news="The harbour bridge is open",
    forum="Harbour Street neighbours",
    threads=("News", "Notices"),
)


Visit = Callable[..., Awaitable[Page]]


class Demo:
    """A running `svodka demo`."""

    def __init__(self, process: Process, printed: str) -> None:
        self.process = process
        self.page_url = re.findall(r"http://127\.0\.0\.1:\d+/", printed)[0]
        self.database_url = re.findall(r"DATABASE_URL=(\S+)", printed)[0]


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    environment = {**kept, "HOME": str(tmp_path), "TMPDIR": str(tmp_path)}
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
async def visit(demo: Demo) -> AsyncIterator[Visit]:
    """Yield a function that opens the demo in a new browser window. Errors in it fail the test."""
    async with open_browser() as browser:
        mistakes: list[str] = []

        async def open_page(words: Words, width: int = DESKTOP) -> Page:
            height = 860 if width > PHONE else 844
            page = await browser.new_page(
                viewport={"width": width, "height": height},
                locale=words.locale,
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


async def picture(page: Page, name: str | None, after: int = 400) -> None:
    """Take a screenshot after animations have ended; nothing without a name."""
    if name and os.environ.get("SVODKA_SCREENSHOTS"):
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


async def read_first(page: Page) -> None:
    """Open the full text of the first result. Each button is looked for in the last message only:
    older ones have the same, and the summary has the words of the full text."""
    last = page.locator(".message").last
    for label in ("1️⃣", "Читать"):
        await last.get_by_role("button", name=label).click()
    await expect(last.get_by_role("button", name="Кратко")).to_be_visible()


async def subscribe(page: Page, words: Words, name: str | None = None) -> None:
    """Do what the first step of the tour asks."""
    tour, bubbles = page.locator("#tour"), page.locator(".bubble")
    await expect(tour).to_contain_text(words.newcomer)
    await expect(page.locator("#panel")).to_be_hidden()
    await picture(page, name)
    await page.get_by_role("button", name=words.start, exact=True).click()
    await expect(tour.locator("li.done")).to_have_count(1)
    await page.locator(".key").filter(has_text=words.topic).click()
    await expect(page.locator(".key").filter(has_text=f"✅ {words.topic}")).to_be_visible()
    await expect(tour.get_by_role("button", name=words.skip)).to_be_visible()
    await page.locator(".key").filter(has_text=words.ready).click()
    await page.get_by_role("button", name="08:00", exact=True).click()
    await expect(bubbles.last).to_contain_text(words.digest)
    await tour.get_by_role("button", name=words.go_on).click()


async def find(page: Page, words: Words) -> None:
    """Do what the second step asks."""
    tour = page.locator("#tour")
    await expect(tour.get_by_role("button", name=words.go_on)).to_have_count(0)
    await expect(page.get_by_role("combobox")).not_to_have_value("")
    await page.get_by_role("combobox").press("Enter")
    await expect(page.locator(".bubble").last).to_contain_text(words.found)
    await tour.get_by_role("button", name=words.go_on).click()


async def push(page: Page, words: Words, name: str | None = None) -> None:
    """Do what the third step asks: the tour waits until everybody has the news."""
    tour, panel = page.locator("#tour"), page.locator("#panel")
    is_wide = (page.viewport_size or {"width": 0})["width"] > PHONE
    await expect(page.get_by_role("combobox")).not_to_have_value("")
    await expect(panel).to_be_visible(visible=is_wide)
    await page.get_by_role("combobox").press("Enter")
    await expect(tour.locator("li.done")).to_have_count(1)
    await expect(page.locator(".bubble").last).to_contain_text(COUNT)
    await page.locator(".key.success").filter(has_text=words.send).click()
    await expect(tour.locator("li.done")).to_have_count(2)
    await expect(tour.get_by_role("button", name=words.go_on)).to_have_count(0)
    await expect(panel).to_contain_text("sendMessage")
    await picture(page, name, after=5000)
    go_on = tour.get_by_role("button", name=words.go_on)
    await expect(go_on).to_be_visible(timeout=BROADCAST_SECONDS * 1000)
    peak = await panel.locator("#numbers dd").nth(1).inner_text()
    assert 1 < int(peak.split(" / ")[0]) <= 30
    await go_on.click()


async def reach_morning(page: Page, words: Words, name: str | None = None) -> None:
    """Do what the last step asks."""
    tour, digests = page.locator("#tour"), page.locator(".bubble").filter(has_text=words.digest)
    await expect(tour).to_contain_text(words.reader)
    await expect(digests.nth(5)).to_be_attached()
    mornings = await digests.count()
    await tour.get_by_role("button", name=words.tomorrow).click()
    end = tour.get_by_role("button", name=words.end)
    await expect(end).to_be_visible(timeout=NIGHT_SECONDS * 1000)
    await expect(digests).to_have_count(mornings + 1)
    await expect(digests.last).to_be_in_viewport()
    await expect(page.locator(".toast")).to_have_count(0)
    await picture(page, name)
    await end.click()
    await expect(tour).to_be_hidden()


async def test_demo_tour_follows_a_visitor_through_four_steps(demo: Demo, page: Page) -> None:
    await subscribe(page, RUSSIAN, "tour")
    await find(page, RUSSIAN)
    await push(page, RUSSIAN, "breaking")
    await reach_morning(page, RUSSIAN)
    bubbles = page.locator(".bubble")
    await page.get_by_role("button", name="Оля").first.click()
    await expect(bubbles.filter(has_text="Мост через Лиман открыт")).to_have_count(1)
    await page.get_by_role("button", name="Анна").first.click()
    box = page.get_by_role("combobox")
    await box.fill("/correct 1 Мост через Лиман откроют завтра")
    await box.press("Enter")
    await expect(bubbles.last).to_contain_text("Исправить у всех")
    await page.locator(".key").filter(has_text="Исправить").last.click()
    all_corrected = BROADCAST_SECONDS * 1000
    await expect(bubbles.last).to_contain_text("Исправлено", timeout=all_corrected)
    await page.get_by_role("button", name="Оля").first.click()
    await expect(bubbles.filter(has_text="Мост через Лиман откроют завтра")).to_have_count(1)


async def test_demo_tour_fits_a_phone_in_english(demo: Demo, visit: Visit) -> None:
    page = await visit(ENGLISH, PHONE)
    await subscribe(page, ENGLISH, "tour-phone")
    await find(page, ENGLISH)
    await push(page, ENGLISH)
    await reach_morning(page, ENGLISH, "morning-phone")
    assert await page.evaluate("document.documentElement.scrollWidth") == PHONE


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
    await page.get_by_role("button", name=RUSSIAN.tomorrow).click()
    await expect(digests).to_have_count(mornings + 1, timeout=NIGHT_SECONDS * 1000)
    await digests.last.evaluate("digest => digest.scrollIntoView({block: 'start'})")
    await expect(page.locator(".toast")).to_have_count(0)
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
