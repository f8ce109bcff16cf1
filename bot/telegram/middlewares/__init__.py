"""Middlewares of the dispatcher, in the order in which `bot.app` registers them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram.types import TelegramObject

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]
"""What a middleware calls to pass an event on: the next middleware, or the handler."""
