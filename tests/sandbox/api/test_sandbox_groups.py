"""Senders in groups and channels: anonymous admins, forum topics, linked channels."""

from __future__ import annotations

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import ChatMemberAdministrator, Update

from sandbox import Sandbox, users
from sandbox.testing import Person


@pytest.fixture
def olya(sandbox: Sandbox) -> Person:
    return Person(sandbox)


@pytest.fixture
def taras(sandbox: Sandbox) -> Person:
    return Person(sandbox, "Тарас")


async def fetch_updates(bot: Bot) -> list[Update]:
    """Return all pending updates and remove them from the queue."""
    found: list[Update] = []
    offset: int | None = None
    while updates := await bot.get_updates(timeout=0, offset=offset):
        found += updates
        offset = updates[-1].update_id + 1
    return found


async def test_an_anonymous_admin_writes_as_the_group(
    sandbox: Sandbox, bot: Bot, olya: Person, taras: Person
) -> None:
    club = sandbox.add_group("Клуб", olya.user, taras.user, big=True)
    users.set_member_status(
        sandbox.telegram, olya.user, club, taras.user, "administrator", is_anonymous=True
    )
    await taras.within(club).send("/topics")
    message = (await fetch_updates(bot))[-1].message
    assert message
    assert message.from_user
    assert message.sender_chat
    assert (message.from_user.id, message.from_user.is_bot) == (1087968824, True)
    assert message.sender_chat.id == club.id
    assert not taras.within(club).messages[-1].outgoing
    # The account that stands in for them is a member of nothing; they themselves are an admin.
    assert (await bot.get_chat_member(club.id, 1087968824)).status == "left"
    member = await bot.get_chat_member(club.id, taras.id)
    assert isinstance(member, ChatMemberAdministrator)
    assert member.is_anonymous


async def test_member_status_of_absent_users(
    sandbox: Sandbox, bot: Bot, olya: Person, taras: Person
) -> None:
    club = sandbox.add_group("Клуб", olya.user, big=True)
    assert (await bot.get_chat_member(club.id, taras.id)).status == "left"
    with pytest.raises(TelegramBadRequest, match="invalid user_id specified"):
        await bot.get_chat_member(club.id, 404)
    users.set_bot_status(sandbox.telegram, olya.user, club, "kicked")
    with pytest.raises(TelegramForbiddenError, match="bot was kicked from the supergroup chat"):
        await bot.get_chat_member(club.id, olya.id)


async def test_messages_in_a_topic_belong_to_it(
    sandbox: Sandbox, bot: Bot, olya: Person, taras: Person
) -> None:
    forum = sandbox.add_group("Форум", olya.user, taras.user, forum=True)
    sandbox.telegram.reads_all_groups = True
    news = sandbox.telegram.open_topic(forum, "Новости", 0x6FB9F0, olya.user)
    here, general = taras.within(forum, news.id), taras.within(forum)
    await here.send("сюда")
    await general.send("всем")
    in_topic, in_general = (u.message for u in await fetch_updates(bot))
    assert in_topic
    assert in_general
    assert (in_topic.message_thread_id, in_topic.is_topic_message) == (news.id, True)
    assert in_topic.reply_to_message
    assert in_topic.reply_to_message.forum_topic_created
    assert (in_general.message_thread_id, in_general.is_topic_message) == (None, None)

    await bot.send_message(forum.id, "ответ", message_thread_id=news.id)
    await bot.send_message(forum.id, "не сюда")
    assert (await here.wait()).text == "ответ"

    users.close_topic(sandbox.telegram, olya.user, forum, news.id)
    with pytest.raises(users.ActionNotAllowed, match="closed"):
        await here.send("а я?")
    await olya.within(forum, news.id).send("админ пишет")
    with pytest.raises(TelegramBadRequest, match="TOPIC_CLOSED"):
        await bot.send_message(forum.id, "тихо", message_thread_id=news.id)
    sandbox.telegram.delete_topic(forum, news.id)
    with pytest.raises(TelegramBadRequest, match="message thread not found"):
        await bot.send_message(forum.id, "куда?", message_thread_id=news.id)
    with pytest.raises(users.ActionNotAllowed, match="no such topic"):
        await here.send("куда?")


@pytest.mark.parametrize("thread", [1, 404])
async def test_threads_that_nothing_is_sent_to(
    sandbox: Sandbox, bot: Bot, olya: Person, thread: int
) -> None:
    """General is number 1, but a message with this number is rejected."""
    forum = sandbox.add_group("Форум", olya.user, forum=True)
    basic = sandbox.add_group("Двор", olya.user)
    for chat in (forum, basic, olya.chat):
        with pytest.raises(TelegramBadRequest, match="message thread not found"):
            await bot.send_message(chat.id, "куда?", message_thread_id=thread)


async def test_a_channels_posts_appear_in_its_discussion_group(
    sandbox: Sandbox, bot: Bot, olya: Person
) -> None:
    channel = sandbox.add_channel("Новости", olya.user)
    channel.discussion = club = sandbox.add_group("Обсуждение", olya.user, big=True)
    sandbox.telegram.reads_all_groups = True
    await bot.send_message(channel.id, "от бота")
    await olya.within(channel).send("от Оли")
    copies = [u.message for u in await fetch_updates(bot) if u.message]
    assert [copy.text for copy in copies] == ["от бота", "от Оли"]
    for copy in copies:
        assert copy.is_automatic_forward
        assert copy.from_user
        assert copy.sender_chat
        assert (copy.chat.id, copy.from_user.id) == (club.id, 777000)
        assert copy.sender_chat.id == channel.id


async def test_sender_chat_of_channel_authors(
    sandbox: Sandbox, bot: Bot, olya: Person, taras: Person
) -> None:
    channel = sandbox.add_channel("Мой", taras.user, with_bot=False)
    club = sandbox.add_group("Клуб", olya.user, taras.user, big=True)
    await taras.within(club).send("/topics", as_chat=channel)
    message = (await fetch_updates(bot))[-1].message
    assert message
    assert message.from_user
    assert message.sender_chat
    assert (message.from_user.id, message.sender_chat.id) == (136817688, channel.id)


async def test_member_status_and_titles_are_reported(
    sandbox: Sandbox, bot: Bot, olya: Person, taras: Person
) -> None:
    channel = sandbox.add_channel("Новости", olya.user, taras.user)
    await bot.get_updates(timeout=0, allowed_updates=["chat_member", "my_chat_member"])
    rights = {"can_post_messages": False}
    users.set_bot_status(sandbox.telegram, olya.user, channel, "administrator", **rights)
    users.set_member_status(sandbox.telegram, olya.user, channel, taras.user, "administrator")
    mine, his = await fetch_updates(bot)
    assert mine.my_chat_member
    assert his.chat_member
    now = mine.my_chat_member.new_chat_member
    assert isinstance(now, ChatMemberAdministrator)
    assert now.can_post_messages is False
    assert his.chat_member.new_chat_member.status == "administrator"
    with pytest.raises(TelegramBadRequest, match="need administrator rights"):
        await bot.send_message(channel.id, "тихо")

    await bot.get_updates(timeout=0, allowed_updates=["channel_post"])
    users.rename_chat(sandbox.telegram, olya.user, channel, "Вести")
    post = (await fetch_updates(bot))[-1].channel_post
    assert post
    assert (post.new_chat_title, post.chat.title) == ("Вести", "Вести")
