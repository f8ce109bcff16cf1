"""Callback data of the buttons of settings and of the first setup."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from bot.ui.callbacks import Callback, Flow, Id
from service.subscribers.digest_size import DigestSize
from storage.chats.subscribers import BreakingMode


class TopicChoice(Callback, prefix="t"):
    """Select or deselect a topic; it holds the new state, so that a double tap changes it once."""

    topic: str
    on: bool
    flow: Flow


class TopicsAll(Callback, prefix="ta"):
    """Selects all topics, or none."""

    on: bool
    flow: Flow


class TopicsBack(Callback, prefix="tb"):
    """Return from the first digest time to the topics."""


class TopicsDone(Callback, prefix="td"):
    """Ends the choice of topics."""

    flow: Flow


class TimesChoice(Callback, prefix="h"):
    """All digest times to set, as HHMM joined by hyphens, because a colon separates fields.

    ``multiple``: several times can be ticked on the screen.
    """

    times: str
    flow: Flow
    multiple: bool = False


class ZoneChoice(Callback, prefix="z"):
    """Chooses a time zone by its IANA name."""

    zone: str
    flow: Flow


class ZonePage(Callback, prefix="zp"):
    """A page of a region's zones, from 0; without a region the list of regions."""

    region: str
    page: Id
    flow: Flow


class LanguageChoice(Callback, prefix="l"):
    """Chooses the interface language."""

    language: str
    flow: Flow


class LanguagesChoice(Callback, prefix="la"):
    """All article languages to set, joined by hyphens."""

    languages: str


class WeekdaysChoice(Callback, prefix="w"):
    """All weekdays to set, as digits."""

    days: Annotated[int, Field(ge=1, le=7_654_321)]


class SizeChoice(Callback, prefix="i"):
    """The digest size to set."""

    size: DigestSize


class BreakingChoice(Callback, prefix="k"):
    """How breaking news arrives from now on."""

    mode: BreakingMode


class ToggleSetting(Callback, prefix="sw"):
    """``weekly``: the Sunday review; ``empty``: the line sent instead of an empty digest."""

    setting: Literal["weekly", "empty"]
    on: bool


class PauseFor(StrEnum):
    """How long a pause lasts: a day, until Monday, a week, without an end; or its end."""

    DAY = "d"
    MONDAY = "m"
    WEEK = "w"
    OPEN = "o"
    OVER = "x"


class PauseChoice(Callback, prefix="pz"):
    """How long digests stop, or that they resume."""

    lasts: PauseFor


class SetQuietHours(Callback, prefix="n"):
    """Start and end of the quiet hours, as HHMM; both empty for none."""

    start: str
    end: str


class SetQuietMode(Callback, prefix="nm"):
    """Whether breaking news waits until the quiet hours end, or arrives silently."""

    hold: bool
