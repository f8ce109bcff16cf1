"""The tree of routers, as aiogram goes through it for each update."""

from __future__ import annotations

from collections.abc import Iterator

from aiogram.dispatcher.event.handler import CallableObject

from bot.app import App


def _asked(app: App) -> Iterator[CallableObject]:
    """Every handler and every filter."""
    for router in app.dispatcher.chain_tail:
        for observer in router.observers.values():
            yield from observer._handler.filters or ()
            for handler in observer.handlers:
                yield handler
                yield from handler.filters or ()


def test_nothing_is_handed_to_a_thread(app: App) -> None:
    """aiogram does so with whatever is no coroutine, a bare `F` too: a tenth of a millisecond for
    each, where an update passes dozens."""
    asked = list(_asked(app))
    assert len(asked) > 200
    assert [each.callback for each in asked if not each.awaitable] == []
