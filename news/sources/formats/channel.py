"""Parse the preview page of public Telegram channels. Pure: bytes in, no network.

A short first paragraph or line that is all bold is the title of a post, hashtags beside it are
not; all hashtags are its categories. The photos of an album belong to one post. The author of a
forwarded post is its original author.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from lxml import html as lxml_html
from lxml.etree import LxmlError, tostring

from news.limits import MAX_ENTRY_CHARS, MAX_NAME_CHARS
from news.model import RawArticle
from news.sources.addresses import FailureReason, build_source_error
from news.sources.formats.entries import Feed, limit_entries, resolve_link, shorten_title

_MAX_BYTES = 2 * 1024 * 1024
"""Ten times Telegram's pages of twenty posts; a tree takes forty times as much memory."""
_NAME = r"[A-Za-z][A-Za-z0-9_]{3,31}"
_CHANNEL_REFERENCE = re.compile(
    rf"(?:@(?P<name>{_NAME})"
    rf"|(?:https?://)?(?:www\.)?(?:t|telegram)\.me/(?:s/)?(?P<link>{_NAME})(?:/\d*)?(?:\?\S*)?)/?"
)
_NOT_CHANNELS = frozenset({"joinchat", "addstickers", "share", "proxy", "addlist"})
_PICTURE = re.compile(r"background-image:\s*url\(['\"]?([^'\"()]+)['\"]?\)")
_PARAGRAPH = re.compile(r"(?:<br\s*/?>\s*){2,}")
_LINE_END = re.compile(r"(?:<br\s*+/?>\s*+)++")
_BREAKS_IN_BOLD = re.compile(rf"({_LINE_END.pattern})(</(?:b|strong)>)?")
_BOLD, _BOLD_END = re.compile(r"<(?:b|strong)>"), re.compile(r"</(?:b|strong)>")
_MAX_TITLE_LINES = 5
_MIN_TITLE_CHARS, _MAX_TITLE_CHARS = 3, 200
_TAG = re.compile(r"<[^<>]+>")
_HASHTAG = re.compile(r"(?<![\w&/])#(\w{2,60})")
_HASHTAGS = re.compile(rf"(?:{_HASHTAG.pattern}[\s,|]*)+")
_LABEL = re.compile(r"\A#\w{2,60}\s?[|•·/—–]\s?")
_SEPARATORS = " |•·—–"
_KEYCAP = re.compile(r"[0-9]\ufe0f?\u20e3")
"""A digit that is an emoji."""


@dataclass(frozen=True, slots=True)
class PostText:
    """The text of a post: its title, if it has one, the rest as HTML, and its hashtags."""

    title: str
    html: str
    hashtags: tuple[str, ...]


def parse_channel_address(text: str) -> str | None:
    """Return the preview page of the channel in ``@name`` or a link; None for anything else."""
    found = _CHANNEL_REFERENCE.fullmatch(text.strip())
    name = found and (found["name"] or found["link"])
    return None if not name or name.lower() in _NOT_CHANNELS else f"https://t.me/s/{name}"


def parse_channel(body: bytes, url: str, content_type: str = "") -> Feed:
    """Return the posts of a preview page in page order, the oldest first.

    Raises SourceError (``url``, ``reason``): ``not_a_channel`` for any other page, such as that of
    a person, a private channel or one without a preview.
    """
    if len(body) > _MAX_BYTES:
        raise build_source_error(url, FailureReason.TOO_LARGE, f"over {_MAX_BYTES} bytes")
    try:
        root = lxml_html.document_fromstring(body.decode("utf-8", "replace").replace("\0", ""))
    except (LxmlError, ValueError) as error:
        raise build_source_error(url, FailureReason.NOT_A_CHANNEL, str(error)) from error
    posts = _find_by_class(root, "tgme_widget_message", "div")
    title = " ".join(_get_text(root, "tgme_channel_info_header_title").split())[:MAX_NAME_CHARS]
    if not posts and not title:
        raise build_source_error(url, FailureReason.NOT_A_CHANNEL)
    entries = (_parse_post(post, url, title) for post in posts)
    return Feed(title=title, link=url, entries=limit_entries(entry for entry in entries if entry))


def parse_post_text(markup: str) -> PostText:
    """Return the parts of the text of a post: HTML in which lines end with ``<br>``."""
    title, rest = _split_title(markup)
    paragraphs = "".join(f"<p>{part}</p>" for part in _PARAGRAPH.split(rest) if part.strip())
    return PostText(title, paragraphs, _list_hashtags(markup))


