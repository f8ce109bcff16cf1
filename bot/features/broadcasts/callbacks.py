"""Callback data of the buttons of broadcasts."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from bot.ui.callbacks import Callback, Id


class ConfirmBroadcast(Callback, prefix="b"):
    """An editor's answer to a preview."""

    broadcast: Id
    send: bool


class PreviewScreen(StrEnum):
    """What the message under a preview shows, or does besides."""

    QUESTION = "q"
    AUDIENCE = "a"
    LATER = "l"
    TEST = "t"


class PreviewMenu(Callback, prefix="bq"):
    """The buttons under a preview that decide nothing yet."""

    broadcast: Id
    screen: PreviewScreen


class SetSilent(Callback, prefix="bz"):
    broadcast: Id
    on: bool


class SetTtl(Callback, prefix="bv"):
    broadcast: Id
    minutes: Annotated[int, Field(ge=1, le=10_080)]


class ToggleAudienceTopic(Callback, prefix="bt"):
    """Tick or untick a topic of the audience; an empty ``topic`` unticks all."""

    broadcast: Id
    topic: str
    on: bool


class SetAudienceLanguage(Callback, prefix="bl"):
    """An empty ``language`` is any."""

    broadcast: Id
    language: str


class ScheduleBroadcast(Callback, prefix="bw"):
    """``minute`` since 1970."""

    broadcast: Id
    minute: Annotated[int, Field(ge=0, le=68_000_000)]


class BroadcastAction(StrEnum):
    PAUSE = "p"
    RESUME = "r"
    STOP = "s"


class ControlBroadcast(Callback, prefix="bs"):
    """What an editor does with a broadcast on its way."""

    broadcast: Id
    action: BroadcastAction


class BroadcastArticle(Callback, prefix="p"):
    """Make breaking news of an article."""

    article: Id
