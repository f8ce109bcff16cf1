"""Who sets up a group or a channel: its admins, as Telegram says, remembered for a minute."""

from __future__ import annotations

from datetime import datetime, timedelta

from aiogram import Bot
from aiogram.enums import ChatMemberStatus
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import ChatMemberUnion

from service.ops.clock import Clock
from storage.chats import chat_admins
from storage.database.engine import Database

CACHE_TTL = timedelta(minutes=1)
MAX_CACHE_ENTRIES = 10_000
"""Answers that are remembered at once."""

_ADMINS = {ChatMemberStatus.CREATOR, ChatMemberStatus.ADMINISTRATOR}


class ChatAdmins:
    """Asks Telegram, but not at each press of a button. Telegram's own word that somebody's
    standing changed (`forget`) counts at once."""

    def __init__(self, bot: Bot, clock: Clock) -> None:
        self._bot = bot
        self._clock = clock
        self._cache: dict[tuple[int, int], tuple[bool, datetime]] = {}

    async def is_admin(self, chat_id: int, user_id: int) -> bool:
        """Where the bot is not, or not any more, nobody is.

        Raises TelegramAPIError if Telegram can not be asked.
        """
        known, until = self._cache.get((chat_id, user_id), (False, None))
        now = self._clock()
        if until is not None and now < until:
            return known
        try:
            is_one = is_admin(await self._bot.get_chat_member(chat_id, user_id))
        except (TelegramForbiddenError, TelegramBadRequest):
            is_one = False
        if len(self._cache) >= MAX_CACHE_ENTRIES:
            self._cache = {key: kept for key, kept in self._cache.items() if now < kept[1]}
        if len(self._cache) < MAX_CACHE_ENTRIES:
            self._cache[chat_id, user_id] = is_one, now + CACHE_TTL
        return is_one

    async def list_human_admins(self, chat_id: int) -> list[int]:
        """The admins of a chat who are people; none where the bot is not."""
        try:
            everybody = await self._bot.get_chat_administrators(chat_id)
        except (TelegramForbiddenError, TelegramBadRequest):
            return []
        return [member.user.id for member in everybody if not member.user.is_bot]

    def forget(self, chat_id: int, user_id: int | None = None) -> None:
        """Somebody's standing in a chat changed; or, with None, the bot's own."""
        if user_id is not None:
            self._cache.pop((chat_id, user_id), None)
            return
        self._cache = {key: kept for key, kept in self._cache.items() if key[0] != chat_id}


def is_admin(member: ChatMemberUnion) -> bool:
    return member.status in _ADMINS


async def remember_admin(database: Database, chat_id: int, user_id: int) -> None:
    """Somebody sets up this chat: they find it among theirs from now on."""
    async with database.read() as connection:
        if await chat_admins.is_known(connection, chat_id, user_id):
            return
    async with database.write() as connection:
        await chat_admins.add(connection, chat_id, [user_id])
