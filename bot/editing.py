"""An editor changes an article that is filed: it goes through the desk again, as it came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import topics as every_topic
from bot.desk import DeskProcess
from news import stories as joining
from news.errors import NewsError
from news.model import READER_LANGUAGES, Article, Block, BlockKind, RawArticle, TopicScore
from storage import articles, audit, corrections, topics
from storage.audit import Act, Actor
from storage.corrections import Part
from storage.engine import Database

_TAGS = {
    BlockKind.HEADING: "h2",
    BlockKind.QUOTE: "blockquote",
    BlockKind.LIST_ITEM: "li",
    BlockKind.PARAGRAPH: "p",
}


class SameArticle(NewsError):
    """An article would say what another one says already."""

    key = "error-same-article"


@dataclass(frozen=True, slots=True)
class Editing:
    """What it takes to change an article, and who does it when."""

    database: Database
    desk: DeskProcess
    actor: Actor
    now: datetime

    async def title(self, article: Article, title: str) -> Article | None:
        """Give it another title: its text, summary and topics stay. None if it is gone.

        Raises SameArticle.
        """
        edited = await self._edit(_as_it_is(article, title))
        changed = replace(
            article,
            title=edited.title,
            title_made=False,
            content_hash=edited.content_hash,
            fingerprint=edited.fingerprint,
            entities=edited.entities,
            index=edited.index,
        )
        return await self._put(changed, Part.TITLE)

    async def text(self, article: Article, text: str) -> Article | None:
        """Give it another text. What editors set before stays as they set it, and so does a title
        that is its source's. None if it is gone.

        Raises EmptyArticle, SameArticle.
        """
        async with self.database.read() as connection:
            was_set = await corrections.parts_set(connection, article.id)
        title = "" if article.title_made and Part.TITLE not in was_set else article.title
        raw = replace(_as_it_is(article, title), html="", text=text, language="", teaser=False)
        edited = await self._edit(raw)
        about = article.topics if Part.TOPICS in was_set else edited.topics
        return await self._put(replace(edited, id=article.id, topics=about), Part.TEXT)

    async def topic(self, article: Article, topic: str, *, on: bool) -> Article:
        """Say that it is about a topic, or that it is not; return it as it is then. A topic that
        does not exist changes nothing, and neither does what it says already."""
        others = tuple(score for score in article.topics if score.id != topic)
        if on is (len(others) < len(article.topics)):
            return article
        async with self.database.write() as connection:
            if topic not in {known.id for known in await every_topic.every(connection)}:
                return article
            chosen = (*others, TopicScore(topic, 1.0)) if on else others
            await corrections.set_topics(connection, article.id, chosen)
            await self._note(connection, Act.ARTICLE_EDITED, article)
        return replace(article, topics=chosen)

    async def remove(self, article_id: int) -> tuple[Article, Sequence[int]] | None:
        """Take it out for good; with the numbers of the broadcasts that brought it to readers. None
        if it is gone already."""
        async with self.database.write() as connection:
            pushed = await corrections.pushed(connection, article_id)
            article = await corrections.take_out(
                connection, article_id, central=joining.most_central, now=self.now
            )
            if article is None:
                return None
            await self._note(connection, Act.ARTICLE_REMOVED, article)
        return article, pushed

    async def _edit(self, raw: RawArticle) -> Article:
        async with self.database.read() as connection:
            own_topics = await topics.every(connection)
        (edited,) = await self.desk.edit([raw], self.now, own_topics)
        if not isinstance(edited, Article):
            raise edited
        return edited

    async def _put(self, changed: Article, part: Part) -> Article | None:
        async with self.database.write() as connection:
            if await articles.get(connection, changed.id) is None:
                return None
            done = await corrections.replace(
                connection,
                changed,
                part,
                keys=joining.keys(changed),
                central=joining.most_central,
                now=self.now,
            )
            if not done:
                raise SameArticle(f"article {changed.id} would be another's double")
            await self._note(connection, Act.ARTICLE_EDITED, changed)
        return changed

    async def _note(self, connection: AsyncConnection, act: Act, article: Article) -> None:
        said = f"№ {article.id} «{article.title}»"
        await audit.note(connection, act, self.actor, self.now, text=said)


def _as_it_is(article: Article, title: str) -> RawArticle:
    """What would make this article at the desk, with another title."""
    return RawArticle(
        html="".join(map(_tagged, article.blocks)),
        title=title,
        url=article.url,
        guid=article.guid,
        published=article.published,
        author=article.author,
        source=article.source,
        source_id=article.source_id,
        language=article.language if article.language in READER_LANGUAGES else "",
        image=article.image,
        photo_credit=article.photo_credit,
        teaser=article.teaser,
    )


def _tagged(block: Block) -> str:
    if block.kind is BlockKind.IMAGE:
        return f'<img src="{escape(block.url)}" alt="{escape(block.text)}">'
    tag = _TAGS[block.kind]
    return f"<{tag}>{escape(block.text)}</{tag}>"
