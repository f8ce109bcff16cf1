"""Choose the address of a picture; recognize counters, placeholders, emoji and smileys."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import chain

from lxml import html as lxml_html

from news.data import load_toml
from news.limits import MAX_ADDRESS_CHARS

MIN_PIXELS = 33
"""A picture less wide or high than this is a sign, an icon or a counter."""

_MIN_WIDTH, _MAX_WIDTH, _ABSURD_WIDTH = 320, 1_920, 4_096
"""Of a choice, the widest picture from the first to the second number is taken; without one the
next larger, then the next smaller, last one that says to be wider than any page."""
_LAZY_ATTRIBUTES = ("data-src", "data-lazy-src", "data-original", "data-lazy", "data-orig-src")
_CHOICES = ("data-srcset", "data-lazy-srcset", "srcset")
_CHOICE = re.compile(r",\s+|(?<=\d[wx]),")
_PIXELS = re.compile(r"\s*(\d{1,5})(?:px)?\s*")
_SIDE = re.compile(r"(?:^|[;\s])(?:max-)?(?:width|height)\s{0,9}:\s{0,9}(\d{1,5})px", re.IGNORECASE)
_UNDISPLAYED = re.compile(r"display\s{0,9}:\s{0,9}none", re.IGNORECASE)
_SIGN_CLASS = re.compile(
    r"(?:^|[\s_-])(?:emoji|emojione|emoticons?|twemoji|smil(?:ey|ie)s?)(?:$|[\s_-])"
)
_MAX_SIGN_CHARS = 8
_KINDS = ("placeholders", "counters", "signs", "missing")


def choose_source(image: lxml_html.HtmlElement) -> str:
    """Return the address of the picture that an ``<img>`` shows, once a script has put it there
    where scripts do; empty for a counter and an icon."""
    if _is_small(image):
        return ""
    sources = [image.get(name) or "" for name in (*_LAZY_ATTRIBUTES, "src")]
    fitting = (source.strip() for source in sources if _is_picture(source.strip()))
    return _get_widest(image) or next(fitting, "")


def get_sign(image: lxml_html.HtmlElement) -> str | None:
    """Return the text that an emoji or a smiley stands for; None for any other picture."""
    alt = (image.get("alt") or "").strip()
    is_text = bool(alt) and len(alt) <= _MAX_SIGN_CHARS and not any(map(str.isalnum, alt))
    if is_text and not alt.isascii():
        return alt
    if _SIGN_CLASS.search(image.get("class") or "") or is_sign(image.get("src") or ""):
        return alt if is_text else ""
    return None


def is_picture_address(address: str) -> bool:
    """Return whether an address may be that of a picture of the news: not of a counter of visits,
    of an emoji, of what is where a script would put a picture, or of a value that a template
    lacked («undefined»)."""
    return not (address.startswith("data:") or _fits(_KINDS, address))


def choose_widest(choices: Iterable[tuple[float, str]]) -> str:
    """Return the address of the widest sensible picture of pairs of width and address, the first
    of equal ones; empty without a choice."""
    return max(choices, key=lambda choice: _rank_width(choice[0]), default=(0, ""))[1]


def _rank_width(width: float) -> tuple[int, float]:
    if width > _MAX_WIDTH:
        return (2 if width <= _ABSURD_WIDTH else 0, -width)
    return (3 if width >= _MIN_WIDTH else 1, width)


def is_sign(address: str) -> bool:
    """Return whether a picture is an emoji or a smiley."""
    return _fits(("signs",), address)


def _is_picture(address: str) -> bool:
    fits = 0 < len(address) <= MAX_ADDRESS_CHARS and not re.search(r"[\s{}<>]", address)
    return fits and is_picture_address(address)


def _is_small(image: lxml_html.HtmlElement) -> bool:
    style = image.get("style") or ""
    sides = [_PIXELS.fullmatch(image.get(side) or "") for side in ("width", "height")]
    declared = [int(side[1]) for side in sides if side] + [int(n) for n in _SIDE.findall(style)]
    return bool(_UNDISPLAYED.search(style)) or any(size < MIN_PIXELS for size in declared)


def _get_widest(image: lxml_html.HtmlElement) -> str:
    """Return the widest of the pictures that the image and its ``<picture>`` give as a choice
    (`choose_widest`); empty without a choice."""
    others = (
        source for picture in image.iterancestors("picture") for source in picture.iter("source")
    )
    listed = [one.get(name) for one in chain((image,), others) for name in _CHOICES]
    return choose_widest(
        (_parse_width(width), address)
        for choice in chain.from_iterable(_CHOICE.split(text) for text in listed if text)
        for address, _, width in (choice.strip().partition(" "),)
        if _is_picture(address)
    )


def _parse_width(descriptor: str) -> float:
    """Return a width in pixels («640w»); for a density («2x») one that sorts as it does."""
    digits = descriptor.strip().rstrip("wx")
    number = float(digits) if digits.replace(".", "", 1).isdigit() and len(digits) < 6 else 1.0
    return number * 100 if descriptor.endswith("x") else number


def _fits(kinds: tuple[str, ...], address: str) -> bool:
    lower = address.lower()
    has_hint = any(hint in lower for hint in _load_hints())
    return has_hint and any(_load_pattern(kind).search(lower) for kind in kinds)


@cache
def _load_hints() -> tuple[str, ...]:
    return tuple(load_toml("text/pictures")["hints"])


@cache
def _load_pattern(name: str) -> re.Pattern[str]:
    return re.compile("|".join(load_toml("text/pictures")[name]), re.IGNORECASE)
