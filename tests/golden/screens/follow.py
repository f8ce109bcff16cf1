from __future__ import annotations

from dataclasses import replace

from bot.features.alerts import renderer as alerts_views
from bot.features.articles.api import build_article_message
from bot.features.articles.buttons import ArticlePage
from bot.features.digest import views as digest_views
from bot.features.follows import api, source_views, story_views, views
from bot.ui.articles import ArticleButtons, ArticleView
from bot.ui.document import Document, build_document
from bot.ui.message import Message
from news.clustering.digest import FOLLOWED_STORY
from news.model import Digest, InterfaceLanguage, Preferences
from news.query.followed_terms import TermFault
from news.topics.scoring import FIXED_TOPICS
from service.follows.service import FollowChange, FollowResult, FollowSuggestion
from service.follows.sources import ArticleSource, TypedSource
from service.follows.stories import StoryFollowed
from service.i18n.translations import Translator
from service.rendering import AlertItem, AlertVariant
from storage.chats.followed_stories import FollowedStory
from storage.chats.follows import Follow, FollowKind, NotifyMode
from storage.chats.source_choices import SourceChoice
from storage.chats.subscribers import Style
from storage.messaging.digests import StoredDigest
from tests.golden.registry import screen
from tests.golden.samples import NOW, ZONE, bridge, rate, reader, story

_WORDS: dict[InterfaceLanguage, tuple[str, ...]] = {
    "ru": ("Азербайджан", "железная дорога", "Ильхам Алиев", "гороскоп", "шоу-бизнес"),
    "uk": ("Азербайджан", "залізниця", "Ільхам Алієв", "гороскоп", "шоу-бізнес"),
    "en": ("Azerbaijan", "high-speed rail", "Ilham Aliyev", "horoscope", "celebrity gossip"),
}


@screen("follow-list")
def listed(t: Translator) -> Document:
    return views.build_term_list(t, _terms(t), "follow")


@screen("follow-list-second-page")
def second_page(t: Translator) -> Document:
    many = [_term(number, f"{number}", "follow") for number in range(20)]
    return views.build_term_list(t, many, "follow", 1)


@screen("follow-nothing")
def nothing(t: Translator) -> Document:
    return views.build_term_list(t, [], "follow")


@screen("follow-muted")
def muted(t: Translator) -> Document:
    return views.build_term_list(t, _terms(t), "mute")


@screen("follow-muted-nothing")
def nothing_muted(t: Translator) -> Document:
    return views.build_term_list(t, [], "mute")


@screen("follow-done")
def done(t: Translator) -> Document:
    """Every outcome of a follow."""
    one, two, three, *_ = _WORDS[t.language]
    followed = [
        FollowResult(one, "follow", FollowChange.ADDED, "instant"),
        FollowResult(two, "follow", FollowChange.ADDED, "instant"),
        FollowResult(three, "follow", FollowChange.SWITCHED, "instant"),
        FollowResult(three, "follow", FollowChange.UNCHANGED, "instant"),
    ]
    faults = [*TermFault, FollowChange.TOO_MANY]
    wrong = [FollowResult("x" * 5, "follow", fault) for fault in faults]
    hidden = [
        FollowResult(two, "mute", change)
        for change in (FollowChange.ADDED, FollowChange.SWITCHED, FollowChange.UNCHANGED)
    ]
    said = [
        *views.format_results(t, followed, reader(t.language, state="new")),
        *views.format_results(t, hidden, reader(t.language, state="paused")),
        *views.format_results(t, followed[:1], reader(t.language, state="paused")),
        *views.format_results(t, wrong, reader(t.language)),
    ]
    return build_document(*said)


@screen("follow-toasts")
def toasts(t: Translator) -> Document:
    """Telegram shows each at the top for a moment, up to two hundred characters."""
    terms = [replace(term, text=term.text.ljust(60, "x")) for term in _terms(t)]
    name, phrase = terms[2].text, "мост через реку".ljust(60, "x")
    known, new = reader(t.language), reader(t.language, state="new")
    paused = reader(t.language, state="paused")
    said = [
        views.format_toast(t, FollowResult(name, "follow", FollowChange.ADDED, "instant"), known),
        views.format_toast(t, FollowResult(phrase, "follow", FollowChange.ADDED, "instant"), known),
        views.format_toast(t, FollowResult(name, "follow", FollowChange.ADDED, "digest"), known),
        views.format_toast(t, FollowResult(name, "follow", FollowChange.ADDED, "digest"), new),
        views.format_toast(
            t, FollowResult(phrase, "follow", FollowChange.ADDED, "instant"), paused
        ),
        views.format_toast(t, FollowResult(name, "follow", FollowChange.TOO_MANY), known),
        views.format_removed(t, terms[0]),
        views.format_removed(t, terms[-1]),
        views.format_notify_changed(t, terms[0], "instant"),
        views.format_notify_changed(t, terms[0], "digest"),
        t("toast-name-unfollowed", term=name),
        views.format_toast(t, FollowResult(name, "mute", FollowChange.ADDED), known),
        t("toast-name-unmuted", term=name),
        t("toast-not-followed"),
    ]
    assert all(len(one) <= 200 for one in said)
    return build_document(*said)


