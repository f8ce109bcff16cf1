"""An editor changes an article that is filed: it goes through the desk again, as it came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape

from sqlalchemy.ext.asyncio import AsyncConnection

from news.clustering import matching
from news.errors import NewsError
from news.model import INTERFACE_LANGUAGES, Article, Block, BlockKind, RawArticle, TopicScore
from service.articles import topics as articles_topics
from service.articles.analysis_worker import AnalysisWorker
from storage.archive import articles, overrides, topics
from storage.archive.overrides import OverridableField
from storage.database.engine import Database
from storage.stats import audit_log
from storage.stats.audit_log import Actor, AuditAction

_TAGS = {
    BlockKind.HEADING: "h2",
    BlockKind.QUOTE: "blockquote",
    BlockKind.LIST_ITEM: "li",
    BlockKind.PARAGRAPH: "p",
}


class DuplicateArticle(NewsError):
    """An article would say what another one says already."""

    key = "error-same-article"


@dataclass(frozen=True, slots=True)
class ArticleEditor:
    """What it takes to change an article, and who does it when."""

    database: Database
    analysis_worker: AnalysisWorker
    actor: Actor
    now: datetime

    async def update_title(self, article: Article, title: str) -> Article | None:
        """Give it another title: its text, summary and topics stay. None if it is gone.

        Raises SameArticle.
        """
        edited = await self._analyze(_to_raw_article(article, title))
        changed = replace(
            article,
            title=edited.title,
            title_generated=False,
            content_hash=edited.content_hash,
            fingerprint=edited.fingerprint,
            entities=edited.entities,
            index=edited.index,
        )
        return await self._save(changed, OverridableField.TITLE)

    async def update_text(self, article: Article, text: str) -> Article | None:
        """Give it another text. What editors set before stays as they set it, and so does a title
        that is its source's. None if it is gone.

        Raises EmptyArticle, SameArticle.
        """
        async with self.database.read() as connection:
            was_set = await overrides.get_overridden_fields(connection, article.id)
        title = (
            ""
            if article.title_generated and OverridableField.TITLE not in was_set
            else article.title
        )
        raw = replace(
            _to_raw_article(article, title), html="", text=text, language="", is_teaser=False
        )
        edited = await self._analyze(raw)
        about = article.topics if OverridableField.TOPICS in was_set else edited.topics
        return await self._save(replace(edited, id=article.id, topics=about), OverridableField.TEXT)

    async def set_topic(self, article: Article, topic: str, *, on: bool) -> Article:
        """Say that it is about a topic, or that it is not; return it as it is then. A topic that
        does not exist changes nothing, and neither does what it says already."""
        others = tuple(score for score in article.topics if score.id != topic)
        if on is (len(others) < len(article.topics)):
            return article
        async with self.database.write() as connection:
            if topic not in {
                known.id for known in await articles_topics.list_all_topics(connection)
            }:
                return article
            chosen = (*others, TopicScore(topic, 1.0)) if on else others
            await overrides.set_topics(connection, article.id, chosen)
            await self._record_action(connection, AuditAction.ARTICLE_EDITED, article)
        return replace(article, topics=chosen)

    async def remove(self, article_id: int) -> tuple[Article, Sequence[int]] | None:
        """Take it out for good; with the numbers of the broadcasts that brought it to readers. None
        if it is gone already."""
        async with self.database.write() as connection:
            pushed = await overrides.list_broadcast_ids(connection, article_id)
            article = await overrides.remove_article(
                connection, article_id, choose_headline=matching.find_most_central, now=self.now
            )
            if article is None:
                return None
            await self._record_action(connection, AuditAction.ARTICLE_REMOVED, article)
        return article, pushed

    async def _analyze(self, raw: RawArticle) -> Article:
        async with self.database.read() as connection:
            own_topics = await topics.list_all(connection)
        (edited,) = await self.analysis_worker.analyze([raw], self.now, own_topics)
        if not isinstance(edited, Article):
            raise edited
        return edited

    async def _save(self, article: Article, field: OverridableField) -> Article | None:
        async with self.database.write() as connection:
            if await articles.get(connection, article.id) is None:
                return None
            done = await overrides.override_article(
                connection,
                article,
                field,
                keys=matching.build_keys(article),
                choose_headline=matching.find_most_central,
                now=self.now,
            )
            if not done:
                raise DuplicateArticle(f"article {article.id} would be another's double")
            await self._record_action(connection, AuditAction.ARTICLE_EDITED, article)
        return article

    async def _record_action(
        self, connection: AsyncConnection, action: AuditAction, article: Article
    ) -> None:
        said = f"№ {article.id} «{article.title}»"
        await audit_log.record(connection, action, self.actor, self.now, text=said)


def _to_raw_article(article: Article, title: str) -> RawArticle:
    """What would make this article at the desk, with another title."""
    return RawArticle(
        html="".join(map(_block_to_html, article.blocks)),
        title=title,
        url=article.url,
        guid=article.guid,
        published=article.published,
        author=article.author,
        source=article.source,
        source_id=article.source_id,
        language=article.language if article.language in INTERFACE_LANGUAGES else "",
        image=article.image,
        photo_credit=article.photo_credit,
        is_teaser=article.is_teaser,
    )


def _block_to_html(block: Block) -> str:
    if block.kind is BlockKind.IMAGE:
        return f'<img src="{escape(block.url)}" alt="{escape(block.text)}">'
    tag = _TAGS[block.kind]
    return f"<{tag}>{escape(block.text)}</{tag}>"
