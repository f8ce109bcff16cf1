"""Callback data of buttons: everything their handler needs, in at most 64 bytes."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal, Self

from aiogram.filters.callback_data import CallbackData, CallbackQueryFilter
from aiogram.types import CallbackQuery
from magic_filter import MagicFilter
from pydantic import Field

from service.editors.rights import Right

MAX_CALLBACK_BYTES = 64
"""Telegram's limit."""

_WRAPPED = re.compile(r"@([0-9a-f]{1,13})\|([^@].*)", re.DOTALL)

Id = Annotated[int, Field(ge=0, lt=2**53)]
"""A number that the database accepts; forged data beyond it is rejected."""


class Callback(CallbackData, prefix="data"):
    """Packs like aiogram's CallbackData, in a third of the time: a screen has dozens of buttons.
    Its filter is fast too: a pressed button is shown to dozens of them."""

    def pack(self) -> str:
        """Return the data. Raises ValueError if it is too long or a field contains the
        separator."""
        fields = [self._encode_value(name, getattr(self, name)) for name in type(self).model_fields]
        packed = self.__separator__.join((self.__prefix__, *fields))
        if (
            packed.count(self.__separator__) != len(fields)
            or len(packed.encode()) > MAX_CALLBACK_BYTES
        ):
            raise ValueError(f"{packed!r} can be no callback data")
        return packed

    @classmethod
    def filter(cls, rule: MagicFilter | None = None) -> CallbackQueryFilter:
        """Return a filter for buttons with such data, as aiogram's does."""
        return _PrefixFilter(callback_data=cls, rule=rule)


class _PrefixFilter(CallbackQueryFilter):
    """Compares the prefix before the data is parsed and an error is raised for other data."""

    async def __call__(self, query: CallbackQuery) -> Literal[False] | dict[str, Any]:
        kind = self.callback_data
        if query.data is None or query.data.partition(kind.__separator__)[0] != kind.__prefix__:
            return False
        return await super().__call__(query)


class EditorCallback(Callback, prefix="editor"):
    """Callback data of a button that only editors with a ``right`` may press, in any chat; some
    values of it need a higher one (`get_right`)."""

    right: ClassVar[Right]

    def get_right(self) -> Right:
        """Return the right that this button needs."""
        return self.right

    def __init_subclass__(cls, *, right: Right, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.right = right


class VersionedCallback(Callback, prefix="grown"):
    """Callback data with optional text fields at its end. Buttons are pressed for years: fields
    that were added later may be missing in old data, and are left out while they are empty."""

    def pack(self) -> str:
        """Return the data without the empty fields at its end. Raises ValueError as
        `Callback.pack`."""
        return super().pack().rstrip(self.__separator__)

    @classmethod
    def unpack(cls, value: str) -> Self:
        """Return the parsed data; fields that it lacks at its end are empty. Raises ValueError or
        TypeError for other data."""
        missing = len(cls.model_fields) - value.count(cls.__separator__)
        return super().unpack(value + cls.__separator__ * max(0, missing))


def nest_callback(data: CallbackData) -> str:
    """Return a button's data as a field of other data: colons separate fields.

    The data may have data nested in it already, but not two levels of it.
    """
    return data.pack().replace("~", "|").replace(":", "~")


def unnest_callback(nested: str) -> str:
    """Return the data that was nested by `nest_callback`."""
    return nested.replace("~", ":").replace("|", "~")


def wrap_callback(chat_id: int, data: str) -> str:
    """Return callback data that acts for a group or channel.

    It only names the chat; whether the person may act for it is asked of Telegram each time
    (`bot.features.groups.managed_chat`). Raises ValueError if it is longer than Telegram allows.
    """
    wrapped = f"@{-chat_id:x}|{data}"
    if len(wrapped.encode()) > MAX_CALLBACK_BYTES:
        raise ValueError(f"a button for chat {chat_id} is too long: {data}")
    return wrapped


def unwrap_callback(data: str) -> tuple[int, str] | None:
    """Return the chat and the data that were wrapped by `wrap_callback`; None for other data."""
    wrapped = _WRAPPED.fullmatch(data)
    return None if wrapped is None else (-int(wrapped[1], 16), wrapped[2])


class Flow(StrEnum):
    """Where a choice is made: during onboarding, later, or on a settings screen."""

    FIRST = "f"
    LATER = "l"
    SETTINGS = "s"


class ScreenName(StrEnum):
    """The settings screens that a button can open."""

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
    SOURCES = "s"
    CLOSED = "c"


class OpenScreen(Callback, prefix="u"):
    """Opens a settings screen in place of the one with the button."""

    name: ScreenName


class RunCommand(Callback, prefix="q"):
    """Does what a command does, in a new message: ``topics``, ``hour``, ``digest``, ``overview``,
    ``settings``, ``mydata``, ``erase``, ``channels``, ``follow``, ``mute``, ``setup``: the open
    question of the first setup, or ``quiet``: no notice on days without news."""

    command: str


class StyleChoice(Callback, prefix="y"):
    """The message style to set."""

    rich: bool