def _parse_post(post: Any, url: str, source: str) -> RawArticle | None:
    """Return a post as an article; None for a service message and for a post without text."""
    number = post.get("data-post") or ""
    if not number or "service_message" in (post.get("class") or ""):
        return None
    markup = "".join(
        _get_inner_html(text) for text in _find_by_class(post, "js-message_text", "div")
    )
    if not markup or not _TAG.sub("", markup).strip():
        return None  # a photo alone has nothing for a digest
    text = parse_post_text(markup)
    photos = list(_find_photos(post, url))
    pictures = "".join(f'<img src="{html.escape(photo)}">' for photo in photos[1:])
    return RawArticle(
        html=(text.html + pictures)[:MAX_ENTRY_CHARS],
        title=text.title,
        url=f"https://t.me/{number}",
        guid=number,
        published=_parse_time(post),
        author=" ".join(_get_text(post, "tgme_widget_message_forwarded_from_name").split()),
        source=source,
        categories=text.hashtags,
        image=photos[0] if photos else "",
        is_edited=_is_edited(post),
    )


def _split_title(markup: str) -> tuple[str, str]:
    """Split off the title: the first lines of which all letters are bold, up to an empty one. A
    post with only bold lines has no title."""
    markup = _BREAKS_IN_BOLD.sub(r"\2\1", markup.strip())
    found = "", markup
    for end in islice(_LINE_END.finditer(markup), _MAX_TITLE_LINES):
        first, rest = markup[: end.start()], markup[end.end() :]
        title = _read_bold(first)
        if rest and _MIN_TITLE_CHARS <= len(title) <= _MAX_TITLE_CHARS:
            found = shorten_title(title, is_plain=True), rest
        if _PARAGRAPH.fullmatch(end[0]) and _HASHTAGS.sub("", _TAG.sub("", first)).strip():
            break
    return found


def _read_bold(markup: str) -> str:
    """Return the text of a piece of HTML if all its letters but those of hashtags are bold, without
    these; else nothing."""
    is_whole = len(_BOLD.findall(markup)) == len(_BOLD_END.findall(markup))
    if not is_whole or len(markup) > MAX_ENTRY_CHARS or not _TAG.sub("", markup).strip():
        return ""
    piece = lxml_html.fromstring(f"<div>{_LINE_END.sub(chr(10), markup)}</div>")
    bold = {text for mark in piece.iter("b", "strong") for text in mark.itertext()}
    texts = [text if text in bold else _HASHTAGS.sub("", text) for text in piece.itertext()]
    plain = "".join(text for text in texts if text not in bold)
    if not bold or any(map(str.isalnum, _KEYCAP.sub("", plain))):
        return ""
    lines = (line for line in "".join(texts).split("\n") if not _HASHTAGS.fullmatch(line.strip()))
    return _LABEL.sub("", " ".join(" ".join(lines).split())).strip(_SEPARATORS)


def _list_hashtags(markup: str) -> tuple[str, ...]:
    found = _HASHTAG.findall(html.unescape(_TAG.sub("", _LINE_END.sub("\n", markup))))
    return tuple(dict.fromkeys(tag.replace("_", " ") for tag in found))


def _find_photos(post: Any, url: str) -> Iterator[str]:
    for photo in _find_by_class(post, "tgme_widget_message_photo_wrap", "a"):
        found = _PICTURE.search(photo.get("style") or "")
        if found and (link := resolve_link(url, found[1])):
            yield link


def _parse_time(post: Any) -> datetime | None:
    for time in post.xpath(".//a[contains(@class, 'tgme_widget_message_date')]//time/@datetime"):
        try:
            return datetime.fromisoformat(time).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None


def _is_edited(post: Any) -> bool:
    """Return whether the page marks the post as edited, with a word before the time."""
    label = "".join(meta.text or "" for meta in _find_by_class(post, "tgme_widget_message_meta"))
    return bool(label.strip())


def _find_by_class(node: Any, name: str, tag: str = "*") -> list[Any]:
    """Return the descendants that have exactly this class among theirs."""
    return list(
        node.xpath(f".//{tag}[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]")
    )


def _get_text(node: Any, name: str) -> str:
    return next((element.text_content() for element in _find_by_class(node, name)), "")


def _get_inner_html(element: Any) -> str:
    """Return an element's content as HTML. Emoji are images with the character inside, which is
    kept."""
    whole: str = tostring(element, encoding="unicode", with_tail=False, method="html")
    return whole[whole.index(">") + 1 : whole.rindex("</")]
