"""Test the bot in groups and channels."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.app import App
from sandbox import Sandbox, users
from sandbox.clock import ManualClock
from sandbox.state.models import Chat
from sandbox.testing import Person
from service.bootstrap import Services
from tests.conftest import EDITOR_ID
from tests.support.articles import BRIDGE, load
from tests.support.groups import get_subscriber, said, until

People = Callable[..., Person]


@pytest.fixture
def anna(person: People) -> Person:
    return person("Анна")


@pytest.fixture
def olya(person: People) -> Person:
    return person("Оля")


@pytest.fixture
async def group(app: App, sandbox: Sandbox, anna: Person, olya: Person) -> Chat:
    chat = sandbox.add_group("Соседи", anna.user, olya.user, big=True, with_bot=False)
    here = anna.within(chat)
    users.set_bot_status(sandbox.telegram, anna.user, chat, "member")
    await here.wait()
    return chat


@pytest.fixture
async def channel(app: App, sandbox: Sandbox, anna: Person, olya: Person) -> Chat:
    chat = sandbox.add_channel("Соседи", anna.user, olya.user, with_bot=False)
    users.set_bot_status(sandbox.telegram, anna.user, chat, "administrator")
    await anna.wait()
    return chat


async def test_group_greeting_is_one_line(app: App, services: Services, group: Chat) -> None:
    (line,) = said(group)
    assert "Каждый день в 08:00" in line
    subscriber = await get_subscriber(services, group)
    assert subscriber is not None
    assert (subscriber.kind, subscriber.state) == ("supergroup", "active")


async def test_group_ignores_chatter_and_answers_commands(
    app: App, services: Services, sandbox: Sandbox, group: Chat, olya: Person
) -> None:
    await load(services, BRIDGE)
    sandbox.telegram.reads_all_groups = True
    here = olya.within(group)
    await here.send("мост")
    await here.send("/ban@another_bot мост")
    await here.send("/nothing")
    await here.settle()
    assert len(said(group)) == 1

    await here.send(f"/search@{sandbox.telegram.bot.username} мосту")
    found = await here.wait()
    assert "«мосту»: 1 сюжет, 1 статья" in found.text
    await here.click(found, "1️⃣")
    assert "мост" in (await here.wait()).text.lower()
    await here.send("/search")
    assert "/search мост" in (await here.wait()).text
    await here.send("/help")
    assert "администраторы" in (await here.wait()).text


async def test_group_settings_are_for_admins_only(
    app: App, services: Services, group: Chat, anna: Person, olya: Person
) -> None:
    reader, owner = olya.within(group), anna.within(group)
    await reader.send("/time 21:30")
    assert "администраторы" in (await reader.wait()).text
    owner.skip()
    await owner.send("/topics")
    grid = await owner.wait()
    refused = await reader.click(grid, "Спорт")
    assert refused.show_alert
    assert "администраторы" in refused.text
    await owner.click(grid, "Наука")
    await owner.wait()
    await owner.send("/time 21:30")
    await owner.wait()
    subscriber = await get_subscriber(services, group)
    assert subscriber is not None
    assert subscriber.topics == {"science"}
    assert [f"{at:%H:%M}" for at in subscriber.digest_times] == ["21:30"]


async def test_group_accepts_anonymous_admin(
    app: App, services: Services, sandbox: Sandbox, group: Chat, olya: Person
) -> None:
    here = olya.within(group)
    await here.send_fields(
        text="/time 21:30",
        entities=[{"type": "bot_command", "offset": 0, "length": 5}],
        sender_chat=group.as_brief_json(),
    )
    assert "21:30" in (await here.wait()).text


async def test_group_gets_nothing_while_bot_is_removed(
    app: App, services: Services, sandbox: Sandbox, group: Chat, anna: Person
) -> None:
    users.set_bot_status(sandbox.telegram, anna.user, group, "kicked")
    await until(services, group, lambda known: known.state == "unreachable")
    users.set_bot_status(sandbox.telegram, anna.user, group, "member")
    await until(services, group, lambda known: known.state == "active")


async def test_channel_gets_digests_and_breaking_news(
    app: App,
    services: Services,
    sandbox_clock: ManualClock,
    channel: Chat,
    anna: Person,
    person: People,
) -> None:
    assert said(channel) == []
    assert "«Соседи»" in anna.last.text
    await load(services, BRIDGE)
    sandbox_clock.advance(hours=20)
    posts = anna.within(channel)
    await app.send_due_digests()
    assert (await posts.wait()).text.startswith("Доброе утро! ")

    editor = person("Редактор", id=EDITOR_ID)
    await editor.send("/breaking Мост открыт")
    await editor.wait()
    await editor.click(await editor.wait(), "Отправить")
    assert "Мост открыт" in (await posts.wait()).text


async def test_channel_gets_no_empty_digest_notice(
    app: App, sandbox_clock: ManualClock, channel: Chat, group: Chat
) -> None:
    sandbox_clock.advance(hours=20)
    assert await app.send_due_digests() == 2
    assert await app.outbox_worker.drain_once() == 0
