"""What buttons carry: everything that their handler needs, in at most 64 bytes."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.lengths import Length
from bot.narrowing import NarrowBy
from storage.subscribers import Breaking

MOST_BYTES = 64
"""Telegram takes no more."""

Id = Annotated[int, Field(ge=0, lt=2**53)]
"""A number that a database takes; what is forged beyond it is no button of ours."""


class Data(CallbackData, prefix="data"):
    """Packed as aiogram's own, in a third of the time: a screen has dozens of buttons."""

    def pack(self) -> str:
        """Raises ValueError for what is too long, or holds what parts the fields."""
        fields = [self._encode_value(name, getattr(self, name)) for name in type(self).model_fields]
        packed = self.__separator__.join((self.__prefix__, *fields))
        if packed.count(self.__separator__) != len(fields) or len(packed.encode()) > MOST_BYTES:
            raise ValueError(f"{packed!r} can be no callback data")
        return packed


class Grown(Data, prefix="grown"):
    """Buttons are pressed for years: texts that became part of the data later may be missing at
    its end, and are left out there while they are empty."""

    def pack(self) -> str:
        return super().pack().rstrip(self.__separator__)

    @classmethod
    def unpack(cls, value: str) -> Self:
        missing = len(cls.model_fields) - value.count(cls.__separator__)
        return super().unpack(value + cls.__separator__ * max(0, missing))


def carried(data: CallbackData) -> str:
    """A button's data as a field of another's: colons part the fields."""
    return data.pack().replace(":", "~")


def as_data(carried: str) -> str:
    """The data that was `carried`."""
    return carried.replace("~", ":")


class Flow(StrEnum):
    """Whether a choice is part of the first meeting, a change later on, or one of the screens of
    the settings."""

    FIRST = "f"
    LATER = "l"
    SETTINGS = "s"


class TopicChoice(Data, prefix="t"):
    """Tick or untick; the wished state is in it, so that a double tap changes nothing twice."""

    topic: str
    on: bool
    flow: Flow


class TopicsAll(Data, prefix="ta"):
    on: bool
    flow: Flow


class TopicsBack(Data, prefix="tb"):
    """Back from the first hour to the topics."""


class TopicsDone(Data, prefix="td"):
    flow: Flow


class HoursChoice(Data, prefix="h"):
    """All the hours wished for, as HHMM with hyphens between: a colon would part the fields.
    ``many``: the screen has a tick for each."""

    hours: str
    flow: Flow
    many: bool = False


class ZoneChoice(Data, prefix="z"):
    zone: str
    flow: Flow


class ZonePage(Data, prefix="zp"):
    """A page of a region's zones, from 0; without a region the regions."""

    region: str
    page: Id
    flow: Flow


class LanguageChoice(Data, prefix="l"):
    language: str
    flow: Flow


class LanguagesChoice(Data, prefix="la"):
    """All the languages of articles wished for, with hyphens between."""

    languages: str


class WeekdaysChoice(Data, prefix="w"):
    """All the weekdays wished for, as digits."""

    days: Annotated[int, Field(ge=1, le=7_654_321)]


class LengthChoice(Data, prefix="i"):
    length: Length


class StyleChoice(Data, prefix="y"):
    rich: bool


class BreakingChoice(Data, prefix="k"):
    mode: Breaking


class Switch(Data, prefix="sw"):
    """``weekly``: the look back on Sundays; ``empty``: the line of a day without news."""

    what: Literal["weekly", "empty"]
    on: bool


class PauseFor(StrEnum):
    DAY = "d"
    WEEK = "w"
    OPEN = "o"
    OVER = "x"


class PauseChoice(Data, prefix="pz"):
    """For how long the digest stops, or that it comes again."""

    lasts: PauseFor


class ScreenName(StrEnum):
    MAIN = "m"
    TOPICS = "t"
    HOURS = "h"
    MANY_HOURS = "hh"
    WEEKDAYS = "w"
    ZONE = "z"
    LANGUAGE = "l"
    LANGUAGES = "la"
    QUIET = "q"
    PAUSE = "p"
    MYDATA = "d"
    ERASE = "x"
    CLOSED = "c"


class Screen(Data, prefix="u"):
    """Opens a screen of the settings in the place of the one with the button."""

    name: ScreenName


class Ask(Data, prefix="q"):
    """A button that does what a command does, in a message of its own: ``topics``, ``hour``,
    ``digest``, ``settings``, ``mydata``, ``erase``, ``channels``, ``follow``, ``mute``. ``quiet``:
    no word of days without news."""

    what: str


class Close(Data, prefix="cl"):
    """Done with what was set in a group: the message goes."""


