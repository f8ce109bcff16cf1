"""Articles cut to the bounds of `news.limits`: what is over them is left out, the rest stays."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from news.limits import (
    MAX_ADDRESS_CHARS,
    MAX_ARTICLE_BLOCKS,
    MAX_ARTICLE_CHARS,
    MAX_ARTICLE_PICTURES,
    MAX_CATEGORIES,
    MAX_NAME_CHARS,
    MAX_RAW_CHARS,
    MAX_TITLE_CHARS,
)
from news.model import Block, BlockKind, RawArticle

log = logging.getLogger(__name__)


def bound_raw(raw: RawArticle) -> RawArticle:
    """Return what a source gave, with no more text than is looked at, and no long name. An address
    that is too long is none."""
    return replace(
        raw,
        text=raw.text[:MAX_RAW_CHARS],
        html=raw.html[:MAX_RAW_CHARS],
        title=cut_at_word(" ".join(raw.title[:MAX_RAW_CHARS].split()), MAX_TITLE_CHARS),
        source=raw.source[:MAX_NAME_CHARS],
        author=raw.author[:MAX_NAME_CHARS],
        photo_credit=raw.photo_credit[:MAX_NAME_CHARS],
        categories=tuple(one[:MAX_NAME_CHARS] for one in raw.categories[:MAX_CATEGORIES]),
        guid=raw.guid[:MAX_ADDRESS_CHARS],
        url=_address(raw.url),
        image=_address(raw.image),
    )


def bound_blocks(blocks: tuple[Block, ...], name: str) -> tuple[Block, ...]:
    """Return the blocks up to the last whole one that fits. One that is longer than a whole
    article may be is cut at a word. ``name`` is the article's in the log."""
    kept = tuple(_fitting(_with_few_pictures(blocks)))
    if len(kept) < len(blocks) or _length(kept) < _length(blocks):
        name = name or blocks[0].text
        log.warning("%.100s is too long: %d of %d blocks are kept", name, len(kept), len(blocks))
    return kept


def _length(blocks: tuple[Block, ...]) -> int:
    return sum(len(block.text) for block in blocks)


def cut_at_word(text: str, most: int) -> str:
    """Return at most so many characters, cut between words unless that would lose the half; the
    last one is an ellipsis where something is cut."""
    if len(text) <= most:
        return text
    space = text.rfind(" ", most // 2, most)
    return text[: space if space >= 0 else most - 1].rstrip() + "…"


def _fitting(blocks: Iterator[Block]) -> Iterator[Block]:
    left = MAX_ARTICLE_CHARS
    for block in islice(blocks, MAX_ARTICLE_BLOCKS):
        if len(block.text) > MAX_ARTICLE_CHARS and left > 0:
            yield replace(block, text=cut_at_word(block.text, left))
            return
        if len(block.text) > left:
            return
        left -= len(block.text)
        yield block


def _with_few_pictures(blocks: tuple[Block, ...]) -> Iterator[Block]:
    pictures = 0
    for block in blocks:
        if block.kind is BlockKind.IMAGE:
            pictures += 1
            if pictures > MAX_ARTICLE_PICTURES or len(block.url) > MAX_ADDRESS_CHARS:
                if block.text:
                    yield replace(block, url="")
                continue
        yield block


def _address(url: str) -> str:
    url = url.strip()
    return url if len(url) <= MAX_ADDRESS_CHARS else ""
