"""Which labels of buttons fit beside each other on a phone, and how to split rows that do not fit.

Clients divide a row evenly and cut a label that is too long for its part. The widths of letters are
those of a semibold sans serif font, in ems.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from bot.ui.document import Button, Rows, split_evenly

MAX_PER_ROW = 8
"""Telegram's limit."""

_ROW_EMS = 321 / 14.5
"""A keyboard under a message on a screen of 390 points, by the size of a label."""

_GAP_EMS = 4 / 14.5
_PADDING_EMS = 16 / 14.5
"""Between two buttons, and inside of one, left and right together."""

_CACHE_SIZE = 4096

_LETTERS = {
    0.30: "'’ЇіІijlI .,·/ї",
    0.40: "ft:;-()r",
    0.50: "гґзтz“”кэ",
    0.62: "єабвдеийлнопрсухцьчяё0123456789acekbdghnopqsuvxyJFLTZ–«»ГКТУЗ+",
    0.73: "ЕРХЛЧжЭЄДБИЙПЯАВНСЦъмEPSVXYABCDHKNRU",
    0.90: "ОwGOQМMшФщыюфmЖW",
    1.05: "—…ШЩЮ",
}
_WIDTHS = {letter: width for width, letters in _LETTERS.items() for letter in letters}
_OTHER_LETTER, _SYMBOL, _KEYCAP = 0.75, 1.3, 0.7


def fit_rows(rows: Rows) -> Rows:
    """Return the rows so that a phone cuts no label.

    A row with a label that does not fit is split evenly, into as few rows as possible. A label that
    is too long for a row of its own is shortened.
    """
    return tuple(fitting for row in rows for fitting in _fit_row(row))


def fits(label: str, per_row: int) -> bool:
    """Return whether a label fits into a row of this many buttons."""
    room = (_ROW_EMS - _GAP_EMS * (per_row - 1)) / per_row - _PADDING_EMS
    return measure(label) <= room


def shorten(label: str, per_row: int) -> str:
    """Return a label that fits into a row of this many buttons, cut with an ellipsis if need be."""
    if fits(label, per_row):
        return label
    while not fits(f"{label}…", per_row):
        label = label[:-1].rstrip()
    return f"{label}…"


@lru_cache(_CACHE_SIZE)
def measure(label: str) -> float:
    """Return about how wide a label is, in ems."""
    return sum(map(_measure_char, label))


def _fit_row(row: tuple[Button, ...]) -> Rows:
    for count in range(1, len(row) + 1):
        parts = split_evenly(row, count)
        if all(fits(button.label, len(part)) for part in parts for button in part):
            return parts
    return tuple((_shorten(button),) for button in row)


def _shorten(button: Button) -> Button:
    label = shorten(button.label, 1)
    return Button(label, button.data, button.url, button.inline_query, button.style)


def _measure_char(char: str) -> float:
    if (width := _WIDTHS.get(char)) is not None:
        return width
    if char == "\u20e3":
        return _KEYCAP
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Cf", "Sk"):  # Joiners and variations of the sign before.
        return 0
    is_wide = category == "So" or unicodedata.east_asian_width(char) in "WF"
    return _SYMBOL if is_wide else _OTHER_LETTER
