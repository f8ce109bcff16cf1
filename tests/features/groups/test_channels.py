"""Test the settings of a channel and a group from an admin's private chat."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import time

import pytest

from bot.app import App
from bot.ui.callbacks import wrap_callback
from sandbox import Sandbox, users
from sandbox.clock import ManualClock
from sandbox.state.models import Chat
from sandbox.testing import MessageSnapshot, Person
from service.bootstrap import Services
from tests.support.articles import BRIDGE, load
from tests.support.groups import get_subscriber, known, said, until

People = Callable[..., Person]


@pytest.fixture
def anna(person: People) -> Person:
    return person("Анна")


@pytest.fixture
async def channel(app: App, sandbox: Sandbox, anna: Person) -> Chat:
    """Create Anna's channel and add the bot to it."""
    chat = sandbox.add_channel("Соседи", anna.user, with_bot=False)
    users.set_bot_status(sandbox.telegram, anna.user, chat, "administrator")
    return chat


async def opened(anna: Person) -> MessageSnapshot:
    """Open the channel's settings from the message that Anna got when she added the bot."""
    greeting = await anna.wait()
    await anna.click(greeting, "Настроить")
    return await anna.wait()


async def test_channel_is_set_up_in_private(
    app: App, services: Services, channel: Chat, anna: Person
) -> None:
    settings = await opened(anna)
    assert settings.text.startswith("⚙️ Канал «Соседи»")
    await anna.click(settings, "Все темы")
    grid = await anna.wait()
    assert "Канал «Соседи»" in grid.text
    await anna.click(grid, "Спорт")
    grid = await anna.wait()
    assert "✅ Спорт" in grid.labels
    await anna.click(grid, "Готово")
    settings = await anna.wait()
    await anna.click(settings, "08:00")
    await anna.click(await anna.wait(), "21:00")
    assert "21:00" in (await anna.wait()).text
    chat = await known(services, channel)
    assert (chat.topics, f"{chat.digest_times[0]:%H:%M}") == ({"sport"}, "21:00")
    # Nothing was posted in the channel, and Anna's own settings did not change.
    assert said(channel) == []
    assert await get_subscriber(services, anna.chat) is None


@pytest.mark.parametrize(
    ("language", "greeting", "button", "headline", "listing", "silent"),
    [
        ("ru", "Буду публиковать", "Настроить", "Канал «Соседи»", "Мои каналы и группы", "нет"),
        ("uk", "Публікуватиму", "Налаштувати", "Канал «Соседи»", "Мої канали й групи", "немає"),
        ("en", "I will post", "Set up", "Channel “Соседи”", "My channels and groups", "no digests"),
    ],
)
async def test_channel_setup_in_each_language(
    app: App,
    sandbox: Sandbox,
    person: People,
    language: str,
    greeting: str,
    button: str,
    headline: str,
    listing: str,
    silent: str,
) -> None:
    anna = person("Anna", language_code=language)
    chat = sandbox.add_channel("Соседи", anna.user, with_bot=False)
    users.set_bot_status(sandbox.telegram, anna.user, chat, "administrator")
    said_first = await anna.wait()
    assert said_first.text.startswith(greeting)
    await anna.click(said_first, button)
    settings = await anna.wait()
    assert headline in settings.text
    await anna.click(settings, listing)
    shown = await anna.wait()
    assert shown.text.startswith(listing)
    assert shown.labels[0] == "📢 Соседи · 08:00"
    rights = {"can_post_messages": False}
    users.set_bot_status(sandbox.telegram, anna.user, chat, "administrator", **rights)
    assert "Соседи" in (await anna.wait()).text
    await anna.send("/channels")
    assert silent in (await anna.wait()).labels[0]


async def test_channels_list_shows_current_chats(
    app: App, services: Services, sandbox: Sandbox, channel: Chat, anna: Person, person: People
) -> None:
    group = sandbox.add_group("Двор", anna.user, big=True, with_bot=False)
    users.set_bot_status(sandbox.telegram, anna.user, group, "member")
    await until(services, group, lambda chat: chat.state == "active")
    await anna.wait()
    await anna.send("/channels")
    listing = await anna.wait()
    assert listing.labels[:2] == ["👥 Двор · 08:00", "📢 Соседи · 08:00"]
    assert [b.url for b in listing.keyboard[-1]] == [
        "https://t.me/svodka_sandbox_bot?startgroup=here",
        "https://t.me/svodka_sandbox_bot?startchannel"
        "&admin=post_messages+edit_messages+delete_messages",
    ]
    stranger = person("Незнакомец")
    await stranger.send("/channels")
    empty = await stranger.wait()
    assert len(empty.keyboard) == 1
    assert "администратор" in empty.text

    # A new title, a new admin, a removed admin, a removed bot: each takes effect at once.
    users.rename_chat(sandbox.telegram, anna.user, channel, "Вести двора")
    users.set_member_status(sandbox.telegram, anna.user, channel, stranger.user, "administrator")
    users.set_bot_status(sandbox.telegram, anna.user, group, "kicked")
    await until(services, group, lambda chat: chat.state == "unreachable")
    await until(services, channel, lambda chat: chat.title == "Вести двора")
    await stranger.settle()
    await stranger.send("/channels")
    assert (await stranger.wait()).labels[0] == "📢 Вести двора · 08:00"
    await anna.send("/channels")
    assert [label for label in (await anna.wait()).labels if "·" in label] == [
        "📢 Вести двора · 08:00"
    ]
    users.set_member_status(sandbox.telegram, anna.user, channel, stranger.user, "member")
    await stranger.settle()
    await stranger.send("/channels")
    assert len((await stranger.wait()).keyboard) == 1


