"""The sandbox as a whole: state, Bot API and page on one loopback port."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from aiohttp import web

from sandbox.api.faults import Faults
from sandbox.api.journal import Journal
from sandbox.api.server import BotApi, answer_unknown_path
from sandbox.api.transport import listen
from sandbox.clock import Ticks, WallClock, get_utc_now
from sandbox.page.controls import Controls
from sandbox.page.server import Page
from sandbox.page.state import PageContext
from sandbox.state.files import Upload
from sandbox.state.limits import Limits
from sandbox.state.models import Chat, User
from sandbox.state.telegram import Telegram

_HOST = "127.0.0.1"
_LIGHT_HISTORY = 1


class Sandbox:
    """A Telegram emulator on 127.0.0.1.

    `port` 0 chooses a free one. `clock` dates the messages (UTC-aware), `ticks` measures waits in
    seconds. `light` keeps no journal and one message per chat: for load tests. `controls` adds
    buttons and a tour to the page.
    """

    def __init__(
        self,
        token: str = "123456:test-token",
        port: int = 0,
        clock: WallClock | None = None,
        *,
        ticks: Ticks = time.monotonic,
        light: bool = False,
    ) -> None:
        self.token = token
        self.telegram = Telegram(
            token, clock or get_utc_now, ticks, keep=_LIGHT_HISTORY if light else None
        )
        self.faults = Faults()
        self.journal = Journal()
        self.api = BotApi(self.telegram, self.faults, None if light else self.journal)
        self.telegram.webhook.run = self.api.run_reply
        self.controls = Controls()
        self.is_bot_at_work: Callable[[], bool] = lambda: False
        self._page = Page(PageContext(self.telegram, self.faults, self.journal, self.controls))
        self._port = port
        self._runner: web.AppRunner | None = None
        self._listener: asyncio.Server | None = None

    @property
    def limits(self) -> Limits:
        return self.telegram.limits

    @property
    def url(self) -> str:
        """The base URL for a Bot API client.

        Raises :class:`RuntimeError` before `start`.
        """
        if self._runner is None:
            raise RuntimeError("the sandbox is not started")
        return f"http://{_HOST}:{self._port}"

    @property
    def page_url(self) -> str:
        """The address of the chat page."""
        return f"{self.url}/"

    @property
    def is_busy(self) -> bool:
        """Whether an update waits for the bot, a request is being answered, or `is_bot_at_work`
        says so, which a test sets whose bot runs in the same process: it may be at its database."""
        return bool(
            self.api.active_requests
            or len(self.telegram.updates)
            or self.telegram.webhook.is_busy
            or self.is_bot_at_work()
        )

    async def start(self) -> None:
        """Start to listen. Raises :class:`OSError` if the port is taken."""
        app = web.Application(client_max_size=64 * 1024 * 1024)
        # aiohttp tries routes in this order, and nearly all requests come from the bot.
        self.api.add_routes(app)
        self._page.add_routes(app)
        app.router.add_route("*", "/{tail:.*}", answer_unknown_path)
        runner = web.AppRunner(app, shutdown_timeout=0.2, handler_cancellation=True)
        await runner.setup()
        try:
            self._listener = await listen(runner, _HOST, self._port)
        except OSError:
            await runner.cleanup()
            raise
        self._port = self._listener.sockets[0].getsockname()[1]
        self._runner = runner

    async def stop(self) -> None:
        """Close the ports and end polls and webhook deliveries."""
        self.telegram.updates.end_poll()
        await self.telegram.webhook.close()
        self._page.close()
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Sandbox:
        await self.start()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.stop()

    def add_person(
        self,
        name: str,
        language_code: str | None = None,
        username: str | None = None,
        id: int | None = None,  # noqa: A002
        *,
        started: bool = True,
        hidden: bool = False,
    ) -> User:
        """Add a person with a private chat to the bot. The chat has the id of the person.

        Not `started`: the person never wrote to the bot, so the bot may not write first.
        `hidden`: the page does not show the person.
        Raises :class:`ValueError` for an `id` that is taken.
        """
        return self.telegram.add_person(
            name, language_code, username, id, started=started, hidden=hidden
        )

    def add_picture(self, url: str, content: bytes) -> None:
        """Make a picture available at `url`, for photos sent by URL and for link previews."""
        name = url.rpartition("/")[2] or "picture"
        self.telegram.files.add_web_picture(url, Upload(name, content, "image/png"))

    def add_group(
        self,
        title: str,
        *people: User,
        forum: bool = False,
        big: bool = False,
        with_bot: bool = True,
    ) -> Chat:
        """Add a group, owned by the first person. `big` or `forum` make it a supergroup.

        With `with_bot=False` the bot is not a member yet.
        """
        kind = "supergroup" if big or forum else "group"
        status = "member" if with_bot else "left"
        return self.telegram.add_chat(kind, title, list(people), forum=forum, bot_status=status)

    def add_channel(
        self, title: str, *people: User, username: str | None = None, with_bot: bool = True
    ) -> Chat:
        """Add a channel, owned by the first person, with the bot as an administrator.

        With `with_bot=False` the bot is not a member yet.
        """
        status = "administrator" if with_bot else "left"
        return self.telegram.add_chat(
            "channel", title, list(people), username=username, bot_status=status
        )
