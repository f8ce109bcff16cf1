"""Test MESSAGE_STYLE=rich: the first rich message of any kind is followed by the plain style's
offer, once for each chat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from bot.app import App
from news.model import InterfaceLanguage
from sandbox import Sandbox
from sandbox.clock import ManualClock
from sandbox.testing import Person
from service.bootstrap import Services
from service.config import Settings
from service.subscribers.service import build_default_subscriber
from storage.chats import subscribers
from tests.conftest import EDITOR_ID
from tests.features.alerts.test_alerts import follow
from tests.support.articles import BRIDGE, LONG, load
from tests.support.conversation import ask, open_first
from tests.support.editors import press
from tests.support.outbox import wait_until_sent

People = Callable[..., Person]

OFFERS: dict[InterfaceLanguage, tuple[str, str, str]] = {
    "ru": ("Не видите сообщения выше?", "Вернуть обычный вид", "Вид: обычный"),
    "uk": ("Не бачите повідомлення вище?", "Повернути звичайний вигляд", "звичайний"),
    "en": ("Can’t see the message above?", "Back to plain", "Style: plain"),
}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"message_style": "rich"})


def count_offers(olya: Person, text: str = OFFERS["ru"][0]) -> int:
    return len([message for message in olya.messages if text in message.text])


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
async def test_the_offer_follows_the_first_search_and_comes_once(
    app: App, services: Services, person: People, language: InterfaceLanguage
) -> None:
    await load(services, BRIDGE)
    text, button, style = OFFERS[language]
    olya = person(language_code=language)
    found = await ask(olya, "мост")
    assert found.rich is not None
    offer = await olya.wait()
    assert text in offer.text
    assert offer.rich is None, "it is seen in any client"
    await open_first(olya, found)
    await ask(olya, "/digest")
    await ask(olya, "мост")
    await olya.settle()
    assert count_offers(olya, text) == 1
    await olya.click(offer, button)
    assert any(style in label for label in (await olya.wait()).labels)
    assert (await ask(olya, "мост")).rich is None


async def test_the_offer_below_a_digest_shows_it_once_more_in_plain_style(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya = person()
    now = services.clock()
    stored = build_default_subscriber(
        services.settings, olya.id, "private", "ru", now, "Europe/Kyiv"
    )
    await services.subscribers.activate(replace(stored, digest_times=(time(20),)), now)
    await load(services, BRIDGE)
    sandbox_clock.now = datetime(2026, 7, 1, 17, tzinfo=UTC)
    assert await app.send_due_digests() == 1
    digest = await olya.wait()
    assert digest.rich is not None
    offer = await olya.wait(timeout=15)
    assert OFFERS["ru"][0] in offer.text
    await olya.click(offer, OFFERS["ru"][1])
    plain = await olya.wait()
    assert plain.rich is None
    assert BRIDGE.title in plain.text
    assert plain.message_id == offer.message_id


async def test_the_offer_follows_an_alert_and_an_article(
    app: App, services: Services, person: People
) -> None:
    olya, taras = person(), person("Тарас")
    await app.send_alerts()
    await follow(services, olya.id, "мост")
    async with services.database.write() as connection:
        await subscribers.change(connection, olya.id, style="rich")
    await load(services, BRIDGE, LONG)
    await app.send_alerts()
    await wait_until_sent(services)
    assert (await olya.wait()).rich is not None
    assert OFFERS["ru"][0] in (await olya.wait(timeout=15)).text
    article = await ask(taras, "/start article_1")
    assert article.rich is not None
    await taras.wait()  # the greeting of a new reader
    assert OFFERS["ru"][0] in (await taras.wait()).text


async def test_the_offer_follows_the_article_that_breaking_news_opens(
    app: App, services: Services, person: People
) -> None:
    """Breaking news itself has no rich form, so an offer below it would confuse."""
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    now = services.clock()
    stored = build_default_subscriber(
        services.settings, olya.id, "private", "ru", now, "Europe/Kyiv"
    )
    await services.subscribers.activate(stored, now)
    await load(services, BRIDGE)
    question = await ask(editor, "/start article_1")
    assert question.rich is not None
    await editor.click(question, "Срочно")
    await editor.settle()
    draft = next(m for m in editor.messages if any("Отправить" in one for one in m.labels))
    await press(editor, draft, "Отправить")
    await wait_until_sent(services)
    await olya.settle()
    (breaking,) = [m for m in olya.messages if m.text.startswith("🔴")]
    assert breaking.rich is None
    assert count_offers(olya) == 0
    olya.skip()
    await olya.click(breaking, "Читать")
    assert (await olya.wait()).rich is not None
    assert OFFERS["ru"][0] in (await olya.wait()).text
    await olya.click(breaking, "Читать")
    await olya.settle()
    assert count_offers(olya) == 1


async def test_a_server_without_rich_messages_needs_no_offer(
    app: App, services: Services, person: People, sandbox: Sandbox
) -> None:
    sandbox.faults.add_server_error(404, method="sendRichMessage")
    await load(services, BRIDGE)
    olya = person()
    for word in ("мост", "мостом"):
        assert (await ask(olya, word)).rich is None
    await olya.settle()
    assert count_offers(olya) == 0


async def test_a_group_gets_no_offer(
    app: App, services: Services, person: People, sandbox: Sandbox
) -> None:
    await load(services, BRIDGE)
    olya = person()
    group = olya.within(sandbox.add_group("Двор", olya.user))
    assert (await ask(group, "/search мост")).rich is not None
    await group.settle()
    assert count_offers(group) == 0
