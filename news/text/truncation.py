"""Cut articles to the limits of `news.limits`: the excess is dropped, the rest is kept."""

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
from news.text.noise import cut_biography

log = logging.getLogger(__name__)


def bound_raw(raw: RawArticle) -> RawArticle:
    """Return the raw article with its fields cut. An overlong address becomes empty."""
    return replace(
        raw,
        text=raw.text[:MAX_RAW_CHARS],
        html=raw.html[:MAX_RAW_CHARS],
        title=cut_at_word(" ".join(raw.title[:MAX_RAW_CHARS].split()), MAX_TITLE_CHARS),
        source=raw.source[:MAX_NAME_CHARS],
        author=cut_biography(raw.author)[:MAX_NAME_CHARS],
        photo_credit=raw.photo_credit[:MAX_NAME_CHARS],
        categories=tuple(one[:MAX_NAME_CHARS] for one in raw.categories[:MAX_CATEGORIES]),
        guid=raw.guid.encode(errors="ignore")[:MAX_ADDRESS_CHARS].decode(errors="ignore"),
        url=_check_address(raw.url),
        image=_check_address(raw.image),
    )


def bound_blocks(blocks: tuple[Block, ...], name: str) -> tuple[Block, ...]:
    """Return the blocks up to the last whole one that fits. A block longer than a whole article
    is cut at a word. ``name`` identifies the article in the log."""
    kept = tuple(_take_fitting(_limit_pictures(blocks)))
    if len(kept) < len(blocks) or _count_chars(kept) < _count_chars(blocks):
        name = name or blocks[0].text
        log.warning("%.100s is too long: %d of %d blocks are kept", name, len(kept), len(blocks))
    return kept


def _count_chars(blocks: tuple[Block, ...]) -> int:
    return sum(len(block.text) for block in blocks)


def cut_at_word(text: str, max_chars: int) -> str:
    """Return at most ``max_chars`` characters of the text, with an ellipsis if it was cut; cut
    between words unless that would lose half of it."""
    if len(text) <= max_chars:
        return text
    space = text.rfind(" ", max_chars // 2, max_chars)
    return text[: space if space >= 0 else max_chars - 1].rstrip() + "…"


def _take_fitting(blocks: Iterator[Block]) -> Iterator[Block]:
    left = MAX_ARTICLE_CHARS
    for block in islice(blocks, MAX_ARTICLE_BLOCKS):
        if len(block.text) > MAX_ARTICLE_CHARS and left > 0:
            yield replace(block, text=cut_at_word(block.text, left))
            return
        if len(block.text) > left:
            return
        left -= len(block.text)
        yield block


def _limit_pictures(blocks: tuple[Block, ...]) -> Iterator[Block]:
    pictures = 0
    for block in blocks:
        if block.kind is BlockKind.IMAGE:
            pictures += 1
            if pictures > MAX_ARTICLE_PICTURES or len(block.url) > MAX_ADDRESS_CHARS:
                if block.text:
                    yield replace(block, url="")
                continue
        yield block


def _check_address(url: str) -> str:
    url = url.strip()
    return url if len(url.encode(errors="replace")) <= MAX_ADDRESS_CHARS else ""
