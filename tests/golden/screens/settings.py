from __future__ import annotations

from datetime import time

from bot.translations import Translator
from bot.views import settings as views
from bot.views.document import Document
from tests.golden.registry import screen
from tests.golden.samples import reader


@screen("settings")
def settings(t: Translator) -> list[Document]:
    """As they come, and all changed."""
    changed = reader(
        t.language,
        style="rich",
        breaking=False,
        quiet_from=time(23),
        quiet_until=time(7),
        quiet_hold=True,
    )
    return [views.settings(t, reader(t.language)), views.settings(t, changed)]


@screen("settings-quiet-hours")
def quiet_hours(t: Translator) -> list[Document]:
    held = reader(t.language, quiet_from=time(23), quiet_until=time(7))
    return [views.quiet_hours(t, reader(t.language)), views.quiet_hours(t, held)]


@screen("settings-rich-sample")
def rich_sample(t: Translator) -> Document:
    return views.rich_sample(t)


@screen("settings-way-back")
def way_back(t: Translator) -> Document:
    return views.way_back(t)
