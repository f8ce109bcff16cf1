"""By what an article that comes in is known: its text, its address, or its source's guid."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, and_, or_

from news.model import Article


def is_same_article(table: Table, article: Article) -> ColumnElement[bool]:
    """Whether a row of a table with these four columns is of the same article."""
    same = [table.c.content_hash == article.content_hash]
    if article.canonical_url:
        same.append(table.c.canonical_url == article.canonical_url)
    if article.guid and article.source_id is not None:
        same.append(and_(table.c.source_id == article.source_id, table.c.guid == article.guid))
    return or_(*same)
