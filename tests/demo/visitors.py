"""What visitors of the demo's page see and do, and the running demo that they visit.

With SVODKA_SCREENSHOTS=1 the tests take the pictures of the README again.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
from asyncio.subprocess import PIPE
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from tests.support.paths import ROOT

IMAGES = ROOT / "docs" / "images"
SVODKA = Path(sys.executable).with_name("svodka")
WITH_FEWER_READERS = """
import sys
from bot.demo import world
world.CROWD_SIZE = int(sys.argv.pop(1))
from bot.cli.entry import main
main()
"""
START_SECONDS = 120
BROADCAST_SECONDS = 90
NIGHT_SECONDS = 30
DESKTOP, PHONE = 1280, 390
ZONE = "Europe/Kyiv"
DIGEST = re.compile(r"(?:истори|сюжет)[а-я]*, \d+ мин")
"""The line at the head of every digest."""
COUNT = re.compile(r"\d\d (?:читател|читач|reader)")
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

    def __init__(self, printed: str) -> None:
        self.page_url = re.findall(r"http://127\.0\.0\.1:\d+/", printed)[0]
        self.database_url = re.findall(r"DATABASE_URL=(\S+)", printed)[0]


@contextlib.contextmanager
def run_demo(folder: Path, readers: int | None) -> Iterator[Demo]:
    """Run the demo in a folder until the end of the block; check that it ends well.

    ``readers``: how many are simulated, None for as many as visitors see: breaking news takes half
    a minute to reach those.
    """
    command = [SVODKA] if readers is None else [sys.executable, "-c", WITH_FEWER_READERS, readers]
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    errors = folder / "errors"
    with errors.open("wb") as log:
        process = subprocess.Popen(
            [*map(str, command), "demo", "--no-browser", "--port", "0"],
            stdout=subprocess.PIPE, stderr=log, cwd=folder,
            env={**kept, "HOME": str(folder), "TMPDIR": str(folder), "TZ": ZONE},
        )  # fmt: skip
    assert process.stdout is not None
    timer = threading.Timer(START_SECONDS, process.kill)
    timer.start()
    printed = ""
    while "ends it." not in printed and (line := process.stdout.readline()):
        printed += line.decode()
    timer.cancel()
    try:
        assert "ends it." in printed, errors.read_text()
        yield Demo(printed)
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate()
    assert "Traceback" not in errors.read_text()
    assert process.returncode == 0
    assert not list(folder.glob("svodka-demo-*"))


async def picture(page: Page, name: str | None, after: int = 400) -> None:
    """Take a screenshot after animations have ended; nothing without a name."""
    if name and os.environ.get("SVODKA_SCREENSHOTS"):
        await page.wait_for_timeout(after)
        await page.screenshot(path=IMAGES / f"{name}.png")


def chat(page: Page, title: str) -> Locator:
    """A row of the chat list."""
    name = page.locator(".chat-name").get_by_text(title, exact=True)
    return page.locator(".chat-row").filter(has=name)


async def run_command(demo: Demo, *arguments: str | Path) -> str:
    process = await asyncio.create_subprocess_exec(
        SVODKA, *arguments,
        stdout=PIPE, stderr=PIPE, env={**os.environ, "DATABASE_URL": demo.database_url},
    )  # fmt: skip
    out, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    return out.decode()


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
