"""Test messages in a group: questions to the bot, and everything that it must ignore."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from aiogram.types import Chat as TelegramChat
from aiogram.types import Message
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.app import App
from bot.telegram.filters import get_question
from sandbox import Sandbox, users
from sandbox.clock import ManualClock
from sandbox.state.models import Chat
from sandbox.testing import Person
from service.bootstrap import Services
from storage.schema.tables import inbox, metadata
from tests.support.articles import BRIDGE, load
from tests.support.factories import NOON
from tests.support.groups import get_subscriber, known, said, until
from tests.support.waiting import wait_until

People = Callable[..., Person]


@pytest.fixture
def anna(person: People) -> Person:
    return person("Анна")


@pytest.fixture
def olya(person: People) -> Person:
    return person("Оля")


@pytest.fixture(params=[False, True], ids=["privacy on", "privacy off"])
async def group(
    app: App,
    services: Services,
    sandbox: Sandbox,
    anna: Person,
    olya: Person,
    request: pytest.FixtureRequest,
) -> Chat:
    await load(services, BRIDGE)
    sandbox.telegram.reads_all_groups = request.param
    chat = sandbox.add_group("Двор", anna.user, olya.user, big=True, with_bot=False)
    here = anna.within(chat)
    users.set_bot_status(sandbox.telegram, anna.user, chat, "member")
    await here.wait()
    return chat


async def everything(services: Services) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of all tables except the inbox."""
    async with services.database.read() as connection:
        return {
            table.name: [tuple(row) for row in await connection.execute(select(table))]
            for table in metadata.sorted_tables
            if table is not inbox
        }


async def inbox_emptied(services: Services) -> None:
    """Wait until every update in the inbox is handled, so that only its id is left."""

    async def is_handled() -> bool:
        async with services.database.read() as connection:
            bodies = (await connection.execute(select(inbox.c.body))).scalars().all()
        return bool(bodies) and not any(bodies)

    await wait_until(is_handled)


