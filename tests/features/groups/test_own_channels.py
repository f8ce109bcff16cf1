"""The posts of a channel that the bot administers are articles, once an editor takes them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.app import App
from bot.telegram.updates import inbox
from bot.ui.document import get_photo_id
from news.model import Article
from sandbox import Sandbox, users
from sandbox.clock import ManualClock
from sandbox.entities import format_text
from sandbox.state.files import Upload
from sandbox.state.models import Chat
from sandbox.testing import PIXEL, Person
from service.articles.analysis_worker import AnalyzerUnavailable
from service.bootstrap import Services
from storage.archive import articles
from storage.archive.sources import PauseReason, Source
from storage.messaging import inbox as messaging_inbox
from storage.stats.audit_log import SERVICE_ACTOR
from tests.conftest import EDITOR_ID
from tests.support.conversation import ask
from tests.support.groups import known, said, until
from tests.support.waiting import wait_until

People = Callable[..., Person]

BRIDGE = "Мост через Днепр открыли утром в среду.\n\nПо нему пошли автобусы, и пробки исчезли."
EDITED = "Мост через Днепр открыли утром в четверг.\n\nПо нему пошли автобусы, и пробки исчезли."


@pytest.fixture
def anna(person: People) -> Person:
    return person("Анна", id=EDITOR_ID)


@pytest.fixture
async def channel(app: App, sandbox: Sandbox, anna: Person) -> Chat:
    """Create the editor's channel, and make the bot its administrator."""
    chat = sandbox.add_channel("Соседи", anna.user, with_bot=False)
    users.set_bot_status(sandbox.telegram, anna.user, chat, "administrator")
    await anna.wait()
    return chat


async def take(anna: Person) -> str:
    listed = await ask(anna, "/channels")
    await anna.click(listed, "📥 Статьи: «Соседи»")
    return (await anna.wait()).text


async def count(services: Services) -> int:
    async with services.database.read() as connection:
        return await articles.count(connection)


async def wait_for(services: Services, holds: Callable[[Article], bool]) -> Article:
    """Wait until the newest article is so."""

    async def find() -> Article | None:
        async with services.database.read() as connection:
            article = await articles.get(connection, await articles.count(connection))
        return article if article is not None and holds(article) else None

    found = await wait_until(find)
    assert found is not None
    return found


def read(article: Article) -> str:
    return " ".join(block.text for block in article.blocks)


async def test_a_post_is_an_article_and_an_edit_changes_it(
    services: Services, sandbox: Sandbox, channel: Chat, anna: Person
) -> None:
    assert "теперь статьи" in await take(anna)
    (post,) = users.send_text(sandbox.telegram, anna.user, channel, BRIDGE)
    article = await wait_for(services, lambda one: "в среду" in read(one))
    assert article.source == "Соседи"
    assert article.url.endswith(f"/{post.id}")
    users.edit_text(sandbox.telegram, anna.user, post, EDITED)
    changed = await wait_for(services, lambda one: "в четверг" in read(one))
    assert changed.id == article.id
    assert await count(services) == 1
    # The channel gets no digest, and nothing was posted there.
    assert (await until(services, channel, lambda chat: chat.state == "paused")).state == "paused"
    assert said(channel) == []


async def test_an_album_is_one_article(
    services: Services, sandbox: Sandbox, channel: Chat, anna: Person
) -> None:
    await take(anna)
    photos = [Upload(f"{number}.png", PIXEL, "image/png") for number in range(3)]
    first, *_ = users.send_album(sandbox.telegram, anna.user, channel, photos, BRIDGE)
    article = await wait_for(services, lambda one: "в среду" in read(one))
    users.edit_text(sandbox.telegram, anna.user, first, EDITED)
    changed = await wait_for(services, lambda one: "в четверг" in read(one))
    assert changed.id == article.id
    assert await count(services) == 1


