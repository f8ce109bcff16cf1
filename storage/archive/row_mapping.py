"""Mapping between articles and rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from news.model import (
    Article,
    Block,
    BlockKind,
    Entity,
    EventFacts,
    TopicScore,
    WeightedLemma,
)


def to_row(article: Article, story_id: int, added_at: datetime, rowid: int = 0) -> dict[str, Any]:
    """Return the columns of ``articles`` for a new article. Empty unique keys become NULL, as
    SQLite allows any number of NULLs."""
    return {
        "story_id": story_id,
        "source_id": article.source_id,
        "source": article.source,
        "url": article.url,
        "canonical_url": article.canonical_url or None,
        "guid": article.guid or None,
        "content_hash": article.content_hash,
        "title": article.title,
        "title_generated": article.title_generated,
        "language": article.language,
        "published_at": article.published,
        "fts_rowid": rowid,
        "added_at": added_at,
        "author": article.author,
        "photo_credit": article.photo_credit,
        "attribution": article.attribution,
        "image": article.image,
        "summary": list(article.summary),
        "summary_written": article.summary_written,
        "is_teaser": article.is_teaser,
        "importance": article.importance,
        "published_is_estimated": article.published_is_estimated,
        "is_follow_up": article.is_follow_up,
        "topics": [[topic.id, round(topic.score, 3)] for topic in article.topics],
        "entities": [asdict(entity) for entity in article.entities],
    }


def to_content(article: Article, index_tokens: Mapping[str, str]) -> dict[str, Any]:
    """Return the content of ``article_texts``, including the index tokens."""
    blocks = [[block.kind.value, block.text, block.url] for block in article.blocks]
    return {"blocks": blocks, "index": dict(index_tokens)}


def to_fingerprint_row(article: Article) -> dict[str, list[Any]]:
    """Return the content of ``fingerprints``. No fact contains a space."""
    facts = article.facts
    return {
        "terms": [[term.lemma, round(term.weight, 4)] for term in article.fingerprint],
        "facts": [" ".join(held) for held in (facts.title, facts.lead, sorted(facts.text))],
    }


def to_article(row: Row[Any]) -> Article:
    """Build an article from a row of ``articles`` with the text's ``content``, without the fields
    that only the index needs."""
    return Article(
        id=row.id,
        title=row.title,
        blocks=to_blocks(row.content["blocks"]),
        language=row.language,
        published=row.published_at,
        content_hash=row.content_hash,
        summary=tuple(row.summary),
        summary_written=row.summary_written,
        is_teaser=row.is_teaser,
        importance=row.importance,
        published_is_estimated=row.published_is_estimated,
        is_follow_up=row.is_follow_up,
        topics=tuple(TopicScore(topic, score) for topic, score in row.topics),
        entities=tuple(Entity(**entity) for entity in row.entities),
        url=row.url,
        canonical_url=row.canonical_url or "",
        guid=row.guid or "",
        author=row.author,
        source=row.source,
        source_id=row.source_id,
        photo_credit=row.photo_credit,
        attribution=row.attribution,
        image=row.image,
        title_generated=row.title_generated,
    )


def to_blocks(rows: list[list[str]]) -> tuple[Block, ...]:
    """Build blocks from their stored form: kind, text and URL of each."""
    return tuple(Block(BlockKind(kind), text, url) for kind, text, url in rows)


def to_fingerprint(content: Any) -> tuple[WeightedLemma, ...]:
    """Read the terms from the content of ``fingerprints``; articles stored before there were facts
    have nothing else."""
    pairs = content["terms"] if isinstance(content, dict) else content
    return tuple(WeightedLemma(lemma, weight) for lemma, weight in pairs)


def to_facts(content: Any) -> EventFacts:
    """Read the facts from the content of ``fingerprints``."""
    if not isinstance(content, dict):
        return EventFacts()
    title, lead, text = (held.split() for held in content["facts"])
    return EventFacts(tuple(title), tuple(lead), frozenset(text))