async def test_channel_without_stored_admin_is_found(
    app: App, services: Services, channel: Chat, anna: Person
) -> None:
    await anna.wait()
    async with services.database.write() as connection:
        await connection.exec_driver_sql("DELETE FROM chat_admins")
    await anna.send("/channels")
    assert (await anna.wait()).labels[0] == "📢 Соседи · 08:00"


@pytest.mark.parametrize("hours", [0, -1])
async def test_channel_buttons_check_rights(
    app: App,
    services: Services,
    sandbox: Sandbox,
    sandbox_clock: ManualClock,
    channel: Chat,
    anna: Person,
    person: People,
    hours: float,
) -> None:
    """A forged button, or one of a former admin, changes nothing and says why; also after the clock
    is set back."""
    settings = await opened(anna)
    before = await known(services, channel)
    stranger = person("Незнакомец")
    await stranger.send("/help")
    help_message = await stranger.wait()
    for data in ("k:0", "q:settings", "x:1", "t:sport:1:l"):
        answer = await stranger.click_data(help_message, wrap_callback(channel.id, data))
        assert answer.show_alert
        assert "администраторы" in answer.text
    await stranger.send(f"/start set-{-channel.id:x}")
    assert "администраторы" in (await stranger.wait()).text

    # Commands of editors and readers, and nonsense: none of them sets anything.
    for data in ("b:1:1", "m:0:9:0", "a:1:f:0:0", "@e9103fda01|k:0", "nonsense"):
        await anna.click_data(settings, f"@{-channel.id:x}|{data}")
    gone = wrap_callback(-1001, "k:0")
    assert (await anna.click_data(settings, gone)).show_alert

    other = sandbox.add_channel("Другой", anna.user, with_bot=False)
    assert (await anna.click_data(settings, wrap_callback(other.id, "k:0"))).show_alert
    assert await known(services, channel) == before
    assert await get_subscriber(services, other) is None

    # Telegram reports the change to the bot; if it did not, the cache ends after a minute.
    users.set_member_status(sandbox.telegram, anna.user, channel, person("Новая").user, "creator")
    channel.members[anna.user.id].status = "member"
    sandbox_clock.adjust(hours=hours)
    sandbox_clock.advance(seconds=61)
    refused = await anna.click(settings, "Срочные новости: да")
    assert refused.show_alert
    assert await known(services, channel) == before


async def test_channel_admin_check_is_cached(
    app: App, sandbox: Sandbox, channel: Chat, anna: Person
) -> None:
    settings = await opened(anna)

    def asked() -> int:
        return sum(1 for call in sandbox.journal.entries if call.method == "getChatMember")

    before = asked()
    assert before >= 1
    for _ in range(2):
        for mode in ("да", "без звука", "нет"):
            await anna.click(settings, f"Срочные новости: {mode}")
            settings = await anna.wait()
    assert asked() <= before + 1


async def test_reply_to_channel_settings_changes_channel(
    app: App, services: Services, channel: Chat, anna: Person
) -> None:
    settings = await opened(anna)
    await anna.send("/time 07:40", reply_to=settings)
    assert "Канал «Соседи»" in (await anna.wait()).text
    await anna.send("/timezone Europe/Oslo", reply_to=settings)
    assert "Канал «Соседи»" in (await anna.wait()).text
    await anna.send("/time 21:00")
    assert "Канал" not in (await anna.wait()).text
    chat, own = await known(services, channel), await known(services, anna.chat)
    assert (f"{chat.digest_times[0]:%H:%M}", chat.timezone) == ("07:40", "Europe/Oslo")
    assert f"{own.digest_times[0]:%H:%M}" == "21:00"
    # A reply that is no command is a search.
    await anna.send("мост", reply_to=settings)
    assert "«мост»" in (await anna.wait()).text


async def test_channel_rich_style_is_sampled_in_private(
    app: App,
    services: Services,
    sandbox_clock: ManualClock,
    channel: Chat,
    anna: Person,
) -> None:
    settings = await opened(anna)
    await anna.click(settings, "Вид: обычный")
    sample = await anna.wait()
    assert sample.rich is not None
    assert "Канал «Соседи»" in sample.text
    assert said(channel) == []
    assert (await known(services, channel)).style == "rich"
    await load(services, BRIDGE)
    sandbox_clock.advance(hours=20)
    posts = anna.within(channel)
    await app.send_due_digests()
    assert (await posts.wait()).rich is not None


