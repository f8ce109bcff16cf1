"""Test reading a digest: opening an article in its place and going back, pages, length, style."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.app import App
from news.model import InterfaceLanguage, RawArticle
from sandbox import Sandbox
from sandbox.api.faults import Rule
from sandbox.clock import ManualClock
from sandbox.errors import ApiError
from sandbox.testing import PIXEL, MessageSnapshot, Person
from service.bootstrap import Services
from storage.chats import subscribers
from storage.chats.subscribers import Subscriber
from tests.conftest import running
from tests.support.articles import AUTUMN, BRIDGE, LONG, about_autumn, load
from tests.support.conversation import ask, list_numbers, subscribe

People = Callable[..., Person]

PICTURE = "https://example.org/bridge.jpg"
PICTURED = replace(BRIDGE, image=PICTURE)

WORDS: dict[InterfaceLanguage, dict[str, str]] = {
    "ru": {
        "back": "Назад",
        "more": "Ещё",
        "list": "К списку",
        "rich": "Журнальный вид",
        "options": "Настроить",
    },
    "uk": {
        "back": "Назад",
        "more": "Ще",
        "list": "До списку",
        "rich": "Журнальний вигляд",
        "options": "Налаштувати",
    },
    "en": {
        "back": "Back",
        "more": "More",
        "list": "Back to the list",
        "rich": "Magazine style",
        "options": "Options",
    },
}


async def press(user: Person, message: MessageSnapshot, label: str) -> MessageSnapshot:
    await user.click(message, label)
    return await user.wait()


async def get_subscriber(services: Services, user: Person) -> Subscriber:
    async with services.database.read() as connection:
        reader = await subscribers.get(connection, user.id)
    assert reader is not None
    return reader


def same(one: MessageSnapshot, other: MessageSnapshot) -> bool:
    return (one.text, one.entities, one.keyboard, one.rich) == (
        other.text,
        other.entities,
        other.keyboard,
        other.rich,
    )


def get_message(user: Person, message: MessageSnapshot) -> MessageSnapshot:
    """Return a message as it is now."""
    return next(one for one in user.messages if one.message_id == message.message_id)


def find_page_mark(message: MessageSnapshot) -> str:
    return next(label for label in message.labels if " / " in label)


def count_stories(digest: MessageSnapshot) -> int:
    return len(list_numbers(digest))


async def press_option(user: Person, digest: MessageSnapshot, label: str) -> MessageSnapshot:
    return await press(user, await press(user, digest, "Настроить"), label)


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
async def test_digest_article_opens_below_with_a_way_to_the_list(
    app: App, services: Services, person: People, language: InterfaceLanguage
) -> None:
    words = WORDS[language]
    await load(services, LONG)
    reader = person(language_code=language)
    digest = await ask(reader, "/digest")
    article = await press(reader, digest, "1️⃣")
    assert article.message_id > digest.message_id, "reading begins at the top of a new message"
    assert same(get_message(reader, digest), digest)
    assert article.text.startswith(LONG.title)
    assert find_page_mark(article).startswith("1 / ")
    assert not any(label.endswith(words["back"]) for label in article.labels)
    second = await press(reader, article, words["more"])
    assert second.message_id == article.message_id
    assert find_page_mark(second).startswith("2 / ")
    first = await press(reader, second, words["back"])
    assert same(first, article)
    # Each page is one step away from the list.
    assert same(await press(reader, first, words["list"]), digest)
    second = await press(reader, await press(reader, digest, "1️⃣"), words["more"])
    assert same(await press(reader, second, words["list"]), digest)


async def test_back_button_restores_the_same_digest(
    services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    """«К списку» works after a restart, new stories, another headline article and another size."""
    olya = person()
    async with running(App(services)):
        await subscribe(olya, hour="20:00")
        await load(services, PICTURED, LONG)
        digest = await ask(olya, "/digest")
        await press(olya, digest, "1️⃣")
    sandbox_clock.advance(hours=3)
    second = replace(BRIDGE, source="Reuters", title="Новый мост через Днепр открыт в городе")
    await load(services, replace(second, text=second.text + "\n\nОб этом сообщает Reuters."))
    await load(services, about_autumn(AUTUMN[0]))
    async with services.database.write() as connection:
        await subscribers.change(connection, olya.id, digest_size=3)
    async with running(App(services)):
        assert same(await press(olya, olya.last, "К списку"), digest)


async def test_digest_second_page_opens_in_place_with_back_button(
    app: App, services: Services, person: People
) -> None:
    await load(services, *map(about_autumn, AUTUMN), BRIDGE, LONG)
    olya = person()
    first = await ask(olya, "/digest")
    second = await press(olya, first, "Ещё")
    assert second.message_id == first.message_id
    assert "\n8. " in second.text
    await press(olya, second, "8️⃣")
    again = await press(olya, olya.last, "К списку")
    assert same(again, second)
    assert same(await press(olya, again, "Назад"), first)


async def test_digest_size_buttons_apply_now_and_later(
    app: App, services: Services, person: People
) -> None:
    await load(services, *map(about_autumn, AUTUMN), BRIDGE, LONG)
    olya = person()
    digest = await ask(olya, "/digest")
    assert count_stories(digest) == 7
    options = await press(olya, digest, "Настроить")
    assert options.text == digest.text, "the digest stays above its options"
    assert same(await press(olya, options, "Назад"), digest)
    options = await press(olya, digest, "Настроить")
    answer = await olya.click(options, "Короче")
    shorter = await olya.wait()
    assert answer.text == "Теперь в сводке до 4 сюжетов."
    assert count_stories(shorter) == 4
    assert "И ещё 5 сюжетов" in shorter.text
    assert (await get_subscriber(services, olya)).digest_size == 4
    # Pressing the old button twice is still one step.
    (stale,) = [b.callback_data for row in options.keyboard for b in row if b.text == "➖ Короче"]
    assert stale
    await olya.click_data(shorter, stale)
    await olya.settle()
    olya.skip()
    assert (await get_subscriber(services, olya)).digest_size == 4

    normal = await press_option(olya, shorter, "Длиннее")
    assert count_stories(normal) == 7
    longest = await press_option(olya, normal, "Длиннее")
    assert count_stories(longest) == 9
    assert (await get_subscriber(services, olya)).digest_size == 11
    answer = await olya.click(await press(olya, longest, "Настроить"), "Длиннее")
    assert answer.text == "Теперь в сводке до 11 сюжетов."
    assert (await get_subscriber(services, olya)).digest_size == 11
    await olya.settle()
    olya.skip()
    assert "ничего нового" in (await ask(olya, "/digest")).text, "the longest showed all"


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
async def test_style_button_rerenders_the_same_digest(
    app: App, services: Services, sandbox: Sandbox, person: People, language: InterfaceLanguage
) -> None:
    words = WORDS[language]
    sandbox.add_picture(PICTURE, PIXEL)
    await load(services, replace(LONG, image=PICTURE), BRIDGE)
    reader = person(language_code=language)
    plain = await ask(reader, "/digest")
    assert plain.raw["link_preview_options"]["url"] == PICTURE

    options = await press(reader, plain, words["options"])
    rich, way_back = await press(reader, options, words["rich"]), await reader.wait()
    assert rich.message_id == plain.message_id
    assert rich.rich is not None
    assert {block["type"] for block in rich.rich} >= {"heading", "photo", "details"}
    assert BRIDGE.title in rich.text
    assert LONG.title in rich.text
    assert way_back.rich is None
    assert (await get_subscriber(services, reader)).style == "rich"
    assert (await ask(reader, "/digest")).rich is not None
    settings = await ask(reader, "/settings")
    assert settings.rich is None, "who sees no rich message finds the switch all the same"

    back = way_back.labels[0]
    assert (await press(reader, way_back, back)).text == plain.text
    assert (await get_subscriber(services, reader)).style == "plain"
    assert (await ask(reader, "/digest")).rich is None


async def test_plain_style_offer_follows_first_rich_digest_only(
    app: App, services: Services, person: People
) -> None:
    await load(services, BRIDGE)
    olya = person()
    first = await ask(olya, "/digest")
    await load(services, LONG)
    second = await ask(olya, "/digest")
    options = await press(olya, second, "Настроить")
    await press_option(olya, first, "Журнальный вид")
    assert "Не видите сообщения выше?" in (await olya.wait()).text
    assert (await press(olya, options, "Журнальный вид")).rich is not None
    await olya.settle()
    assert len([m for m in olya.messages if "Не видите сообщения" in m.text]) == 1


async def test_rich_digest_article_opens_below_with_a_way_to_the_list(
    app: App, services: Services, person: People
) -> None:
    await load(services, LONG, BRIDGE)
    olya = person()
    digest = await press_option(olya, await ask(olya, "/digest"), "Журнальный вид")
    await olya.wait()
    article = await press(olya, digest, "1️⃣")
    assert article.rich is not None
    assert article.message_id > digest.message_id
    assert same(await press(olya, article, "К списку"), digest)


async def test_style_button_without_rich_support_keeps_digest(
    app: App, services: Services, sandbox: Sandbox, person: People
) -> None:
    await load(services, BRIDGE)
    olya = person()
    digest = await ask(olya, "/digest")
    options = await press(olya, digest, "Настроить")
    error = ApiError(400, "Bad Request: message text is empty")
    sandbox.faults.add(Rule("old server", error=error, method="editMessageText"))
    answer = await olya.click(options, "Журнальный вид")
    assert answer.show_alert
    assert "оставил обычный" in answer.text
    assert same(olya.last, options)
    sandbox.faults.clear()
    assert (await ask(olya, "/digest")).rich is None


async def test_digest_falls_back_to_plain_without_rich_support(
    app: App,
    services: Services,
    sandbox: Sandbox,
    sandbox_clock: ManualClock,
    person: People,
    caplog: pytest.LogCaptureFixture,
) -> None:
    readers = [person(f"Читатель {number}") for number in range(3)]
    for reader in readers:
        await subscribe(reader, hour="20:00")
        async with services.database.write() as connection:
            await subscribers.change(connection, reader.id, style="rich")
    await load(services, LONG)
    sandbox.faults.add_server_error(404, method="sendRichMessage")
    sandbox_clock.now = datetime(2026, 7, 1, 17, tzinfo=UTC)
    assert await app.send_due_digests() == 3
    for digest in await asyncio.gather(*(reader.wait() for reader in readers)):
        assert digest.rich is None
        assert digest.text.endswith(
            "Сервер Telegram пока не поддерживает журнальный вид, показываю обычный."
        )
    lines = [r for r in caplog.records if "no rich messages here" in r.message]
    assert len(lines) == 1
    # From here on the messages are plain, with pages; the chosen style stays.
    article = await press(readers[0], digest := readers[0].last, "1️⃣")
    assert same(await press(readers[0], await press(readers[0], article, "Ещё"), "Назад"), article)
    assert count_stories(await press(readers[0], article, "К списку")) == count_stories(digest)
    assert (await get_subscriber(services, readers[0])).style == "rich"
    assert len([r for r in caplog.records if "no rich messages here" in r.message]) == 1


async def test_rich_digest_skips_private_network_image(
    app: App, services: Services, person: People
) -> None:
    await load(services, replace(BRIDGE, image="http://192.168.1.20/cam.jpg"))
    olya = person()
    digest = await ask(olya, "/digest")
    assert digest.raw["link_preview_options"] == {"is_disabled": True}
    article = await press(olya, digest, "1️⃣")
    assert article.raw["link_preview_options"] == {"is_disabled": True}
    assert "📷 Фото: Пресс-служба" in article.text


@pytest.mark.parametrize(
    ("language", "hour", "greeting"),
    [
        ("ru", 5, "Доброе утро! Среда, 1 июля"),
        ("ru", 9, "Добрый день! Среда, 1 июля"),
        ("ru", 21, "Здравствуйте! Четверг, 2 июля"),
        ("uk", 5, "Доброго ранку! Середа, 1 липня"),
        ("uk", 16, "Доброго вечора! Середа, 1 липня"),
        ("en", 5, "Good morning! Wednesday, 1 July"),
        ("en", 12, "Good afternoon! Wednesday, 1 July"),
    ],
)
async def test_digest_greeting_uses_reader_time_zone(
    app: App,
    services: Services,
    sandbox_clock: ManualClock,
    person: People,
    language: InterfaceLanguage,
    hour: int,
    greeting: str,
) -> None:
    """The hours are UTC, three behind Kyiv in summer."""
    sandbox_clock.adjust(hours=hour - sandbox_clock.now.hour)
    await load(services, BRIDGE)
    digest = await ask(person(language_code=language), "/digest")
    assert digest.text.startswith(greeting)


async def test_digest_groups_stories_by_reader_topics(
    app: App, services: Services, person: People
) -> None:
    raw = [
        RawArticle(
            title="Сборная выиграла чемпионат мира по футболу",
            text="Сборная выиграла финал чемпионата мира по футболу. Тренер похвалил команду "
            "за игру. Матч закончился со счётом два ноль.",
            source="Спорт",
        ),
        LONG,
        BRIDGE,
    ]
    await load(services, *raw)
    olya = person()
    digest = (await ask(olya, "/digest")).text
    titles = [digest.index(article.title) for article in raw]
    science, sport = digest.find("🔬 Наука"), digest.find("⚽ Спорт")
    main = min(titles)
    headed = [(science, titles[1]), (sport, titles[0])]
    assert all(head == -1 or head < title for head, title in headed if title != main)
    assert max(science, sport) > main


async def test_group_digest_article_is_sent_separately(
    app: App, services: Services, sandbox: Sandbox, person: People
) -> None:
    await load(services, BRIDGE)
    olya = person()
    group = sandbox.add_group("Дом", olya.user)
    here = olya.within(group)
    await here.send("/digest")
    digest = await here.wait()
    article = await press(here, digest, "1\ufe0f\u20e3")
    assert article.message_id != digest.message_id
    assert [button.url is not None for row in article.keyboard for button in row] == [True]
    assert BRIDGE.title in here.messages[-1].text, "the article is for the one who pressed"


async def test_expired_digest_button_explains_itself(
    app: App, services: Services, person: People
) -> None:
    await load(services, BRIDGE)
    olya = person()
    digest = await ask(olya, "/digest")
    for act in "smlkrp":
        answer = await olya.click_data(digest, f"d:404:{act}")
        assert answer.text
