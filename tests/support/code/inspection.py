"""What aiogram does again for each bot of each test, done once: half of the time to build one."""

from __future__ import annotations

import ssl
from functools import cache
from types import FunctionType, MethodType, SimpleNamespace
from typing import Any

from aiogram import Dispatcher, Router
from aiogram.client.session import aiohttp
from aiogram.dispatcher.event import handler
from aiogram.filters import Filter

from bot import app as app_module
from bot.features import build_routers

Signature = tuple[bool, set[str], bool]


def share_inspections() -> None:
    """Have aiogram inspect the signature of a function, and load the certificates, only once.

    A bot has ninety routers, and each inspects a function for each of thirty kinds of updates.
    """
    inspect_again = handler.CallableObject.__post_init__
    known: dict[tuple[type, Any] | None, Signature] = {}

    def inspect_once(self: handler.CallableObject) -> None:
        kind, key = type(self.callback), None
        if kind in (FunctionType, MethodType) and not self.callback.__dict__:
            key = kind, self.callback.__code__
        elif isinstance(self.callback, Filter):
            key = kind, None
        if key not in known:
            inspect_again(self)
            if key is None:
                return
            known[key] = self.awaitable, self.params, self.varkw
        self.awaitable, self.params, self.varkw = known[key]

    handler.CallableObject.__post_init__ = inspect_once  # type: ignore[method-assign]
    aiohttp.ssl = SimpleNamespace(  # type: ignore[assignment]
        create_default_context=cache(ssl.create_default_context)
    )


_free: list[tuple[Router, ...]] = []
"""Routers that no app has now. They keep nothing of the services of an app."""


def share_routers() -> None:
    """Have an app take the routers that another one has given back."""
    app_module.build_routers = lambda: _free.pop() if _free else build_routers()  # type: ignore[attr-defined]


def give_back_routers(dispatcher: Dispatcher) -> None:
    """Leave the routers of a dispatcher, which handles nothing any more, to the next app."""
    routers = tuple(dispatcher.sub_routers)
    for router in routers:
        router._parent_router = None
    dispatcher.sub_routers.clear()
    _free.append(routers)
