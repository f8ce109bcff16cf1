"""A digest, and what is said when there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.callbacks import Ask, DigestAct, DigestDo, View, carried
from bot.outside import one_line
from bot.translations import Translator
from bot.views import plain
from bot.views.article import MOST_NAME, gist, open_button, when
from bot.views.digest_buttons import after_all
from bot.views.document import (
    Button,
    Document,
    Fold,
    Heading,
    Part,
    Picture,
    Span,
    in_rows,
    page,
    shortened,
    text,
)
from bot.views.pictures import picture_of
from news.digest import Section, sections
from news.model import Story, Topic
from news.reading import minutes
from storage.digests import Kept
from storage.subscribers import Style

SOURCES_NAMED = 2
BUTTONS_A_ROW = 3
MOST_TITLE = 200

SUMMARIES = (700, 450, 300, 200, 120, 0)
"""How long a summary may be, in characters: the longest with which all stories fit."""

LEAST_OF_MAIN = 200
LISTED = 300

ROOM = plain.LIMIT - 200
"""What a digest may take of one message. The rest is for a line below it."""


def fitted(t: Translator, kept: Kept, topics: Sequence[Topic], timezone: str) -> Kept:
    """A digest whose stories fit into one plain message, at worst without their summaries. What
    finds no room comes with the next page."""
    digest = kept.digest
    while len(digest.stories) > 1 and plain.units(_page(t, kept, topics, timezone)(0)) > ROOM:
        digest = replace(digest, stories=digest.stories[:-1], more=digest.more + 1)
        kept = replace(kept, digest=digest)
    return kept


def digest(
    t: Translator, kept: Kept, topics: Sequence[Topic], timezone: str, style: Style = "plain"
) -> Document:
    """The main story, then the others by topic, each with a button to read; and what to do next.
    A later page has no main story. ``kept`` has been `fitted`."""
    with_summaries = _page(t, kept, topics, timezone)
    *longer, shortest = map(with_summaries, SUMMARIES)
    shown = next((page for page in longer if plain.units(page) <= ROOM), shortest)
    return in_style(t, shown, kept, topics, style)


def in_style(
    t: Translator, shown: Document, kept: Kept, topics: Sequence[Topic], style: Style
) -> Document:
    """The same digest with the buttons that go with a style."""
    back = carried(DigestAct(digest=kept.id, do=DigestDo.SHOW))
    reads = [
        open_button(t, number, story.headline, View.FULL, back)
        for number, story in enumerate(_in_order(kept, topics), len(kept.before) + 1)
    ]
    rows = in_rows(reads, BUTTONS_A_ROW)
    return replace(shown, buttons=(*rows, *after_all(t, kept, style)))


def story_item(t: Translator, number: int, story: Story, timezone: str, now: datetime) -> Fold:
    """A story in a list of others: title, sources and time, a fold with the summary."""
    return _line(t, number, story, timezone, now).folded(LISTED)


def empty(t: Translator) -> Document:
    """The short line of a day without news, with the way to silence it."""
    quiet = Button(t("button-quiet-when-empty"), Ask(what="quiet").pack())
    return page(t("digest-empty"), buttons=((quiet,),))


def sources(t: Translator, story: Story) -> str:
    """«Reuters · УНН · ещё 3»."""
    named = [one_line(shortened(name, MOST_NAME)) for name in story.sources[:SOURCES_NAMED]]
    rest = len(story.sources) - len(named)
    return " · ".join([*named, t("sources-more", count=rest)] if rest else named)


def _page(
    t: Translator, kept: Kept, topics: Sequence[Topic], timezone: str
) -> Callable[[int], Document]:
    """How to make the page, without buttons, with summaries of so many characters."""
    lines = {
        story.id: _line(
            t,
            number,
            story,
            timezone,
            kept.digest.until,
            kept.digest.followed.get(story.id, ()),
        )
        for number, story in enumerate(_in_order(kept, topics), len(kept.before) + 1)
    }
    main, groups = _grouped(kept, topics)
    titles = [_topic(t, group, topics) for group in groups]
    more = [t("digest-more", count=kept.digest.more)] if kept.digest.more else []

    def make(most: int) -> Document:
        parts: list[Part] = []
        if main is not None:
            parts += lines[main.id].unfolded(max(most, LEAST_OF_MAIN), picture_of(main.headline))
        for title, group in zip(titles, groups, strict=True):
            parts.append(Heading(title, level=3))
            parts += [lines[story.id].folded(most) for story in group.stories]
        takes = minutes(text for line in lines.values() for text in (line.title, line.said[:most]))
        return page(*_greeting(t, kept, timezone, takes), *parts, *more)

    return make


def _grouped(kept: Kept, topics: Sequence[Topic]) -> tuple[Story | None, tuple[Section, ...]]:
    """The main story, where the page has one, and the others by topic."""
    told = kept.digest
    main = None if kept.before else told.stories[0]
    others = told.stories if main is None else told.stories[1:]
    return main, sections(others, told.preferences, [topic.id for topic in topics])


def _in_order(kept: Kept, topics: Sequence[Topic]) -> Iterator[Story]:
    """The stories as they stand on the page."""
    main, groups = _grouped(kept, topics)
    if main is not None:
        yield main
    for group in groups:
        yield from group.stories


def _greeting(t: Translator, kept: Kept, timezone: str, takes: int) -> Iterator[Part]:
    local = kept.digest.until.astimezone(ZoneInfo(timezone))
    day = t.weekday(local.date())
    if kept.before:
        yield Heading(t("digest-goes-on", day=day))
        return
    day = day[0].upper() + day[1:]
    yield Heading(t("digest-title", greeting=t(_greeting_at(local)), day=day))
    count = t("digest-stories", count=len(kept.digest.stories))
    yield text(Span(f"{count} · {t.reading(takes)}", italic=True))


def _greeting_at(local: datetime) -> str:
    match local.hour:
        case 5 | 6 | 7 | 8 | 9 | 10 | 11:
            return "greeting-morning"
        case 12 | 13 | 14 | 15 | 16 | 17:
            return "greeting-day"
        case 18 | 19 | 20 | 21 | 22:
            return "greeting-evening"
    return "greeting-night"


def _topic(t: Translator, group: Section, topics: Sequence[Topic]) -> str:
    topic = next((topic for topic in topics if topic.id == group.topic), None)
    return f"{topic.emoji} {t.topic(topic)}".strip() if topic else t("digest-other-topics")


@dataclass(frozen=True, slots=True)
class _Line:
    """A story in words: title with its number, all of the summary, sources and time."""

    title: str
    said: str
    note: str

    def folded(self, most: int) -> Fold:
        said = shortened(self.said, most) if most else ""
        return Fold((Span(self.title, bold=True),), said, (Span(self.note, italic=True),))

    def unfolded(self, most: int, picture: str) -> list[Part]:
        return [
            *([Picture(picture)] if picture else []),
            Heading(self.title, level=2),
            *([text(shortened(self.said, most))] if self.said else []),
            text(Span(self.note, italic=True)),
        ]


def _line(
    t: Translator,
    number: int,
    story: Story,
    timezone: str,
    now: datetime,
    followed: Sequence[str] = (),
) -> _Line:
    """``followed``: the terms that it is told for, if it is."""
    article = story.headline
    title = f"{number}. {one_line(shortened(article.title, MOST_TITLE))}"
    at = when(t, article, timezone, now)
    written = t("digest-written") if article.summary_written else ""
    why = t("digest-followed", terms=", ".join(followed)) if followed else ""
    note = " · ".join(part for part in (sources(t, story), at, why, written) if part)
    return _Line(title, gist(article), note)
