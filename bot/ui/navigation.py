"""The ways out of a screen of the settings."""

from __future__ import annotations

from bot.ui.callbacks import OpenScreen, ScreenName
from bot.ui.document import Button
from service.i18n.translations import Translator


def build_screen_button(label: str, name: ScreenName) -> Button:
    """A button that opens a screen in the place of this one."""
    return Button(label, OpenScreen(name=name).pack())


def build_back_button(t: Translator) -> Button:
    return build_screen_button(f"◀️ {t('button-back')}", ScreenName.MAIN)


def build_done_button(t: Translator) -> Button:
    return build_screen_button(t("button-done"), ScreenName.MAIN)
