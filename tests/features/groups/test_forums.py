"""Test forums: which messages go to which thread, and where the bot answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.app import App
from sandbox import Sandbox, users
from sandbox.clock import ManualClock
from sandbox.state.models import Chat, Topic
from sandbox.testing import Person
from service.bootstrap import Services
from storage.chats.subscribers import GENERAL_THREAD_ID
from tests.conftest import EDITOR_ID
from tests.support.articles import BRIDGE, load
from tests.support.editors import amend_by_command
from tests.support.groups import known, said, until

People = Callable[..., Person]

COLOR = 0x6FB9F0


@pytest.fixture
def anna(person: People) -> Person:
    return person("Анна")


@pytest.fixture
async def forum(app: App, sandbox: Sandbox, anna: Person) -> Chat:
    """Create Anna's forum and add the bot to it."""
    chat = sandbox.add_group("Двор", anna.user, forum=True, with_bot=False)
    here = anna.within(chat)
    users.set_bot_status(sandbox.telegram, anna.user, chat, "member")
    assert "/start" in (await here.wait()).text
    return chat


@pytest.fixture
def news(sandbox: Sandbox, forum: Chat, anna: Person) -> Topic:
    return sandbox.telegram.open_topic(forum, "Новости", COLOR, anna.user)


@pytest.fixture
def sport(sandbox: Sandbox, forum: Chat, anna: Person) -> Topic:
    return sandbox.telegram.open_topic(forum, "Спорт", COLOR, anna.user)


def threads(chat: Chat) -> list[int | None]:
    """Return the threads of the bot's messages, oldest first."""
    return [m.data.get("message_thread_id") for m in chat.messages.values() if m.outgoing]


async def test_forum_deliveries_use_the_chosen_topic(
    app: App,
    services: Services,
    sandbox_clock: ManualClock,
    forum: Chat,
    news: Topic,
    anna: Person,
    person: People,
) -> None:
    await load(services, BRIDGE)
    here = anna.within(forum, news.id)
    await here.send("/start")
    assert "в эту тему форума" in (await here.wait()).text
    sandbox_clock.advance(hours=20)
    await app.send_due_digests()
    assert (await here.wait()).text.startswith("Доброе утро! ")

    editor = person("Редактор", id=EDITOR_ID)
    await editor.send("/breaking Мост открыт")
    await editor.wait()
    await editor.click(await editor.wait(), "Отправить")
    breaking = await here.wait()
    assert "Мост открыт" in breaking.text
    await editor.settle()
    await amend_by_command(editor, "/correct 1 Мост открыт для машин")
    await editor.wait()
    corrected = await here.wait()
    assert (corrected.message_id, corrected.edited) == (breaking.message_id, True)
    assert "для машин" in corrected.text
    assert threads(forum) == [None, news.id, news.id, news.id]


@pytest.mark.parametrize("command", ["/topics", "/settings", "/time"])
async def test_first_setup_chooses_forum_topic(
    app: App, services: Services, forum: Chat, news: Topic, sport: Topic, anna: Person, command: str
) -> None:
    here = anna.within(forum, news.id)
    await here.send(command)
    await here.wait()
    assert "в эту тему форума" in (await here.wait()).text
    assert (await known(services, forum)).thread_id == news.id
    # A later setting from another thread does not move it; /start does.
    there = anna.within(forum, sport.id)
    await there.send(command)
    await there.wait()
    await there.settle()
    assert (await known(services, forum)).thread_id == news.id
    there.skip()
    await there.send("/start")
    assert "в эту тему форума" in (await there.wait()).text
    assert (await known(services, forum)).thread_id == sport.id


async def test_general_topic_can_be_chosen(
    app: App,
    services: Services,
    sandbox_clock: ManualClock,
    forum: Chat,
    news: Topic,
    anna: Person,
) -> None:
    general = anna.within(forum)
    await general.send("/start")
    assert "в общую тему" in (await general.wait()).text
    assert (await known(services, forum)).thread_id == GENERAL_THREAD_ID
    here = anna.within(forum, news.id)
    await here.send("/topics")
    await here.wait()
    await here.settle()
    assert (await known(services, forum)).thread_id == GENERAL_THREAD_ID
    await load(services, BRIDGE)
    sandbox_clock.advance(hours=20)
    await app.send_due_digests()
    await general.settle()
    assert said(forum)[-1].startswith("Доброе утро! ")
    assert threads(forum)[-1] is None


