"""Callback data of the buttons of broadcasts."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from bot.ui.callbacks import Callback, Id


class ConfirmBroadcast(Callback, prefix="b"):
    """Send a previewed broadcast, or cancel it."""

    broadcast: Id
    send: bool


class PreviewScreen(StrEnum):
    """A screen under a preview; ``TEST`` sends the message to the editor alone, ``SUBMIT`` shows it
    to those who may send it."""

    QUESTION = "q"
    AUDIENCE = "a"
    LATER = "l"
    TEST = "t"
    SUBMIT = "s"


class PreviewMenu(Callback, prefix="bq"):
    """Open a screen under a preview."""

    broadcast: Id
    screen: PreviewScreen


class SetSilent(Callback, prefix="bz"):
    """Sends without a sound, or with one."""

    broadcast: Id
    on: bool


class SetTtl(Callback, prefix="bv"):
    """Sets how long the news is valid, one minute to a week."""

    broadcast: Id
    minutes: Annotated[int, Field(ge=1, le=10_080)]


class ToggleAudienceTopic(Callback, prefix="bt"):
    """Add a topic to the audience or remove it; an empty ``topic`` removes all."""

    broadcast: Id
    topic: str
    on: bool


class SetAudienceLanguage(Callback, prefix="bl"):
    """Narrow the audience to a language; an empty ``language`` means any."""

    broadcast: Id
    language: str


class ScheduleBroadcast(Callback, prefix="bw"):
    """Start the broadcast at ``minute`` (since 1970)."""

    broadcast: Id
    minute: Annotated[int, Field(ge=0, le=68_000_000)]


class BroadcastAction(StrEnum):
    """What the buttons of a running broadcast do."""

    PAUSE = "p"
    RESUME = "r"
    STOP = "s"


class ControlBroadcast(Callback, prefix="bs"):
    """Pause, resume or stop a running broadcast."""

    broadcast: Id
    action: BroadcastAction
