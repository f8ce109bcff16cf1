"""Views of a digest, and of the notice that there is no news."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.features.digest.callbacks import DigestAction, DigestCallback, build_action_buttons
from bot.ui import plain
from bot.ui.articles import (
    MAX_TITLE_CHARS,
    ArticleView,
    build_number_button,
    format_published,
    format_sources,
    get_summary_text,
    split_numbers,
)
from bot.ui.callbacks import RunCommand, nest_callback
from bot.ui.document import (
    Button,
    Document,
    DocumentPart,
    Fold,
    Heading,
    Picture,
    Span,
    build_document,
    build_paragraph,
    format_line,
    get_picture_url,
    truncate,
)
from news.clustering.digest import FOLLOWED_STORY, DigestSection, group_by_topic
from news.model import Story, Topic
from news.text.reading_time import estimate_minutes
from service.digests.service import NothingUnread
from service.i18n.translations import Translator
from storage.messaging.digests import StoredDigest

SUMMARY_LENGTHS = (700, 450, 300, 200, 120, 0)
"""Lengths of a summary in characters; the longest with which all stories fit is taken."""

MIN_MAIN_SUMMARY_CHARS = 200
LISTED_SUMMARY_CHARS = 300

MAX_DIGEST_UNITS = plain.MAX_CHARS - 200
"""Length of a digest in one message; the rest is for a line below it."""


def fit_digest(
    t: Translator, stored_digest: StoredDigest, topics: Sequence[Topic], timezone: str
) -> StoredDigest:
    """Drop stories from the end until a plain message holds the others, at least without summaries.

    The dropped ones are counted as remaining, and come with the next page.
    """
    digest = stored_digest.digest
    while (
        len(digest.stories) > 1
        and plain.measure(_get_page_builder(t, stored_digest, topics, timezone)(0))
        > MAX_DIGEST_UNITS
    ):
        digest = replace(
            digest, stories=digest.stories[:-1], remaining_count=digest.remaining_count + 1
        )
        stored_digest = replace(stored_digest, digest=digest)
    return stored_digest


def build_digest(
    t: Translator,
    stored_digest: StoredDigest,
    topics: Sequence[Topic],
    timezone: str,
) -> Document:
    """Build a page: the main story, then the others by topic, with buttons to read and to go on.

    A later page has no main story. ``stored_digest``: as `fit_digest` returned it.
    """
    build_page = _get_page_builder(t, stored_digest, topics, timezone)
    *longer, shortest = SUMMARY_LENGTHS
    pages = map(build_page, longer)
    fits = (page for page in pages if plain.measure(page) <= MAX_DIGEST_UNITS)
    page = next(fits, None) or build_page(shortest)
    back = nest_callback(DigestCallback(digest=stored_digest.id, action=DigestAction.SHOW))
    first = len(stored_digest.previous_story_ids) + 1
    numbers = [
        build_number_button(number, story.lead_article, ArticleView.FULL, back)
        for number, story in enumerate(_list_in_order(stored_digest, topics), first)
    ]
    actions = build_action_buttons(t, stored_digest)
    return replace(page, buttons=(*split_numbers(numbers), *((actions,) if actions else ())))


def build_story_item(
    t: Translator, number: int, story: Story, timezone: str, now: datetime
) -> Fold:
    """Build a list item: title, sources and time, and a fold with the summary."""
    return _build_line(t, number, story, timezone, now).build_fold(LISTED_SUMMARY_CHARS)


def build_empty_digest(t: Translator) -> Document:
    """Build the notice that there is no news, with a button to disable it."""
    quiet = Button(t("button-quiet-when-empty"), RunCommand(command="quiet").pack())
    return build_document(t("digest-empty"), buttons=((quiet,),))


def build_nothing_unread(
    t: Translator, nothing: NothingUnread, timezone: str, now: datetime
) -> Document:
    """Build the answer to /digest when all is read: when the last digest was, and what to read."""
    overview = Button(f"🗞 {t('button-overview')}", RunCommand(command="overview").pack())
    topics = Button(f"🗂 {t('button-topics')}", RunCommand(command="topics").pack())
    buttons = (overview, topics) if nothing.has_overview else (topics,)
    if nothing.last is None:
        text = t("digest-nothing-unread" if nothing.has_overview else "digest-no-news")
        return build_document(text, buttons=(buttons,))
    moment = t.format_datetime(nothing.last.digest.until, timezone, now)
    key = "digest-all-read-since" if nothing.has_overview else "digest-no-news-since"
    show = DigestCallback(digest=nothing.last.id, action=DigestAction.SHOW)
    again = Button(f"📰 {t('button-last-digest')}", show.pack())
    return build_document(t(key, moment=moment), buttons=((again,), buttons))


def _get_page_builder(
    t: Translator, stored_digest: StoredDigest, topics: Sequence[Topic], timezone: str
) -> Callable[[int], Document]:
    """Return a function that builds the page, without buttons, for a length of its summaries."""
    lines = {
        story.id: _build_line(
            t,
            number,
            story,
            timezone,
            stored_digest.digest.until,
            stored_digest.digest.followed_terms.get(story.id, ()),
        )
        for number, story in enumerate(
            _list_in_order(stored_digest, topics), len(stored_digest.previous_story_ids) + 1
        )
    }
    main, groups = _group_stories(stored_digest, topics)
    titles = [_format_topic(t, group, topics) for group in groups]
    more = (
        [t("digest-more", count=stored_digest.digest.remaining_count)]
        if stored_digest.digest.remaining_count
        else []
    )

    def build(max_chars: int) -> Document:
        parts: list[DocumentPart] = []
        if main is not None:
            parts += lines[main.id].build_parts(
                max(max_chars, MIN_MAIN_SUMMARY_CHARS), get_picture_url(main.lead_article)
            )
        for title, group in zip(titles, groups, strict=True):
            parts.append(Heading(title, level=3))
            parts += [lines[story.id].build_fold(max_chars) for story in group.stories]
        minutes = estimate_minutes(
            text for line in lines.values() for text in (line.title, line.summary[:max_chars])
        )
        return build_document(*_build_greeting(t, stored_digest, timezone, minutes), *parts, *more)

    return build


def _group_stories(
    stored_digest: StoredDigest, topics: Sequence[Topic]
) -> tuple[Story | None, tuple[DigestSection, ...]]:
    """Return the main story, if the page has one, and the others by topic."""
    digest = stored_digest.digest
    main = None if stored_digest.previous_story_ids else digest.stories[0]
    others = digest.stories if main is None else digest.stories[1:]
    return main, group_by_topic(others, digest.preferences, [topic.id for topic in topics])


def _list_in_order(stored_digest: StoredDigest, topics: Sequence[Topic]) -> Iterator[Story]:
    """Yield the stories in the order of the page."""
    main, groups = _group_stories(stored_digest, topics)
    if main is not None:
        yield main
    for group in groups:
        yield from group.stories


def _build_greeting(
    t: Translator, stored_digest: StoredDigest, timezone: str, minutes_to_read: int
) -> Iterator[DocumentPart]:
    local = stored_digest.digest.until.astimezone(ZoneInfo(timezone))
    day = t.format_weekday(local.date())
    if stored_digest.previous_story_ids:
        yield Heading(t("digest-goes-on", day=day))
        return
    yield Heading(
        t(
            "digest-title",
            greeting=t(_get_greeting_key(local)),
            day=day[0].upper() + day[1:],
            stories=t("digest-stories", count=len(stored_digest.digest.stories)),
            minutes=minutes_to_read,
        )
    )


def _get_greeting_key(local: datetime) -> str:
    match local.hour:
        case 5 | 6 | 7 | 8 | 9 | 10 | 11:
            return "greeting-morning"
        case 12 | 13 | 14 | 15 | 16 | 17:
            return "greeting-day"
        case 18 | 19 | 20 | 21 | 22:
            return "greeting-evening"
    return "greeting-night"


def _format_topic(t: Translator, group: DigestSection, topics: Sequence[Topic]) -> str:
    topic = next((topic for topic in topics if topic.id == group.topic), None)
    return f"{topic.emoji} {t.get_topic_name(topic)}".strip() if topic else t("digest-other-topics")


@dataclass(frozen=True, slots=True)
class _StoryLine:
    """The texts of a story: title with its number, the complete summary, sources and time."""

    title: str
    summary: str
    note: str

    def build_fold(self, max_chars: int) -> Fold:
        summary = truncate(self.summary, max_chars) if max_chars else ""
        return Fold((Span(self.title, bold=True),), summary, (Span(self.note, italic=True),))

    def build_parts(self, max_chars: int, picture: str) -> list[DocumentPart]:
        return [
            *([Picture(picture)] if picture else []),
            Heading(self.title, level=2),
            build_paragraph(Span(self.note, italic=True)),
            *([build_paragraph(truncate(self.summary, max_chars))] if self.summary else []),
        ]


def _build_line(
    t: Translator,
    number: int,
    story: Story,
    timezone: str,
    now: datetime,
    followed_terms: Sequence[str] = (),
) -> _StoryLine:
    """Format a story; ``followed_terms``: the terms that are the reason for it, if any."""
    article = story.lead_article
    title = f"{number}. {format_line(article.title, MAX_TITLE_CHARS)}"
    at = format_published(t, article, timezone, now)
    written = t("digest-written") if article.summary_written else ""
    terms = [term for term in followed_terms if term != FOLLOWED_STORY]
    why = t("digest-followed-story") if FOLLOWED_STORY in followed_terms else ""
    if terms and not why:
        why = t("digest-followed", terms=", ".join(terms))
    note = " · ".join(part for part in (format_sources(t, story), at, why, written) if part)
    return _StoryLine(title, get_summary_text(article), note)
