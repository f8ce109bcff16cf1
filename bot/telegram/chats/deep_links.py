"""Payloads of links to the bot: ``https://t.me/<bot>?start=<payload>``.

``topic_sport``, ``article_123``, and ``search_…`` with the query in base64url, so that a link works
for everyone it is passed on to; ``join_…`` with a secret works once. A search that does
not decode is a plain word that a person put into a link by hand. Telegram allows 64 letters,
digits, _ and -.
"""

from __future__ import annotations

import binascii
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from aiogram.types import MessageOriginChannel

MAX_PAYLOAD_CHARS = 64
_TOPIC, _ARTICLE, _SEARCH, _JOIN = "topic_", "article_", "search_", "join_"
_TOPIC_ID = re.compile(r"[a-z0-9-]{1,40}")
_NUMBER = re.compile(r"[1-9][0-9]{0,14}", re.ASCII)
_ENCODED = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_MAX_SEARCH_BYTES = (MAX_PAYLOAD_CHARS - len(_SEARCH)) * 3 // 4


@dataclass(frozen=True, slots=True)
class TopicLink:
    """Link that selects a topic."""

    topic_id: str


@dataclass(frozen=True, slots=True)
class ArticleLink:
    """Link that opens an article."""

    article_id: int


@dataclass(frozen=True, slots=True)
class SearchLink:
    """Link that runs a search."""

    text: str


@dataclass(frozen=True, slots=True)
class JoinLink:
    """Link that gives its first opener a role among the editors."""

    secret: str


LinkTarget = TopicLink | ArticleLink | SearchLink | JoinLink


def build_payload(target: LinkTarget) -> str:
    """Encode a target for `parse_payload`; a search that is too long is cut to whole words."""
    match target:
        case TopicLink(topic):
            return _TOPIC + topic
        case ArticleLink(article):
            return f"{_ARTICLE}{article}"
        case JoinLink(secret):
            return _JOIN + secret
        case SearchLink(text):
            encoded = urlsafe_b64encode(_truncate(text).encode())
            return _SEARCH + encoded.decode().rstrip("=")


def build_link(username: str, target: LinkTarget) -> str:
    """Return the URL that opens a target in a private chat with the bot."""
    return f"https://t.me/{username}?start={build_payload(target)}"


def parse_payload(payload: str) -> LinkTarget | None:
    """Return the target of a link, None if it has none that is known."""
    if len(payload) > MAX_PAYLOAD_CHARS:
        return None
    kind, rest = payload.partition("_")[0] + "_", payload.partition("_")[2]
    if kind == _TOPIC and _TOPIC_ID.fullmatch(rest):
        return TopicLink(rest)
    if kind == _ARTICLE and _NUMBER.fullmatch(rest):
        return ArticleLink(int(rest))
    if kind == _JOIN and _ENCODED.fullmatch(rest):
        return JoinLink(rest)
    if kind == _SEARCH and _ENCODED.fullmatch(rest):
        text = _decode(rest) or _parse_plain_words(rest)
        return SearchLink(text) if text else None
    return None


def _truncate(text: str) -> str:
    """Cut to as many whole words as fit, or a single word to as many letters as fit."""
    text = " ".join(text.split())
    cut = text.encode()[:_MAX_SEARCH_BYTES].decode(errors="ignore")
    if cut == text or text[len(cut)] == " ":
        return cut.strip()
    return (cut.rpartition(" ")[0] or cut).strip()


def _parse_plain_words(rest: str) -> str:
    """Return the words of a payload written by hand, in the Latin alphabet."""
    words = rest.replace("_", " ").strip()
    return words if len(words) > 1 else ""


def _decode(encoded: str) -> str:
    try:
        text = urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return " ".join(text.split())


def build_post_link(origin: MessageOriginChannel) -> str:
    """Return the address of a post, empty if its channel is not public."""
    name = origin.chat.username
    return f"https://t.me/{name}/{origin.message_id}" if name else ""
