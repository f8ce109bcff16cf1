"""Convert the HTML of feeds and pages to blocks.

Scripts, adverts, navigation, and "read also" boxes are dropped; the visible article is kept, in
order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from lxml import html as lxml_html
from lxml.etree import LxmlError, ParserError

from news.limits import MAX_ADDRESS_CHARS
from news.model import Block, BlockKind
from news.text.noise import is_noise


def _split_tags(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_DROPPED_TAGS = _split_tags(
    """script style noscript template iframe object embed form button input select textarea nav
    aside footer svg canvas audio video dialog map head"""
)
_DROPPED_CLASS = re.compile(
    r"(?:^|[\s_-])(?:ad|ads|advert\w*|banner|promo\w*|sponsor\w*|share|sharing|social|related"
    r"|read-?also|recommend\w*|newsletter|subscribe|subscription|comments?|cookie\w*|breadcrumbs?|menu|sidebar"
    r"|outbrain|taboola)(?:$|[\s_-])",
    re.IGNORECASE,
)
_KINDS = {
    **{f"h{level}": BlockKind.HEADING for level in range(1, 7)},
    "blockquote": BlockKind.QUOTE,
    "li": BlockKind.LIST_ITEM,
}
_BLOCK_TAGS = frozenset(_KINDS) | _split_tags(
    """p div section article main header ul ol table tbody thead tr td th figure figcaption pre hr
    dl dt dd address center details summary body html"""
)
_SPACE = re.compile(r"\s+")


def from_html(html: str, base_url: str = "") -> tuple[Block, ...]:
    """Return the blocks of a piece of HTML, empty if it has no text. Image addresses are made
    absolute against ``base_url``."""
    if not html.strip():
        return ()
    try:
        root = lxml_html.fromstring(f"<div>{html.replace(chr(0), '')}</div>")
    except (LxmlError, ParserError, ValueError):
        return ()
    return tuple(_BlockParser(base_url).read_blocks(root))


class _BlockParser:
    """Walks a tree once and collects inline text until a block ends."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._text: list[str] = []
        self._broken = False
        self._blocks: list[Block] = []

    def read_blocks(self, root: lxml_html.HtmlElement) -> Iterator[Block]:
        self._walk(root, BlockKind.PARAGRAPH)
        self._end_block(BlockKind.PARAGRAPH)
        for block in self._blocks:
            if block.kind is BlockKind.IMAGE or not is_noise(block.text):
                yield block

    def _walk(self, element: lxml_html.HtmlElement, kind: BlockKind) -> None:
        self._add(element.text)
        for child in element:
            if isinstance(child.tag, str) and not _is_dropped(child):
                self._enter(child, kind)
            self._add(child.tail)

    def _add(self, text: str | None) -> None:
        if text:
            self._text.append(text)
            self._broken = self._broken and not text.strip()

    def _enter(self, child: lxml_html.HtmlElement, kind: BlockKind) -> None:
        tag = child.tag.lower()
        if tag == "img":
            self._add_image(child, kind)
        elif tag == "br":
            self._add_line_break(kind)
        elif tag in _BLOCK_TAGS:
            self._end_block(kind)
            inner = _KINDS.get(tag, kind)
            self._walk(child, inner)
            self._end_block(inner)
        else:
            self._walk(child, kind)

    def _add_image(self, image: lxml_html.HtmlElement, kind: BlockKind) -> None:
        source = image.get("src") or image.get("data-src") or ""
        if (
            not source
            or len(source) > MAX_ADDRESS_CHARS
            or source.startswith("data:")
            or image.get("width") == "1"
        ):
            return
        self._end_block(kind)
        caption = _SPACE.sub(" ", image.get("alt") or "").strip()
        self._blocks.append(Block(BlockKind.IMAGE, caption, _make_absolute(self._base_url, source)))

    def _add_line_break(self, kind: BlockKind) -> None:
        """Handle ``<br>``: two in a row separate paragraphs, one is a space."""
        if self._broken:
            self._end_block(kind)
        self._text.append("\n")
        self._broken = True

    def _end_block(self, kind: BlockKind) -> None:
        text = _SPACE.sub(" ", "".join(self._text)).strip()
        self._text.clear()
        if text:
            self._blocks.append(Block(kind, text))


def _make_absolute(base_url: str, source: str) -> str:
    try:
        return urljoin(base_url, source.strip())
    except ValueError:
        return source.strip()


def _is_dropped(element: lxml_html.HtmlElement) -> bool:
    if element.tag.lower() in _DROPPED_TAGS or "hidden" in element.attrib:
        return True
    marks = f"{element.get('class', '')} {element.get('id', '')}"
    return bool(_DROPPED_CLASS.search(marks))