async def test_a_caption_added_to_another_picture_of_an_album_replaces_no_text(
    services: Services, sandbox: Sandbox, channel: Chat, anna: Person
) -> None:
    await take(anna)
    photos = [Upload(f"{number}.png", PIXEL, "image/png") for number in range(2)]
    first, second = users.send_album(sandbox.telegram, anna.user, channel, photos, BRIDGE)
    article = await wait_for(services, lambda one: "в среду" in read(one))
    users.edit_text(sandbox.telegram, anna.user, second, "Снимок сделал Олег Кравец, автобусы.")
    users.edit_text(sandbox.telegram, anna.user, first, EDITED)
    changed = await wait_for(services, lambda one: "в среду" not in read(one))
    assert "в четверг" in read(changed)
    assert changed.id == article.id
    assert await count(services) == 1


async def test_nothing_is_taken_unasked(
    services: Services, sandbox: Sandbox, channel: Chat, anna: Person
) -> None:
    users.send_text(sandbox.telegram, anna.user, channel, BRIDGE)
    await take(anna)
    users.send_text(
        sandbox.telegram, anna.user, channel, "Завод остановили вечером. Рабочих отпустили."
    )
    await wait_for(services, lambda one: "Завод" in read(one))
    assert await count(services) == 1


async def test_a_taken_channel_is_offered_once_and_can_be_removed(
    services: Services, channel: Chat, anna: Person
) -> None:
    await take(anna)
    assert not any("📥" in label for label in (await ask(anna, "/channels")).labels)
    (source,) = await services.sources.list_all()
    assert await services.sources.fetch_all() != []
    await ask(anna, f"/sources rename {source.id} Двор")
    assert "Двор" in (await ask(anna, "/sources")).text
    await services.sources.remove(source.id, SERVICE_ACTOR, services.clock())
    assert any("📥" in label for label in (await ask(anna, "/channels")).labels)


async def test_only_editors_who_administer_a_channel_take_it(
    services: Services, sandbox: Sandbox, channel: Chat, anna: Person, person: People
) -> None:
    ivan = person("Иван")
    users.set_member_status(sandbox.telegram, anna.user, channel, ivan.user, "administrator")
    listed = await ask(ivan, "/channels")
    assert not any("📥" in label for label in listed.labels)
    await ivan.click_data(listed, f"tk:{channel.id}")
    offered = await ask(anna, "/channels")
    other = sandbox.add_channel("Чужой", ivan.user, with_bot=False)
    users.set_bot_status(sandbox.telegram, ivan.user, other, "administrator")
    await anna.click_data(offered, f"tk:{other.id}")
    assert await services.sources.list_all() == []
    assert (await known(services, channel)).state == "active"


async def test_a_post_keeps_its_title_and_hashtags(
    services: Services, sandbox: Sandbox, channel: Chat, anna: Person
) -> None:
    await take(anna)
    marked = "<b>Мост открыт</b>\n\nМост через Днепр открыли утром. По нему пошли автобусы. #спорт"
    post = format_text(marked, "HTML").as_fields()
    users.send_fields(sandbox.telegram, anna.user, channel, post)
    article = await wait_for(services, lambda one: "автобусы" in read(one))
    assert (article.title, article.title_generated) == ("Мост открыт", False)
    assert "Мост открыт" not in read(article)
    assert article.topics[0].id == "sport"


async def test_a_post_keeps_its_picture(
    services: Services, sandbox: Sandbox, channel: Chat, anna: Person
) -> None:
    await take(anna)
    photo = Upload("bridge.png", PIXEL, "image/png")
    users.send_file(sandbox.telegram, anna.user, channel, "photo", photo, BRIDGE)
    assert get_photo_id(await wait_for(services, lambda one: "Мост" in read(one)))
    assert (await ask(anna, "/start article_1")).raw["photo"]


async def test_a_forwarded_post_keeps_its_author(
    services: Services, sandbox: Sandbox, channel: Chat, anna: Person, person: People
) -> None:
    await take(anna)
    ivan = person("Иван")
    other = sandbox.add_channel("Вести", ivan.user, with_bot=False)
    (post,) = users.send_text(sandbox.telegram, ivan.user, other, BRIDGE)
    users.forward(sandbox.telegram, anna.user, post, channel)
    article = await wait_for(services, lambda one: "Мост" in read(one))
    assert (article.source, article.author) == ("Соседи", "Вести")


