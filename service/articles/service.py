"""Articles: read, add, edit and remove them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from news.clustering import matching
from news.clustering.lead import choose_lead
from news.errors import NewsError, UnreadableFileError
from news.model import (
    INTERFACE_LANGUAGES,
    Article,
    Block,
    BlockKind,
    RawArticle,
    Topic,
    TopicScore,
)
from news.sources.formats.file import parse_file
from service.articles.analysis_worker import AnalysisWorker
from service.articles.importer import ArticleImporter, ImportReport
from service.config import Settings
from service.editors.rights import Right, has_right, require_right
from service.follows.service import FollowService, FollowSuggestion
from service.ops.idempotency import RequestKey, store_result
from service.topics.service import UnknownTopic, list_all_topics
from storage.archive import articles, coverage, overrides, topics
from storage.archive.articles import AddResult
from storage.archive.overrides import OverridableField
from storage.archive.tombstones import ArticleTombstoned
from storage.chats import followed_stories, follows, saved_articles, source_choices
from storage.chats.follows import FollowKind
from storage.chats.subscribers import Subscriber
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
    """An edited article would have the same text as another one."""

    key = "error-same-article"


class ArticleChanged(NewsError):
    """An article is not what it was when its edit began. Details: ``id``."""

    key = "error-article-changed"


@dataclass(frozen=True, slots=True)
class OpenedArticle:
    """An article, the names in it that its subscriber can follow, the number of other reports of
    its story, whether the subscriber saved it, what they chose for its source, and whether they
    follow its story."""

    article: Article
    names: Sequence[FollowSuggestion]
    other_reports: int = 0
    is_saved: bool = False
    source_choice: FollowKind | None = None
    is_story_followed: bool = False


@dataclass(frozen=True, slots=True)
class AddedArticle:
    """``is_new`` is False for an article that was in the archive already."""

    id: int
    title: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class ArticleEdit:
    """Changes of an article; None leaves a part as it is. ``topics`` are ids."""

    title: str | None = None
    text: str | None = None
    topics: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class EditableArticle:
    """An article with the fields that editors have set and all topics to choose from;
    ``former_title``: after an edit, what it was before."""

    article: Article
    overridden_fields: frozenset[OverridableField]
    topics: Sequence[Topic]
    former_title: str = ""


@dataclass(frozen=True, slots=True)
class ArticleRemoval:
    """An article to remove, or removed, and the broadcasts that delivered it."""

    article: Article
    broadcast_ids: Sequence[int]


@dataclass(frozen=True, slots=True)
class ArticleService:
    """Use cases of subscribers and editors with articles.

    Methods with an actor raise NotAllowedError without the right: it is read in the transaction of
    the action, because an analysis may take longer than an editor is one.
    """

    database: Database
    settings: Settings
    analysis_worker: AnalysisWorker
    importer: ArticleImporter
    follows: FollowService

    async def open(
        self, article_id: int, subscriber: Subscriber, now: datetime
    ) -> OpenedArticle | None:
        """Load an article and the names in it to follow; return None if it does not exist.

        Only private chats get names: in groups and channels, their admins choose what to follow.
        """
        async with self.database.read(inline=True) as connection:
            article = await articles.get(connection, article_id)
            place = await coverage.find_place(connection, article_id)
            if article is None or place is None:
                return None
            if subscriber.kind != "private":
                return OpenedArticle(article, (), place.other_count)
            known = await follows.list_for_chat(connection, subscriber.chat_id)
            saved = await saved_articles.get(connection, subscriber.chat_id, article_id)
            chosen = await source_choices.list_for_chat(connection, subscriber.chat_id)
            stories = await followed_stories.list_for_chat(connection, subscriber.chat_id, now)
        names = self.follows.suggest_names(article, subscriber.language, known)
        kinds = {one.source: one.kind for one in chosen}
        source_kind = kinds.get(article.source)
        return OpenedArticle(
            article,
            names,
            place.other_count,
            is_saved=saved is not None,
            source_choice=source_kind,
            is_story_followed=any(one.story_id == place.story_id for one in stories),
        )

    async def add(self, raw: RawArticle, actor: Actor, now: datetime) -> AddedArticle:
        """Add one article and record the actor. One without a time is published now.

        Raises ArticleTombstoned, as `add_many` explains, or another NewsError for an article that
        cannot be analyzed.
        """
        published = replace(raw, published=raw.published or now)
        report = await self.add_many([published], actor, now)
        if report.rejected:
            raise report.rejected[0]
        if not report.article_ids:
            raise ArticleTombstoned("an editor removed this article")
        (article_id,) = report.article_ids
        async with self.database.read() as connection:
            article = await articles.get(connection, article_id)
        return AddedArticle(article_id, article.title if article else "", report.added > 0)

    async def add_many(
        self,
        items: Iterable[RawArticle | UnreadableFileError],
        actor: Actor,
        now: datetime,
        file_name: str = "",
        progress: Callable[[int], None] = lambda count: None,
    ) -> ImportReport:
        """Add articles and record the actor. Who may remove articles brings back those that were
        removed; for others they stay out.

        The audit log names the file, or else the articles. Items that cannot be added are in the
        report and do not stop the others. ``progress`` is called with the number of articles
        handled since its last call.
        """
        async with self.database.read() as connection:
            role = await require_right(connection, self.settings, actor, Right.ADD_ARTICLE)
        may_restore = has_right(role, Right.EDIT_ARTICLE)
        report = await self.importer.import_articles(items, progress, allow_removed=may_restore)
        if report.added:
            async with self.database.write() as connection:
                text = file_name or await _describe(connection, report.article_ids)
                await audit_log.record(connection, AuditAction.ARTICLE_ADDED, actor, now, text=text)
        return report

    async def add_file(self, body: bytes, name: str, actor: Actor, now: datetime) -> ImportReport:
        """Add the articles of a text or JSONL file; see `add_many`."""
        items = await asyncio.to_thread(lambda: list(parse_file(body, name)))
        return await self.add_many(items, actor, now, name)

    async def get_many(self, ids: Sequence[int]) -> list[Article]:
        """Return those of these articles that exist, in their order."""
        async with self.database.read() as connection:
            found = await articles.get_many(connection, ids)
        return [found[one] for one in dict.fromkeys(ids) if one in found]

    async def submit(
        self, raw: RawArticle, now: datetime, request: RequestKey | None, *, restore: bool = False
    ) -> dict[str, Any]:
        """Add an article that a content system sends; ``restore``: also one that was removed.

        Returns its id, the id of its story, and whether it is new. Content systems send articles as
        sources do, so they are not in the audit log. Raises ArticleTombstoned, or another NewsError
        for an article that cannot be analyzed.
        """
        submitted: dict[str, Any] = {}

        async def remember(connection: AsyncConnection, added: AddResult) -> None:
            submitted.update(id=added.article_id, story_id=added.story_id, is_new=added.is_new)
            await store_result(connection, request, submitted, now)

        await self.importer.import_article(raw, remember, allow_removed=restore)
        return submitted

    async def get_editable(self, article_id: int) -> EditableArticle | None:
        """Return what an editor can change of an article; None if it does not exist."""
        async with self.database.read() as connection:
            article = await articles.get(connection, article_id)
            return None if article is None else await _to_editable(connection, article)

    async def edit(
        self, article_id: int, edit: ArticleEdit, actor: Actor, now: datetime
    ) -> EditableArticle | None:
        """Make all changes of an edit, or none if one fails.

        Returns None if the article does not exist. Raises UnknownTopic, DuplicateArticle,
        ArticleChanged if somebody else changes it meanwhile, EmptyArticleError or another NewsError
        if the analysis fails.
        """
        editable = await self.get_editable(article_id)
        if editable is None:
            return None
        known = {topic.id for topic in editable.topics}
        for topic in edit.topics or ():
            if topic not in known:
                raise UnknownTopic(f"there is no topic {topic!r}", name=topic)
        article = editable.article
        if edit.text is not None:
            article = await self._replace_text(editable, edit.text, edit.title, now)
        elif edit.title is not None:
            article = await self._replace_title(article, edit.title, now)
        if edit.topics is not None:
            chosen = tuple(TopicScore(topic, 1.0) for topic in dict.fromkeys(edit.topics))
            article = replace(article, topics=chosen)
        saved = await self._save(editable, article, edit, actor, now)
        return saved and replace(saved, former_title=editable.article.title)

    async def set_topic(
        self, article_id: int, topic: str, *, is_on: bool, actor: Actor, now: datetime
    ) -> EditableArticle | None:
        """Add a topic to an article or remove it.

        An unknown topic and a repeated call change nothing. Returns None if the article does not
        exist.
        """
        async with self.database.write() as connection:
            await require_right(connection, self.settings, actor, Right.EDIT_ARTICLE)
            article = await articles.get(connection, article_id)
            if article is None:
                return None
            editable = await _to_editable(connection, article)
            others = tuple(score for score in article.topics if score.id != topic)
            has_topic = len(others) < len(article.topics)
            if is_on is has_topic or topic not in {known.id for known in editable.topics}:
                return editable
            chosen = (*others, TopicScore(topic, 1.0)) if is_on else others
            await overrides.set_topics(connection, article.id, chosen)
            await _record(connection, AuditAction.ARTICLE_EDITED, article, actor, now)
        return replace(editable, article=replace(article, topics=chosen))

    async def get_removal(self, article_id: int) -> ArticleRemoval | None:
        """Return what an editor needs to know before removal; None if there is no such article."""
        async with self.database.read() as connection:
            article = await articles.get(connection, article_id)
            if article is None:
                return None
            broadcast_ids = await overrides.list_broadcast_ids(connection, article_id)
        return ArticleRemoval(article, broadcast_ids)

    async def remove(self, article_id: int, actor: Actor, now: datetime) -> ArticleRemoval | None:
        """Remove an article for good; return None if it does not exist."""
        async with self.database.write() as connection:
            await require_right(connection, self.settings, actor, Right.EDIT_ARTICLE)
            broadcast_ids = await overrides.list_broadcast_ids(connection, article_id)
            article = await overrides.remove_article(
                connection, article_id, choose_lead=choose_lead, now=now
            )
            if article is None:
                return None
            await _record(connection, AuditAction.ARTICLE_REMOVED, article, actor, now)
        return ArticleRemoval(article, broadcast_ids)

    async def _analyze(self, raw: RawArticle, now: datetime) -> Article:
        async with self.database.read() as connection:
            custom_topics = await topics.list_all(connection)
        (analyzed,) = await self.analysis_worker.analyze([raw], now, custom_topics)
        if not isinstance(analyzed, Article):
            raise analyzed
        return analyzed

    async def _replace_title(self, article: Article, title: str, now: datetime) -> Article:
        analyzed = await self._analyze(_to_raw_article(article, title), now)
        return replace(
            article,
            title=analyzed.title,
            title_generated=False,
            content_hash=analyzed.content_hash,
            fingerprint=analyzed.fingerprint,
            facts=analyzed.facts,
            entities=analyzed.entities,
            index=analyzed.index,
        )

    async def _replace_text(
        self, editable: EditableArticle, text: str, title: str | None, now: datetime
    ) -> Article:
        article, overridden = editable.article, editable.overridden_fields
        is_generated = article.title_generated and OverridableField.TITLE not in overridden
        kept_title = "" if is_generated else article.title
        raw = replace(
            _to_raw_article(article, kept_title if title is None else title),
            html="",
            text=text,
            language="",
            is_teaser=False,
        )
        analyzed = await self._analyze(raw, now)
        about = article.topics if OverridableField.TOPICS in overridden else analyzed.topics
        is_generated = analyzed.title_generated and title is None
        return replace(analyzed, id=article.id, topics=about, title_generated=is_generated)

    async def _save(
        self,
        before: EditableArticle,
        article: Article,
        edit: ArticleEdit,
        actor: Actor,
        now: datetime,
    ) -> EditableArticle | None:
        """Store an article after an edit. ``before``: what was edited; nothing else is replaced."""
        fields = [field for field in OverridableField if getattr(edit, field.value) is not None]
        async with self.database.write() as connection:
            await require_right(connection, self.settings, actor, Right.EDIT_ARTICLE)
            current = await articles.get(connection, article.id)
            if current is None:
                return None
            if _identify(await _to_editable(connection, current)) != _identify(before):
                raise ArticleChanged(f"article {article.id} changed meanwhile", id=str(article.id))
            if edit.text is None:  # a summary may have been generated meanwhile
                written = current.summary_written
                article = replace(article, summary=current.summary, summary_written=written)
            if edit.text is not None or edit.title is not None:
                is_saved = await overrides.override_article(
                    connection,
                    article,
                    fields,
                    keys=matching.build_keys(article),
                    choose_lead=choose_lead,
                    now=now,
                )
                if not is_saved:
                    raise DuplicateArticle(f"article {article.id} would duplicate another one")
            if edit.topics is not None:
                await overrides.set_topics(connection, article.id, article.topics)
            await _record(connection, AuditAction.ARTICLE_EDITED, article, actor, now)
            return await _to_editable(connection, article)


async def _describe(connection: AsyncConnection, ids: Sequence[int]) -> str:
    """Return the number and title of an article, or the numbers of several."""
    article = await articles.get(connection, ids[0]) if len(ids) == 1 else None
    return f"№ {article.id} «{article.title}»" if article else ", ".join(map(str, ids))


async def _to_editable(connection: AsyncConnection, article: Article) -> EditableArticle:
    return EditableArticle(
        article,
        await overrides.get_overridden_fields(connection, article.id),
        await list_all_topics(connection),
    )


def _identify(editable: EditableArticle) -> tuple[object, ...]:
    """Return all of an article that an edit replaces: its words, its topics, and which of them
    editors have set."""
    article = editable.article
    return article.content_hash, article.title, article.topics, editable.overridden_fields


async def _record(
    connection: AsyncConnection, action: AuditAction, article: Article, actor: Actor, now: datetime
) -> None:
    text = f"№ {article.id} «{article.title}»"
    await audit_log.record(connection, action, actor, now, text=text)


def _to_raw_article(article: Article, title: str) -> RawArticle:
    """Rebuild the input from which the analyzer would make this article, with another title."""
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
