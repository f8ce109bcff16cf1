"""The content of a message independent of its style: parts, and buttons below them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from news.errors import SourceError
from news.model import Article
from news.sources.addresses import check_url
from service.i18n.translations import sanitize_line


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style. ``url`` makes it a link."""

    text: str
    bold: bool = False
    italic: bool = False
    url: str = ""


Inline = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """``level``: 1 is the title of a message, 2 and 3 are headings of its sections."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Paragraph of formatted text."""

    spans: Inline


@dataclass(frozen=True, slots=True)
class Quote:
    """``folded``: collapsed until it is tapped."""

    text: str
    expandable: bool = False


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item of a list."""

    text: str


@dataclass(frozen=True, slots=True)
class Fold:
    """A title and a text that is collapsed until it is tapped. The ``note`` is always visible."""

    title: Inline
    text: str
    note: Inline = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """``url`` must be public, or the id of a photo that Telegram has, which plain messages do not
    show."""

    url: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Divider:
    """A line between two parts."""


DocumentPart = Heading | Paragraph | Quote | ListItem | Fold | Picture | Divider


class ButtonStyle(StrEnum):
    """The colour of a button (Bot API 9.4): green for what completes something, red for what cannot
    be undone or ends something."""

    SUCCESS = "success"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """Sends ``data`` to the bot when pressed, or opens ``url``, or lets the person choose a chat in
    which ``inline_query`` is typed after the bot's name. ``style``: its colour."""

    label: str
    data: str = ""
    url: str = ""
    inline_query: str = ""
    style: ButtonStyle | None = None


Rows = tuple[tuple[Button, ...], ...]


def split_rows(buttons: Sequence[Button], width: int) -> Rows:
    """Split buttons into rows of ``width``; the last row takes the rest."""
    return tuple(tuple(buttons[start : start + width]) for start in range(0, len(buttons), width))


def split_evenly(buttons: Sequence[Button], count: int) -> Rows:
    """Split buttons into ``count`` rows; their lengths differ by one at most, the longer first."""
    length, longer = divmod(len(buttons), count)
    starts = [row * length + min(row, longer) for row in range(count + 1)]
    return tuple(tuple(buttons[start:end]) for start, end in pairwise(starts))


@dataclass(frozen=True, slots=True)
class Document:
    """A message before it is rendered: parts, and rows of buttons."""

    parts: tuple[DocumentPart, ...]
    buttons: Rows = ()


def truncate(text: str, max_chars: int) -> str:
    """Return at most ``max_chars`` characters with an ellipsis, cut between words; within a word
    that is so long that half of the text would be lost."""
    if len(text) <= max_chars:
        return text
    cut = text[: max_chars - 1]
    words = cut.rsplit(" ", 1)[0]
    return (words if 2 * len(words) >= len(cut) else cut).rstrip(" ,;:—-") + "…"


def format_line(text: str, max_chars: int) -> str:
    """Return a text from outside (a name, a title) as it may be shown on a line: cut, and safe."""
    return sanitize_line(truncate(text, max_chars))


def truncate_line(text: str, max_chars: int = 80) -> str:
    """Return the beginning of a text, on one line."""
    return truncate(" ".join(text.split()), max_chars)


def build_paragraph(*spans: Span | str) -> Paragraph:
    """Build a paragraph of strings and spans."""
    return Paragraph(tuple(Span(span) if isinstance(span, str) else span for span in spans))


def build_document(*parts: DocumentPart | str, buttons: Rows = ()) -> Document:
    """Build a document of parts; a string becomes a paragraph."""
    return Document(
        tuple(build_paragraph(part) if isinstance(part, str) else part for part in parts), buttons
    )


MAX_BUTTON_URL_CHARS = 2_000
MAX_URL_CHARS = 1_000
"""A longer URL is usually inline image data or a tracker."""

CACHE_SIZE = 4096
"""Cached results: checking a URL takes a tenth of a millisecond."""

_LOCAL_DOMAINS = (".local", ".localhost", ".internal", ".lan", ".home", ".home.arpa")


def get_picture_url(article: Article) -> str:
    """Return the percent-encoded URL of an article's picture; empty if it has none that may be
    shown."""
    return get_button_url(article.image) if is_public_url(article.image) else ""


PHOTO_SCHEME = "telegram-photo:"
"""The address of a photo that an editor sent: before its id at Telegram."""


def get_photo_id(article: Article) -> str:
    """Return the id at Telegram of the photo that an editor sent with an article; empty without
    one."""
    is_sent = article.image.startswith(PHOTO_SCHEME)
    return article.image.removeprefix(PHOTO_SCHEME) if is_sent else ""


@lru_cache(CACHE_SIZE)
def is_public_url(url: str) -> bool:
    """Return whether this is an http(s) URL of the public internet, as far as it can be decided
    without DNS: no name of a local network, no private address."""
    if not url or len(url) > MAX_URL_CHARS:
        return False
    try:
        host = check_url(url, allow_private=False).raw_host or ""
    except SourceError:
        return False
    is_named = "." in host or ":" in host
    return is_named and not f".{host}".rstrip(".").endswith(_LOCAL_DOMAINS)


@lru_cache(CACHE_SIZE)
def get_button_url(url: str) -> str:
    """Return an address as Telegram takes it for a button: percent-encoded, its host in ASCII;
    empty if it takes it in no form, such as one of a host without a dot. For one bad address it
    rejects the whole message."""
    try:
        checked = check_url(url, allow_private=True)
    except SourceError:
        return ""
    has_dot = "." in (checked.raw_host or "").strip(".")
    return str(checked) if has_dot and len(str(checked)) <= MAX_BUTTON_URL_CHARS else ""
