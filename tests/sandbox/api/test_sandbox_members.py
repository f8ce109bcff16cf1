"""What bots do in groups: bans, restrictions, promotion, titles, photos, links, topics, polls."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile, ChatMemberAdministrator, ChatMemberRestricted
from aiogram.types import ChatPermissions as May

from sandbox import Sandbox, users
from sandbox.clock import ManualClock
from sandbox.state.models import Chat
from sandbox.testing import PIXEL, Person

FAR = 2_000_000_000
"""Years ahead: for Telegram, a ban without an end."""


@pytest.fixture
def olya(sandbox: Sandbox) -> Person:
    return Person(sandbox)


@pytest.fixture
def club(sandbox: Sandbox, olya: Person) -> Chat:
    """Return a supergroup that Olya owns, with the bot as an administrator."""
    club = sandbox.add_group("Клуб", olya.user, big=True)
    users.set_bot_status(sandbox.telegram, olya.user, club, "administrator")
    return club


async def test_a_restricted_member_cannot_write(sandbox: Sandbox, bot: Bot, club: Chat) -> None:
    taras = Person(sandbox, "Тарас").within(club)
    assert await bot.restrict_chat_member(
        club.id, taras.id, May(can_send_messages=False), until_date=FAR
    )
    member = await bot.get_chat_member(club.id, taras.id)
    assert isinstance(member, ChatMemberRestricted)
    assert (member.can_send_messages, int(member.until_date.timestamp())) == (False, 0)
    with pytest.raises(users.ActionNotAllowed):
        await taras.send("можно?")
    await bot.restrict_chat_member(club.id, taras.id, May(can_send_messages=True))
    assert (await bot.get_chat_member(club.id, taras.id)).status == "member"
    await taras.send("можно!")


async def test_a_ban_and_a_restriction_end_at_their_time(
    sandbox: Sandbox, sandbox_clock: ManualClock, bot: Bot, club: Chat
) -> None:
    taras, emma = (Person(sandbox, name).within(club) for name in ("Тарас", "Emma"))
    tomorrow = sandbox_clock() + timedelta(days=1)
    await bot.restrict_chat_member(
        club.id, taras.id, May(can_send_messages=False), until_date=tomorrow
    )
    await bot.ban_chat_member(club.id, emma.id, until_date=tomorrow)
    restricted = await bot.get_chat_member(club.id, taras.id)
    assert isinstance(restricted, ChatMemberRestricted)
    assert restricted.until_date == tomorrow
    sandbox_clock.advance(hours=23)
    with pytest.raises(users.ActionNotAllowed):
        await taras.send("можно?")
    sandbox_clock.advance(hours=1)
    await taras.send("можно!")
    assert (await bot.get_chat_member(club.id, emma.id)).status == "left"
    users.join(sandbox.telegram, emma.user, club)


async def test_a_banned_member_stays_outside(sandbox: Sandbox, bot: Bot, club: Chat) -> None:
    taras = Person(sandbox, "Тарас").within(club)
    await bot.get_updates(timeout=0, allowed_updates=["chat_member"])
    await bot.ban_chat_member(club.id, taras.id)
    with pytest.raises(users.ActionNotAllowed):
        users.join(sandbox.telegram, taras.user, club)
    with pytest.raises(users.ActionNotAllowed):
        await taras.send("за что?")
    await bot.unban_chat_member(club.id, taras.id, only_if_banned=True)
    users.join(sandbox.telegram, taras.user, club)
    await bot.unban_chat_member(club.id, taras.id, only_if_banned=True)
    assert (await bot.get_chat_member(club.id, taras.id)).status == "member"
    await bot.unban_chat_member(club.id, taras.id)
    assert (await bot.get_chat_member(club.id, taras.id)).status == "left"
    changes = [u.chat_member for u in await bot.get_updates(timeout=0, offset=1) if u.chat_member]
    assert [change.new_chat_member.status for change in changes] == [
        "kicked", "left", "member", "left",
    ]  # fmt: skip
    assert changes[0].from_user.id == bot.id


async def test_promotion_gives_the_named_rights(
    sandbox: Sandbox, bot: Bot, club: Chat, olya: Person
) -> None:
    taras = Person(sandbox, "Тарас").within(club)
    with pytest.raises(TelegramBadRequest, match="user is not an administrator"):
        await bot.set_chat_administrator_custom_title(club.id, taras.id, "Редактор")
    assert await bot.promote_chat_member(club.id, taras.id, can_pin_messages=True)
    await bot.set_chat_administrator_custom_title(club.id, taras.id, "Редактор")
    member = await bot.get_chat_member(club.id, taras.id)
    assert isinstance(member, ChatMemberAdministrator)
    assert (member.can_pin_messages, member.can_delete_messages) == (True, False)
    assert (member.custom_title, member.can_be_edited) == ("Редактор", True)
    await bot.promote_chat_member(club.id, taras.id)
    assert (await bot.get_chat_member(club.id, taras.id)).status == "member"
    with pytest.raises(TelegramBadRequest, match="can't remove chat owner"):
        await bot.promote_chat_member(club.id, olya.id, can_pin_messages=True)
    with pytest.raises(TelegramBadRequest, match="can't promote self"):
        await bot.promote_chat_member(club.id, bot.id, can_pin_messages=True)


async def test_members_are_changed_by_administrators_only(
    sandbox: Sandbox, bot: Bot, olya: Person
) -> None:
    taras = Person(sandbox, "Тарас")
    group = sandbox.add_group("Клуб", olya.user, taras.user, big=True)
    basic = sandbox.add_group("Двор", olya.user, taras.user)
    for refused, complaint in (
        (bot.restrict_chat_member(group.id, taras.id, May()), "restrict/unrestrict chat member"),
        (bot.restrict_chat_member(basic.id, taras.id, May()), "available only for supergroups"),
        (bot.ban_chat_member(group.id, taras.id), "restrict/unrestrict chat member"),
        (bot.promote_chat_member(group.id, taras.id, can_pin_messages=True), "not enough rights"),
        (bot.create_chat_invite_link(group.id), "not enough rights to manage chat invite link"),
        (bot.set_chat_title(olya.id, "Клуб"), "can't change private chats"),
    ):
        with pytest.raises(TelegramBadRequest, match=complaint):
            await refused
    users.set_bot_status(sandbox.telegram, olya.user, group, "administrator")
    with pytest.raises(TelegramBadRequest, match="user is an administrator of the chat"):
        await bot.ban_chat_member(group.id, olya.id)


async def test_title_and_photo_changes_post_service_messages(
    bot: Bot, club: Chat, olya: Person
) -> None:
    inside = olya.within(club)
    await bot.set_chat_title(club.id, "Клуб читателей")
    assert inside.messages[-1].raw["new_chat_title"] == "Клуб читателей"
    with pytest.raises(TelegramBadRequest, match="chat title is not modified"):
        await bot.set_chat_title(club.id, "Клуб читателей")
    await bot.set_chat_description(club.id, "О книгах")
    await bot.set_chat_photo(club.id, BufferedInputFile(PIXEL, "a.png"))
    chat = await bot.get_chat(club.id)
    assert (chat.title, chat.description) == ("Клуб читателей", "О книгах")
    assert chat.photo
    loaded = await bot.download(chat.photo.big_file_id)
    assert loaded is not None
    assert loaded.read() == PIXEL
    await bot.delete_chat_photo(club.id)
    assert (await bot.get_chat(club.id)).photo is None
    with pytest.raises(TelegramBadRequest, match="IMAGE_PROCESS_FAILED"):
        await bot.set_chat_photo(club.id, BufferedInputFile(b"text", "a.png"))


async def test_invite_links(bot: Bot, club: Chat) -> None:
    first = await bot.export_chat_invite_link(club.id)
    assert (await bot.get_chat(club.id)).invite_link == first
    link = await bot.create_chat_invite_link(club.id, name="Друзьям", member_limit=5)
    assert (link.name, link.member_limit, link.is_primary) == ("Друзьям", 5, False)
    changed = await bot.edit_chat_invite_link(club.id, link.invite_link, name="Всем")
    assert (changed.name, changed.member_limit) == ("Всем", None)
    assert (await bot.revoke_chat_invite_link(club.id, link.invite_link)).is_revoked
    with pytest.raises(TelegramBadRequest, match="member limit can't be specified"):
        await bot.create_chat_invite_link(club.id, member_limit=5, creates_join_request=True)
    second = await bot.export_chat_invite_link(club.id)
    assert (await bot.get_chat(club.id)).invite_link == second != first


async def test_the_general_topic(sandbox: Sandbox, bot: Bot, olya: Person) -> None:
    forum = sandbox.add_group("Форум", olya.user, forum=True)
    users.set_bot_status(sandbox.telegram, olya.user, forum, "administrator")
    await bot.close_general_forum_topic(forum.id)
    await bot.send_message(forum.id, "кто её закрывает, тот в ней и пишет")
    rights = {"can_manage_topics": False}
    users.set_bot_status(sandbox.telegram, olya.user, forum, "administrator", **rights)
    with pytest.raises(TelegramBadRequest, match="TOPIC_CLOSED"):
        await bot.send_message(forum.id, "тихо")
    users.set_bot_status(sandbox.telegram, olya.user, forum, "administrator")
    with pytest.raises(TelegramBadRequest, match="TOPIC_NOT_MODIFIED"):
        await bot.close_general_forum_topic(forum.id)
    await bot.reopen_general_forum_topic(forum.id)
    await bot.send_message(forum.id, "слышно")
    await bot.edit_general_forum_topic(forum.id, "Холл")
    await bot.hide_general_forum_topic(forum.id)
    assert (forum.general.name, forum.general.hidden) == ("Холл", True)
    topic = await bot.create_forum_topic(forum.id, "Спорт")
    sent = await bot.send_message(forum.id, "гол", message_thread_id=topic.message_thread_id)
    await bot.pin_chat_message(forum.id, sent.message_id)
    await bot.unpin_all_forum_topic_messages(forum.id, topic.message_thread_id)
    assert forum.pinned == []


async def test_contacts_places_dice_and_polls(bot: Bot, olya: Person) -> None:
    contact = await bot.send_contact(olya.id, "+380440000000", "Редакция")
    assert contact.contact
    assert contact.contact.first_name == "Редакция"
    place = await bot.send_location(olya.id, 50.45, 30.52)
    assert place.location
    assert (place.location.latitude, place.text) == (50.45, None)
    venue = await bot.send_venue(olya.id, 50.45, 30.52, "Кафе", "Крещатик, 1")
    assert venue.venue
    assert venue.venue.address == "Крещатик, 1"
    dice = await bot.send_dice(olya.id, emoji="🏀")
    assert dice.dice
    assert 1 <= dice.dice.value <= 5
    asked = await bot.send_poll(olya.id, "Утром или вечером?", ["Утром", "Вечером"])
    assert asked.poll
    assert [option.text for option in asked.poll.options] == ["Утром", "Вечером"]
    assert (await bot.stop_poll(olya.id, asked.message_id)).is_closed
    refused: list[tuple[Any, str]] = [
        (bot.stop_poll(olya.id, asked.message_id), "poll has already been closed"),
        (bot.send_location(olya.id, 91, 0), "invalid location specified"),
        (bot.send_dice(olya.id, emoji="🍋"), "wrong dice emoji"),
        (bot.send_poll(olya.id, "", ["Да"]), "poll question must be non-empty"),
        (bot.send_contact(olya.id, "", "Редакция"), "phone_number"),
    ]
    for call, complaint in refused:
        with pytest.raises(TelegramBadRequest, match=complaint):
            await call
