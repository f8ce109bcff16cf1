"""The ways out of a screen of the settings."""

from __future__ import annotations

from bot.callbacks import Screen, ScreenName
from bot.translations import Translator
from bot.views.document import Button


def screen(label: str, name: ScreenName) -> Button:
    """A button that opens a screen in the place of this one."""
    return Button(label, Screen(name=name).pack())


def back(t: Translator) -> Button:
    return screen(f"◀️ {t('button-back')}", ScreenName.MAIN)


def done(t: Translator) -> Button:
    return screen(t("button-done"), ScreenName.MAIN)
