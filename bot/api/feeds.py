"""The feeds that PUBLIC_FEEDS publishes: the stories of a topic, and breaking news."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus

from aiohttp import web

from bot.api.feed_documents import Feed, FeedItem, build_json_feed, build_rss
from bot.api.problems import Problem, answer_problems, not_found
from bot.telegram.chats.deep_links import ArticleLink, build_link
from news.model import INTERFACE_LANGUAGES, InterfaceLanguage, Query, Topic
from service.bootstrap import Services
from storage.search.ranking import SearchHit

MAX_ITEMS = 30
CACHE_SECONDS = 30.0
"""How long a feed is served from memory: that many readers of a feed cost as much as one."""

BROADCASTS = "broadcasts"
MAX_TITLE_CHARS = 120
FORMATS = {
    "xml": ("application/rss+xml", build_rss),
    "json": ("application/feed+json", build_json_feed),
}

GetUsername = Callable[[], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class _Cached:
    """A feed and its documents by format: their bodies and tags."""

    feed: Feed
    expires_at: float
    documents: dict[str, tuple[bytes, str]] = field(default_factory=dict)

    def get_document(self, kind: str) -> tuple[bytes, str]:
        """Return the body and the tag of a format."""
        if kind not in self.documents:
            _, build = FORMATS[kind]
            body = build(self.feed)
            self.documents[kind] = body, hashlib.sha256(body).hexdigest()[:32]
        return self.documents[kind]


class Feeds:
    """Serves `/feeds/TOPIC.xml` and `.json`, and `/feeds/broadcasts.xml` and `.json`.

    ``get_username`` returns the name of the bot, whose chat is the page of each feed.
    """

    def __init__(self, services: Services, get_username: GetUsername) -> None:
        self._services = services
        self._get_username = get_username
        self._cached: dict[tuple[str, str], _Cached] = {}

    def add_routes(self, app: web.Application) -> None:
        """Add the feeds to a server."""
        feeds = web.Application(middlewares=[answer_problems])
        feeds.router.add_get("/{name:[a-z0-9-]+}.{format:xml|json}", self._answer)
        app.add_subapp("/feeds", feeds)

    async def _answer(self, request: web.Request) -> web.Response:
        """Answer with a feed, or 304 if the reader has it already. ``?language=`` narrows it."""
        name, kind = request.match_info["name"], request.match_info["format"]
        language = _parse_language(request.query.get("language"))
        body, etag = (await self._load(name, language)).get_document(kind)
        known = request.if_none_match or ()
        headers = {"ETag": f'"{etag}"', "Cache-Control": f"max-age={CACHE_SECONDS:.0f}"}
        if any(tag.value in (etag, "*") for tag in known):
            return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
        content_type, _ = FORMATS[kind]
        return web.Response(body=body, content_type=content_type, charset="utf-8", headers=headers)

    async def _load(self, name: str, language: InterfaceLanguage | None) -> _Cached:
        key, now = (name, language or ""), self._services.monotonic()
        cached = self._cached.get(key)
        if cached is None or cached.expires_at <= now:
            feed = await self._build_feed(name, language)
            # Only feeds that exist come here, so their number bounds the memory.
            self._cached[key] = cached = _Cached(feed, now + CACHE_SECONDS)
        return cached

    async def _build_feed(self, name: str, language: InterfaceLanguage | None) -> Feed:
        """Return a feed. Raises Problem if there is none of this name."""
        services = self._services
        spoken = language or services.settings.default_language
        t, username = services.translations[spoken], await self._get_username()
        url = f"https://t.me/{username}"
        if name == BROADCASTS:
            items = await self._list_broadcasts(url, language)
            return Feed(t("feed-broadcasts"), url, spoken, items)
        topics = {topic.id: topic for topic in await services.topics.list_all()}
        if name not in topics:
            raise not_found(f"topic {name!r}")
        names = {one.id: t.get_topic_name(one) for one in topics.values()}
        items = await self._list_stories(topics[name], language, username, names)
        return Feed(t("feed-topic", topic=names[name]), url, spoken, items)

    async def _list_stories(
        self,
        topic: Topic,
        language: InterfaceLanguage | None,
        username: str,
        names: dict[str, str],
    ) -> list[FeedItem]:
        languages = frozenset({language}) if language else frozenset()
        query = Query(topics=frozenset({topic.id}), languages=languages)
        search, now = self._services.search, self._services.clock()
        found = await search.find(query, now=now, limit=MAX_ITEMS, language=language or "und")
        return [_build_story_item(hit, username, names) for hit in found.hits]

    async def _list_broadcasts(
        self, url: str, language: InterfaceLanguage | None
    ) -> list[FeedItem]:
        published = await self._services.broadcasts.list_published(MAX_ITEMS, language)
        return [
            FeedItem(
                id=f"svodka:broadcast:{broadcast.id}",
                title=_get_first_line(broadcast.text),
                text=broadcast.text,
                url=url,
                published=broadcast.started_at or broadcast.created_at,
            )
            for broadcast in published
        ]


def _build_story_item(hit: SearchHit, username: str, names: dict[str, str]) -> FeedItem:
    article = hit.article
    return FeedItem(
        id=f"svodka:story:{hit.story.id}",
        title=article.title,
        text=" ".join(article.summary),
        url=article.url or build_link(username, ArticleLink(article.id)),
        published=article.published,
        author=article.source,
        tags=[names[topic] for topic in hit.story.topics if topic in names],
    )


def _parse_language(value: str | None) -> InterfaceLanguage | None:
    if value is None:
        return None
    for known in INTERFACE_LANGUAGES:
        if value == known:
            return known
    detail = f"the language is one of {', '.join(INTERFACE_LANGUAGES)}"
    raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail)


def _get_first_line(text: str) -> str:
    line = text.strip().partition("\n")[0]
    return line if len(line) <= MAX_TITLE_CHARS else f"{line[: MAX_TITLE_CHARS - 1].rstrip()}…"
