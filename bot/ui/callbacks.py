"""What buttons carry: everything that their handler needs, in at most 64 bytes."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

MAX_BYTES = 64
"""Telegram takes no more."""

Id = Annotated[int, Field(ge=0, lt=2**53)]
"""A number that a database takes; what is forged beyond it is no button of ours."""


class Callback(CallbackData, prefix="data"):
    """Packed as aiogram's own, in a third of the time: a screen has dozens of buttons."""

    def pack(self) -> str:
        """Raises ValueError for what is too long, or holds what parts the fields."""
        fields = [self._encode_value(name, getattr(self, name)) for name in type(self).model_fields]
        packed = self.__separator__.join((self.__prefix__, *fields))
        if packed.count(self.__separator__) != len(fields) or len(packed.encode()) > MAX_BYTES:
            raise ValueError(f"{packed!r} can be no callback data")
        return packed


class VersionedCallback(Callback, prefix="grown"):
    """Buttons are pressed for years: texts that became part of the data later may be missing at
    its end, and are left out there while they are empty."""

    def pack(self) -> str:
        return super().pack().rstrip(self.__separator__)

    @classmethod
    def unpack(cls, value: str) -> Self:
        missing = len(cls.model_fields) - value.count(cls.__separator__)
        return super().unpack(value + cls.__separator__ * max(0, missing))


def nest_callback(data: CallbackData) -> str:
    """A button's data as a field of another's: colons part the fields."""
    return data.pack().replace(":", "~")


def unnest_callback(nested: str) -> str:
    """The data that was `carried`."""
    return nested.replace("~", ":")


class Flow(StrEnum):
    """Whether a choice is part of the first meeting, a change later on, or one of the screens of
    the settings."""

    FIRST = "f"
    LATER = "l"
    SETTINGS = "s"


class ScreenName(StrEnum):
    MAIN = "m"
    TOPICS = "t"
    TIMES = "h"
    MULTIPLE_TIMES = "hh"
    WEEKDAYS = "w"
    ZONE = "z"
    LANGUAGE = "l"
    LANGUAGES = "la"
    QUIET = "q"
    PAUSE = "p"
    MYDATA = "d"
    ERASE = "x"
    CLOSED = "c"


class OpenScreen(Callback, prefix="u"):
    """Opens a screen of the settings in the place of the one with the button."""

    name: ScreenName


class RunCommand(Callback, prefix="q"):
    """A button that does what a command does, in a message of its own: ``topics``, ``hour``,
    ``digest``, ``settings``, ``mydata``, ``erase``, ``channels``, ``follow``, ``mute``. ``quiet``:
    no word of days without news."""

    command: str