@screen("follow-names")
def names(t: Translator) -> list[Message]:
    """The longest keyboard of an article, opened from a list by an editor; all that they can follow
    and mute, in its place."""
    one, two, three, *_ = _WORDS[t.language]
    known = [FollowSuggestion(0, three, "follow"), FollowSuggestion(1, one, "mute")]
    long = FollowSuggestion(3, "Бенджамин Гарденер", is_person=True)
    page = ArticlePage(
        ArticleView.BRIEF,
        back="d~41~s",
        name_rows=api.build_name_rows(t, 7, [*known, FollowSuggestion(2, two), long]),
        source_buttons=api.build_source_buttons(t, 7, None),
        story_buttons=(api.build_story_button(t, 7, is_followed=False),),
        other_reports=3,
        may_broadcast=True,
        may_edit=True,
    )
    pages = (page, replace(page, buttons=ArticleButtons.CHOICES))
    styles: tuple[Style, ...] = ("plain", "rich")
    return [
        build_article_message(t, bridge(t.language), one, reader(t.language, style=style), NOW)
        for style in styles
        for one in pages
    ]


@screen("follow-sources")
def sources(t: Translator) -> list[Document | Message]:
    """The buttons under an article; no sources; some, with what was typed; toasts."""
    title = bridge(t.language).source
    typed = [
        TypedSource("Herald", [title]),
        TypedSource("X", []),
        TypedSource("a", ["A", "B", "C", "D"]),
        TypedSource("Full", ["Full"], is_full=True),
    ]
    said = [*source_views.format_typed_sources(t, typed, "mute")]
    said += source_views.format_typed_sources(t, typed[:1], "follow")
    choices = [SourceChoice(title, "follow"), SourceChoice("Reuters " * 9, "mute")]
    kinds: tuple[FollowKind | None, ...] = ("follow", "mute", None)
    toasts = [views.format_source_toast(t, ArticleSource(title, kind)) for kind in kinds]
    toasts.append(views.format_source_toast(t, ArticleSource(title, None, is_full=True)))
    assert all(len(one) <= 200 for one in toasts)
    article = bridge(t.language)
    shown = [
        build_article_message(
            t,
            article,
            ArticlePage(
                ArticleView.BRIEF,
                source_buttons=api.build_source_buttons(t, article.id, kind),
                buttons=ArticleButtons.CHOICES,
            ),
            reader(t.language),
            NOW,
        )
        for kind in kinds
    ]
    return [
        *shown,
        source_views.build_source_list(t, []),
        source_views.build_source_list(t, choices, said),
        build_document(*toasts),
    ]


@screen("follow-alert")
def alert(t: Translator) -> Document:
    named = [(term.term_id, term.text) for term in _terms(t)[:3]]
    return alerts_views.build_alert(t, AlertItem(bridge(t.language), 5), _variant(t, named), NOW)


@screen("follow-story-alert")
def story_alert(t: Translator) -> Document:
    variant = replace(_variant(t, []), story_id=7)
    return alerts_views.build_alert(t, AlertItem(bridge(t.language), 5), variant, NOW)


@screen("follow-stories")
def stories(t: Translator) -> list[Document]:
    """The buttons under an article, the list of stories, an empty one, the list of terms, toasts."""
    made = [
        FollowedStory(7, bridge(t.language).title, "instant"),
        FollowedStory(8, rate(t.language).title * 3, "digest"),
    ]
    known = reader(t.language, state="active")
    results = [StoryFollowed("", is_on=True), StoryFollowed("", is_on=False)]
    results.append(StoryFollowed("", is_on=False, is_full=True))
    toasts = [story_views.format_story_toast(t, one, known) for one in results]
    toasts.append(story_views.format_story_toast(t, results[0], replace(known, state="new")))
    assert all(len(one) <= 200 for one in toasts)
    buttons = [api.build_story_button(t, 7, is_followed=one) for one in (False, True)]
    return [
        build_document(bridge(t.language).title, buttons=(tuple(buttons),)),
        story_views.build_story_list(t, made),
        story_views.build_story_list(t, []),
        views.build_term_list(t, [], "follow", story_count=2),
        build_document(*toasts),
    ]


@screen("follow-alert-short")
def short_alert(t: Translator) -> Document:
    variant = _variant(t, [(1, _WORDS[t.language][0])])
    return alerts_views.build_alert(t, AlertItem(rate(t.language)), variant, NOW)


@screen("follow-gathered")
def gathered(t: Translator) -> Document:
    items = [AlertItem(bridge(t.language), 3), AlertItem(rate(t.language))]
    return alerts_views.build_alert_batch(t, items, 0, ZONE, NOW)


@screen("follow-gathered-many")
def gathered_many(t: Translator) -> Document:
    return alerts_views.build_alert_batch(t, [AlertItem(bridge(t.language))] * 15, 6, ZONE, NOW)


@screen("follow-in-digest")
def in_digest(t: Translator) -> Document:
    headline_story = story(bridge(t.language))
    update = replace(story(rate(t.language)), id=headline_story.id + 1)
    followed = {headline_story.id: _WORDS[t.language][:2], update.id: (FOLLOWED_STORY,)}
    stories = headline_story, update
    digest = StoredDigest(41, Digest(Preferences(), stories, NOW, NOW, followed_terms=followed))
    return digest_views.build_digest(t, digest, FIXED_TOPICS, ZONE)


def _variant(t: Translator, terms: list[tuple[int, str]]) -> AlertVariant:
    return AlertVariant(t.language, "plain", ZONE, silent=False, terms=tuple(terms))


def _terms(t: Translator) -> list[Follow]:
    one, two, three, four, five = _WORDS[t.language]
    return [
        _term(1, one, "follow", "instant"),
        _term(2, two, "follow"),
        _term(3, three, "follow", "instant"),
        _term(4, four, "mute"),
        _term(5, five, "mute"),
    ]


def _term(number: int, text: str, kind: FollowKind, how: NotifyMode = "digest") -> Follow:
    return Follow(1, number, f"ru {number}", text, kind, how, "command", NOW)
