"""Convert the HTML of feeds and pages to blocks.

Scripts, adverts, navigation, and "read also" boxes are dropped (`news.text.boilerplate`); the
visible article is kept, in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin

from lxml import html as lxml_html
from lxml.etree import LxmlError, ParserError

from news.model import Block, BlockKind
from news.text.boilerplate import BoilerplateFilter
from news.text.noise import is_noise
from news.text.pictures import choose_source, get_sign
from news.text.urls import percent_encode


def _split_tags(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_KINDS = {
    **{f"h{level}": BlockKind.HEADING for level in range(1, 7)},
    "blockquote": BlockKind.QUOTE,
    "li": BlockKind.LIST_ITEM,
}
_BLOCK_TAGS = frozenset(_KINDS) | _split_tags(
    """p div section article main header ul ol table tbody thead tr td th figure figcaption pre hr
    dl dt dd address center details summary body html"""
)
_BOLD_TAGS = frozenset({"b", "strong"})
_MEDIA_TAGS = {
    tag: re.compile(rf"(?!<{tag}\b[^<>]*/>)(<{tag}\b[^<>]*>)|<{tag}\b[^<>]*>", re.IGNORECASE)
    for tag in ("iframe", "object", "video", "audio")
}
"""Each with its tags that open an element as the group, and those that close themselves not."""
_SPACE = re.compile(r"\s+")
_TWICE_ESCAPED = re.compile(
    r"&(?:amp|nbsp|quot|apos|[lr][ads]quo|[nm]dash|hellip|#0?39|#82(?:1[1267]|2[0-2]));"
)
"""What feeds escape twice, and hardly ever write about: no angle brackets."""


def from_html(html: str, base_url: str = "") -> tuple[Block, ...]:
    """Return the blocks of a piece of HTML, empty if it has no text. Image addresses are made
    absolute against ``base_url``."""
    if not html.strip():
        return ()
    try:
        root = lxml_html.fromstring(f"<div>{_close_media(html.replace(chr(0), ''))}</div>")
    except (LxmlError, ParserError, ValueError):
        return ()
    return tuple(_BlockParser(root, base_url).read_blocks())


def unescape_twice(text: str) -> str:
    """Return a text that was unescaped once without what had been escaped twice."""
    return _TWICE_ESCAPED.sub(lambda found: unescape(found[0]), text)


def _close_media(html: str) -> str:
    """Return the HTML without the tags of embedded media that are never closed: a parser would
    take all that follows for their content."""
    lower = html.lower()
    for tag, pattern in _MEDIA_TAGS.items():
        if f"<{tag}" in lower:
            html = pattern.sub(r"\1" if f"</{tag}" in lower else "", html)
    return html


class _BlockParser:
    """Walks a tree once and collects inline text until a block ends."""

    def __init__(self, root: lxml_html.HtmlElement, base_url: str) -> None:
        self._root = root
        self._boilerplate = BoilerplateFilter(root)
        self._base_url = base_url
        self._text: list[str] = []
        self._broken = False
        self._bold_depth = 0
        self._line_start, self._is_line_plain = 0, False
        self._bold_start: int | None = None
        """Where in the collected text the bold lines begin that reach its end."""
        self._blocks: list[Block] = []
        self._pictures: set[str] = set()

    def read_blocks(self) -> Iterator[Block]:
        self._walk(self._root, BlockKind.PARAGRAPH)
        self._end_block(BlockKind.PARAGRAPH)
        for block in self._blocks:
            if block.kind is BlockKind.IMAGE or not is_noise(block.text):
                yield block

    def _walk(self, element: lxml_html.HtmlElement, kind: BlockKind) -> None:
        self._add(element.text, kind)
        for child in element:
            if isinstance(child.tag, str) and not self._boilerplate.is_dropped(child):
                self._enter(child, kind)
            self._add(child.tail, kind)

    def _add(self, text: str | None, kind: BlockKind) -> None:
        """Collect text. Lines that are all bold are a block of their own before one that is
        not."""
        if not text:
            return
        if any(map(str.isalnum, text)):
            self._note_letters(kind)
        self._text.append(text)
        self._broken = self._broken and not text.strip()

    def _note_letters(self, kind: BlockKind) -> None:
        if self._bold_depth:
            if self._bold_start is None and not self._is_line_plain:
                self._bold_start = self._line_start
            return
        if self._broken and self._bold_start is not None:
            self._end_bold_lines(self._bold_start, kind)
        self._bold_start, self._is_line_plain = None, True

    def _end_bold_lines(self, start: int, kind: BlockKind) -> None:
        lines = self._text[start:]
        del self._text[start:]
        self._end_block(kind)
        self._text = lines
        self._end_block(kind)

    def _enter(self, child: lxml_html.HtmlElement, kind: BlockKind) -> None:
        tag = child.tag.lower()
        if tag in ("img", "amp-img"):
            self._add_image(child, kind)
        elif tag == "noscript":
            self._add_fallback_images(child, kind)
        elif tag == "br":
            self._add_line_break(kind)
        elif tag in _BLOCK_TAGS:
            self._end_block(kind)
            inner = _KINDS.get(tag, kind)
            self._walk(child, inner)
            self._end_block(inner)
        else:
            is_bold = tag in _BOLD_TAGS
            self._bold_depth += is_bold
            self._walk(child, kind)
            self._bold_depth -= is_bold

    def _add_image(self, image: lxml_html.HtmlElement, kind: BlockKind) -> None:
        sign = get_sign(image)
        if sign is not None:
            self._add(sign, kind)
            return
        source = choose_source(image)
        if not source:
            return
        address = _make_absolute(self._base_url, source)
        if not address or address in self._pictures:
            return
        self._pictures.add(address)
        self._end_block(kind)
        caption = _SPACE.sub(" ", image.get("alt") or "").strip()
        self._blocks.append(Block(BlockKind.IMAGE, caption, address))

    def _add_fallback_images(self, noscript: lxml_html.HtmlElement, kind: BlockKind) -> None:
        """Add the pictures for readers without scripts, unless the one before has been found
        without: it is the same."""
        is_repetition = not "".join(self._text).strip() and any(
            block.kind is BlockKind.IMAGE for block in self._blocks[-1:]
        )
        if not is_repetition:
            for image in noscript.iter("img"):
                self._add_image(image, kind)

    def _add_line_break(self, kind: BlockKind) -> None:
        """Handle ``<br>``: two in a row separate paragraphs, one is a space
        unless it ends a line that is all bold."""
        if self._broken:
            self._end_block(kind)
        self._text.append("\n")
        self._broken = True
        self._line_start, self._is_line_plain = len(self._text), False

    def _end_block(self, kind: BlockKind) -> None:
        text = _SPACE.sub(" ", unescape_twice("".join(self._text))).strip()
        self._text.clear()
        self._line_start, self._is_line_plain, self._bold_start = 0, False, None
        if text:
            self._blocks.append(Block(kind, text))


def _make_absolute(base_url: str, source: str) -> str:
    try:
        return percent_encode(urljoin(base_url, source.strip()))
    except ValueError:
        return ""
