"""Articles and stories: add, change, remove, search and read them."""

from __future__ import annotations

from bot.api.models import (
    ArticlePatch,
    ArticleReceipt,
    ArticleSummary,
    ArticleView,
    BlockView,
    EntityView,
    NewArticle,
    PageQuery,
    RemovedArticle,
    ReportView,
    SearchPage,
    SearchQuery,
    StoryView,
    TopicScoreView,
)
from bot.api.operations import Answer, Call, Operation
from bot.api.problems import not_found
from bot.ui.document import get_photo_id
from news.model import RawArticle
from service.articles.service import ArticleEdit
from service.ops.api_tokens import Scope
from storage.search.ranking import SearchHit


async def post_article(call: Call) -> Answer:
    """Add an article; answer once it is stored and can be found."""
    given = call.get_body(NewArticle)
    raw = _to_raw_article(given)
    result = await call.run_once(
        lambda: call.services.articles.submit(
            raw, call.now, call.request_key, restore=given.restore
        )
    )
    receipt = ArticleReceipt(**result)
    return Answer(receipt, 201 if receipt.is_new else 200, f"/articles/{receipt.id}")


async def patch_article(call: Call) -> Answer:
    """Change an article as /edit does."""
    patch = call.get_body(ArticlePatch)
    given = {name: getattr(patch, name) for name in patch.model_fields_set}
    edited = await call.services.articles.edit(
        call.item_id, ArticleEdit(**given), call.client.actor, call.now
    )
    if edited is None:
        raise not_found(f"article {call.item_id}")
    return await get_article(call)


async def delete_article(call: Call) -> Answer:
    """Remove an article as /remove does."""
    removed = await call.services.articles.remove(call.item_id, call.client.actor, call.now)
    if removed is None:
        raise not_found(f"article {call.item_id}")
    ids = tuple(removed.broadcast_ids)
    return Answer(RemovedArticle(id=call.item_id, title=removed.article.title, broadcast_ids=ids))


async def get_article(call: Call) -> Answer:
    """Return an article with its text."""
    hit = await call.services.search.get_hit(call.item_id)
    if hit is None:
        raise not_found(f"article {call.item_id}")
    article = hit.article
    view = ArticleView(
        **_summarize(hit).model_dump(),
        author=article.author,
        title_is_generated=article.title_generated,
        entities=tuple(EntityView(name=one.name, kind=one.kind) for one in article.entities),
        attribution=article.attribution,
        photo_credit=article.photo_credit,
        image="" if get_photo_id(article) else article.image,
        is_teaser=article.is_teaser,
        blocks=tuple(BlockView(kind=b.kind, text=b.text, url=b.url) for b in article.blocks),
    )
    return Answer(view)


async def search_articles(call: Call) -> Answer:
    """Search as people do; operators such as topic: and after: narrow it."""
    asked, search = call.get_query(SearchQuery), call.services.search
    timezone = call.services.settings.default_timezone
    query = await search.parse_query(asked.query, now=call.now, timezone=timezone)
    found = await search.find(query, now=call.now, offset=asked.offset, limit=asked.page_size)
    page = SearchPage(
        items=tuple(map(_summarize, found.hits)),
        total=found.total,
        page=asked.page,
        next_page=asked.get_next(found.total),
        not_understood=tuple(fault.text for fault in query.faults),
    )
    return Answer(page)


async def get_story(call: Call) -> Answer:
    """Return a story with a page of its reports."""
    asked = call.get_query(PageQuery)
    found = await call.services.coverage.get_story(call.item_id, asked.offset, asked.page_size)
    if found is None:
        raise not_found(f"story {call.item_id}")
    story, reports = found
    view = StoryView(
        id=story.id,
        title=story.lead_article.title,
        lead_id=story.lead_article.id,
        sources=story.sources,
        topics=story.topics,
        opened_at=story.opened_at,
        report_count=story.article_count,
        reports=tuple(
            ReportView(
                id=report.article_id,
                title=report.title,
                source=report.source,
                language=report.language,
                published=report.published,
                published_is_estimated=report.published_is_estimated,
                is_follow_up=report.is_follow_up,
            )
            for report in reports
        ),
        next_page=asked.get_next(story.article_count),
    )
    return Answer(view)


def _to_raw_article(given: NewArticle) -> RawArticle:
    return RawArticle(
        text=given.text,
        title=given.title or "",
        url=given.url or "",
        published=given.published,
        source=given.source or "",
        author=given.author or "",
        language=given.language or "",
    )


def _summarize(hit: SearchHit) -> ArticleSummary:
    article = hit.article
    return ArticleSummary(
        id=article.id,
        story_id=hit.story.id,
        title=article.title,
        url=article.url,
        language=article.language,
        published=article.published,
        published_is_estimated=article.published_is_estimated,
        source=article.source,
        sources=hit.story.sources,
        topics=tuple(TopicScoreView(id=one.id, score=one.score) for one in article.topics),
        summary=article.summary,
        is_follow_up=article.is_follow_up,
    )


OPERATIONS = (
    Operation(
        "POST",
        "/articles",
        Scope.ARTICLES,
        "Add an article",
        post_article,
        {201: ArticleReceipt, 200: ArticleReceipt},
        body=NewArticle,
        is_creating=True,
    ),
    Operation(
        "GET",
        "/articles",
        Scope.READ,
        "Search articles",
        search_articles,
        {200: SearchPage},
        query=SearchQuery,
    ),
    Operation(
        "GET", "/articles/{id}", Scope.READ, "Read an article", get_article, {200: ArticleView}
    ),
    Operation(
        "PATCH",
        "/articles/{id}",
        Scope.ARTICLES,
        "Change an article",
        patch_article,
        {200: ArticleView},
        body=ArticlePatch,
    ),
    Operation(
        "DELETE",
        "/articles/{id}",
        Scope.ARTICLES,
        "Remove an article",
        delete_article,
        {200: RemovedArticle},
    ),
    Operation(
        "GET",
        "/stories/{id}",
        Scope.READ,
        "Read a story with its reports",
        get_story,
        {200: StoryView},
        query=PageQuery,
    ),
)