class View(StrEnum):
    FULL = "f"
    BRIEF = "b"


class Open(Grown, prefix="a"):
    """Show an article. ``here``: in the place of the message with the button; ``back`` then leads
    to what stood there: the `carried` data of its button."""

    article: Id
    view: View
    page: Id = 0
    here: bool = False
    back: str = ""


class DigestDo(StrEnum):
    SHOW = "s"
    MORE = "m"
    LONGER = "l"
    SHORTER = "k"
    RICH = "r"
    PLAIN = "p"


class DigestAct(Data, prefix="d"):
    """Something to do with a digest that was shown: see it again, its next page, a longer or a
    shorter one, the same in the other style."""

    digest: Id
    do: DigestDo


class SearchPage(Grown, prefix="s"):
    """Results of a remembered search from ``offset`` on; ``narrowed``: a packed Narrowing."""

    search: Id
    offset: Id = 0
    narrowed: str = ""


class SearchMenu(Data, prefix="sm"):
    """What the results that `SearchPage` would show can be narrowed by."""

    search: Id
    offset: Id
    narrowed: str
    by: NarrowBy


class SearchInstead(Data, prefix="si"):
    """Search for what was likely meant by the words of a remembered search."""

    search: Id


class FollowSearch(Data, prefix="fq"):
    """Follow what was searched for."""

    search: Id


class TermsPage(Data, prefix="fl"):
    """A page of what is followed (``mute`` false) or muted, from 0."""

    mute: bool
    page: Id


class TermHow(Data, prefix="fh"):
    """Tell a followed term at once, or in the digest; ``page`` of the list is shown then."""

    meaning: Id
    at_once: bool
    page: Id


class TermRemove(Data, prefix="fr"):
    """Follow or mute a term no more; ``page`` of its list is shown then."""

    meaning: Id
    mute: bool
    page: Id


class FollowName(Data, prefix="fn"):
    """Follow, or no more, the name at a place among an article's entities."""

    article: Id
    place: Id
    on: bool


class StopFollowing(Data, prefix="fs"):
    """Under an alert, which many chats share: the meaning, not the chat's own term."""

    meaning: Id


class QuietSpan(Data, prefix="n"):
    """Quiet hours, as HHMM; both empty for none."""

    start: str
    end: str


class QuietMode(Data, prefix="nm"):
    """Whether breaking news is held till the quiet hours end, or comes without a sound."""

    hold: bool


class Decision(Data, prefix="b"):
    """An editor's answer to a preview."""

    broadcast: Id
    send: bool


class Show(StrEnum):
    """What the message under a preview shows, or does besides."""

    QUESTION = "q"
    AUDIENCE = "a"
    LATER = "l"
    TEST = "t"


class Under(Data, prefix="bq"):
    """The buttons under a preview that decide nothing yet."""

    broadcast: Id
    show: Show


class Silence(Data, prefix="bz"):
    broadcast: Id
    on: bool


class Validity(Data, prefix="bv"):
    broadcast: Id
    minutes: Annotated[int, Field(ge=1, le=10_080)]


class ForTopic(Data, prefix="bt"):
    """Tick or untick a topic of the audience; an empty ``topic`` unticks all."""

    broadcast: Id
    topic: str
    on: bool


class ForLanguage(Data, prefix="bl"):
    """An empty ``language`` is any."""

    broadcast: Id
    language: str


class SendAt(Data, prefix="bw"):
    """``minute`` since 1970."""

    broadcast: Id
    minute: Annotated[int, Field(ge=0, le=68_000_000)]


class Steering(StrEnum):
    PAUSE = "p"
    RESUME = "r"
    STOP = "s"


class Steer(Data, prefix="bs"):
    """What an editor does with a broadcast on its way."""

    broadcast: Id
    act: Steering


class Push(Data, prefix="p"):
    """Make breaking news of an article."""

    article: Id


class LogPage(Data, prefix="g"):
    """A page of the audit log; of one broadcast only, unless it is 0."""

    offset: Id
    broadcast: Id


class SourcesPage(Data, prefix="sp"):
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


class SourceAct(Data, prefix="so"):
    """Something to do with a source. ``value``: the topic or the language that is chosen."""

    source: Id
    do: SourceDo
    value: str = ""


class SourceFound(Data, prefix="sf"):
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


class ArticleAct(Data, prefix="ae"):
    """Something to do with an article. ``value``: the topic that is chosen; of `SHOW` under a
    question, what a reply to it gives: ``h`` or ``b``."""

    article: Id
    do: ArticleDo
    value: str = ""


class Figures(Data, prefix="st"):
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


class Erase(Data, prefix="x"):
    sure: bool
