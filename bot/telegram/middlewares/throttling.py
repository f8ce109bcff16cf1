"""Limits how many requests of one person are answered.

A person who is too fast gets one notice, and is ignored for some seconds. The counts are only in
memory; a restart clears them, which does no harm.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import InlineQuery, InlineQueryResultsButton, TelegramObject, Update, User

from bot.telegram.chats.deep_links import SearchLink, build_payload
from bot.telegram.client.rate_limiter import TokenBucket
from bot.telegram.filters import is_asked
from bot.telegram.middlewares import Handler
from bot.ui import plain
from bot.ui.document import build_document
from service.bootstrap import Services
from service.i18n.translations import Translator

log = logging.getLogger(__name__)

RATE, BURST = 1.0, 20.0
"""Updates a second, and how many in a burst. Ticking all topics in five seconds stays below."""

EDITOR_RATE, EDITOR_BURST = 5.0, 100.0
"""An editor forwards whole albums and files."""

BLOCK_SECONDS = 10.0
"""How long a blocked person is ignored: half the burst is available again then."""

MAX_USERS = 20_000
"""Number of people remembered; the longest inactive are dropped first."""


@dataclass(slots=True)
class _UserState:
    bucket: TokenBucket
    blocked_until: float = 0.0


class Throttle:
    """A token bucket for each recently active person; full ones are dropped.

    Pure arithmetic: times are seconds, passed in.
    """

    def __init__(self) -> None:
        self._users: OrderedDict[int, _UserState] = OrderedDict()

    def __len__(self) -> int:
        return len(self._users)

    def check(self, user_id: int, now: float, *, is_editor: bool = False) -> float:
        """Count an update and return for how many seconds the person has just been blocked.

        0 if the update may be handled, negative if they have been blocked before.
        """
        state = self._users.pop(user_id, None)
        if state is None:
            rate, burst = (EDITOR_RATE, EDITOR_BURST) if is_editor else (RATE, BURST)
            state = _UserState(TokenBucket(rate, burst, burst, now))
        seconds = self._check_state(state, now)
        self._users[user_id] = state
        self._evict(now)
        return seconds

    def _check_state(self, state: _UserState, now: float) -> float:
        if now < state.blocked_until:
            return -1.0
        if state.bucket.ready_at(now) > now:
            state.blocked_until = now + BLOCK_SECONDS
            return BLOCK_SECONDS
        state.bucket.take()
        return 0.0

    def _evict(self, now: float) -> None:
        for _ in range(2):  # one is added, so removing two keeps the memory small
            if not self._users:
                return
            oldest = next(iter(self._users))
            is_idle = self._users[oldest].bucket.is_full(now)
            if not is_idle and len(self._users) <= MAX_USERS:
                return
            del self._users[oldest]


class ThrottlingMiddleware(BaseMiddleware):
    """Counts requests per person over all chats, and drops those beyond the limit.

    Must be registered before `ChatLockMiddleware`: behind it a person's updates wait for each
    other and would never come too fast.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._throttle = Throttle()

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        user: User | None = data.get("event_from_user")
        if user is None or not isinstance(event, Update) or not await is_asked(event, data["bot"]):
            return await handler(event, data)
        sender = _get_sender_id(event, user)
        is_editor = self._services.editors.is_known(sender)
        blocked_for = self._throttle.check(sender, self._services.monotonic(), is_editor=is_editor)
        if blocked_for == 0:
            return await handler(event, data)
        try:
            if blocked_for > 0:
                log.info("user %d sends too fast", user.id)
                await self._notify(event, user, data["bot"], timedelta(seconds=blocked_for))
            elif event.callback_query is not None:  # else its button shows a spinner for a minute
                await event.callback_query.answer()
            elif event.inline_query is not None:
                await _answer_empty(data["bot"], event.inline_query)
        except TelegramAPIError as error:
            log.info("user %d cannot be notified of the limit: %s", user.id, error)
        return None

    async def _notify(self, update: Update, user: User, bot: Bot, block: timedelta) -> None:
        t = await self._get_translator(user)
        text = t("throttled", lasts=t.format_duration(block))
        if update.callback_query is not None:
            await bot.answer_callback_query(update.callback_query.id, text=text)
        elif update.inline_query is not None:
            await _answer_empty(bot, update.inline_query, t("throttled-inline"))
        elif update.message is not None:
            await bot(plain.render(build_document(text)).send(update.message.chat.id))

    async def _get_translator(self, user: User) -> Translator:
        services = self._services
        known = await services.subscribers.get(user.id)
        if known is not None:
            return services.translations[known.language]
        return services.translations.guess(user.language_code, services.settings.default_language)


async def _answer_empty(bot: Bot, query: InlineQuery, notice: str = "") -> None:
    """Answer without results; the notice is a button that opens the same search in private."""
    text = " ".join(query.query.split())
    button = None
    if notice and text:
        button = InlineQueryResultsButton(
            text=notice, start_parameter=build_payload(SearchLink(text))
        )
    await bot.answer_inline_query(query.id, [], cache_time=0, is_personal=True, button=button)


def _get_sender_id(update: Update, user: User) -> int:
    """Return the id of the person, or of the chat in whose name they write.

    Telegram gives all anonymous admins of all groups one and the same user id.
    """
    message = update.message or update.guest_message
    if message is None or message.sender_chat is None:
        return user.id
    return message.sender_chat.id
