from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.digest_pages import Look, render
from bot.translations import Translator
from bot.views import digest as views
from bot.views import look_back as look_back_views
from bot.views.digest_buttons import way_back as way_back_view
from bot.views.document import Document
from bot.views.message import Message
from news.model import Digest, Preferences, Story, TopicScore
from news.topics import ALL
from storage.digests import Kept
from tests import factories
from tests.golden.registry import screen
from tests.golden.samples import NOW, ZONE, bridge, news, rate, story

_EMOJI = "👩‍👩‍👧‍👦🏳️‍🌈🇺🇦"
_ARABIC = "افتتاح جسر جديد (بعد 4 سنوات)!"
_HEBREW = "חדשות 12"


@screen("digest-many")
def many(t: Translator) -> list[Message]:
    """The main story with its picture, the others by topic, and more to come."""
    return _both(t, _kept(t, news(t.language), more=12))


@screen("digest-one")
def one(t: Translator) -> list[Message]:
    """In the evening, without a picture, without more."""
    (first, *_) = news(t.language)
    alone = replace(first, headline=replace(first.headline, image=""), sources=first.sources[:1])
    kept = _kept(t, [alone])
    return _both(t, replace(kept, digest=replace(kept.digest, until=NOW + timedelta(hours=12))))


@screen("digest-second-page")
def second_page(t: Translator) -> list[Message]:
    kept = _kept(t, news(t.language)[1:], more=5)
    return _both(t, replace(kept, before=frozenset({7, 8, 9}), previous=40))


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
    return _both(t, _kept(t, [story(article, "Reuters " * 20) for article in made], items=15))


@screen("digest-right-to-left")
def right_to_left(t: Translator) -> list[Message]:
    """Titles and sources that are written from right to left turn nothing else around; neither does
    a character that would turn the rest of the line."""
    (first, second, *_) = news(t.language)
    arabic = replace(first, headline=replace(first.headline, title=_ARABIC, image=""))
    turning = replace(second.headline, title="Пшеница \u202eснова дорожает", source=_HEBREW)
    return _both(
        t,
        _kept(t, [replace(arabic, sources=(_HEBREW, "Reuters", "BBC")), story(turning, "DW")]),
    )


@screen("digest-retold")
def retold(t: Translator) -> list[Message]:
    (first, second, *_) = news(t.language)
    said = replace(second.headline, summary_written=True)
    return _both(t, _kept(t, [first, story(said)]))


@screen("digest-plain-instead")
def plain_instead(t: Translator) -> Message:
    """What a reader of the rich style gets where the server does not know it."""
    message = render(_look(t), _kept(t, news(t.language)[:2]), "rich")
    assert message.plain is not None
    return message.plain


@screen("digest-way-back")
def way_back(t: Translator) -> Document:
    return way_back_view(t, 41)


@screen("digest-look-back")
def look_back(t: Translator) -> Document:
    stories = (story(bridge(t.language), "Reuters", "УНН"), story(rate(t.language)))
    digest = Digest(Preferences(), stories, NOW - timedelta(days=7), NOW)
    return look_back_views.look_back(t, digest, ZONE)


@screen("digest-empty")
def empty(t: Translator) -> Document:
    return views.empty(t)


def _both(t: Translator, kept: Kept) -> list[Message]:
    fits = views.fitted(t, kept, ALL, ZONE)
    return [render(_look(t), fits, "plain"), render(_look(t), fits, "rich")]


def _look(t: Translator) -> Look:
    return Look(t, ALL, ZONE)


def _kept(t: Translator, stories: list[Story], more: int = 0, items: int = 7) -> Kept:
    wanted = Preferences(items=items)
    return Kept(41, Digest(wanted, tuple(stories), NOW - timedelta(days=1), NOW, more=more))