async def test_a_source_follows_the_name_of_its_channel(
    services: Services, sandbox: Sandbox, channel: Chat, anna: Person
) -> None:
    await take(anna)
    users.rename_chat(sandbox.telegram, anna.user, channel, "Вести двора")
    users.send_text(sandbox.telegram, anna.user, channel, BRIDGE)
    article = await wait_for(services, lambda one: "Мост" in read(one))
    assert article.source == "Вести двора"
    await wait_for_source(services, lambda source: source.title == "Вести двора")


async def test_a_taken_channel_gets_no_digest_when_the_bot_returns(
    services: Services, sandbox: Sandbox, channel: Chat, anna: Person
) -> None:
    await take(anna)
    users.set_bot_status(sandbox.telegram, anna.user, channel, "kicked")
    stopped = await wait_for_source(services, lambda source: source.paused_reason is not None)
    assert stopped.paused_reason == PauseReason.NOT_ADMIN
    listed = await ask(anna, "/sources")
    assert "⛔️" in listed.text
    assert "бот больше не администратор канала" in listed.text

    users.set_bot_status(sandbox.telegram, anna.user, channel, "administrator")
    assert "снова становятся статьями" in (await anna.wait()).text
    await wait_for_source(services, lambda source: source.paused_reason is None)
    assert (await known(services, channel)).state == "paused"
    users.send_text(sandbox.telegram, anna.user, channel, BRIDGE)
    await wait_for(services, lambda one: "Мост" in read(one))
    assert said(channel) == []


async def test_digests_that_were_asked_for_return_with_the_bot(
    services: Services, sandbox: Sandbox, channel: Chat, anna: Person
) -> None:
    await take(anna)
    chat = await known(services, channel)
    await services.subscribers.activate(chat, services.clock())
    await until(services, channel, lambda one: one.state == "active")
    users.set_bot_status(sandbox.telegram, anna.user, channel, "kicked")
    await until(services, channel, lambda one: one.state == "unreachable")
    users.set_bot_status(sandbox.telegram, anna.user, channel, "administrator")
    await until(services, channel, lambda one: one.state == "active")
    await wait_for_source(services, lambda source: source.paused_reason is None)


async def test_a_channel_is_taken_without_the_right_to_post(
    app: App, services: Services, sandbox: Sandbox, anna: Person
) -> None:
    chat = sandbox.add_channel("Соседи", anna.user, with_bot=False)
    rights = {"can_post_messages": False}
    users.set_bot_status(sandbox.telegram, anna.user, chat, "administrator", **rights)
    await anna.wait()
    assert "теперь статьи" in await take(anna)
    users.send_text(sandbox.telegram, anna.user, chat, BRIDGE)
    await wait_for(services, lambda one: "Мост" in read(one))
    # The right to post changes nothing: nobody asked for digests.
    users.set_bot_status(sandbox.telegram, anna.user, chat, "administrator")
    await anna.settle()
    assert (await known(services, chat)).state == "paused"
    assert said(chat) == []


async def test_the_card_of_a_channel_offers_only_what_it_has(
    services: Services, channel: Chat, anna: Person
) -> None:
    await take(anna)
    listed = await ask(anna, "/sources")
    await anna.click(listed, "1")
    card = await anna.wait()
    assert not any("Прочесть сейчас" in label for label in card.labels)
    assert "/sources header" not in card.text
    assert "/sources rename" in card.text


async def wait_for_source(services: Services, holds: Callable[[Source], bool]) -> Source:
    """Wait until the only source is so."""

    async def find() -> Source | None:
        (source,) = await services.sources.list_all()
        return source if holds(source) else None

    return await wait_until(find)


def fill_disk() -> OperationalError:
    """Return the error of SQLite on a full disk."""
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    return OperationalError("INSERT", {}, full)


