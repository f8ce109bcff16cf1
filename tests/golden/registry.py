"""The screens: each a name, and a function that makes it from sample data and a translator.

A file in `screens/` holds the screens of one part of the bot:

    @screen("settings")
    def settings(t: Translator) -> Document:
        return views.settings(t, subscriber(1))

A Document is shown in both styles. Where a message is rendered already (`Message`), it is shown as
it is; a view that depends on the reader's style returns one for each. Names are of the kind
``digest-empty``: the first word is the file of the screen.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.ui.document import Document
from bot.ui.message import Message
from service.i18n.translations import Translator

Shown = Document | Message
Make = Callable[[Translator], Shown | Sequence[Shown]]


@dataclass(frozen=True)
class Screen:
    name: str
    make: Make

    def shown(self, t: Translator) -> list[Shown]:
        made = self.make(t)
        return [made] if isinstance(made, Document | Message) else list(made)


_SCREENS: dict[str, Screen] = {}


def screen(name: str) -> Callable[[Make], Make]:
    """Register a screen under a name that no other has."""

    def register(make: Make) -> Make:
        assert name not in _SCREENS, f"two screens are called {name}"
        _SCREENS[name] = Screen(name, make)
        return make

    return register


def all_screens() -> list[Screen]:
    """Load every screen of every file in `screens/`, by name."""
    for path in sorted(Path(__file__).with_name("screens").glob("*.py")):
        importlib.import_module(f"tests.golden.screens.{path.stem}")
    return sorted(_SCREENS.values(), key=lambda screen: screen.name)
