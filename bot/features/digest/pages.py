"""A digest on its way to its readers: fitted into a message, put on record, rendered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.features.digest import views
from bot.ui import plain, rich
from bot.ui.document import Span, build_paragraph
from bot.ui.message import Message
from news.model import Digest, Topic
from news.query.followed_terms import TermNormalizer
from service.articles import topics as articles_topics
from service.digests.composer import compose_digest
from service.i18n.translations import Translator
from storage.chats.subscribers import Style, Subscriber
from storage.messaging import digests
from storage.messaging.digests import StoredDigest


@dataclass(frozen=True, slots=True)
class DigestView:
    """How a digest is shown: by whom spoken, with which topics, on whose clock."""

    t: Translator
    topics: Sequence[Topic]
    timezone: str


async def load_view(
    connection: AsyncConnection, t: Translator, subscriber: Subscriber
) -> DigestView:
    return DigestView(t, await articles_topics.list_all_topics(connection), subscriber.timezone)


async def save_digest(
    connection: AsyncConnection,
    view: DigestView,
    digest: Digest,
    *,
    previous_story_ids: Iterable[int] = (),
    previous_id: int | None = None,
) -> StoredDigest:
    """Put a digest on record, with as many of its stories as one message holds."""
    made = StoredDigest(0, digest, frozenset(previous_story_ids), previous_id)
    fits = views.fit_digest(view.t, made, view.topics, view.timezone)
    return await digests.save_digest(
        connection, fits.digest, previous_story_ids=fits.previous_story_ids, previous_id=previous_id
    )


async def preview(
    connection: AsyncConnection,
    terms: TermNormalizer,
    view: DigestView,
    subscriber: Subscriber,
    since: datetime,
    until: datetime,
) -> str:
    """What the digest of a time says, without putting it on record."""
    digest = await compose_digest(connection, terms, subscriber, since, until)
    if not digest.stories:
        return plain.render(views.build_empty_digest(view.t)).text
    fits = views.fit_digest(view.t, StoredDigest(0, digest), view.topics, view.timezone)
    return render(view, fits, "plain").text


def render(view: DigestView, stored_digest: StoredDigest, style: Style) -> Message:
    """One message. A rich one has a plain one with it, which says why it is plain."""
    shown = views.build_digest(view.t, stored_digest, view.topics, view.timezone, "plain")
    if style == "plain":
        return plain.render(shown)
    rich_one = views.add_style_buttons(view.t, shown, stored_digest, view.topics, "rich")
    said = build_paragraph(Span(view.t("digest-plain-instead"), italic=True))
    instead = plain.render(replace(shown, parts=(*shown.parts, said)))
    return replace(rich.render(rich_one), plain=instead)
