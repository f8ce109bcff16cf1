"""What a search found, and how to narrow it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.callbacks import FollowSearch, SearchInstead, SearchMenu, SearchPage, View, carried
from bot.narrowing import NarrowBy, Narrowing, Period
from bot.outside import one_line
from bot.translations import Translator
from bot.views.article import open_button, push_button, when
from bot.views.digest import sources
from bot.views.document import (
    Button,
    Document,
    Heading,
    Inline,
    Paragraph,
    Part,
    Rows,
    Span,
    in_rows,
    page,
    shortened,
    text,
)
from bot.views.meeting import LANGUAGE_NAMES, TICK
from news.model import FaultKind, QueryFault
from storage.search import Hit, Page

PAGE = 5
"""Stories a page."""

MOST_TITLE = 200
"""Characters of a title on a card: a page of results is always one message."""

MOST_CHOICES = 24
_MOST_NAME = 28
_FAULTS = {
    FaultKind.DATE: "search-fault-date",
    FaultKind.TOPIC: "search-fault-topic",
    FaultKind.LANGUAGE: "search-fault-language",
    FaultKind.SOURCE: "search-fault-source",
}
_PERIODS = {
    Period.TODAY: "search-today",
    Period.WEEK: "search-week",
    Period.ANY: "search-any-time",
}
_BY = {
    NarrowBy.TOPIC: "search-by-topic",
    NarrowBy.LANGUAGE: "search-by-language",
    NarrowBy.SOURCE: "search-by-source",
}
_WHICH = {
    NarrowBy.TOPIC: "search-which-topic",
    NarrowBy.LANGUAGE: "search-which-language",
    NarrowBy.SOURCE: "search-which-source",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """Which page of which search is shown. ``names``: what the bounds that are on are called;
    ``notes`` stand above the stories; ``perhaps``: what may have been meant instead;
    ``can_follow``: it is nothing but words, in a private chat."""

    query: str
    place: SearchPage
    narrowing: Narrowing = field(default_factory=Narrowing)
    names: Mapping[NarrowBy, str] = field(default_factory=dict)
    notes: Sequence[str] = ()
    perhaps: str = ""
    can_follow: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to narrow by: ``value`` as a Narrowing has it."""

    label: str
    value: str
    count: int


def results(
    t: Translator,
    found: Page,
    snippets: Sequence[Inline],
    shown: Shown,
    *,
    timezone: str,
    now: datetime,
    for_editor: bool = False,
) -> Document:
    """Stories as cards, each with a button for the summary and one for the full text; for editors
    one that makes breaking news of it, too. Below, what narrows them, and takes that off."""
    cards = [
        _card(t, shown.place.offset + number, hit, snippet, timezone, now)
        for number, (hit, snippet) in enumerate(zip(found.hits, snippets, strict=True), start=1)
    ]
    return page(
        *shown.notes,
        *_title(t, found, shown),
        *cards,
        buttons=tuple(_rows(t, found, shown, for_editor)),
    )


def menu(
    t: Translator, query: str, choices: Sequence[Choice], chosen: SearchMenu, free: Narrowing
) -> Document:
    """What results can be narrowed by, with the number of stories that each choice leaves."""
    buttons = [
        Button(
            f"{shortened(choice.label, _MOST_NAME)} · {choice.count}",
            SearchPage(
                search=chosen.search,
                narrowed=free.to(chosen.by, choice.value).pack(),
            ).pack(),
        )
        for choice in choices[:MOST_CHOICES]
    ]
    back = SearchPage(search=chosen.search, offset=chosen.offset, narrowed=chosen.narrowed)
    rows = in_rows(buttons, 2)
    return page(
        Heading(t(_WHICH[chosen.by], query=query)),
        buttons=(*rows, (Button(f"◀️ {t('button-back')}", back.pack()),)),
    )


def faults(t: Translator, found: Iterable[QueryFault]) -> list[str]:
    """What of a query was not understood, a sentence each."""
    return [t(_FAULTS[fault.kind], text=fault.text) for fault in found]


def language(t: Translator, code: str) -> str:
    """A language by its own name."""
    return LANGUAGE_NAMES.get(code) or t("search-other-language")


def _title(t: Translator, found: Page, shown: Shown) -> Iterator[Part]:
    bounds = [*shown.names.values()]
    if shown.narrowing.period is not Period.ANY:
        bounds.insert(0, t(_PERIODS[shown.narrowing.period]))
    if found.total:
        yield Heading(t("search-found", query=shown.query, count=found.total))
    elif not bounds:
        yield text(t("search-nothing", query=shown.query))
    else:
        yield text(t("search-nothing-so-narrow", query=shown.query))
    if bounds:
        yield text(Span(t("search-only", bounds=" · ".join(bounds)), italic=True))


def _card(
    t: Translator, number: int, hit: Hit, snippet: Inline, timezone: str, now: datetime
) -> Paragraph:
    told_by = " · ".join(
        part for part in (sources(t, hit.story), when(t, hit.article, timezone, now)) if part
    )
    body = (*snippet, Span("\n")) if snippet else ()
    return Paragraph(
        (
            Span(f"{number}. {one_line(shortened(hit.article.title, MOST_TITLE))}\n", bold=True),
            *body,
            Span(told_by, italic=True),
        )
    )


def _rows(
    t: Translator, found: Page, shown: Shown, for_editor: bool
) -> Iterator[tuple[Button, ...]]:
    place = shown.place
    if shown.perhaps:
        meant = SearchInstead(search=place.search).pack()
        yield (Button(f"🔎 {t('search-perhaps', instead=shown.perhaps)}", meant),)
    for number, hit in enumerate(found.hits, start=place.offset + 1):
        yield (
            open_button(t, number, hit.article, View.BRIEF, carried(place)),
            open_button(t, number, hit.article, View.FULL, carried(place)),
            *((push_button(t, hit.article, number),) if for_editor else ()),
        )
    turning = []
    if place.offset > 0:
        turning.append(_turn(f"◀️ {t('button-back')}", place, max(0, place.offset - PAGE)))
    if place.offset + PAGE < found.total:
        turning.append(_turn(f"▶️ {t('button-more')}", place, place.offset + PAGE))
    if turning:
        yield tuple(turning)
    if found.total > 1 or place.narrowed:
        yield from _narrowing(t, shown)
    if shown.can_follow:
        follow = FollowSearch(search=place.search).pack()
        yield (Button(f"🔔 {t('button-follow-search')}", follow),)


def _turn(label: str, place: SearchPage, offset: int) -> Button:
    return Button(label, place.model_copy(update={"offset": offset}).pack())


def _narrowing(t: Translator, shown: Shown) -> Rows:
    periods = []
    for period, key in _PERIODS.items():
        tick = f"{TICK} " if period is shown.narrowing.period else ""
        within = replace(shown.narrowing, period=period)
        periods.append(_narrow(f"{tick}{t(key)}", shown, within))
    by = []
    for kind, key in _BY.items():
        if kind in shown.names:
            name = shortened(shown.names[kind], _MOST_NAME)
            off = t("search-take-off", name=name)
            by.append(_narrow(f"✖️ {off}", shown, shown.narrowing.to(kind, "")))
        else:
            place = shown.place
            choosing = SearchMenu(
                search=place.search, offset=place.offset, narrowed=place.narrowed, by=kind
            )
            by.append(Button(t(key), choosing.pack()))
    return tuple(periods), tuple(by)


def _narrow(label: str, shown: Shown, within: Narrowing) -> Button:
    return Button(label, SearchPage(search=shown.place.search, narrowed=within.pack()).pack())
