"""The admins of a group or a channel according to Telegram, cached for a minute."""

from __future__ import annotations

from aiogram import Bot
from aiogram.enums import ChatMemberStatus
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import ChatMemberUnion

from service.ops.clock import Monotonic

CACHE_TTL_SECONDS = 60.0
MAX_CACHE_ENTRIES = 10_000
"""Number of cached answers."""

_ADMINS = {ChatMemberStatus.CREATOR, ChatMemberStatus.ADMINISTRATOR}


class ChatAdmins:
    """Asks Telegram who is an admin, but not at each press of a button.

    An update about a change of the admins drops the cached answer (`forget`).
    """

    def __init__(self, bot: Bot, monotonic: Monotonic) -> None:
        self._bot = bot
        self._monotonic = monotonic
        self._cache: dict[tuple[int, int], tuple[bool, float]] = {}

    async def is_admin(self, chat_id: int, user_id: int) -> bool:
        """Return whether a person is an admin of a chat; False if the bot is not a member.

        Raises TelegramAPIError if Telegram cannot be reached.
        """
        known, until = self._cache.get((chat_id, user_id), (False, None))
        now = self._monotonic()
        if until is not None and now < until:
            return known
        try:
            result = is_admin(await self._bot.get_chat_member(chat_id, user_id))
        except (TelegramForbiddenError, TelegramBadRequest):
            result = False
        if len(self._cache) >= MAX_CACHE_ENTRIES:
            self._cache = {key: value for key, value in self._cache.items() if now < value[1]}
        if len(self._cache) < MAX_CACHE_ENTRIES:
            self._cache[chat_id, user_id] = result, now + CACHE_TTL_SECONDS
        return result

    async def list_human_admins(self, chat_id: int) -> list[int]:
        """Return the admins of a chat who are people; none if the bot is not a member."""
        try:
            members = await self._bot.get_chat_administrators(chat_id)
        except (TelegramForbiddenError, TelegramBadRequest):
            return []
        return [member.user.id for member in members if not member.user.is_bot]

    def forget(self, chat_id: int, user_id: int | None = None) -> None:
        """Drop what is cached about a person in a chat, or about the whole chat without one."""
        if user_id is not None:
            self._cache.pop((chat_id, user_id), None)
            return
        self._cache = {key: value for key, value in self._cache.items() if key[0] != chat_id}


def is_admin(member: ChatMemberUnion) -> bool:
    """Return whether this membership has admin rights."""
    return member.status in _ADMINS
