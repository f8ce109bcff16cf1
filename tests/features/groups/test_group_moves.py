"""Test that all data of a group move to its new id when it becomes a supergroup."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from bot.app import App
from sandbox import Sandbox, users
from sandbox.clock import ManualClock
from sandbox.state.models import Chat
from sandbox.testing import Person
from service.bootstrap import Services
from storage.chats import subscribers
from storage.schema.tables import deliveries
from tests.support.articles import BRIDGE, load
from tests.support.groups import get_subscriber, known, said, until
from tests.support.outbox import HOUR, enqueue

People = Callable[..., Person]


@pytest.fixture
def anna(person: People) -> Person:
    return person("Анна")


@pytest.fixture
async def group(app: App, services: Services, sandbox: Sandbox, anna: Person) -> Chat:
    """Create a basic group in which Anna chose science at 21:30."""
    chat = sandbox.add_group("Двор", anna.user, with_bot=False)
    here = anna.within(chat)
    users.set_bot_status(sandbox.telegram, anna.user, chat, "member")
    await here.wait()
    await here.send("/topics")
    await here.click(await here.wait(), "Наука")
    await here.wait()
    await here.send("/time 21:30")
    await here.wait()
    return chat


async def moved(services: Services, old: Chat, new: Chat) -> None:
    """Check that the new id has all data of the old one, and the old one has none."""
    there = await until(services, new, lambda chat: chat.topics == {"science"})
    assert (f"{there.digest_times[0]:%H:%M}", there.kind) == ("21:30", "supergroup")
    assert (there.state, there.title) == ("active", "Двор")
    assert await get_subscriber(services, old) is None


async def test_group_migration_by_service_message(
    app: App, services: Services, sandbox: Sandbox, group: Chat, anna: Person
) -> None:
    await enqueue(services, "что ждало отправки", group.id, due_at=services.clock() + HOUR / 2)
    new = users.migrate(sandbox.telegram, group)
    await moved(services, group, new)
    await anna.send("/channels")
    assert (await anna.wait()).labels[0] == "👥 Двор · 21:30"
    async with services.database.read() as connection:
        waits = await connection.execute(select(deliveries.c.chat_id))
        assert list(waits.scalars()) == [new.id]
    here = anna.within(new)
    await here.send("/time 07:30")
    assert "07:30" in (await here.wait()).text


@pytest.mark.parametrize("order", ["added first", "added last"])
async def test_group_migration_sends_no_greeting(
    app: App, services: Services, sandbox: Sandbox, group: Chat, anna: Person, order: str
) -> None:
    """Its settings win over those of a new group, whichever update is first."""
    if order == "added first":
        new = sandbox.add_group("Двор", anna.user, big=True, with_bot=False)
        users.set_bot_status(sandbox.telegram, anna.user, new, "member")
        await until(services, new, lambda chat: chat.state == "active")
        for chat, details in (
            (group, {"migrate_to_chat_id": new.id}),
            (new, {"migrate_from_chat_id": group.id}),
        ):
            service = sandbox.telegram.post_message(chat, anna.user, details)
            sandbox.telegram.queue_update("message", service.as_json(), chat.id)
        group.migrated_to = new.id
        await moved(services, group, new)
        return
    new = users.migrate(sandbox.telegram, group)
    await moved(services, group, new)
    new.members[sandbox.telegram.bot.id].status = "left"
    users.set_bot_status(sandbox.telegram, anna.user, new, "member")
    users.set_bot_status(sandbox.telegram, anna.user, group, "left")
    await anna.settle()
    await moved(services, group, new)
    assert said(new) == []


async def test_group_migration_found_by_digest(
    app: App,
    services: Services,
    sandbox: Sandbox,
    sandbox_clock: ManualClock,
    group: Chat,
    anna: Person,
) -> None:
    """Telegram keeps updates for only a day; the refusal of a message reports the new id too."""
    await load(services, BRIDGE)
    async with services.database.write() as connection:
        await subscribers.change(connection, group.id, topics=frozenset())
    new = sandbox.add_group("Двор", anna.user, big=True)
    group.migrated_to = new.id
    sandbox_clock.advance(hours=10)
    await app.send_due_digests()
    assert (await anna.within(new).wait()).text.startswith("Добрый вечер! ")
    assert f"{(await known(services, new)).digest_times[0]:%H:%M}" == "21:30"
    assert await get_subscriber(services, group) is None


async def test_group_migration_found_by_reply(
    app: App, services: Services, sandbox: Sandbox, group: Chat, anna: Person
) -> None:
    new = sandbox.add_group("Двор", anna.user, big=True)
    group.migrated_to = new.id
    await anna.within(group).send("/help")
    await moved(services, group, new)


async def test_group_migration_found_by_admin_in_private(
    app: App,
    services: Services,
    sandbox: Sandbox,
    sandbox_clock: ManualClock,
    group: Chat,
    anna: Person,
) -> None:
    """A failed request for the admins of one group does not migrate another."""
    await anna.send("/start")
    await anna.wait()
    new = sandbox.add_group("Двор", anna.user, big=True)
    group.migrated_to = new.id
    sandbox_clock.advance(minutes=2)  # who administers the group is no longer cached
    await anna.send("/channels")
    await moved(services, group, new)
    async with services.database.read() as connection:
        assert await subscribers.get(connection, anna.id) is not None
