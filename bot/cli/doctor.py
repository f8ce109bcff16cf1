"""`svodka doctor`: check the installation and say what to fix."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import typer

from bot.ops.terminal import create_console, print_json
from bot.telegram.client.lazy_aiogram import import_aiogram_lazily
from news.errors import SvodkaError
from service.bootstrap import Services, open_services
from service.config import Settings, load_settings
from service.digests import crowds
from service.digests.sending_windows import count_due, plan_windows
from service.ops import checks
from service.ops.checks import Finding, Status
from service.ops.clock import system_clock
from service.ops.duties import list_all
from storage.migrations.runner import get_head_revision, get_revision

if TYPE_CHECKING:
    from aiogram.types import User

MAX_CLOCK_ERROR = timedelta(seconds=30)
"""Digests are due at a minute, and requests to sources carry times."""
NOT_UPGRADED = "not checked before the first start with this version"
ENV_FILE = Path(".env")
_COLORS = {Status.OK: "green", Status.WARNING: "yellow", Status.FAILED: "red"}


def run_checks(*, as_json: bool = False) -> None:
    """Check settings, database, disk, backups, token, clock, sources, digests, summary server.

    Exits with 1 if a check failed; a warning changes nothing.
    """
    settings = load_settings()
    has_failed = asyncio.run(_run_and_print(settings, _print_as_json if as_json else _print_line))
    if has_failed:
        raise typer.Exit(1)


async def _run_and_print(settings: Settings, show: Callable[[Finding], None]) -> bool:
    has_failed = False
    async for finding in _check_all(settings):
        has_failed = has_failed or finding.status is Status.FAILED
        show(finding)
    return has_failed


def _print_as_json(finding: Finding) -> None:
    print_json({"check": finding.check, "status": finding.status, "text": finding.text})


def _print_line(finding: Finding) -> None:
    if not sys.stdout.isatty():
        typer.echo(f"{finding.status:<7} {finding.check}: {finding.text}")
        return
    from rich.text import Text

    status = Text(f"{finding.status:<7}", style=_COLORS[finding.status])
    create_console().print(status, Text(f"{finding.check}: {finding.text}"))


async def _check_all(settings: Settings) -> AsyncIterator[Finding]:
    yield checks.check_settings(ENV_FILE, os.environ)
    yield _catch("database", lambda: checks.check_database(settings))
    yield checks.check_disk(settings)
    yield checks.check_backups(settings, system_clock())
    for finding in await _catch_all("telegram", _check_telegram(settings)):
        yield finding
    for finding in await _catch_all("clock", _check_clock(settings)):
        yield finding
    for finding in await _catch_all("sources", _check_contents(settings)):
        yield finding
    for finding in await _catch_all("summaries", _check_summaries(settings)):
        yield finding


def _catch(check: str, run: Callable[[], Finding]) -> Finding:
    try:
        return run()
    except SvodkaError as error:
        return Finding(check, Status.FAILED, str(error))


async def _catch_all(check: str, run: Awaitable[Iterable[Finding]]) -> Iterable[Finding]:
    try:
        return await run
    except SvodkaError as error:
        return [Finding(check, Status.FAILED, str(error))]


async def _check_telegram(settings: Settings) -> list[Finding]:
    """Check the token, and what was set for the bot at @BotFather."""
    import_aiogram_lazily()
    from aiogram.exceptions import TelegramAPIError

    from bot.telegram.client.error_text import describe_to_operator
    from bot.telegram.client.rate_limiter import RateLimiter
    from bot.telegram.client.session import open_bot

    bot = open_bot(
        settings.require_token(), settings.telegram_api_url, RateLimiter(settings.send_rate)
    )
    try:
        me = await bot.get_me()
    except TelegramAPIError as error:
        raise SvodkaError(describe_to_operator(error, settings.telegram_api_url)) from error
    finally:
        await bot.session.close()
    token = Finding("telegram", Status.OK, f"the token belongs to @{me.username}")
    return [token, *_check_profile(me)]


def _check_profile(me: User) -> Iterator[Finding]:
    if me.supports_inline_queries:
        yield Finding("inline", Status.OK, f"@{me.username} can be asked in every chat")
    else:
        yield Finding(
            "inline",
            Status.WARNING,
            f"off: in other chats nobody can search by @{me.username}; turn it on at @BotFather: "
            f"/setinline, @{me.username}, and a few words such as «Найти новость»",
        )
    if me.can_read_all_group_messages:
        yield Finding(
            "privacy",
            Status.WARNING,
            "group privacy is off: Telegram sends the bot every message of its groups, and it "
            f"needs none of them; turn it on at @BotFather: /setprivacy, @{me.username}, Enable",
        )
    else:
        text = "group privacy is on: in groups the bot sees its commands, its name and replies"
        yield Finding("privacy", Status.OK, text)
    if not me.can_join_groups:
        yield Finding(
            "groups",
            Status.WARNING,
            "the bot cannot be added to groups; allow it at @BotFather: "
            f"/setjoingroups, @{me.username}, Enable",
        )


async def _check_clock(settings: Settings) -> list[Finding]:
    """Compare with Telegram's clock, which each of its responses shows."""
    timeout = aiohttp.ClientTimeout(total=10)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as client,
            client.head(settings.telegram_api_url) as response,
        ):
            telegram_time = parsedate_to_datetime(response.headers["Date"]).astimezone(UTC)
    except (aiohttp.ClientError, TimeoutError):
        text = f"not compared: {settings.telegram_api_url} cannot be reached"
        return [Finding("clock", Status.WARNING, text)]
    except (KeyError, ValueError) as error:
        raise SvodkaError(f"{settings.telegram_api_url} does not send the time") from error
    return [_compare_clocks(system_clock(), telegram_time)]


