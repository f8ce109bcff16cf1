"""`svodka doctor`: check the installation and say what to fix."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp
import typer

from bot.ops.terminal import call_services
from news.errors import SvodkaError
from service.bootstrap import Services
from service.config import Settings, load_settings
from service.digests.crowds import Crowd, list_crowds
from service.ops.backups import MIN_FREE_BYTES
from service.ops.clock import system_clock
from storage.database import backup
from storage.database.engine import parse_sqlite_path
from storage.migrations.runner import get_head_revision, get_revision

MAX_CLOCK_ERROR = timedelta(seconds=30)
"""Digests are due at a minute, and requests to sources carry times."""
MIN_FAILING_TIME = timedelta(days=1)
MAX_SOURCES_NAMED = 5
NOT_UPGRADED = "not checked before the first start with this version"


class Attention(str):
    """A result that fails nothing now and that the operator should know."""

    __slots__ = ()


def run_checks() -> None:
    """Check settings, database, disk, token, clock, sources and the summary server."""
    settings = load_settings()
    checks: list[tuple[str, Callable[[Settings], str]]] = [
        ("settings", lambda _: "every setting is well-formed"),
        ("database", _check_database),
        ("disk", _check_disk),
        ("telegram", _check_telegram),
        ("clock", _check_clock),
        ("sources", _check_sources),
        ("broadcasts", _check_broadcasts),
        ("digests", _check_digests),
        ("summaries", _check_summaries),
    ]
    failed = 0
    for name, check in checks:
        try:
            found = check(settings)
            verdict = "warning" if isinstance(found, Attention) else "ok     "
            typer.echo(f"{verdict} {name}: {found}")
        except SvodkaError as error:
            failed += 1
            typer.echo(f"failed  {name}: {error}")
    if failed:
        raise typer.Exit(1)


def _check_database(settings: Settings) -> str:
    """Check without upgrading: an older schema may be in use by a running version."""
    path = parse_sqlite_path(settings.database_url)
    if not path.exists():
        return f"{path} does not exist yet; the first start creates it"
    backup.verify(path)
    revision, newest = get_revision(settings.database_url), get_head_revision()
    if revision != newest:
        return f"{path} is intact; the next start upgrades it from schema {revision} to {newest}"
    return f"{path} is intact, schema {revision}"


def _check_disk(settings: Settings) -> str:
    folder = parse_sqlite_path(settings.database_url).absolute().parent
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < MIN_FREE_BYTES:
        raise SvodkaError(f"only {free // 1024**2} MiB are free at {folder}")
    return f"{free // 1024**2:,} MiB are free"


def _check_telegram(settings: Settings) -> str:
    from aiogram.exceptions import TelegramAPIError

    from bot.telegram.client.rate_limiter import RateLimiter
    from bot.telegram.client.session import open_bot

    async def ask() -> str:
        bot = open_bot(
            settings.require_token(), settings.telegram_api_url, RateLimiter(settings.send_rate)
        )
        try:
            me = await bot.get_me()
        finally:
            await bot.session.close()
        return f"the token belongs to @{me.username}"

    try:
        return asyncio.run(ask())
    except TelegramAPIError as error:
        raise SvodkaError(f"{settings.telegram_api_url}: {error.message}") from error


def _check_clock(settings: Settings) -> str:
    """Compare with Telegram's clock, which each of its responses shows."""

    async def ask() -> datetime:
        timeout = aiohttp.ClientTimeout(total=10)
        async with (
            aiohttp.ClientSession(timeout=timeout) as client,
            client.head(settings.telegram_api_url) as response,
        ):
            return parsedate_to_datetime(response.headers["Date"]).astimezone(UTC)

    try:
        telegram_time = asyncio.run(ask())
    except (aiohttp.ClientError, TimeoutError, KeyError, ValueError) as error:
        raise SvodkaError(f"{settings.telegram_api_url} does not send the time") from error
    deviation = system_clock() - telegram_time
    if abs(deviation) > MAX_CLOCK_ERROR:
        wrong = "fast" if deviation > timedelta(0) else "slow"
        seconds = abs(deviation).total_seconds()
        raise SvodkaError(f"this machine's clock is {seconds:.0f} s {wrong}; set it by NTP")
    return "this machine's clock is right"


def _check_sources(settings: Settings) -> str:
    if not _has_current_schema(settings):
        return NOT_UPGRADED
    every = call_services(lambda services: services.sources.list_all(), settings, upgrade=False)
    before = system_clock() - MIN_FAILING_TIME
    failing = [s for s in every if s.failing_since is not None and s.failing_since < before]
    if failing:
        names = ", ".join(f"{s.url} ({s.failure_reason})" for s in failing[:MAX_SOURCES_NAMED])
        rest = (
            f" and {len(failing) - MAX_SOURCES_NAMED} more"
            if len(failing) > MAX_SOURCES_NAMED
            else ""
        )
        raise SvodkaError(f"failing for over a day: {names}{rest}")
    paused = sum(source.paused_reason is not None for source in every)
    return f"{len(every)}, {paused} of them paused; none fails for over a day"


def _check_broadcasts(settings: Settings) -> str:
    if not _has_current_schema(settings):
        return NOT_UPGRADED
    held = call_services(lambda services: services.broadcasts.list_held(), settings, upgrade=False)
    if held:
        numbers = ", ".join(str(broadcast.id) for broadcast in held)
        raise SvodkaError(
            f"held, since the editor who scheduled them was removed: {numbers}; "
            "an editor has to send or cancel them"
        )
    return "none is held"


def _check_digests(settings: Settings) -> str:
    """Name the digest times that are crowded in the next day; their digests come early."""
    if not _has_current_schema(settings):
        return NOT_UPGRADED

    async def load(services: Services) -> list[Crowd]:
        windows = await services.sending_plan.update(services.database, services.clock())
        return list_crowds(windows, settings)

    crowds = call_services(load, settings, upgrade=False)
    if not crowds:
        return "each fits into the time before it"
    return Attention("; ".join(map(_describe_crowd, crowds)))


def _describe_crowd(crowd: Crowd) -> str:
    window, seconds = crowd.window, round(crowd.window.duration.total_seconds())
    text = (
        f"{window.count:,} at {window.digest_time:%H:%M} UTC take {timedelta(seconds=seconds)}, "
        f"so they begin at {window.starts_at:%H:%M} UTC"
    )
    if crowd.paid is None:
        return text
    return (
        f"{text} (PAID_DIGESTS=true with PAID_SEND_RATE={crowd.paid_rate}: {crowd.paid.duration}, "
        f"at most {crowd.paid.max_stars:,} Stars a day)"
    )


def _has_current_schema(settings: Settings) -> bool:
    return parse_sqlite_path(settings.database_url).exists() and (
        get_revision(settings.database_url) == get_head_revision()
    )


def _check_summaries(settings: Settings) -> str:
    from service.articles.summaries.client import create_summary_client

    async def ask() -> None:
        async with create_summary_client(settings) as server:
            await server.request_completion(
                [{"role": "user", "content": "Answer with the word yes."}]
            )

    if not settings.summary_api_url:
        return "off: summaries are the articles' own sentences"
    asyncio.run(ask())
    return f"{settings.summary_api_model} answers at {settings.summary_api_url}"
