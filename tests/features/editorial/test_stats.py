"""Test /stats: the chart, its caption, and searches without results."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from PIL import Image

from bot.app import App
from bot.charts import process
from sandbox import Sandbox
from sandbox.clock import ManualClock
from sandbox.testing import MessageSnapshot, Person
from service.bootstrap import Services
from service.i18n.translations import Translations
from storage.stats import daily_counters
from storage.stats.daily_counters import DailyCounter, to_utc_date
from tests.conftest import EDITOR_ID
from tests.support.articles import BRIDGE, load
from tests.support.conversation import ask, open_first, subscribe
from tests.support.editors import press
from tests.support.outbox import wait_until_sent

People = Callable[..., Person]


def caption(message: MessageSnapshot) -> str:
    return str(message.raw["caption"])


async def counted(services: Services) -> dict[DailyCounter, int]:
    today = to_utc_date(services.clock())
    async with services.database.read() as connection:
        return dict((await daily_counters.get_days(connection, today, today)).get(today, {}))


@pytest.mark.parametrize(
    ("language", "readers", "other", "ticked", "vain"),
    [
        (
            "ru",
            "Читатели: 1, на паузе 0, недоступно 0. Пришло 1, ушло 0.",
            "7 дней",
            "✅ 7 дней",
            "Искали и не нашли",
        ),
        (
            "uk",
            "Читачі: 1, на паузі 0, недоступно 0. Прийшло 1, пішло 0.",
            "7 днів",
            "✅ 7 днів",
            "Шукали й не знайшли",
        ),
        (
            "en",
            "Readers: 1, paused 0, out of reach 0. Joined 1, left 0.",
            "7 days",
            "✅ 7 days",
            "No-result searches",
        ),
    ],
)
async def test_stats_chart_has_text_figures(
    app: App, services: Services, person: People, sandbox: Sandbox,
    language: str, readers: str, other: str, ticked: str, vain: str,
) -> None:  # fmt: skip
    await subscribe(person("Оля"))
    await load(services, BRIDGE)
    editor = person("Анна", id=EDITOR_ID, language_code=language)
    await editor.send("/stats")
    shown = await editor.wait(30)
    assert readers in caption(shown)
    picture = Image.open(io.BytesIO(picture_of(sandbox, shown)))
    assert picture.size == (1080, 1280)
    # At least two colours: something is drawn on the background.
    assert len(picture.convert("RGB").getcolors(1 << 24) or []) > 50
    await editor.click(shown, other, 30)
    week = editor.messages[-1]
    assert week.message_id == shown.message_id
    assert ticked in week.labels
    assert picture_of(sandbox, week) != picture_of(sandbox, shown)
    without_results = await press(editor, week, vain)
    assert without_results.message_id == shown.message_id
    assert caption(without_results) != caption(week)


def picture_of(sandbox: Sandbox, message: MessageSnapshot) -> bytes:
    file_id = message.raw["photo"][-1]["file_id"]
    return sandbox.telegram.files.get(file_id).upload.content


async def test_stats_same_period_is_not_redrawn(app: App, person: People, sandbox: Sandbox) -> None:
    editor = person("Анна", id=EDITOR_ID)
    await editor.send("/stats")
    shown = await editor.wait(30)
    await editor.click(shown, "30 дней")
    assert not [e for e in sandbox.journal.entries if e.method.lower() == "editmessagemedia"]


async def test_stats_without_matplotlib_are_text(
    app: App, person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "is_available", lambda: False)
    editor = person("Анна", id=EDITOR_ID)
    shown = await ask(editor, "/stats")
    assert "Читатели: 0" in shown.text
    week = await press(editor, shown, "7 дней")
    assert week.text.startswith("Статистика за 7 дней")
    assert "хотя бы двое" in (await press(editor, week, "Искали и не нашли")).text


async def test_stats_chart_failure_falls_back_to_text(
    app: App, person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "DRAW_TIMEOUT_SECONDS", 0.0)
    assert "Читатели: 0" in (await ask(person("Анна", id=EDITOR_ID), "/stats")).text


async def test_daily_counters_outlive_subscribers(
    app: App, services: Services, person: People
) -> None:
    await load(services, BRIDGE)
    olya = await subscribe(person("Оля"))
    await wait_until_sent(services)  # the first digest
    found = await ask(olya, "мостом")
    await open_first(olya, found, "Читать")
    await olya.settle()
    olya.skip()
    await ask(olya, "шарлотка")
    await olya.send("/stop")
    await olya.click(await olya.wait(), "Да, удалить")
    await app.stats_buffer.flush()
    assert await counted(services) == {
        DailyCounter.DELIVERED: 1,
        DailyCounter.JOINED: 1,
        DailyCounter.LEFT: 1,
        DailyCounter.OPENED: 2,
        DailyCounter.SEARCHED: 2,
        DailyCounter.NO_RESULTS: 1,
        DailyCounter.ADDED: 1,
    }


async def test_daily_states_are_the_last_of_the_day(
    app: App, services: Services, person: People, clock: ManualClock
) -> None:
    await app.snapshot_totals()
    await subscribe(person("Оля"))
    await app.snapshot_totals()
    assert (await counted(services))[DailyCounter.SUBSCRIBERS] == 1
    clock.advance(days=1)
    await app.snapshot_totals()
    async with services.database.read() as connection:
        days = await daily_counters.get_days(
            connection, to_utc_date(clock()) - timedelta(days=9), to_utc_date(clock())
        )
    assert [counts[DailyCounter.SUBSCRIBERS] for counts in days.values()] == [1, 1]


async def test_stats_show_failed_queries_of_two_people(app: App, person: People) -> None:
    olya, petro = person("Оля"), person("Петро")
    for reader, words in (
        (olya, "Шарлотка"),
        (petro, "шарлотка"),
        (olya, "Иван Коваль 1987"),
        (olya, "иван коваль 1987"),
    ):
        await ask(reader, words)
    editor = person("Анна", id=EDITOR_ID)
    await editor.send("/stats")
    shown = await press(editor, await editor.wait(30), "Искали и не нашли")
    assert "арлотка: 2 читателя" in caption(shown)
    assert "Коваль" not in caption(shown)
    await olya.send("/stop")
    await olya.click(await olya.wait(), "Да, удалить")
    await editor.click(shown, "Назад", 30)
    back = editor.messages[-1]
    assert "арлотка" not in caption(await press(editor, back, "Искали и не нашли"))


async def test_stats_show_what_changed_since_the_period_before(
    app: App, services: Services, person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "is_available", lambda: False)
    editor, now = person("Анна", id=EDITOR_ID), services.clock()
    days = {
        8: {DailyCounter.SEARCHED: 3, DailyCounter.OPENED: 5, DailyCounter.DELIVERED: 1200},
        0: {DailyCounter.SEARCHED: 5, DailyCounter.OPENED: 5, DailyCounter.DELIVERED: 200},
    }
    async with services.database.write() as connection:
        for ago, counts in days.items():
            await daily_counters.add(connection, now - timedelta(days=ago), counts)
    month = await ask(editor, "/stats")
    assert "поисков 8," in month.text
    assert "По сравнению" not in month.text
    week = await press(editor, month, "7 дней")
    assert "поисков 5," in week.text
    changes = week.text.partition("таким же предыдущим периодом: ")[2].splitlines()[0]
    assert changes == "доставлено −1\xa0000, поисков +2."


@pytest.mark.parametrize(("count", "shown"), [(1, "1 article, 1 story."), (0, "0 articles, 0 st")])
def test_archive_is_counted_as_one_says_it_in_english(count: int, shown: str) -> None:
    t = Translations()["en"]
    line = t("stats-line-sources", sources=1, failing=0, added=1, articles=count, stories=count)
    assert f"in the archive: {shown}" in line
