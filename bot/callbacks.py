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


class QuietSpan(CallbackData, prefix="n"):
    """Quiet hours, as HHMM; both empty for none."""

    start: str
    end: str


class QuietMode(CallbackData, prefix="nm"):
    """Whether breaking news is held till the quiet hours end, or comes without a sound."""

    hold: bool


class Decision(CallbackData, prefix="b"):
    """An editor's answer to a preview."""

    broadcast: Id
    send: bool


class Show(StrEnum):
    """What the message under a preview shows, or does besides."""

    QUESTION = "q"
    AUDIENCE = "a"
    LATER = "l"
    TEST = "t"


class Under(CallbackData, prefix="bq"):
    """The buttons under a preview that decide nothing yet."""

    broadcast: Id
    show: Show


class Silence(CallbackData, prefix="bz"):
    broadcast: Id
    on: bool


class Validity(CallbackData, prefix="bv"):
    broadcast: Id
    minutes: Annotated[int, Field(ge=1, le=10_080)]


class ForTopic(CallbackData, prefix="bt"):
    """Tick or untick a topic of the audience; an empty ``topic`` unticks all."""

    broadcast: Id
    topic: str
    on: bool


class ForLanguage(CallbackData, prefix="bl"):
    """An empty ``language`` is any."""

    broadcast: Id
    language: str


class SendAt(CallbackData, prefix="bw"):
    """``minute`` since 1970."""

    broadcast: Id
    minute: Annotated[int, Field(ge=0, le=68_000_000)]


class Steering(StrEnum):
    PAUSE = "p"
    RESUME = "r"
    STOP = "s"


class Steer(CallbackData, prefix="bs"):
    """What an editor does with a broadcast on its way."""

    broadcast: Id
    act: Steering


class Push(CallbackData, prefix="p"):
    """Make breaking news of an article."""

    article: Id


class LogPage(CallbackData, prefix="g"):
    """A page of the audit log; of one broadcast only, unless it is 0."""

    offset: Id
    broadcast: Id


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


class ArticleDo(StrEnum):
    """What an editor does with an article."""

    SHOW = "s"
    TITLE = "h"
    TEXT = "b"
    TOPICS = "t"
    TICK = "+"
    UNTICK = "-"
    REMOVE = "x"
    REMOVE_SURELY = "xx"


class ArticleAct(CallbackData, prefix="ae"):
    """Something to do with an article. ``value``: the topic that is chosen; of `SHOW` under a
    question, what a reply to it gives: ``h`` or ``b``."""

    article: Id
    do: ArticleDo
    value: str = ""


class Figures(CallbackData, prefix="st"):
    """The numbers of some days, or with ``vain`` what was searched for in vain in them."""

    days: Annotated[int, Field(ge=1, le=90)]
    vain: bool = False


EDITORS_BUTTONS: tuple[type[CallbackData], ...] = (
    Decision,
    Under,
    Silence,
    Validity,
    ForTopic,
    ForLanguage,
    SendAt,
    Steer,
    Push,
    LogPage,
    SourcesPage,
    SourceAct,
    SourceFound,
    ArticleAct,
    Figures,
)
"""Nobody else may press these, wherever they have them from."""


class Erase(CallbackData, prefix="x"):
    sure: bool
