"""Test every setting: change it in the chat and check its effect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.app import App
from bot.ui.widgets import LANGUAGE_NAMES
from news.model import INTERFACE_LANGUAGES, InterfaceLanguage, RawArticle
from sandbox import Sandbox
from sandbox.clock import ManualClock
from sandbox.testing import MessageSnapshot, Person
from service.bootstrap import Services
from service.i18n.translations import Translator
from tests.conftest import EDITOR_ID
from tests.support.articles import AUTUMN, BRIDGE, LONG, about_autumn, load
from tests.support.conversation import ask, get_subscriber, list_numbers, subscribe
from tests.support.editors import got, preview, sent_to
from tests.support.outbox import wait_until_sent

People = Callable[..., Person]


ABOUT_BEES = RawArticle(
    title="Бджолярі Закарпаття зібрали рекордний урожай меду",
    source="Пасічник",
    text="Бджолярі Закарпаття зібрали цього року рекордний урожай меду. Погода була теплою, і "
    "бджоли працювали від ранку до вечора.\n\nЯрмарок відкриється в Ужгороді у вересні.",
)
ABOUT_CHESS = RawArticle(
    title="A schoolgirl wins the chess tournament in Bristol",
    source="Chess Weekly",
    text="A schoolgirl of eleven won the open chess tournament in Bristol on Tuesday. She beat two "
    "grandmasters and drew with a third.\n\nHer teacher said that she trains every evening.",
)


async def go(olya: Person, message: MessageSnapshot, *labels: str) -> MessageSnapshot:
    """Press the buttons in order; each edits the same message."""
    for label in labels:
        await olya.click(message, label)
        changed = await olya.wait()
        assert changed.message_id == message.message_id, "a new message instead of a change"
        message = changed
    return message


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
async def test_settings_screens_edit_one_message(
    app: App, person: People, sandbox_clock: ManualClock, language: InterfaceLanguage
) -> None:
    t = Translator(language)
    olya = await subscribe(person())
    await ask(olya, f"/language {language}")
    screen = await ask(olya, "/settings")
    main = screen.labels
    back, done = t("button-back"), t("button-done")
    for label, way in (
        (t("topics-every"), done),
        (LANGUAGE_NAMES[t.language], done),
        ("08:00", back),
        (t("weekdays-every"), done),
        (t("languages-own").partition(": ")[2], done),
        (t("quiet-off"), done),
        (t("pause-title"), back),
        (t("mydata-title"), back),
    ):
        sandbox_clock.advance(seconds=2)  # as fast as people press
        screen = await go(olya, screen, label, way)
        assert screen.labels == main
    screen = await go(olya, screen, main[4].split()[-1], t("region-africa"), back, back)
    assert screen.labels == main
    closed = await go(olya, screen, done)
    assert closed.text.startswith(t("settings-closed"))


async def test_two_digest_times_send_new_stories_each(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya = await subscribe(person())
    hours = await go(olya, await ask(olya, "/settings"), "08:00", "Несколько раз в день", "20:00")
    assert [label for label in hours.labels if "✅" in label] == ["✅ 08:00", "✅ 20:00"]
    settings = await go(olya, hours, "Готово")
    assert "🕗 08:00, 20:00" in settings.labels
    texts = []
    for day, hour, article in ((1, 17, BRIDGE), (2, 5, LONG)):
        await load(services, article)
        sandbox_clock.now = datetime(2026, 7, day, hour, tzinfo=UTC)
        assert await app.send_due_digests() == 1
        texts.append((await olya.wait()).text)
        sandbox_clock.advance(minutes=1)
    assert [BRIDGE.title in text for text in texts] == [True, False]
    assert [LONG.title in text for text in texts] == [False, True]


async def test_digest_times_are_one_to_three(app: App, services: Services, person: People) -> None:
    olya = await subscribe(person())
    hours = await go(olya, await ask(olya, "/time 8 13 20:30"))
    assert "08:00, 13:00 и 20:30" in hours.text
    hours = await ask(olya, "/time")
    answer = await olya.click(hours, "09:00")
    assert "Больше трёх" in answer.text
    hours = await go(olya, hours, "13:00", "20:30")
    answer = await olya.click(hours, "08:00")
    assert "Хотя бы один" in answer.text
    assert (await get_subscriber(services, olya)).digest_times == (time(8),)
    assert "Больше трёх" in (await ask(olya, "/time 7 8 9 10")).text


async def test_single_digest_time_is_changed_by_button_or_text(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya = await subscribe(person())
    hours = await go(olya, await ask(olya, "/time"), "21:00")
    assert "Ближайшая сводка — сегодня в 21:00." in hours.text
    assert (await get_subscriber(services, olya)).digest_times == (time(21),)
    assert "09:30 и 18:00" in (await ask(olya, "9:30 и 18")).text
    # The question is answered, so the next number is a search again.
    assert "ничего не нашлось" in (await ask(olya, "7")).text
    await ask(olya, "/time")
    sandbox_clock.advance(minutes=16)
    assert "ничего не нашлось" in (await ask(olya, "7")).text


async def test_unselected_weekdays_are_skipped_without_loss(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya = await subscribe(person())
    days = await go(olya, await ask(olya, "/settings"), "Каждый день", "По будням", "пн")
    assert [label[2:] for label in days.labels if "✅" in label] == ["вт", "ср", "чт", "пт"]
    settings = await go(olya, days, "Готово")
    assert "📅 вт, ср, чт, пт" in settings.labels
    sandbox_clock.now = datetime(2026, 7, 4, 9, tzinfo=UTC)  # Saturday
    await app.send_due_digests()
    sandbox_clock.advance(hours=1)
    await load(services, BRIDGE)
    for day in (5, 6):
        sandbox_clock.now = datetime(2026, 7, day, 5, tzinfo=UTC)
        assert await app.send_due_digests() == 0
    sandbox_clock.now = datetime(2026, 7, 7, 5, tzinfo=UTC)
    assert await app.send_due_digests() == 1
    await wait_until_sent(services)
    assert len(got(olya, BRIDGE.title)) == 1


async def test_last_weekday_cannot_be_removed(app: App, services: Services, person: People) -> None:
    olya = await subscribe(person())
    screen = await go(olya, await ask(olya, "/settings"), "Каждый день", "По будням")
    for day in ("вт", "ср", "чт", "пт"):
        screen = await go(olya, screen, day)
    await olya.click(screen, "пн")
    await olya.settle()
    assert (await get_subscriber(services, olya)).weekdays == {1}


@pytest.mark.parametrize(
    ("presses", "stories"), [((), 7), (("обычная",), 11), (("обычная", "Подробно"), 4)]
)
async def test_digest_size_setting_is_applied(
    app: App, services: Services, person: People, presses: tuple[str, ...], stories: int
) -> None:
    olya = await subscribe(person())
    more = [
        replace(about_autumn(text), title=f"Ещё: {text.split('.')[0]}", text=f"{text[::-1]} {text}")
        for text in AUTUMN[:4]
    ]
    await load(services, *map(about_autumn, AUTUMN), *more, BRIDGE, LONG)
    await go(olya, await ask(olya, "/settings"), *presses)
    digest = await ask(olya, "/digest")
    assert len(list_numbers(digest)) <= stories
    assert f"\n{stories}. " in "\n" + digest.text or stories == 11
    assert f"\n{stories + 1}. " not in digest.text


async def test_article_languages_filter_digest(
    app: App, services: Services, person: People
) -> None:
    articles = BRIDGE, ABOUT_BEES, ABOUT_CHESS
    olya = await subscribe(person())
    await load(services, *articles)

    async def shown_titles() -> list[bool]:
        text = (await ask(olya, "/digest")).text
        return [article.title in text for article in articles]

    assert await shown_titles() == [True, False, False]
    settings = await ask(olya, "/settings")
    settings = await go(olya, settings, "на моём языке", "Українська", "English", "Готово")
    assert "📰 Українська, English" in settings.labels
    assert await shown_titles() == [False, True, True]


async def test_article_languages_filter_even_without_articles(
    app: App, services: Services, person: People
) -> None:
    olya = await subscribe(person())
    await load(services, BRIDGE)
    screen = await ask(olya, "/settings")
    await go(olya, screen, "на моём языке", "English")
    assert "новостей для вас не было" in (await ask(olya, "/digest")).text


async def test_breaking_news_is_loud_silent_or_off(
    app: App, services: Services, person: People, sandbox: Sandbox
) -> None:
    loud, silent, off = person(), person("Тарас"), person("Иван")
    resting, editor = person("Ира"), person("Анна", id=EDITOR_ID)
    for one in (loud, silent, off, resting):
        await subscribe(one)
    await go(silent, await ask(silent, "/settings"), "Срочные новости: да")
    await go(resting, await ask(resting, "/settings"), "Срочные новости: да")
    await ask(resting, "/quiet 1-2")
    screen = await go(off, await ask(off, "/settings"), "Срочные новости: да")
    await go(off, screen, "Срочные новости: без звука")
    await editor.click(await preview(editor, "/breaking Мост закрыт"), "Отправить")
    await wait_until_sent(services)
    sounds = [
        [request.get("disable_notification") for request in sent_to(sandbox, one.id, "Мост закрыт")]
        for one in (loud, silent, resting, off)
    ]
    assert sounds == [[None], [True], [True], []]


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
async def test_settings_fit_a_phone(
    app: App, services: Services, person: People, language: InterfaceLanguage
) -> None:
    """Nobody scrolls for the last button."""
    olya = person()
    await subscribe(olya)
    await services.subscribers.set_language(await get_subscriber(services, olya), language)
    rows = (await ask(olya, "/settings")).raw["reply_markup"]["inline_keyboard"]
    assert len(rows) <= 8


async def test_empty_digest_notice_setting(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya, taras = person(), person("Тарас")
    await subscribe(olya)
    await subscribe(taras)
    settings = await go(
        olya, await ask(olya, "/settings"), "Каждый день", "Если новостей нет: сообщать"
    )
    assert "💬 Если новостей нет: молчать" in settings.labels
    sandbox_clock.now = datetime(2026, 7, 2, 5, tzinfo=UTC)
    await app.send_due_digests()
    await wait_until_sent(services)
    assert not got(olya, "ничего не вышло")
    assert got(taras, "ничего не вышло")


async def test_time_zone_setting_moves_digest(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya = await subscribe(person(), hour="20:00")
    zone = await go(olya, await ask(olya, "/settings"), "Киев", "Тбилиси, 13:00")
    assert "сегодня в 20:00" in zone.text
    assert "мост" in (await ask(olya, "мост")).text, "no city: a search"
    named = await ask(olya, "Варшава")
    assert "Часовой пояс: Варшава, у вас сейчас 11:00." in named.text
    sandbox_clock.now = datetime(2026, 7, 1, 18, tzinfo=UTC)
    assert await app.send_due_digests() == 1
    await wait_until_sent(services)
    olya.skip()
    await ask(olya, "/timezone UTC+3")
    assert "🌍 UTC+3" in (await ask(olya, "/settings")).labels


async def test_settings_ignore_double_tap_and_forged_values(
    app: App, services: Services, person: People, caplog: pytest.LogCaptureFixture
) -> None:
    olya = await subscribe(person())
    before = replace(await get_subscriber(services, olya), prompted_at=None)
    settings = await ask(olya, "/settings")
    for data in (
        "k:loud", "i:x", "sw:state:1", "w:0", "w:89", "h:9999:s:1", "h::s:0", "z:Mars/Base:s",
        "zp:mars:0:s", "zp:asia:999999:s", "la:tlh", "l:xx:s", "pz:y", "u:zz",
    ):  # fmt: skip
        await olya.click_data(settings, data)
        await olya.settle()
    assert (
        replace(await get_subscriber(services, olya), pending_prompt="", prompted_at=None) == before
    )
    for _ in range(2):
        await olya.click_data(settings, "k:silent")
    await olya.settle()
    assert (await get_subscriber(services, olya)).breaking == "silent"
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_due_digest_survives_settings_change(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya = await subscribe(person(), hour="20:00")
    await load(services, BRIDGE)
    sandbox_clock.now = datetime(2026, 7, 1, 17, tzinfo=UTC) + timedelta(seconds=1)
    await ask(olya, "/timezone Warsaw")
    assert await app.send_due_digests() == 1
    assert BRIDGE.title in (await olya.wait()).text