@pytest.mark.parametrize("how", ["closed", "deleted"])
async def test_lost_topic_falls_back_to_general_with_one_notice(
    app: App,
    services: Services,
    sandbox: Sandbox,
    sandbox_clock: ManualClock,
    forum: Chat,
    news: Topic,
    sport: Topic,
    anna: Person,
    how: str,
) -> None:
    here = anna.within(forum, news.id)
    await here.send("/start")
    await here.wait()
    if how == "closed":
        users.close_topic(sandbox.telegram, anna.user, forum, news.id)
    else:
        sandbox.telegram.delete_topic(forum, news.id)
    await load(services, BRIDGE)
    sandbox_clock.advance(hours=20)
    app.rate_limiter.reset_chats()
    general = anna.within(forum)
    await app.send_due_digests()
    came = sorted([(await general.wait()).text, (await general.wait()).text])
    assert came[0].startswith("Доброе утро! ")
    assert came[1].startswith("Тема форума, куда приходили сводки")
    subscriber = await until(services, forum, lambda chat: chat.thread_id is None)
    assert subscriber.state == "active"
    await general.settle()
    assert sum("удалена или закрыта" in text for text in said(forum)) == 1
    # The next thread that is chosen is used again.
    app.rate_limiter.reset_chats()
    there = anna.within(forum, sport.id)
    await there.send("/topics")
    await there.wait()
    await until(services, forum, lambda chat: chat.thread_id == sport.id)


async def test_fully_closed_forum_is_unreachable_until_start(
    app: App,
    services: Services,
    sandbox: Sandbox,
    sandbox_clock: ManualClock,
    forum: Chat,
    news: Topic,
    anna: Person,
) -> None:
    await load(services, BRIDGE)
    forum.general.closed = True
    sandbox_clock.advance(hours=20)
    await app.send_due_digests()
    await until(services, forum, lambda chat: chat.state == "unreachable")
    here = anna.within(forum, news.id)
    await here.send("/start")
    assert "в эту тему форума" in (await here.wait()).text
    assert (await known(services, forum)).state == "active"


async def test_replies_stay_in_the_forum_topic(
    app: App,
    services: Services,
    sandbox: Sandbox,
    sandbox_clock: ManualClock,
    forum: Chat,
    news: Topic,
    person: People,
) -> None:
    await load(services, BRIDGE)
    olya = person("Оля").within(forum, news.id)
    await olya.send("/search мосту")
    found = await olya.wait()
    assert "«мосту»" in found.text
    await olya.click(found, "1\ufe0f\u20e3")
    article = await olya.wait()
    assert article.raw["message_thread_id"] == news.id
    assert article.raw["receiver_user"]["id"] == olya.id
    app.rate_limiter.reset_chats()
    await olya.send("/help")
    await olya.wait()
    await olya.send("/time 21:30")
    assert "администраторы" in (await olya.wait()).text
    assert threads(forum) == [None, news.id, news.id, news.id]

    users.close_topic(sandbox.telegram, person("Анна").user, forum, news.id)
    sandbox_clock.advance(seconds=3)  # no double tap
    answer = await olya.click(found, "1\ufe0f\u20e3")
    assert answer.url is not None, "in a closed topic the link opens the article"
    assert len(threads(forum)) == 4


async def test_reply_threads_outside_forums_are_ignored(
    app: App, services: Services, sandbox: Sandbox, anna: Person
) -> None:
    group = sandbox.add_group("Двор", anna.user, big=True)
    here = anna.within(group)
    await here.send_fields(
        text="/start",
        entities=[{"type": "bot_command", "offset": 0, "length": 6}],
        message_thread_id=404,
    )
    assert "Каждый день" in (await here.wait()).text
    assert (await known(services, group)).thread_id is None
