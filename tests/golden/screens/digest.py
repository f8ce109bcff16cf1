from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.features.articles.api import to_public_post
from bot.features.digest import renderer, views
from bot.features.digest.renderer import DigestMessages
from bot.ui.document import Document
from bot.ui.message import Message
from news.model import Digest, Preferences, Story, TopicScore
from news.topics.scoring import FIXED_TOPICS
from service.digests.service import NothingUnread
from service.i18n.translations import Translator
from service.rendering import DigestPage
from storage.chats.subscribers import Style
from storage.messaging.digests import StoredDigest
from tests.golden.registry import screen
from tests.golden.samples import NOW, ZONE, bridge, news, rate, story
from tests.support import factories

_EMOJI = "👩‍👩‍👧‍👦🏳️‍🌈🇺🇦"
_ARABIC = "افتتاح جسر جديد (بعد 4 سنوات)!"
_HEBREW = "חדשות 12"


@screen("digest-many")
def many(t: Translator) -> list[Message]:
    """The main story with its picture, the others by topic, and more to come."""
    return _both(t, _stored_digest(t, news(t.language), more=12))


@screen("digest-public")
def public(t: Translator) -> list[Message]:
    """In a group or channel: the numbers of the articles, and links."""
    messages = _both(t, _stored_digest(t, news(t.language), more=12))
    return [to_public_post(message) for message in messages]


@screen("digest-options")
def options(t: Translator) -> list[Message]:
    """In both styles, in place of the other buttons."""
    page = DigestPage(_stored_digest(t, news(t.language)[:1], more=12), FIXED_TOPICS, ZONE)
    return [DigestMessages(t).render_options(page, style) for style in ("plain", "rich")]


@screen("digest-one")
def one(t: Translator) -> list[Message]:
    """In the evening, without a picture, without more."""
    (first, *_) = news(t.language)
    alone = replace(
        first, lead_article=replace(first.lead_article, image=""), sources=first.sources[:1]
    )
    stored = _stored_digest(t, [alone])
    return _both(t, replace(stored, digest=replace(stored.digest, until=NOW + timedelta(hours=12))))


@screen("digest-nothing-unread")
def nothing_unread(t: Translator) -> list[Document]:
    """With a last digest and without one, each also after a day without news."""
    last = _stored_digest(t, news(t.language))
    now = NOW + timedelta(hours=2)
    return [
        views.build_nothing_unread(t, NothingUnread(one, has_overview), ZONE, now)
        for has_overview in (True, False)
        for one in (last, None)
    ]


@screen("digest-all-read")
def all_read(t: Translator) -> Message:
    return DigestMessages(t).render_all_known("plain")


@screen("digest-second-page")
def second_page(t: Translator) -> list[Message]:
    stored = _stored_digest(t, news(t.language)[1:], more=5)
    return _both(t, replace(stored, previous_story_ids=frozenset({7, 8, 9}), previous_id=40))


@screen("digest-long")
def long(t: Translator) -> list[Message]:
    """Fifteen stories with endless titles, summaries and names: the summaries give way."""
    made = [
        factories.article(
            f"{number} {_EMOJI} " + "очень длинный заголовок " * 12,
            id=number,
            published=NOW - timedelta(hours=2),
            body="Очень длинное предложение о том же самом событии. " * 40,
            source="Вестник " * 12,
            topics=(TopicScore("sport", 0.9),),
        )
        for number in range(50, 65)
    ]
    return _both(
        t, _stored_digest(t, [story(article, "Reuters " * 20) for article in made], items=15)
    )


@screen("digest-right-to-left")
def right_to_left(t: Translator) -> list[Message]:
    """Right-to-left titles and sources do not change the direction around them; neither do characters
    that change direction."""
    (first, second, *_) = news(t.language)
    arabic = replace(first, lead_article=replace(first.lead_article, title=_ARABIC, image=""))
    turning = replace(second.lead_article, title="Пшеница \u202eснова дорожает", source=_HEBREW)
    return _both(
        t,
        _stored_digest(
            t, [replace(arabic, sources=(_HEBREW, "Reuters", "BBC")), story(turning, "DW")]
        ),
    )


@screen("digest-retold")
def retold(t: Translator) -> list[Message]:
    (first, second, *_) = news(t.language)
    said = replace(second.lead_article, summary_written=True)
    return _both(t, _stored_digest(t, [first, story(said)]))


@screen("digest-plain-instead")
def plain_instead(t: Translator) -> Message:
    """What a subscriber with the rich style gets if the server does not support it."""
    message = _render(t, _stored_digest(t, news(t.language)[:2]), "rich")
    assert message.plain is not None
    return message.plain


@screen("digest-look-back")
def weekly_review(t: Translator) -> Document:
    stories = (story(bridge(t.language), "Reuters", "УНН"), story(rate(t.language)))
    digest = Digest(Preferences(), stories, NOW - timedelta(days=7), NOW)
    return renderer.build_weekly_review(t, digest, ZONE)


@screen("digest-empty")
def empty(t: Translator) -> Document:
    return views.build_empty_digest(t)


def _both(t: Translator, stored: StoredDigest) -> list[Message]:
    fits = views.fit_digest(t, stored, FIXED_TOPICS, ZONE)
    return [_render(t, fits, "plain"), _render(t, fits, "rich")]


def _render(t: Translator, stored: StoredDigest, style: Style) -> Message:
    return DigestMessages(t).render(DigestPage(stored, FIXED_TOPICS, ZONE), style)


def _stored_digest(
    t: Translator, stories: list[Story], more: int = 0, items: int = 7
) -> StoredDigest:
    preferences = Preferences(digest_size=items)
    return StoredDigest(
        41, Digest(preferences, tuple(stories), NOW - timedelta(days=1), NOW, remaining_count=more)
    )
