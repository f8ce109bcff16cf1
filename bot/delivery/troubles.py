"""What somebody should hear when messages can not be delivered as they were meant."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError

from bot.trail import about
from bot.translations import Translations
from bot.views import plain
from bot.views.document import page
from news.model import ReaderLanguage
from storage import broadcasts, subscribers
from storage.engine import Database

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Paused:
    """The first hundred could not get a broadcast, and nobody did."""

    broadcast_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """Telegram will not have this payload: a mistake of ours."""

    payload_id: int
    broadcast_id: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Displaced:
    """A group's forum thread is gone or closed: from now on all goes to the general one."""

    chat_id: int


Trouble = Paused | Rejected | Displaced


class Teller:
    """Tells a broadcast's editor, or all editors where it is nobody's, of each payload once; and a
    group of its thread."""

    def __init__(
        self,
        bot: Bot,
        database: Database,
        translations: Translations,
        editors: Iterable[int],
        default: ReaderLanguage,
    ) -> None:
        self._bot = bot
        self._database = database
        self._translations = translations
        self._editors = tuple(sorted(editors))
        self._default = default
        self._told: set[int] = set()

    async def __call__(self, trouble: Trouble) -> None:
        if isinstance(trouble, Paused):
            with about(broadcast=trouble.broadcast_id):
                log.warning("it paused itself: %s", trouble.reason)
            return  # `bot.jobs.broadcasts` tells its editor, with the buttons for what to do
        if isinstance(trouble, Displaced):
            await self._say(trouble.chat_id, "thread-lost")
            return
        if trouble.payload_id in self._told:
            return
        self._told.add(trouble.payload_id)
        for editor in await self._whom(trouble):
            await self._tell(editor, trouble)

    async def _whom(self, trouble: Rejected) -> tuple[int, ...]:
        if trouble.broadcast_id is not None:
            async with self._database.read() as connection:
                broadcast = await broadcasts.get(connection, trouble.broadcast_id)
            if broadcast is not None:
                return (broadcast.editor_id,)
        return self._editors

    async def _tell(self, editor: int, rejected: Rejected) -> None:
        if rejected.broadcast_id is None:
            payload = str(rejected.payload_id)
            await self._say(editor, "delivery-rejected", payload=payload, reason=rejected.reason)
            return
        number = str(rejected.broadcast_id)
        await self._say(editor, "delivery-rejected-broadcast", id=number, reason=rejected.reason)

    async def _say(self, chat_id: int, key: str, **arguments: str) -> None:
        async with self._database.read() as connection:
            known = await subscribers.get(connection, chat_id)
        t = self._translations[known.language if known is not None else self._default]
        try:
            await self._bot(plain.render(page(t(key, **arguments))).send(chat_id))
        except (TelegramAPIError, ClientDecodeError) as error:
            log.warning("chat %d could not be told (%s): %s", chat_id, key, error)
