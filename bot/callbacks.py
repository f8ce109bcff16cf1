"""What buttons carry: everything that their handler needs, in at most 64 bytes."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

Id = Annotated[int, Field(ge=0, lt=2**53)]
"""A number that a database takes; what is forged beyond it is no button of ours."""


class Flow(StrEnum):
    """Whether a choice is part of the first meeting or a change later on."""

    FIRST = "f"
    LATER = "l"


class TopicChoice(CallbackData, prefix="t"):
    """Tick or untick; the wished state is in it, so that a double tap changes nothing twice."""

    topic: str
    on: bool
    flow: Flow


class TopicsAll(CallbackData, prefix="ta"):
    on: bool
    flow: Flow


class TopicsDone(CallbackData, prefix="td"):
    flow: Flow


class HourChoice(CallbackData, prefix="h"):
    """``at`` is HHMM: a colon would part the fields."""

    at: str
    flow: Flow


class ZoneChoice(CallbackData, prefix="z"):
    zone: str


class LanguageChoice(CallbackData, prefix="l"):
    language: str


class StyleChoice(CallbackData, prefix="y"):
    rich: bool


class BreakingChoice(CallbackData, prefix="k"):
    on: bool


class Ask(CallbackData, prefix="q"):
    """A button that does what a command does: ``topics``, ``hour``, ``zone``, ``language``,
    ``digest``, ``quiet``."""

    what: str


class View(StrEnum):
    FULL = "f"
    BRIEF = "b"


class Open(CallbackData, prefix="a"):
    """Show an article. ``here``: in the place of the message with the button."""

    article: Id
    view: View
    page: Id = 0
    here: bool = False


class DigestPage(CallbackData, prefix="m"):
    """More of a digest: the bounds of its stories in milliseconds, and which page."""

    since: Id
    until: Id
    page: Id


class SearchPage(CallbackData, prefix="s"):
    search: Id
    offset: Id


class Decision(CallbackData, prefix="b"):
    """An editor's answer to a preview."""

    broadcast: Id
    send: bool


class Erase(CallbackData, prefix="x"):
    sure: bool


class SourcesPage(CallbackData, prefix="sp"):
    """A page of the list of sources, from 0."""

    page: Id


class SourceDo(StrEnum):
    SHOW = "s"
    PAUSE = "p"
    RESUME = "r"
    FETCH = "f"
    TOPICS = "t"
    TICK = "+"
    UNTICK = "-"
    LANGUAGE = "l"
    SPEAK = "k"
    WHY = "w"
    REMOVE = "x"
    REMOVE_SURELY = "xx"


class SourceAct(CallbackData, prefix="so"):
    """Something to do with a source. ``value``: the topic or the language that is chosen."""

    source: Id
    do: SourceDo
    value: str = ""


class SourceFound(CallbackData, prefix="sf"):
    """One of the feeds that the message lists, by its place there."""

    place: Id
