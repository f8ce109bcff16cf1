"""Callback data of the buttons of settings."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from bot.ui.callbacks import Callback, Flow, Id
from service.subscribers.digest_size import DigestSize
from storage.chats.subscribers import BreakingMode


class TopicChoice(Callback, prefix="t"):
    """Tick or untick; the wished state is in it, so that a double tap changes nothing twice."""

    topic: str
    on: bool
    flow: Flow


class TopicsAll(Callback, prefix="ta"):
    on: bool
    flow: Flow


class TopicsBack(Callback, prefix="tb"):
    """Back from the first hour to the topics."""


class TopicsDone(Callback, prefix="td"):
    flow: Flow


class TimesChoice(Callback, prefix="h"):
    """All the hours wished for, as HHMM with hyphens between: a colon would part the fields.
    ``many``: the screen has a tick for each."""

    times: str
    flow: Flow
    multiple: bool = False


class ZoneChoice(Callback, prefix="z"):
    zone: str
    flow: Flow


class ZonePage(Callback, prefix="zp"):
    """A page of a region's zones, from 0; without a region the regions."""

    region: str
    page: Id
    flow: Flow


class LanguageChoice(Callback, prefix="l"):
    language: str
    flow: Flow


class LanguagesChoice(Callback, prefix="la"):
    """All the languages of articles wished for, with hyphens between."""

    languages: str


class WeekdaysChoice(Callback, prefix="w"):
    """All the weekdays wished for, as digits."""

    days: Annotated[int, Field(ge=1, le=7_654_321)]


class SizeChoice(Callback, prefix="i"):
    size: DigestSize


class StyleChoice(Callback, prefix="y"):
    rich: bool


class BreakingChoice(Callback, prefix="k"):
    mode: BreakingMode


class ToggleSetting(Callback, prefix="sw"):
    """``weekly``: the look back on Sundays; ``empty``: the line of a day without news."""

    setting: Literal["weekly", "empty"]
    on: bool


class PauseFor(StrEnum):
    DAY = "d"
    WEEK = "w"
    OPEN = "o"
    OVER = "x"


class PauseChoice(Callback, prefix="pz"):
    """For how long the digest stops, or that it comes again."""

    lasts: PauseFor


class SetQuietHours(Callback, prefix="n"):
    """Quiet hours, as HHMM; both empty for none."""

    start: str
    end: str


class SetQuietMode(Callback, prefix="nm"):
    """Whether breaking news is held till the quiet hours end, or comes without a sound."""

    hold: bool
