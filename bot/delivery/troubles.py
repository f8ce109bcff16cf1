"""What editors hear of their messages when something is wrong with all of them at once."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError

from bot.trail import about
from bot.translations import Translations, Translator
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


Trouble = Paused | Rejected


class Teller:
    """Tells a broadcast's editor, or all editors where it is nobody's; of each payload once."""

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
        if trouble.payload_id in self._told:
            return
        self._told.add(trouble.payload_id)
        for editor in await self._whom(trouble):
            try:
                await self._tell(editor, trouble)
            except (TelegramAPIError, ClientDecodeError) as error:
                log.warning("editor %d could not be told of %s: %s", editor, trouble, error)

    async def _whom(self, trouble: Rejected) -> tuple[int, ...]:
        if trouble.broadcast_id is not None:
            async with self._database.read() as connection:
                broadcast = await broadcasts.get(connection, trouble.broadcast_id)
            if broadcast is not None:
                return (broadcast.editor_id,)
        return self._editors

    async def _tell(self, editor: int, trouble: Rejected) -> None:
        async with self._database.read() as connection:
            known = await subscribers.get(connection, editor)
        t = self._translations[known.language if known is not None else self._default]
        await self._bot(plain.render(page(_words(t, trouble))).send(editor))


def _words(t: Translator, rejected: Rejected) -> str:
    if rejected.broadcast_id is None:
        return t("delivery-rejected", payload=str(rejected.payload_id), reason=rejected.reason)
    return t("delivery-rejected-broadcast", id=str(rejected.broadcast_id), reason=rejected.reason)
