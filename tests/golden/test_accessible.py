"""Check that no meaning depends on an emoji alone, for screen readers and fonts without emoji."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.ui import plain
from bot.ui.document import Document
from news.model import INTERFACE_LANGUAGES, InterfaceLanguage
from service.i18n.translations import Translator
from tests.golden.registry import Screen, all_screens

TRANSLATORS = {language: Translator(language) for language in INTERFACE_LANGUAGES}
SCREENS = pytest.mark.parametrize("screen", all_screens(), ids=lambda screen: screen.name)
LANGUAGES = pytest.mark.parametrize("language", INTERFACE_LANGUAGES)


def messages(screen: Screen, language: InterfaceLanguage) -> Iterator[tuple[str, list[str]]]:
    """Return the text of each message of a screen, and the labels of its buttons."""
    for shown in screen.shown(TRANSLATORS[language]):
        rendered = plain.render_all(shown) if isinstance(shown, Document) else [shown]
        for message in rendered:
            yield message.text, [button["text"] for row in message.keyboard for button in row]


@LANGUAGES
@SCREENS
def test_no_line_and_no_label_is_an_emoji_alone(
    screen: Screen, language: InterfaceLanguage
) -> None:
    for text, labels in messages(screen, language):
        for line in [*text.splitlines(), *labels]:
            is_rule = set(line.strip()) <= {"—"}
            assert is_rule or any(c.isalnum() for c in line), line


@LANGUAGES
@SCREENS
def test_no_two_buttons_of_a_message_say_the_same(
    screen: Screen, language: InterfaceLanguage
) -> None:
    """Labels differ without their emoji too. Numbers that are emoji count, as they are read aloud.
    Buttons to mute a name are read after the name, which begins their row."""
    mute = {TRANSLATORS[language](key) for key in ("button-mute-name", "button-name-muted")}
    for _, labels in messages(screen, language):
        labels = [label for label in labels if label.partition(" ")[2] not in mute]
        said = ["".join(c for c in label if c.isalnum() or c in " :-/").strip() for label in labels]
        assert len(set(said)) == len(said), labels
