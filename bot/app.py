"""Composition: opens storage, builds the parts, runs them, shuts them down in order."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.utils.callback_answer import CallbackAnswerMiddleware

from bot.admins import Admins
from bot.delivery.fallback import Fallback
from bot.delivery.outcomes import backoff
from bot.delivery.pace import PaceKeeper
from bot.delivery.session import open_bot
from bot.delivery.troubles import Teller
from bot.delivery.worker import OutboxWorker
from bot.following import Following
from bot.handlers import routers
from bot.health import Health, Part, Polled
from bot.incoming.inbox import Inbox
from bot.incoming.polling import poll
from bot.incoming.queues import ChatQueues
from bot.incoming.webhook import Webhook
from bot.jobs import backups, counting, digests, failing_sources, retention
from bot.jobs.alerts import AlertJob
from bot.jobs.broadcasts import BroadcastJob
from bot.menus import set_menus
from bot.middlewares.haste import HasteMiddleware
from bot.middlewares.on_behalf import OnBehalfMiddleware
from bot.middlewares.order import OrderMiddleware
from bot.middlewares.reader import ReaderMiddleware
from bot.middlewares.strangers import StrangersMiddleware
from bot.middlewares.taps import TapsMiddleware
from bot.middlewares.threads import ThreadMiddleware
from bot.middlewares.typing import TypingMiddleware
from bot.newsroom import Newsroom, user_agent
from bot.schedule import build_schedule
from bot.settings import BadSettings, Updates
from bot.tally import Tally
from bot.unclean import marked
from bot.web import WebServer
from news.language import english

log = logging.getLogger(__name__)

STOP_SECONDS = 5.0
"""How long a stop waits for handlers that are at work."""


class App:
    """The whole service over an open newsroom."""

    def __init__(self, newsroom: Newsroom) -> None:
        settings, database, clock = newsroom.settings, newsroom.database, newsroom.clock
        self.settings = settings
        self.newsroom = newsroom
        self.translations = newsroom.translations
        self.pace = PaceKeeper(settings.send_rate, settings.paid_send_rate)
        self.fallback = Fallback()
        self.bot: Bot = open_bot(
            settings.require_token(), settings.telegram_api_url, self.pace, self.fallback
        )
        self.health = Health(database, clock, polls=settings.updates is Updates.POLLING)
        self.bot.session.middleware(Polled(self.health))
        self.outbox_worker = OutboxWorker(
            self.bot,
            database,
            clock,
            newsroom.metrics,
            rate=settings.send_rate,
            paid_rate=settings.paid_send_rate,
            tell=Teller(
                self.bot,
                database,
                self.translations,
                settings.admin_ids,
                settings.default_language,
            ),
            delivered=self.health.delivered,
            unreachable=self.health.unreachable,
        )
        self.broadcasts = BroadcastJob(
            self.bot, database, clock, settings, self.translations, self.outbox_worker
        )
        self.alerts = AlertJob(database, newsroom.terms, self.translations, clock)
        self.tally = Tally(database, clock)
        queues = ChatQueues()
        self.dispatcher = self._dispatcher(queues)
        self.inbox = Inbox(self.dispatcher, self.bot, database, clock, queues)
        by_webhook = settings.updates is Updates.WEBHOOK
        self.webhook = Webhook(settings, self.inbox) if by_webhook else None
        self.web = WebServer(newsroom, self.health, self.webhook)
        self._schedule = build_schedule(
            digests=self.send_due_digests,
            alerts=self.send_alerts,
            ingest=self.read_sources,
            retention=self.trim,
            counting=self.take_down,
            broadcasts=self.broadcasts.tend,
            backup=self.back_up,
            tick=partial(self.health.beat, Part.SCHEDULER),
        )

    async def send_due_digests(self) -> int:
        newsroom = self.newsroom
        count = await digests.send_due(
            newsroom.database, newsroom.terms, self.translations, newsroom.clock()
        )
        if count:
            self.outbox_worker.wake()
        return count

    async def send_alerts(self) -> int:
        count = await self.alerts.run()
        if count:
            self.outbox_worker.wake()
        return count

    async def read_sources(self) -> None:
        """Read those whose time has come; tell editors of those that have been in trouble long."""
        newsroom = self.newsroom
        await newsroom.ingest.fetch_due()
        if await failing_sources.tell_editors(
            newsroom.database, self.translations, self.settings, newsroom.clock()
        ):
            self.outbox_worker.wake()

    async def trim(self) -> None:
        keep = timedelta(days=self.settings.retention_days)
        await retention.trim(self.newsroom.database, keep, self.newsroom.clock())

    async def take_down(self) -> None:
        await counting.take_down(self.newsroom.database, self.newsroom.clock())

    async def back_up(self) -> None:
        """The day's copy of the database; the oldest ones go."""
        path, now = self.newsroom.database.path, self.newsroom.clock()
        await backups.keep(path, self._backup_folder, self.settings.backups_keep, now)
        self._show_last_backup()

    @property
    def _backup_folder(self) -> Path:
        return self.settings.backup_folder or self.newsroom.database.path.parent / "backups"

    def _show_last_backup(self) -> None:
        if newest := backups.newest(self._backup_folder):
            self.newsroom.metrics.last_backup.set(newest.timestamp())

    async def run(self) -> None:
        """Serve until cancelled or stopped by a signal; then finish what is in flight."""
        async with self.serving(), marked(self.newsroom.database.path, self.health):
            await self.inbox.resume()
            allowed = self.dispatcher.resolve_used_update_types()
            if self.webhook is not None:
                await self.webhook.register(self.bot, allowed)
                await asyncio.Event().wait()
            else:
                await poll(self.bot, self.inbox, allowed)

    @contextlib.asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Everything but the polling runs within. It ends in the opposite order: nothing new comes
        in, what is at work is finished, then the connection to Telegram closes."""
        async with contextlib.AsyncExitStack() as stack:
            stack.push_async_callback(self.bot.session.close)
            await self._reach_telegram()
            stack.push_async_callback(self.tally.finish)
            worker = asyncio.create_task(self.outbox_worker.run(), name="outbox")
            stack.push_async_callback(self._finish, worker)
            menus = asyncio.create_task(self._keep_menus(), name="menus")
            stack.push_async_callback(_cancelled, menus)
            self._show_last_backup()
            self._schedule.start()
            stack.callback(self._schedule.shutdown, wait=False)
            await self.web.start()
            stack.push_async_callback(self.web.stop)
            # The start does not wait for it, and neither does the first who asks in English.
            loading = asyncio.create_task(_load_english(), name="dictionary")
            stack.push_async_callback(asyncio.wait, [loading])
            yield

    async def _finish(self, worker: asyncio.Task[None]) -> None:
        """Let handlers and the outbox end side by side: a stop has ten seconds for everything."""
        self.outbox_worker.stop()
        await asyncio.gather(worker, self.inbox.finish(STOP_SECONDS))

    async def _keep_menus(self) -> None:
        """Telegram is tight with these calls, and nobody's start should wait for a menu."""
        for attempt in itertools.count(1):
            try:
                await set_menus(self.bot, self.translations, self.settings.admin_ids)
                return
            except TelegramRetryAfter as error:
                await asyncio.sleep(error.retry_after)
            except TelegramAPIError as error:
                log.warning("the menus are not set yet: %s", error)
                await asyncio.sleep(backoff(attempt).total_seconds())

    async def _reach_telegram(self) -> None:
        """Wait until Telegram answers, however long the network is away.

        Raises BadSettings if it does not know the token.
        """
        for attempt in itertools.count(1):
            try:
                me = await self.bot.me()
                self.newsroom.fetcher.user_agent = user_agent(me.username)
                return
            except (TelegramUnauthorizedError, TelegramNotFound) as error:
                raise BadSettings(
                    "BOT_TOKEN: Telegram does not know this token; copy it again from @BotFather"
                ) from error
            except (TelegramNetworkError, TelegramServerError, TelegramRetryAfter) as error:
                wait = backoff(attempt).total_seconds()
                if isinstance(error, TelegramRetryAfter):
                    wait = error.retry_after
                log.warning("Telegram does not answer (%s); again in %.0f s", error, wait)
                await asyncio.sleep(wait)

    def _dispatcher(self, queues: ChatQueues) -> Dispatcher:
        newsroom = self.newsroom
        admins = Admins(self.bot, newsroom.clock)
        dispatcher = Dispatcher(
            disable_fsm=True,
            database=newsroom.database,
            settings=self.settings,
            searching=newsroom.searching,
            terms=newsroom.terms,
            following=Following(newsroom.terms),
            ingest=newsroom.ingest,
            fetcher=newsroom.fetcher,
            desk=newsroom.desk,
            translations=self.translations,
            outbox_worker=self.outbox_worker,
            broadcast_job=self.broadcasts,
            admins=admins,
            tally=self.tally,
        )
        house = newsroom.database, self.settings, self.translations, newsroom.clock
        dispatcher.update.outer_middleware(HasteMiddleware(*house))
        dispatcher.update.outer_middleware(
            OrderMiddleware(newsroom.metrics, queues, self.settings.admin_ids)
        )
        dispatcher.update.outer_middleware(ReaderMiddleware(*house, self.fallback))
        dispatcher.update.outer_middleware(ThreadMiddleware())
        dispatcher.update.outer_middleware(OnBehalfMiddleware(newsroom.database, admins))
        dispatcher.message.middleware(TypingMiddleware())
        dispatcher.callback_query.middleware(TypingMiddleware())
        dispatcher.callback_query.middleware(CallbackAnswerMiddleware())
        dispatcher.callback_query.middleware(TapsMiddleware(newsroom.clock))
        dispatcher.callback_query.middleware(StrangersMiddleware())
        dispatcher.include_routers(*routers())
        return dispatcher


async def _load_english() -> None:
    try:
        await asyncio.to_thread(english.load)
    except Exception:
        log.exception("English can not be loaded; every search for a word of it will fail")


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
