"""Test the settings menu and the two styles."""

from __future__ import annotations

from collections.abc import Callable

from bot.app import App
from sandbox import Sandbox
from sandbox.testing import Person
from service.bootstrap import Services
from tests.support.articles import LONG, load
from tests.support.conversation import ask, open_first, subscribe

People = Callable[..., Person]


async def test_rich_style_sends_sample_with_undo(
    app: App, services: Services, person: People
) -> None:
    await load(services, LONG)
    olya = person()
    settings = await ask(olya, "/settings")
    await olya.click(settings, "Вид: обычный")
    sample, changed, way_back = await olya.wait(), await olya.wait(), await olya.wait()
    assert sample.rich is not None
    assert sample.rich[0]["type"] == "heading"
    assert "🎨 журнальный" in changed.labels
    assert way_back.rich is None

    full = await open_first(olya, await ask(olya, "обсерватория"), "Читать")
    assert full.rich is not None
    assert not any(label.endswith("Ещё") for label in full.labels)
    assert LONG.text.split("\n\n")[-1] in full.text

    await olya.click(way_back, "Вернуть обычный вид")
    assert "🎨 Вид: обычный" in (await olya.wait()).labels
    assert (await ask(olya, "обсерватория")).rich is None


async def test_rich_style_is_refused_without_server_support(
    app: App, person: People, sandbox: Sandbox
) -> None:
    sandbox.faults.add_server_error(404, method="sendRichMessage")
    olya = person()
    answer = await olya.click(await ask(olya, "/settings"), "Вид: обычный")
    assert answer.show_alert
    assert "оставил обычный" in answer.text
    assert (await ask(olya, "/help")).rich is None


async def test_breaking_news_setting_off_excludes_reader(
    app: App, services: Services, person: People
) -> None:
    from storage.messaging import audience
    from storage.messaging.audience import Audience

    olya = await subscribe(person())
    await olya.click(await ask(olya, "/settings"), "Срочные новости: да")
    silent = await olya.wait()
    await olya.click(silent, "Срочные новости: без звука")
    assert "🔴 Срочные новости: нет" in (await olya.wait()).labels
    async with services.database.read() as connection:
        assert await audience.count_recipients(connection, Audience()) == 0
