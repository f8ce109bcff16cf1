"""The port to the presentation layer: what use cases need to have messages rendered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Article, Digest, InterfaceLanguage, Topic
from storage.chats.subscribers import Style, Subscriber
from storage.messaging.broadcasts import Broadcast
from storage.messaging.digests import StoredDigest


class RenderedMessage(Protocol):
    """A message ready for the outbox. The bot implements it (`bot.ui.message.Message`)."""

    @property
    def text(self) -> str:
        """The text without its formatting."""

    def to_json(self) -> dict[str, Any]:
        """Return what the outbox stores."""


class FirstDigestSender(Protocol):
    """Queues the first digest of a new subscriber in the caller's transaction."""

    async def __call__(
        self, connection: AsyncConnection, subscriber: Subscriber, now: datetime
    ) -> bool:
        """Return whether there is a first digest: False if there are no stories yet."""


class BroadcastRenderer(Protocol):
    """Renders what the service sends to editors about a scheduled broadcast by itself."""

    def render_held(
        self, broadcast: Broadcast, language: InterfaceLanguage, timezone: str, now: datetime
    ) -> RenderedMessage:
        """Render the question whether a broadcast of a former editor should be sent."""
        ...

    def render_missed(
        self, broadcast: Broadcast, language: InterfaceLanguage, timezone: str, now: datetime
    ) -> RenderedMessage:
        """Render the notice that a broadcast expired before it could be sent."""
        ...


@dataclass(frozen=True, slots=True)
class DigestPage:
    """A page of a digest with what its rendering depends on.

    ``topics``: all topics, in display order; ``timezone``: of the times that are shown.
    """

    stored: StoredDigest
    topics: Sequence[Topic]
    timezone: str


class DigestRenderer(Protocol):
    """Renders in one language what the digest job sends."""

    def fit(self, page: DigestPage) -> StoredDigest:
        """Drop the stories from the end of the page that one message has no room for."""

    def render(self, page: DigestPage, style: Style) -> RenderedMessage:
        """Render a page that fits into one message."""

    def render_empty(self, style: Style) -> RenderedMessage:
        """Render the notice that there is no news."""

    def render_all_known(self, style: Style) -> RenderedMessage:
        """Render the notice that the subscriber has read all the news already."""

    def render_weekly_review(
        self, digest: Digest, timezone: str, style: Style
    ) -> Sequence[RenderedMessage]:
        """Render the top stories of a week."""

    def render_resumed(self) -> RenderedMessage:
        """Render the notice that a pause is over."""


@dataclass(frozen=True, slots=True)
class AlertVariant:
    """What an alert depends on: chats with equal variants share one payload.

    ``terms``: ids and texts of the followed terms that are the reason; ``story_id``: the followed
    story, if that is the reason.
    """

    language: InterfaceLanguage
    style: Style
    timezone: str
    silent: bool
    terms: tuple[tuple[int, str], ...] = ()
    story_id: int | None = None


@dataclass(frozen=True, slots=True)
class AlertItem:
    """An article to announce, and the number of reports of its story."""

    article: Article
    report_count: int = 1


class AlertRenderer(Protocol):
    """Renders alerts in any language."""

    def render(
        self,
        variant: AlertVariant,
        articles: Sequence[AlertItem],
        omitted_count: int,
        now: datetime,
    ) -> RenderedMessage:
        """Render one article as an alert, several as a list.

        ``omitted_count``: further articles that the message only counts.
        """