async def test_group_chatter_is_not_stored(
    app: App,
    services: Services,
    sandbox: Sandbox,
    group: Chat,
    anna: Person,
    olya: Person,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    before = await everything(services)
    # Also a linked channel's post, and a person who writes as their channel.
    channel = sandbox.add_channel("Вести", anna.user, with_bot=False)
    channel.discussion = group
    here = olya.within(group)
    anna_says = await anna.within(group).send("секрет: мост закроют")
    await here.send("секрет? @кто-то", reply_to=anna_says)
    await here.send("/ban@another_bot секрет")
    await here.send("/nothing секрет")
    await here.send("секрет знает @svodka_sandbox_bot_too")
    await here.edit(await here.send("секретик"), "секрет")
    await here.send_sticker()
    await here.send_photo(caption="секрет")
    await anna.within(channel).send("/search секрет")
    await anna.within(channel).send("@svodka_sandbox_bot секрет")
    await here.settle()
    await inbox_emptied(services)
    assert len(said(group)) == 1
    assert await everything(services) == before
    ours = [r.getMessage() for r in caplog.records if not r.name.startswith(("sandbox", "aiosqli"))]
    assert not [line for line in ours if "секрет" in line]


async def test_group_mention_and_reply_are_searches(
    app: App, services: Services, sandbox: Sandbox, group: Chat, olya: Person, anna: Person
) -> None:
    name = f"@{sandbox.telegram.bot.username}"
    here = olya.within(group)
    await here.send(f"{name} мосту")
    found = await here.wait()
    assert "«мосту»: 1 сюжет, 1 статья" in found.text
    await here.send(f"{name.upper()}, галактика")
    assert "«галактика»" in (await here.wait()).text
    app.rate_limiter.reset_chats()
    await here.send("Коваль", reply_to=found)
    assert "«Коваль»: 1 сюжет, 1 статья" in (await here.wait()).text
    await here.send(f"{name} мост", reply_to=found)
    assert "«мост»: 1 сюжет, 1 статья" in (await here.wait()).text
    app.rate_limiter.reset_chats()
    await here.send(name)
    assert "/search мост" in (await here.wait()).text
    # Everyone can turn the pages and read, in the group itself.
    other = anna.within(group)
    await other.click(found, "1\ufe0f\u20e3")
    assert "мост" in (await other.wait()).text.lower()
    turned = await other.click_data(found, "s:1:0")  # the first page of the first search
    assert (turned.text, turned.show_alert) == ("", False)


async def test_group_admin_rights_follow_telegram(
    app: App,
    services: Services,
    sandbox: Sandbox,
    sandbox_clock: ManualClock,
    group: Chat,
    olya: Person,
    anna: Person,
) -> None:
    """A person's right to change settings begins and ends as Telegram reports it."""
    owner, reader = anna.within(group), olya.within(group)
    await owner.send("/settings")
    menu = await owner.wait()
    reader.skip()
    refused = await reader.click(menu, "Срочные новости: да")
    assert refused.show_alert
    users.set_member_status(sandbox.telegram, anna.user, group, olya.user, "administrator")
    await reader.settle()
    sandbox_clock.advance(seconds=3)  # no double tap
    await reader.click(menu, "Срочные новости: да")
    changed = await reader.wait()
    assert "Срочные новости: без звука" in " ".join(changed.labels)
    users.set_member_status(sandbox.telegram, anna.user, group, olya.user, "member")
    await reader.settle()
    assert (await reader.click(changed, "Срочные новости: без звука")).show_alert
    assert (await known(services, group)).breaking == "silent"


async def test_group_buttons_are_for_admins_only(
    app: App, services: Services, group: Chat, olya: Person, anna: Person
) -> None:
    here = olya.within(group)
    await here.send("/help")
    message = await here.wait()
    before = await known(services, group)
    forged = ("q:quiet", "k:0", "x:1", "t:sport:1:l", "h:2100:l", "z:Europe/Oslo", "l:en", "cl")
    for data in forged:
        answer = await here.click_data(message, data)
        assert "администраторы" in answer.text, data
    await here.settle()
    assert await known(services, group) == before
    assert message.message_id in group.messages


async def test_group_menu_closes_and_deletes_messages(
    app: App, sandbox: Sandbox, group: Chat, anna: Person, olya: Person
) -> None:
    owner = anna.within(group)
    for command in ("/settings", "/time", "/timezone", "/language"):
        await owner.send(command)
        menu = await owner.wait()
        assert menu.labels[-1] == "Готово", command
        await owner.click(menu, "Готово")
        await owner.settle()
        assert menu.message_id not in group.messages


async def test_group_start_by_admin_reactivates(
    app: App, services: Services, group: Chat, anna: Person, olya: Person
) -> None:
    owner, reader = anna.within(group), olya.within(group)
    await owner.send("/pause неделя")
    await owner.wait()
    reader.skip()
    await reader.send("/start")
    await reader.settle()
    assert (await known(services, group)).state == "paused"
    await owner.send("/start")
    assert "Каждый день в 08:00" in (await owner.wait()).text
    assert (await known(services, group)).state == "active"


async def test_group_accepts_anonymous_admins_and_channels(
    app: App, services: Services, sandbox: Sandbox, group: Chat, anna: Person, olya: Person
) -> None:
    users.set_member_status(
        sandbox.telegram, anna.user, group, olya.user, "administrator", is_anonymous=True
    )
    here = olya.within(group)
    await here.send("/time 21:30")
    assert "21:30" in (await here.wait()).text
    await here.send("/topics")
    await here.click(await here.wait(), "Спорт")  # a press has the person's own name
    await here.wait()
    mine = sandbox.add_channel("Мой", olya.user, with_bot=False)
    await here.send("/time 07:30", as_chat=mine)
    assert "администраторы" in (await here.wait()).text
    subscriber = await known(services, group)
    assert (f"{subscriber.digest_times[0]:%H:%M}", subscriber.topics) == ("21:30", {"sport"})


async def test_restricted_group_is_reported_in_private(
    app: App, services: Services, sandbox: Sandbox, anna: Person
) -> None:
    chat = sandbox.add_group("Тихий двор", anna.user, big=True, with_bot=False)
    chat.permissions = {"can_send_messages": False}
    users.set_bot_status(sandbox.telegram, anna.user, chat, "member")
    assert "«Тихий двор»" in (await anna.wait()).text
    await until(services, chat, lambda subscriber: subscriber.state == "unreachable")


@pytest.mark.parametrize(
    ("language", "greeting", "refusal"),
    [
        ("ru", "Здравствуйте! Это Сводка.", "Это настраивают администраторы группы."),
        ("uk", "Вітаю! Це Svodka.", "Це налаштовують адміністратори групи."),
        ("en", "Hello! This is Svodka.", "The group’s admins set this."),
    ],
)
async def test_group_uses_language_of_its_admin(
    app: App, sandbox: Sandbox, person: People, language: str, greeting: str, refusal: str
) -> None:
    emma = person("Emma", language_code=language)
    chat = sandbox.add_group("Home", emma.user, big=True, with_bot=False)
    here = emma.within(chat)
    users.set_bot_status(sandbox.telegram, emma.user, chat, "member")
    assert (await here.wait()).text.startswith(greeting)
    olya = person("Оля", language_code="ru").within(chat)
    await olya.send("/topics")
    assert (await olya.wait()).text == refusal


async def test_unknown_group_is_not_stored(
    app: App, services: Services, sandbox: Sandbox, anna: Person
) -> None:
    """A bot that leaves a chat without a subscription stores nothing."""
    chat = sandbox.add_group("Двор", anna.user, big=True)
    users.set_bot_status(sandbox.telegram, anna.user, chat, "left")
    await anna.settle()
    assert await get_subscriber(services, chat) is None


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40)


@given(WORDS)
def test_group_mention_must_come_first(words: str) -> None:
    assert asked(f"@svodka_bot {words}") == words.strip()
    assert asked(f"скажи, @svodka_bot {words}") is None
    assert asked(f"@svodka_bot_{words.strip()}") is None


def asked(text: str) -> str | None:
    chat = TelegramChat(id=-1, type="supergroup")
    message = Message(message_id=1, date=NOON, chat=chat, text=text)
    return get_question(message, 1, "svodka_bot")
