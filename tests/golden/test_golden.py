"""Compare every screen with its golden file, in both styles and three languages.

Each is sent to the sandbox over HTTP, which keeps Telegram's limits, and what arrives is compared
with a file in `expected/`. If a screen changes, rewrite the files and read the difference:

SVODKA_GOLDEN=1 python -m pytest tests/golden
git diff tests/golden/expected

How to add a screen: `registry.py`.
"""

from __future__ import annotations

import importlib
import inspect
import os
import pkgutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest
from aiogram import Bot

from bot import features
from bot.ui import plain, rich
from bot.ui.document import Document
from bot.ui.message import Message
from news.model import INTERFACE_LANGUAGES, InterfaceLanguage
from sandbox.testing import PIXEL, Person
from service.i18n.translations import Translator
from tests.golden.looks import looks
from tests.golden.registry import Screen, all_screens
from tests.golden.samples import PICTURE

EXPECTED = Path(__file__).with_name("expected")
SCREENS = all_screens()
TRANSLATORS = {language: Translator(language) for language in INTERFACE_LANGUAGES}


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
async def test_screen_equals_golden_file(
    screen: Screen, language: InterfaceLanguage, bot: Bot, person: Any
) -> None:
    olya = person()
    olya.sandbox.add_picture(PICTURE, PIXEL)
    shown = await _seen(screen, TRANSLATORS[language], bot, olya)
    path = _path(screen, language)
    if os.environ.get("SVODKA_GOLDEN"):
        path.write_text(shown, encoding="utf-8")
    assert path.exists(), f"{path.name} is not there; SVODKA_GOLDEN=1 writes it"
    assert shown == path.read_text(encoding="utf-8")


def test_every_golden_file_has_its_screen() -> None:
    owned = {_path(screen, language).name for screen in SCREENS for language in INTERFACE_LANGUAGES}
    assert {path.name for path in EXPECTED.iterdir()} == owned


def test_every_view_is_on_a_screen() -> None:
    with _calls() as called:
        for screen in SCREENS:
            screen.shown(TRANSLATORS["ru"])
    missing = [name for name, view in _views() if view.__code__ not in called]
    assert not missing, f"no screen shows {missing}: add one to tests/golden/screens"


async def _seen(screen: Screen, t: Translator, bot: Bot, olya: Person) -> str:
    """Return everything that the screen sends, with a header before each message."""
    parts = []
    for style, messages in _rendered(screen.shown(t)):
        for number, message in enumerate(messages, 1):
            count = f" {number}/{len(messages)}" if len(messages) > 1 else ""
            parts.append(f"════ {style}{count} ════\n{await _arrived(message, bot, olya)}\n")
    return "\n".join(parts)


def _rendered(shown: list[Document | Message]) -> Iterator[tuple[str, list[Message]]]:
    plain_ones: list[Message] = []
    rich_ones: list[Message] = []
    for one in shown:
        if isinstance(one, Message):
            (rich_ones if one.blocks else plain_ones).append(one)
            continue
        plain_ones += plain.render_all(one)
        if rich.is_within_limits(one):
            rich_ones.append(rich.render(one))
    yield "plain", plain_ones
    yield "rich", rich_ones


async def _arrived(message: Message, bot: Bot, olya: Person) -> str:
    await bot(message.send(olya.id))
    seen = olya.last
    sent = [[(b["text"], b.get("callback_data")) for b in row] for row in message.keyboard]
    assert [[(b.text, b.callback_data) for b in row] for row in seen.keyboard] == sent
    # Telegram counts code points; clients that count UTF-16 units must accept ours too.
    assert len(message.text.encode("utf-16-le")) // 2 <= plain.MAX_CHARS
    return looks(seen)


def _path(screen: Screen, language: str) -> Path:
    return EXPECTED / f"{screen.name}.{language}.txt"


def _views() -> Iterator[tuple[str, FunctionType]]:
    """Return the public functions of `bot.ui` that take a translator and return something to show."""
    for module in pkgutil.walk_packages(features.__path__, "bot.features."):
        if "view" not in module.name:
            continue
        found = importlib.import_module(module.name)
        for name, view in inspect.getmembers(found, inspect.isfunction):
            is_own = view.__module__ == found.__name__ and not name.startswith("_")
            takes_translator = next(iter(inspect.signature(view).parameters), "") == "t"
            returns = view.__annotations__.get("return", "")
            if is_own and takes_translator and returns in {"Document", "Message"}:
                yield f"{module.name}.{name}", view


@contextmanager
def _calls() -> Iterator[set[CodeType]]:
    """Collect the code of every function that is called in the block."""
    called: set[CodeType] = set()

    def note(frame: FrameType, event: str, argument: Any) -> None:
        if event == "call":
            called.add(frame.f_code)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield called
    finally:
        sys.setprofile(before)
