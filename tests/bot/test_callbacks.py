"""Buttons of settings leave room for those who wrap them: whoever sets a channel does it from
their private chat, and the button then says which channel too."""

from __future__ import annotations

from bot.translations import Translator
from bot.views.document import Document
from news.model import READER_LANGUAGES
from tests.golden.registry import all_screens

ROOM = 40
"""Bytes of the 64 that Telegram takes."""


def test_buttons_of_settings_are_short() -> None:
    screens = [s for s in all_screens() if s.name.split("-")[0] in ("settings", "meeting")]
    data = {
        button.data
        for screen in screens
        for language in READER_LANGUAGES
        for shown in screen.shown(Translator(language))
        if isinstance(shown, Document)
        for row in shown.buttons
        for button in row
    }
    assert len(data) > 150
    assert [one for one in data if len(one.encode()) > ROOM] == []