class Outage:
    """Makes a method of an object fail while it lasts."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, place: Any, name: str, error: Exception
    ) -> None:
        self.hits = 0
        self.is_over = False
        work = getattr(place, name)

        async def fail(*given: Any, **options: Any) -> Any:
            if self.is_over:
                return await work(*given, **options)
            self.hits += 1
            raise error

        monkeypatch.setattr(place, name, fail)


FAILURES = {"analyzer": AnalyzerUnavailable("it does not start"), "disk": fill_disk()}


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "MIN_RETRY_SECONDS", 0.02)
    monkeypatch.setattr(inbox, "MAX_RETRY_SECONDS", 0.02)


async def is_kept(app: App, services: Services) -> bool:
    async with services.database.read() as connection:
        return bool(await messaging_inbox.list_unhandled(connection, app.duties.id))


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("failing", FAILURES)
async def test_a_post_outlives_an_outage(
    app: App,
    services: Services,
    sandbox: Sandbox,
    channel: Chat,
    anna: Person,
    monkeypatch: pytest.MonkeyPatch,
    failing: str,
) -> None:
    """Also what came after it; other chats are answered meanwhile."""
    await take(anna)
    importer = services.own_channels.importer
    outage = Outage(monkeypatch, type(importer), "import_articles", FAILURES[failing])
    (post,) = users.send_text(sandbox.telegram, anna.user, channel, BRIDGE)
    users.edit_text(sandbox.telegram, anna.user, post, EDITED)
    await wait_until(lambda: outage.hits > 2)
    assert "/topics" in (await ask(anna, "/help")).text
    assert await is_kept(app, services)
    outage.is_over = True
    await wait_for(services, lambda one: "в четверг" in read(one))
    assert await count(services) == 1
    await wait_until(lambda: not_kept(app, services))


async def not_kept(app: App, services: Services) -> bool:
    return not await is_kept(app, services)


@pytest.mark.usefixtures("soon")
async def test_a_post_is_given_up_after_a_day(
    app: App,
    services: Services,
    sandbox: Sandbox,
    sandbox_clock: ManualClock,
    channel: Chat,
    anna: Person,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await take(anna)
    importer = services.own_channels.importer
    outage = Outage(monkeypatch, type(importer), "import_articles", FAILURES["analyzer"])
    users.send_text(sandbox.telegram, anna.user, channel, BRIDGE)
    await wait_until(lambda: outage.hits > 1)
    sandbox_clock.advance(hours=24, seconds=1)
    await wait_until(lambda: not_kept(app, services))
    assert "is given up" in caplog.text
    assert timedelta(days=1) == inbox.RETRY_PERIOD


@pytest.mark.usefixtures("soon")
async def test_a_post_outlives_a_full_disk_on_which_it_cannot_be_stored(
    services: Services,
    sandbox: Sandbox,
    channel: Chat,
    anna: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await take(anna)
    importer = services.own_channels.importer
    storing = Outage(monkeypatch, messaging_inbox, "add_updates", fill_disk())
    importing = Outage(monkeypatch, type(importer), "import_articles", fill_disk())
    users.send_text(sandbox.telegram, anna.user, channel, BRIDGE)
    await wait_until(lambda: storing.hits)
    assert not importing.hits
    storing.is_over = importing.is_over = True
    await wait_for(services, lambda one: "в среду" in read(one))


@pytest.mark.usefixtures("soon")
async def test_lost_rights_outlive_an_outage(
    services: Services,
    sandbox: Sandbox,
    channel: Chat,
    anna: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await take(anna)
    own = type(services.own_channels)
    outage = Outage(monkeypatch, own, "set_reachable", fill_disk())
    users.set_bot_status(sandbox.telegram, anna.user, channel, "kicked")
    await wait_until(lambda: outage.hits > 1)
    outage.is_over = True

    async def is_paused() -> bool:
        (source,) = await services.sources.list_all()
        return source.paused_reason == PauseReason.NOT_ADMIN

    await wait_until(is_paused)
