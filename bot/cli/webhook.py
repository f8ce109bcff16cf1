"""`svodka webhook`: show and remove the webhook registered at Telegram."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import typer

from bot.cli.help import add_command, create_group
from bot.telegram.client.lazy_aiogram import import_aiogram_lazily
from news.errors import SvodkaError

if TYPE_CHECKING:
    from aiogram import Bot

app = create_group(
    "Show or remove the webhook that UPDATES=webhook registers.", "svodka webhook show"
)


class TelegramUnavailable(SvodkaError):
    """Telegram did not answer or returned an error."""

    key = "error-unexpected"


@add_command(app, "show", "svodka webhook show")
def show() -> None:
    """Show the registered webhook, the number of waiting updates and the last error."""
    asyncio.run(_show())


@add_command(app, "remove", "svodka webhook remove")
def remove() -> None:
    """Remove the webhook so that the bot can poll; waiting updates are kept."""
    asyncio.run(_remove())


async def _show() -> None:
    async with _open_bot() as bot:
        info = await bot.get_webhook_info()
    typer.echo(f"registered: {info.url or 'none'}; waiting: {info.pending_update_count}")
    if info.last_error_message:
        typer.echo(f"last error: {info.last_error_message}")


async def _remove() -> None:
    async with _open_bot() as bot:
        await bot.delete_webhook(drop_pending_updates=False)
    typer.echo("the webhook is removed")


@contextlib.asynccontextmanager
async def _open_bot() -> AsyncIterator[Bot]:
    from service.config import load_settings

    settings = load_settings()
    token = settings.require_token()
    import_aiogram_lazily()
    from aiogram.exceptions import TelegramAPIError

    from bot.telegram.client.error_text import describe_to_operator
    from bot.telegram.client.rate_limiter import RateLimiter
    from bot.telegram.client.session import open_bot

    bot = open_bot(token, settings.telegram_api_url, RateLimiter(settings.send_rate))
    try:
        yield bot
    except TelegramAPIError as error:
        raise TelegramUnavailable(describe_to_operator(error, settings.telegram_api_url)) from error
    finally:
        await bot.session.close()
