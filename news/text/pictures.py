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
_CHOICE = re.compile(r",\s+|(?<=\d[wxh]),")
_DESCRIPTOR = re.compile(r"[\d.]{1,9}[wx]")
_EXTENSION = re.compile(r"\.(?:jpe?g|jfif|png|webp|gif|avif)(?:$|[?#])", re.IGNORECASE)
_LESSER = re.compile(
    r"thumb|small|low|preview|blur|holder|icon|avatar|logo|hover|error|fallback|pin"
)
"""Attributes of scripts that give something less than the picture."""
_OTHER_SCHEME = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]{0,20}:", re.IGNORECASE)
_NOT_IN_ADDRESS = re.compile(r"[\t\r\n{}<>]")
_PIXELS = re.compile(r"\s*(\d{1,5})(?:px)?\s*")
_SIDE = re.compile(
    r"(?:^|[;\s])(?:max-)?(?:width|height)\s{0,9}:\s{0,9}(\d{1,5})(?:px|(?=\s{0,9}(?:;|$)))",
    re.IGNORECASE,
)
_UNDISPLAYED = re.compile(r"display\s{0,9}:\s{0,9}none", re.IGNORECASE)
_SIGN_CLASS = re.compile(
    r"(?:^|[\s_-])(?:emoji|emojione|emoticons?|twemoji|smil(?:ey|ie)s?)(?:$|[\s_-])"
)
_AVATAR_CLASS = re.compile(
    r"(?:^|[\s_-])(?:avatar|author[_-]{1,2}(?:photo|image|img|picture))(?:$|[\s_-])", re.IGNORECASE
)
_MAX_SIGN_CHARS = 8
_KINDS = ("placeholders", "counters", "signs", "missing", "avatars", "drawings", "buttons")


def choose_source(image: lxml_html.HtmlElement) -> str:
    """Return the address of the picture that an ``<img>`` shows, once a script has put it there
    where scripts do; empty for a counter, an icon and the portrait of an author. What is meant for
    narrow screens comes last."""
    if _is_small(image) or _AVATAR_CLASS.search(image.get("class") or ""):
        return ""
    sources = [image.get(name) or "" for name in _LAZY_ATTRIBUTES]
    sources += [*_list_other_attributes(image), image.get("src") or ""]
    fitting = (source.strip() for source in sources if _is_picture(source.strip()))
    others = [one for picture in image.iterancestors("picture") for one in picture.iter("source")]
    narrow = [one for one in others if "max-width" in (one.get("media") or "").lower()]
    wide = [one for one in others if one not in narrow]
    return _get_widest((image, *wide)) or next(fitting, "") or _get_widest(narrow[::-1])


def _list_other_attributes(image: lxml_html.HtmlElement) -> list[str]:
    """Return what attributes of scripts that are not known give as addresses of pictures."""
    return [
        value
        for name, value in image.items()
        if name.startswith("data-") and not _LESSER.search(name)
        if _EXTENSION.search(value) and not re.search(r"\s", value.strip())
    ]


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
    of an emoji, of an author, of a drawing (which Telegram does not show), of what is where a
    script would put a picture, or of a value that a template lacked («undefined»)."""
    is_elsewhere = not address.startswith("#") and not _OTHER_SCHEME.match(address)
    return is_elsewhere and not _fits(_KINDS, address)


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
    fits = 0 < len(address) <= MAX_ADDRESS_CHARS and not _NOT_IN_ADDRESS.search(address)
    return fits and is_picture_address(address)


def _is_small(image: lxml_html.HtmlElement) -> bool:
    style = image.get("style") or ""
    sides = [_PIXELS.fullmatch(image.get(side) or "") for side in ("width", "height")]
    declared = [int(side[1]) for side in sides if side] + [int(n) for n in _SIDE.findall(style)]
    return bool(_UNDISPLAYED.search(style)) or any(size < MIN_PIXELS for size in declared)


def _get_widest(elements: Iterable[lxml_html.HtmlElement]) -> str:
    """Return the widest of the pictures that the elements give as a choice (`choose_widest`);
    empty without a choice."""
    listed = [one.get(name) for one in elements for name in _CHOICES]
    return choose_widest(
        (_parse_width(next(filter(_DESCRIPTOR.fullmatch, descriptors), "")), address)
        for choice in chain.from_iterable(_CHOICE.split(text) for text in listed if text)
        for address, *descriptors in (choice.split() or [""],)
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