async def test_channel_setup_link_is_removed_after_use(
    app: App, services: Services, sandbox: Sandbox, person: People
) -> None:
    anna = person("Анна", started=False)
    chat = sandbox.add_channel("Соседи", anna.user, with_bot=False)
    posts = anna.within(chat)
    users.set_bot_status(sandbox.telegram, anna.user, chat, "administrator")
    await posts.wait()
    post = await posts.wait()  # edited: its number is in the link
    assert "Администратор" in post.text
    url = post.keyboard[0][0].url or ""
    payload = re.fullmatch(r"https://t\.me/svodka_sandbox_bot\?start=(set-[0-9a-f]+-\d+)", url)
    assert payload is not None
    other = sandbox.telegram.post_message(chat, anna.user, {"text": "чужая запись"})

    await anna.send(f"/start {payload[1]}")
    assert "Канал «Соседи»" in (await anna.wait()).text
    assert post.message_id not in chat.messages
    # The id of another post does not make the bot delete it.
    await anna.send(f"/start set-{-chat.id:x}-{other.id}")
    await anna.wait()
    assert other.id in chat.messages


@pytest.mark.parametrize("kind", ["channel", "group"])
async def test_missing_post_right_is_reported_and_resumes_when_granted(
    app: App, services: Services, sandbox: Sandbox, anna: Person, kind: str
) -> None:
    if kind == "channel":
        chat = sandbox.add_channel("Соседи", anna.user, with_bot=False)
        mute, speak = ("administrator", {"can_post_messages": False}), ("administrator", {})
    else:
        chat = sandbox.add_group("Соседи", anna.user, big=True, with_bot=False)
        mute, speak = ("restricted", {}), ("member", {})
    users.set_bot_status(sandbox.telegram, anna.user, chat, mute[0], **mute[1])
    notice = await anna.wait()
    assert "«Соседи»" in notice.text
    assert "пока не будет" in notice.text
    await until(services, chat, lambda known: known.state == "unreachable")

    users.set_bot_status(sandbox.telegram, anna.user, chat, speak[0], **speak[1])
    assert "Снова могу писать" in (await anna.wait()).text
    await until(services, chat, lambda known: known.state == "active")
    async with services.database.write() as connection:
        await connection.exec_driver_sql("UPDATE subscribers SET topics = 'sport', digest_size = 3")

    users.set_bot_status(sandbox.telegram, anna.user, chat, mute[0], **mute[1])
    assert "пока не будет" in (await anna.wait()).text
    users.set_bot_status(sandbox.telegram, anna.user, chat, "kicked")
    users.set_bot_status(sandbox.telegram, anna.user, chat, speak[0], **speak[1])
    back = await until(services, chat, lambda known: known.state == "active")
    assert (back.topics, back.digest_size) == ({"sport"}, 3)


@pytest.mark.parametrize(
    ("command", "words"),
    [("/time", "/time 7:30"), ("/timezone", "/timezone Одесса"), ("/pause", "/pause 3 дня")],
)
async def test_settings_of_a_channel_invite_to_a_reply_and_not_to_plain_text(
    app: App, services: Services, channel: Chat, anna: Person, command: str, words: str
) -> None:
    """Plain text would be a search of the person's own."""
    await anna.send(command, reply_to=await opened(anna))
    screen = await anna.wait()
    assert f"ответьте на это сообщение: {words}" in screen.text
    await anna.send(words, reply_to=screen)
    await anna.wait()
    stored = await known(services, channel)
    if command == "/time":
        assert stored.digest_times == (time(7, 30),)
    elif command == "/timezone":
        assert stored.city == "Одесса"
    else:
        assert stored.state == "paused"


async def test_pause_and_stop_apply_to_channel(
    app: App, services: Services, channel: Chat, anna: Person
) -> None:
    settings = await opened(anna)
    await anna.send("/pause неделя", reply_to=settings)
    await anna.wait()
    assert (await known(services, channel)).state == "paused"
    await anna.send("/channels")
    assert "на паузе" in (await anna.wait()).labels[0]
    await anna.send("/stop", reply_to=settings)
    await anna.click(await anna.wait(), "Да, удалить")
    assert "Канал «Соседи»" in (await anna.wait()).text
    assert await get_subscriber(services, channel) is None
    answer = await anna.click(settings, "Все темы")
    assert "добавьте меня" in answer.text


async def test_stop_erases_managed_chats(
    app: App, services: Services, sandbox: Sandbox, channel: Chat, anna: Person
) -> None:
    await anna.wait()
    await anna.send("/mydata")
    handed = (await anna.wait()).document
    assert handed is not None
    stored = sandbox.telegram.files.get(handed["file_id"])
    assert stored is not None
    body = json.loads(stored.upload.content)
    assert body["sets_up"] == [{"chat_id": channel.id, "user_id": anna.id}]
    await anna.send("/stop")
    await anna.click(await anna.wait(), "Да, удалить")
    await anna.wait()
    async with services.database.read() as connection:
        noted = await connection.exec_driver_sql("SELECT count(*) FROM chat_admins")
        assert noted.scalar_one() == 0
    assert (await known(services, channel)).state == "active"