def _compare_clocks(ours: datetime, telegrams: datetime) -> Finding:
    deviation = ours - telegrams
    if abs(deviation) <= MAX_CLOCK_ERROR:
        return Finding("clock", Status.OK, "this machine's clock is right")
    wrong = "fast" if deviation > timedelta(0) else "slow"
    seconds = abs(deviation).total_seconds()
    text = f"this machine's clock is {seconds:.0f} s {wrong}; set it by NTP"
    return Finding("clock", Status.FAILED, text)


async def _check_contents(settings: Settings) -> list[Finding]:
    """Check what the database says about sources, broadcasts and digests."""
    revision = get_revision(settings.database_url)
    if revision is None:
        return [checks.check_sources([], system_clock())]
    if revision != get_head_revision():
        names = ("duties", "sources", "broadcasts", "digests", "capacity")
        return [Finding(name, Status.OK, NOT_UPGRADED) for name in names]
    async with open_services(settings, upgrade=False) as services:
        return await _check_services(services)


async def _check_services(services: Services) -> list[Finding]:
    settings, now = services.settings, services.clock()
    counts = await count_due(services.database, now)
    windows = plan_windows(counts, services.sending_plan.send_rate)
    return [
        checks.check_duties(*await list_all(services.database), now),
        checks.check_sources(await services.sources.list_all(), now),
        checks.check_broadcasts(await services.broadcasts.list_held()),
        crowds.check_crowds(crowds.list_crowds(windows, settings)),
        crowds.check_capacity(crowds.compute_capacity(counts, settings), settings),
    ]


async def _check_summaries(settings: Settings) -> list[Finding]:
    from service.articles.summaries.client import create_summary_client

    if not settings.summary_api_url:
        text = "off: summaries are the articles' own sentences"
        return [Finding("summaries", Status.OK, text)]
    async with create_summary_client(settings) as server:
        await server.request_completion([{"role": "user", "content": "Answer with the word yes."}])
    text = f"{settings.summary_api_model} answers at {settings.summary_api_url}"
    return [Finding("summaries", Status.OK, text)]
