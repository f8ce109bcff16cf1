"""Composition: opens storage, builds the parts, runs them, shuts them down in order."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import timedelta
from functools import partial

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
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.exc import SQLAlchemyError

from bot.api.feeds import Feeds
from bot.api.server import Api
from bot.features import build_routers
from bot.features.alerts.renderer import AlertMessages
from bot.features.articles.api import to_public_post
from bot.features.broadcasts.job import BroadcastJob
from bot.features.broadcasts.renderer import BroadcastMessages
from bot.features.digest.renderer import build_renderers
from bot.features.digest.style_offer import build_offer_renderer, build_style_offer
from bot.features.editorial.crowd_views import render_crowd_notice
from bot.features.groups.managed_chat import ManagedChatMiddleware
from bot.features.sources import views as source_views
from bot.ops.health import Component, Health, PollingHeartbeatMiddleware, crash_guard
from bot.ops.http_server import Site, WebServer
from bot.telegram.chats.admins import ChatAdmins
from bot.telegram.chats.command_menu import set_command_menus
from bot.telegram.chats.deep_links import JoinLink, build_link
from bot.telegram.client.api_errors import compute_backoff
from bot.telegram.client.error_text import UNKNOWN_TOKEN
from bot.telegram.client.middlewares import RichFallbackMiddleware
from bot.telegram.client.rate_limiter import RateLimiter
from bot.telegram.client.session import open_bot
from bot.telegram.client.shared_pace import SharedPace
from bot.telegram.context import Runtime
from bot.telegram.middlewares.chat_action import ChatActionMiddleware
from bot.telegram.middlewares.chat_lock import ChatLockMiddleware, ChatQueues
from bot.telegram.middlewares.pressed_button import DoubleTapMiddleware, RefusalMiddleware
from bot.telegram.middlewares.style_offer import StyleOfferMiddleware
from bot.telegram.middlewares.subscriber import ForumTopicMiddleware, SubscriberMiddleware
from bot.telegram.middlewares.throttling import ThrottlingMiddleware
from bot.telegram.outbox.problems import ProblemNotifier
from bot.telegram.outbox.signals import OutboxSignals
from bot.telegram.outbox.worker import (
    OutboxDuty,
    OutboxLimits,
    OutboxListeners,
    OutboxRendering,
    OutboxWorker,
)
from bot.telegram.updates.inbox import Inbox
from bot.telegram.updates.polling import poll
from bot.telegram.updates.webhook import Webhook
from news.nlp.forms import english, families
from service.bootstrap import Services, build_user_agent
from service.broadcasts.estimate import get_paid_priorities
from service.broadcasts.submission import DraftSubmission
from service.config import BadSettings, UpdateMode
from service.digests.crowds import enqueue_crowd_notice, list_crowds
from service.digests.sending_windows import count_due
from service.follows.alerts.job import AlertJob
from service.ops import backups, retention
from service.ops.duties import ALL_DUTIES, DUTIES_OF_ROLES, DutyKeeper, Role
from service.ops.memory import release_memory
from service.ops.scheduler import build_scheduler
from service.ops.stats import StatsBuffer
from service.sources.failure_notices import enqueue_failure_notices
from storage.processes import Duty
from storage.signals import Signal
from storage.stats.daily_counters import DailyCounter

log = logging.getLogger(__name__)

STOP_TIMEOUT_SECONDS = 5.0
"""How long a stop waits for running handlers."""


class App:
    """The whole service, built on opened `Services`.

    ``on_loaded`` is called when everything that is loaded after the start is in memory. ``only``:
    the one role that this process has. ``is_alone``: see `DutyKeeper`. ``is_first``: no other
    process ran on the database when this one began.
    """

    def __init__(
        self,
        services: Services,
        on_loaded: Callable[[], None] = lambda: None,
        *,
        only: Role | None = None,
        is_alone: Callable[[], bool] = lambda: False,
        is_first: bool = True,
    ) -> None:
        settings, database, clock = services.settings, services.database, services.clock
        self.settings = settings
        self.services = services
        self._on_loaded = on_loaded
        self._is_web = only in (None, Role.WEB)
        self._is_first = is_first
        wanted = ALL_DUTIES if only is None else DUTIES_OF_ROLES[only]
        self.duties = DutyKeeper(database, clock, wanted, is_alone=is_alone)
        self.translations = services.translations
        self.rate_limiter = RateLimiter(
            settings.send_rate,
            settings.paid_send_rate,
            paid_priorities=get_paid_priorities(settings),
        )
        self.pace = SharedPace(
            self.rate_limiter, self.duties, settings.send_rate, settings.paid_send_rate
        )
        self.rich_fallback = RichFallbackMiddleware()
        self.bot: Bot = open_bot(
            settings.require_token(),
            settings.telegram_api_url,
            self.rate_limiter,
            self.rich_fallback,
        )
        self.health = Health(
            database,
            clock,
            is_polling=settings.updates is UpdateMode.POLLING,
            holds=self.duties.holds,
            monotonic=services.monotonic,
        )
        self.health.get_analysis_failure = services.analysis_worker.get_failure
        self.bot.session.middleware(PollingHeartbeatMiddleware(self.health))
        self.outbox_worker = self._build_outbox_worker()
        self.outbox_signals = OutboxSignals(self.outbox_worker)
        self.broadcasts = BroadcastJob(
            self.bot, services.broadcasts, clock, self.translations, self.outbox_worker
        )
        self.digests = services.create_digest_dispatcher(build_renderers(self.translations))
        self.alerts = AlertJob(database, services.terms, AlertMessages(self.translations), clock)
        self.stats_buffer = StatsBuffer(database, clock)
        queues = ChatQueues()
        self.dispatcher = self._build_dispatcher(queues)
        self.inbox = Inbox(
            self.dispatcher, self.bot, database, clock, queues, self.rate_limiter, self.duties
        )
        by_webhook = settings.updates is UpdateMode.WEBHOOK and self._is_web
        self.webhook = Webhook(settings, self.inbox) if by_webhook else None
        sites = self._build_sites() if self._is_web else []
        self.web = WebServer(services, self.health, self.webhook, sites)
        self.web.list_duties = lambda: self.duties.held
        self._schedule = self._build_schedule()

    def _build_sites(self) -> list[Site]:
        """Return what the HTTP server serves to other systems."""
        services, settings = self.services, self.settings
        renderer = BroadcastMessages(self.translations)
        drafts = DraftSubmission(services.database, settings, renderer)
        sites: list[Site] = [Api(services, drafts)]
        if settings.public_feeds:
            sites.append(Feeds(services, self._get_username))
        return sites

    async def _get_username(self) -> str:
        return (await self.bot.me()).username or ""

    def _build_schedule(self) -> AsyncIOScheduler:
        run = self.duties.run_if_held
        return build_scheduler(
            digests=run(Duty.CLOCK, self.send_due_digests, self.plan_digests),
            alerts=run(Duty.CLOCK, self.send_alerts),
            sources=run(Duty.INGEST, self.update_sources),
            retention=run(Duty.RETENTION, self.trim),
            stats=run(Duty.CLOCK, self.snapshot_totals),
            memory=partial(asyncio.to_thread, release_memory),
            broadcasts=run(Duty.CLOCK, self.broadcasts.run),
            invitations=run(Duty.CLOCK, self._invite_first_owner),
            backup=run(Duty.RETENTION, self.create_backup),
            heartbeat=partial(self.health.record_heartbeat, Component.SCHEDULER),
            availability=self.services.database.availability,
        )

    def _build_outbox_worker(self) -> OutboxWorker:
        services, settings = self.services, self.settings
        notifier = ProblemNotifier(
            self.bot,
            services.subscribers,
            services.broadcasts,
            self.translations,
            services.editors,
            settings.default_language,
        )
        return OutboxWorker(
            self.bot,
            services.database,
            services.clock,
            services.metrics,
            OutboxLimits(
                settings.send_rate,
                settings.paid_send_rate,
                get_paid_priorities(settings),
                duty=OutboxDuty(
                    lambda: self.duties.get_epoch(Duty.SENDER), lambda: bool(self.duties.others)
                ),
            ),
            OutboxListeners(notifier, self.health.record_delivery, self.health.unreachable),
            OutboxRendering(
                to_public_post,
                build_offer_renderer(services.translations),
                BroadcastMessages(services.translations).label_own,
            ),
        )

    async def send_due_digests(self) -> int:
        """Enqueue the digests that are due; return their number."""
        services, now = self.services, self.services.clock()
        count = await self.digests.enqueue_due(now)
        is_notified = await enqueue_crowd_notice(
            services.database,
            services.translations,
            services.settings,
            now,
            list_crowds(services.sending_plan.windows, services.settings),
            partial(render_crowd_notice, timezone=services.settings.default_timezone, now=now),
        )
        if count or is_notified:
            self.outbox_worker.wake()
        return count

    async def plan_digests(self) -> None:
        """Load which digest times are crowded; for processes that do not send the digests."""
        services = self.services
        await services.sending_plan.update(services.database, services.clock())

    async def send_alerts(self) -> int:
        """Enqueue the alerts of new articles and due batches; return their number."""
        count = await self.alerts.run()
        if count:
            self.outbox_worker.wake()
        return count

    async def update_sources(self) -> None:
        """Fetch the due sources and notify editors of those that have failed for a day."""
        services = self.services
        if await services.source_updater.update_due():
            self.health.record_sources_read()
        if await enqueue_failure_notices(
            services.database,
            services.translations,
            services.settings,
            services.clock(),
            source_views.render_failure_notice,
        ):
            self.outbox_worker.wake()

    async def trim(self) -> None:
        """Delete what is older than RETENTION_DAYS."""
        keep = timedelta(days=self.settings.retention_days)
        await retention.delete_expired(self.services.database, keep, self.services.clock())

    async def snapshot_totals(self) -> None:
        """Update the metrics that are counted in the database."""
        await self.services.stats.snapshot_gauges(self.services.clock())

    async def create_backup(self) -> None:
        """Create the database backup of the day and delete the oldest backups."""
        if not backups.makes_daily_backups(self.settings):
            return
        path, now = self.services.database.path, self.services.clock()
        await backups.create_daily_backup(
            path, backups.get_folder(self.settings), self.settings.backups_keep, now
        )
        self._show_last_backup()

    def _show_last_backup(self) -> None:
        if newest := backups.get_newest_backup_time(backups.get_folder(self.settings)):
            self.services.metrics.last_backup.set(newest.timestamp())

    async def run(self) -> None:
        """Serve until cancelled or stopped by a signal; then finish what is in flight.

        Raises SchemaChanged when another version of the program has changed the tables.
        """
        guard = crash_guard(self.services.database.path, self.health)
        async with self.serve(), guard if self._is_first else contextlib.nullcontext():
            if self._is_web:
                await self.inbox.resume()
            allowed = self.dispatcher.resolve_used_update_types()
            if self.webhook is not None:
                await self.webhook.register(self.bot, allowed)
            # Updates do not wait for what it counts.
            starting = asyncio.create_task(self._log_start(), name="start line")
            working = asyncio.create_task(self._receive_updates(allowed), name="updates")
            ending = asyncio.create_task(self.duties.wait_for_schema_change(), name="schema")
            try:
                await asyncio.wait({working, ending}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                await _end_all(ending, working, starting)

    async def _receive_updates(self, allowed: Sequence[str]) -> None:
        """Poll if this process may; by webhook, updates come by themselves."""
        if self.settings.updates is UpdateMode.POLLING and self._is_web:
            await self._poll_while_held(allowed)
        else:
            await asyncio.Event().wait()

    async def _poll_while_held(self, allowed: Sequence[str]) -> None:
        """Poll for updates whenever this process is the one that does; Telegram allows only one."""
        while True:
            await self.duties.wait_until(Duty.POLLING, held=True)
            self.health.record_heartbeat(Component.UPDATES)
            polling = asyncio.create_task(poll(self.bot, self.inbox, allowed), name="polling")
            losing = asyncio.create_task(self.duties.wait_until(Duty.POLLING, held=False))
            try:
                await asyncio.wait([polling, losing], return_when=asyncio.FIRST_COMPLETED)
                if polling.done():
                    await polling
            finally:
                await _cancel(polling)
                await _cancel(losing)

    async def _log_start(self) -> None:
        """Log one line with the name of the bot and how much it serves."""
        services, me = self.services, await self.bot.me()
        try:
            gauges = await services.stats.collect_gauges()
            due = await count_due(services.database, services.clock())
        except Exception:
            log.exception("@%s is up, but what it serves cannot be counted", me.username)
            return
        log.info(
            "@%s is up: %s, %d sources, %d subscribers, %s",
            me.username,
            self.settings.updates,
            gauges[DailyCounter.SOURCES],
            gauges[DailyCounter.SUBSCRIBERS],
            f"next digest at {min(due):%Y-%m-%d %H:%M} UTC" if due else "no digest within a day",
        )

    @contextlib.asynccontextmanager
    async def serve(self) -> AsyncIterator[None]:
        """Run everything but the polling while the context is open.

        At its end, parts stop in the opposite order: no new updates are accepted, work in progress
        is finished, then the connection to Telegram closes.
        """
        async with contextlib.AsyncExitStack() as stack:
            stack.push_async_callback(self.bot.session.close)
            await stack.enter_async_context(self.health.watchdog.watch())
            await stack.enter_async_context(self.services.database.watch())
            await self._wait_for_telegram()
            self.health.restart()
            listening = self.services.database.listen(self._receive)
            await stack.enter_async_context(
                self.duties.keep(await stack.enter_async_context(listening))
            )
            await self._invite_first_owner(is_first=self._is_first)
            stack.push_async_callback(self.stats_buffer.flush)
            with self.duties.acting(Duty.SENDER):
                worker = asyncio.create_task(self.outbox_worker.run(), name="outbox")
            stack.push_async_callback(self._finish, worker)
            menus = asyncio.create_task(self._set_menus(), name="menus")
            stack.push_async_callback(_cancel, menus)
            self._show_last_backup()
            self._schedule.start()
            stack.callback(self._schedule.shutdown, wait=False)
            await self.web.start(may_wait=bool(self.duties.others))
            stack.push_async_callback(self.web.stop)
            # The start does not wait for it, and neither does the first who searches.
            loading = asyncio.create_task(_load_words(self._on_loaded), name="dictionary")
            stack.push_async_callback(asyncio.wait, [loading])
            yield

    def _receive(self, signal: str) -> None:
        """Look at what another process has changed; nothing depends on it."""
        if signal in (Signal.DUTIES, Signal.MISSED):
            self.duties.look_soon()
        self.outbox_signals.receive(signal)

    async def _finish(self, worker: asyncio.Task[None]) -> None:
        """Let handlers and the outbox end side by side: a stop has ten seconds for everything."""
        self.outbox_worker.stop()
        await asyncio.gather(worker, self.inbox.finish(STOP_TIMEOUT_SECONDS))

    async def _set_menus(self) -> None:
        """Set the command menus, in the background because Telegram limits these calls strictly."""
        for attempt in itertools.count(1):
            try:
                roles = await self.services.editors.list_roles()
                await set_command_menus(self.bot, self.translations, roles)
                return
            except TelegramRetryAfter as error:
                await asyncio.sleep(error.retry_after)
            except (TelegramAPIError, SQLAlchemyError) as error:
                log.warning("the menus are not set yet: %s", error)
                await asyncio.sleep(compute_backoff(attempt).total_seconds())

    async def _wait_for_telegram(self) -> None:
        """Wait until Telegram answers, however long that takes.

        Raises BadSettings if it does not know the token.
        """
        for attempt in itertools.count(1):
            try:
                me = await self.bot.me()
                self.services.fetcher.user_agent = build_user_agent(me.username)
                return
            except (TelegramUnauthorizedError, TelegramNotFound) as error:
                raise BadSettings(UNKNOWN_TOKEN) from error
            except (TelegramNetworkError, TelegramServerError, TelegramRetryAfter) as error:
                wait = compute_backoff(attempt).total_seconds()
                if isinstance(error, TelegramRetryAfter):
                    wait = error.retry_after
                log.warning("Telegram does not answer (%s); again in %.0f s", error, wait)
                await asyncio.sleep(wait)

    async def _invite_first_owner(self, *, is_first: bool = False) -> None:
        """Log a link that makes its first opener the owner, where there is none and no other
        process has logged one. It is logged anew when it has expired, or that process has ended."""
        invite = await self.services.editors.invite_first_owner(
            self.duties.id, self.services.clock(), is_first=is_first
        )
        if invite is not None:
            username = await self._get_username()
            log.warning(
                "nobody may send news yet: open %s to become the owner; it works once, until %s",
                build_link(username, JoinLink(invite.secret)),
                invite.expires_at.isoformat(timespec="minutes"),
            )

    def _build_dispatcher(self, queues: ChatQueues) -> Dispatcher:
        services = self.services
        admins = ChatAdmins(self.bot, services.monotonic)
        runtime = Runtime(
            self.outbox_signals,
            admins,
            self.stats_buffer,
            self.broadcasts,
            enqueue_first_digest=self.digests.enqueue_first,
        )
        dispatcher = Dispatcher(disable_fsm=True)
        dispatcher.update.outer_middleware(ThrottlingMiddleware(services))
        dispatcher.update.outer_middleware(
            ChatLockMiddleware(services.metrics, queues, services.editors.is_known)
        )
        dispatcher.update.outer_middleware(
            SubscriberMiddleware(services, runtime, self.rich_fallback)
        )
        dispatcher.update.outer_middleware(StyleOfferMiddleware(build_style_offer))
        dispatcher.update.outer_middleware(ForumTopicMiddleware())
        dispatcher.update.outer_middleware(ManagedChatMiddleware())
        dispatcher.message.middleware(ChatActionMiddleware())
        dispatcher.callback_query.middleware(ChatActionMiddleware())
        dispatcher.callback_query.middleware(CallbackAnswerMiddleware())
        dispatcher.callback_query.middleware(DoubleTapMiddleware(services.monotonic))
        dispatcher.callback_query.middleware(RefusalMiddleware())
        dispatcher.include_routers(*build_routers())
        return dispatcher


async def _load_words(on_loaded: Callable[[], None]) -> None:
    try:
        await asyncio.to_thread(english.preload)
        await asyncio.to_thread(families.preload)
        on_loaded()
    except Exception:
        log.exception("the dictionaries cannot be loaded; searches that need them will fail")


async def _end_all(*tasks: asyncio.Task[None]) -> None:
    """Cancel the tasks that still run; raise the first error of all, and log the others."""
    for task in tasks:
        task.cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    errors = [one for one in ended if isinstance(one, Exception)]
    for error in errors[1:]:
        log.error("another part of the service failed too", exc_info=error)
    if errors:
        raise errors[0]


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
