"""Test the size of callback data: settings of a channel, opened in private, add its id as a prefix."""

from __future__ import annotations

import pytest
from aiogram.filters.callback_data import CallbackData
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ui.callbacks import Callback, VersionedCallback
from bot.ui.document import Document
from news.model import INTERFACE_LANGUAGES
from service.i18n.translations import Translator
from tests.golden.registry import all_screens
from tests.support.code.callback_data import list_callback_classes

ROOM = 40
"""The bytes available of the 64 that Telegram allows."""


def test_settings_callback_data_is_short() -> None:
    screens = [s for s in all_screens() if s.name.split("-")[0] in ("settings", "meeting")]
    data = {
        button.data
        for screen in screens
        for language in INTERFACE_LANGUAGES
        for shown in screen.shown(Translator(language))
        if isinstance(shown, Document)
        for row in shown.buttons
        for button in row
    }
    assert len(data) > 150
    assert [one for one in data if len(one.encode()) > ROOM] == []


KINDS = list_callback_classes()

PREFIXES = frozenset(
    [
        "a",
        "ae",
        "b",
        "ba",
        "bc",
        "bh",
        "bl",
        "bq",
        "br",
        "bs",
        "bt",
        "bv",
        "bw",
        "bz",
        "c",
        "cl",
        "d",
        "dk",
        "ed",
        "ei",
        "fd",
        "fg",
        "fh",
        "fl",
        "fm",
        "fn",
        "fo",
        "fq",
        "fr",
        "fs",
        "fv",
        "fw",
        "fx",
        "fy",
        "fz",
        "g",
        "h",
        "i",
        "k",
        "l",
        "la",
        "n",
        "nm",
        "p",
        "pz",
        "q",
        "s",
        "sf",
        "si",
        "sm",
        "sn",
        "so",
        "sp",
        "st",
        "sw",
        "t",
        "ta",
        "tb",
        "td",
        "tk",
        "u",
        "v",
        "vl",
        "vo",
        "w",
        "x",
        "y",
        "z",
        "zp",
    ]
)
"""A prefix never changes: buttons in chats are pressed years later."""


def test_callback_prefixes_never_change() -> None:
    assert {kind.__prefix__ for kind in KINDS} == PREFIXES
    assert len(KINDS) == len(PREFIXES)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@settings(max_examples=20)
@given(draw=st.data())
def test_callback_data_is_packed_as_by_aiogram(kind: type[Callback], draw: st.DataObject) -> None:
    fields = {name: st.from_type(field.annotation) for name, field in kind.model_fields.items()}
    one = draw.draw(st.builds(kind.model_construct, **fields))
    try:
        packed = CallbackData.pack(one)
    except ValueError:
        with pytest.raises(ValueError, match="can be no callback data"):
            one.pack()
    else:
        assert one.pack() == (packed.rstrip(":") if isinstance(one, VersionedCallback) else packed)
