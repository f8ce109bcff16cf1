"""Nobody is answered faster than people read: who is too hasty is told so once, and then not heard
until it is over. In memory alone: after a restart everybody begins anew, which harms nobody.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import InlineQuery, InlineQueryResultsButton, TelegramObject, Update, User

from bot.telegram.chats.deep_links import SearchLink, build_payload
from bot.telegram.client.token_bucket import TokenBucket
from bot.telegram.updates.addressing import is_asked
from bot.ui import plain
from bot.ui.document import build_document
from service.config import Settings
from service.i18n.translations import Translations, Translator
from service.ops.clock import Clock
from storage.chats import subscribers
from storage.database.engine import Database

log = logging.getLogger(__name__)

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]

RATE, BURST = 1.0, 20.0
"""Updates a second, and how many at once after a rest. Somebody who ticks through all topics in
five seconds stays below."""

EDITOR_RATE, EDITOR_BURST = 5.0, 100.0
"""An editor forwards whole albums and files."""

BLOCK_SECONDS = 10.0
"""How long a hasty person is not heard: half the burst is there again then."""

MAX_USERS = 20_000
"""Remembered at the most; who has been calm the longest goes first."""


@dataclass(slots=True)
class _UserState:
    bucket: TokenBucket
    blocked_until: float = 0.0


class Throttle:
    """A bucket for each person who was heard of late. A full one is as good as none, so those are
    forgotten. Pure arithmetic over seconds."""

    def __init__(self) -> None:
        self._users: OrderedDict[int, _UserState] = OrderedDict()

    def __len__(self) -> int:
        return len(self._users)

    def check(self, user_id: int, now: float, *, is_editor: bool = False) -> float:
        """Count an update. 0: it may be handled; more: the person has just become too hasty, for so
        many seconds; less: they know already."""
        one = self._users.pop(user_id, None)
        if one is None:
            rate, burst = (EDITOR_RATE, EDITOR_BURST) if is_editor else (RATE, BURST)
            one = _UserState(TokenBucket(rate, burst, burst, now))
        said = self._check_state(one, now)
        self._users[user_id] = one
        self._evict(now)
        return said

    def _check_state(self, state: _UserState, now: float) -> float:
        if now < state.blocked_until:
            return -1.0
        if state.bucket.ready_at(now) > now:
            state.blocked_until = now + BLOCK_SECONDS
            return BLOCK_SECONDS
        state.bucket.take()
        return 0.0

    def _evict(self, now: float) -> None:
        for _ in range(2):  # one comes, two may go
            if not self._users:
                return
            oldest = next(iter(self._users))
            is_calm = self._users[oldest].bucket.is_full(now)
            if not is_calm and len(self._users) <= MAX_USERS:
                return
            del self._users[oldest]


class ThrottlingMiddleware(BaseMiddleware):
    """Counts per person what will be answered, wherever they write, press or type. Stands before
    `OrderMiddleware`: there a hasty person's updates would wait for each other, and none would come
    too soon."""

    def __init__(
        self, database: Database, settings: Settings, translations: Translations, clock: Clock
    ) -> None:
        self._database = database
        self._settings = settings
        self._translations = translations
        self._clock = clock
        self._throttle = Throttle()

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        user: User | None = data.get("event_from_user")
        if user is None or not isinstance(event, Update) or not await is_asked(event, data["bot"]):
            return await handler(event, data)
        is_editor = user.id in self._settings.admin_ids
        rests = self._throttle.check(
            _who(event, user), self._clock().timestamp(), is_editor=is_editor
        )
        if rests == 0:
            return await handler(event, data)
        try:
            if rests > 0:
                log.info("person %d is too hasty", user.id)
                await self._explain(event, user, data["bot"], timedelta(seconds=rests))
            elif event.callback_query is not None:  # its button would turn for a minute
                await event.callback_query.answer()
            elif event.inline_query is not None:
                await _answer_empty(data["bot"], event.inline_query)
        except TelegramAPIError as error:
            log.info("a hasty person can not be told: %s", error)
        return None

    async def _explain(self, update: Update, user: User, bot: Bot, block: timedelta) -> None:
        t = await self._get_translator(user)
        said = t("too-hasty", lasts=t.format_duration(block))
        if update.callback_query is not None:
            await bot.answer_callback_query(update.callback_query.id, text=said)
        elif update.inline_query is not None:
            await _answer_empty(bot, update.inline_query, t("too-hasty-inline"))
        elif update.message is not None:
            await bot(plain.render(build_document(said)).send(update.message.chat.id))

    async def _get_translator(self, user: User) -> Translator:
        async with self._database.read_few() as connection:
            known = await subscribers.get(connection, user.id)
        if known is not None:
            return self._translations[known.language]
        return self._translations.guess(user.language_code, self._settings.default_language)


async def _answer_empty(bot: Bot, query: InlineQuery, said: str = "") -> None:
    """What is said stands above the empty list, on the way to the same search in private."""
    text = " ".join(query.query.split())
    button = None
    if said and text:
        button = InlineQueryResultsButton(
            text=said, start_parameter=build_payload(SearchLink(text))
        )
    await bot.answer_inline_query(query.id, [], cache_time=0, is_personal=True, button=button)


def _who(update: Update, user: User) -> int:
    """Whoever writes in the name of a group or a channel has no id but that one: all nameless
    admins of all groups are one user to Telegram."""
    message = update.message
    if message is None or message.sender_chat is None:
        return user.id
    return message.sender_chat.id
