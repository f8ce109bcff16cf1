"""Who sets up a group or a channel: its admins, as Telegram says, remembered for a minute."""

from __future__ import annotations

from datetime import datetime, timedelta

from aiogram import Bot
from aiogram.enums import ChatMemberStatus
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import ChatMemberUnion

from bot.clock import Clock
from storage import managers
from storage.engine import Database

REMEMBERED = timedelta(minutes=1)
MOST = 10_000
"""Answers that are remembered at once."""

_ADMINS = {ChatMemberStatus.CREATOR, ChatMemberStatus.ADMINISTRATOR}


class Admins:
    """Asks Telegram, but not at each press of a button. Telegram's own word that somebody's
    standing changed (`forget`) counts at once."""

    def __init__(self, bot: Bot, clock: Clock) -> None:
        self._bot = bot
        self._clock = clock
        self._answers: dict[tuple[int, int], tuple[bool, datetime]] = {}

    async def is_admin(self, chat_id: int, user_id: int) -> bool:
        """Where the bot is not, or not any more, nobody is.

        Raises TelegramAPIError if Telegram can not be asked.
        """
        known, until = self._answers.get((chat_id, user_id), (False, None))
        now = self._clock()
        if until is not None and now < until:
            return known
        try:
            is_one = is_admin(await self._bot.get_chat_member(chat_id, user_id))
        except (TelegramForbiddenError, TelegramBadRequest):
            is_one = False
        if len(self._answers) >= MOST:
            self._answers = {key: kept for key, kept in self._answers.items() if now < kept[1]}
        if len(self._answers) < MOST:
            self._answers[chat_id, user_id] = is_one, now + REMEMBERED
        return is_one

    async def people(self, chat_id: int) -> list[int]:
        """The admins of a chat who are people; none where the bot is not."""
        try:
            everybody = await self._bot.get_chat_administrators(chat_id)
        except (TelegramForbiddenError, TelegramBadRequest):
            return []
        return [member.user.id for member in everybody if not member.user.is_bot]

    def forget(self, chat_id: int, user_id: int | None = None) -> None:
        """Somebody's standing in a chat changed; or, with None, the bot's own."""
        if user_id is not None:
            self._answers.pop((chat_id, user_id), None)
            return
        self._answers = {key: kept for key, kept in self._answers.items() if key[0] != chat_id}


def is_admin(member: ChatMemberUnion) -> bool:
    return member.status in _ADMINS


async def note(database: Database, chat_id: int, user_id: int) -> None:
    """Somebody sets up this chat: they find it among theirs from now on."""
    async with database.read() as connection:
        if await managers.is_noted(connection, chat_id, user_id):
            return
    async with database.write() as connection:
        await managers.add(connection, chat_id, [user_id])
