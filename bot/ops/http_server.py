"""HTTP server for health checks, metrics and Telegram's webhook."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from bot.ops.connections import ConnectionLimits
from bot.ops.health import Health
from bot.telegram.updates.webhook import MAX_BODY_BYTES, Webhook
from service.config import BadSettings
from service.ops.metrics import update_gauges
from storage.processes import Duty

if TYPE_CHECKING:
    from service.bootstrap import Services

log = logging.getLogger(__name__)

PORT_RETRY_SECONDS = 1.0
"""How often it is tried whether a port is free."""

LINGER_SECONDS = 1.0
"""How long the rest of a body that is refused is read and dropped, so that the answer arrives."""


class Site(Protocol):
    """Pages that the server serves besides its own."""

    def add_routes(self, app: web.Application) -> None:
        """Add the pages to the server."""


class WebServer:
    """Serves ``GET /healthz``, ``GET /metrics``; with ``UPDATES=webhook`` ``POST /telegram/…``; and
    other ``sites``."""

    def __init__(
        self,
        services: Services,
        health: Health,
        webhook: Webhook | None,
        sites: Sequence[Site] = (),
    ) -> None:
        self._services = services
        self._settings = services.settings
        self._health = health
        app = web.Application(client_max_size=MAX_BODY_BYTES)
        app.router.add_get("/healthz", self._answer_health)
        app.router.add_get("/metrics", self._answer_metrics)
        if webhook is not None:
            webhook.add_routes(app)
        for site in sites:
            site.add_routes(app)
        # A body would be unpacked as it arrives, before the secret is checked; Telegram packs none.
        self._runner = web.AppRunner(
            app, access_log=None, lingering_time=LINGER_SECONDS, auto_decompress=False
        )
        self._limits: ConnectionLimits | None = None
        self._listener: asyncio.Server | None = None
        self._waiting: asyncio.Task[None] | None = None
        self.list_duties: Callable[[], Sequence[Duty]] = lambda: ()
        self.started = asyncio.Event()

    async def start(self, *, may_wait: bool = False) -> None:
        """Listen at HTTP_HOST:HTTP_PORT. Raises BadSettings if the port is in use.

        ``may_wait``: the port may be in use by the process that this one stands by for; then listen
        as soon as it is free.
        """
        await self._runner.setup()
        assert self._runner.server is not None
        self._limits = ConnectionLimits(self._runner.server)
        try:
            await self._listen()
        except BadSettings as error:
            if not may_wait:
                raise
            log.warning("%s; this process waits for it", error)
            self._waiting = asyncio.create_task(self._listen_when_free(), name="port")

    async def _listen_when_free(self) -> None:
        while self._listener is None:
            await asyncio.sleep(PORT_RETRY_SECONDS)
            with contextlib.suppress(BadSettings):
                await self._listen()

    async def _listen(self) -> None:
        assert self._limits is not None
        host, port = self._settings.http_host, self._settings.http_port
        loop = asyncio.get_running_loop()
        try:
            self._listener = await loop.create_server(self._limits.create_connection, host, port)
        except OSError as error:
            raise BadSettings(
                f"HTTP_PORT: cannot listen at {host}:{port} ({error.strerror}); "
                "name another port, or stop the program that uses it"
            ) from error
        self.started.set()
        log.info("health and metrics at http://%s:%d", *self.address)

    @property
    def is_up(self) -> bool:
        """Return whether the server listens."""
        return self._listener is not None and self._listener.is_serving()

    @property
    def address(self) -> tuple[str, int]:
        """The host and port that it listens on."""
        assert self._listener is not None
        host, port, *_ = self._listener.sockets[0].getsockname()
        return host, port

    async def stop(self) -> None:
        """Close the listening socket and the open connections."""
        if self._waiting is not None:
            self._waiting.cancel()
        if self._listener is not None:
            self._listener.close()
        if self._limits is not None:
            self._limits.stop()
        await self._runner.cleanup()

    async def _answer_health(self, request: web.Request) -> web.Response:
        """Answer with the duties of this process, the failing components, ``why`` each fails, and
        ``warnings`` if any."""
        failing, warnings = await self._health.get_failures(), self._health.warnings()
        shown = {"duties": self.list_duties(), **({"warnings": warnings} if warnings else {})}
        if not failing:
            return web.json_response({"status": "ok", "failing": [], **shown})
        return web.json_response(
            {"status": "failing", "failing": list(failing), "why": failing, **shown}, status=503
        )

    async def _answer_metrics(self, request: web.Request) -> web.Response:
        services, metrics = self._services, self._services.metrics
        availability = services.database.availability
        try:
            if not availability.is_away:
                await update_gauges(services.database, metrics, services.clock())
        except SQLAlchemyError as error:
            availability.log(log, "metrics of the database are not current: %s", error)
        metrics.database.set(availability.problem is None)
        metrics.digest_window.set(services.sending_plan.get_longest_duration().total_seconds())
        held = self.list_duties()
        for duty in Duty:
            metrics.duties.labels(duty).set(duty in held)
        for component, seconds in self._health.get_staleness().items():
            metrics.staleness.labels(component).set(seconds)
        return web.Response(
            body=generate_latest(metrics.registry), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )
