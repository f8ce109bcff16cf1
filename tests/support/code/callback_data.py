"""All classes of callback data, wherever a feature defines them."""

from __future__ import annotations

import importlib
import pkgutil

from bot import features
from bot.ui.callbacks import Callback, EditorCallback, VersionedCallback


def list_callback_classes() -> list[type[Callback]]:
    """Return every class of callback data in `bot`, in the order of their prefixes."""
    for module in pkgutil.walk_packages(features.__path__, "bot.features."):
        if module.name.endswith(".callbacks"):
            importlib.import_module(module.name)
    found: set[type[Callback]] = set()
    waiting: list[type[Callback]] = [Callback]
    while waiting:
        children = waiting.pop().__subclasses__()
        waiting += children
        found.update(children)
    ours = [
        one
        for one in found - {EditorCallback, VersionedCallback}
        if one.__module__.startswith("bot.")
    ]
    return sorted(ours, key=lambda one: one.__prefix__)
