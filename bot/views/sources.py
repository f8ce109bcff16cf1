"""What editors see of the sources: a list with a light each, a card for one, news of trouble."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from bot.adding import Found
from bot.callbacks import SourceAct, SourceDo, SourceFound, SourcesPage
from bot.outside import one_line
from bot.translations import Translator
from bot.views.document import (
    Button,
    Document,
    Heading,
    Item,
    Rows,
    in_rows,
    page,
    shortened,
)
from bot.views.editor import topic_names
from bot.views.meeting import LANGUAGE_NAMES, TICK
from news.model import Topic
from storage.pulse import Pulse
from storage.sources import STOPPED, Source

PAGE = 8
SILENT_AFTER = timedelta(days=7)
MOST_TOLD = 10
_LONGEST_NAME = 80
_LONGEST_REASON = 200


class Light(StrEnum):
    WELL = "🟢"
    SILENT = "🟡"
    FAILING = "🔴"
    STOPPED = "⛔️"
    PAUSED = "⏸"
    NEW = "⚪️"


def light(source: Source, pulse: Pulse, now: datetime) -> Light:
    """How a source fares. Silent: it answers, and has published nothing for a week."""
    if source.paused_reason in STOPPED:
        return Light.STOPPED
    if source.paused_reason is not None:
        return Light.PAUSED
    if source.failures:
        return Light.FAILING
    if source.last_success_at is None:
        return Light.NEW
    quiet_since = pulse.last or source.added_at
    return Light.SILENT if now - quiet_since >= SILENT_AFTER else Light.WELL


def source_list(
    t: Translator,
    sources: Sequence[Source],
    pulses: Mapping[int, Pulse],
    topics: Sequence[Topic],
    *,
    number: int,
    total: int,
    timezone: str,
    now: datetime,
) -> Document:
    """One page of the sources, ``number`` from 0; a button for each, and for the other pages."""
    if not total:
        return page(Heading(t("sources-title")), t("sources-none"))
    first = number * PAGE + 1
    lines = [
        Item(_line(t, place, source, pulses[source.id], topics, timezone, now))
        for place, source in enumerate(sources, first)
    ]
    choices = [
        Button(str(place), SourceAct(source=source.id, do=SourceDo.SHOW).pack())
        for place, source in enumerate(sources, first)
    ]
    rows = in_rows(choices, 4)
    return page(Heading(t("sources-title")), *lines, buttons=(*rows, *_paging(t, number, total)))


def card(
    t: Translator,
    source: Source,
    pulse: Pulse,
    topics: Sequence[Topic],
    timezone: str,
    now: datetime,
) -> Document:
    """All about one source, and what can be done with it."""
    named = topic_names(t, source.topics, topics)
    spoken = LANGUAGE_NAMES.get(source.language)
    lines = [
        f"{light(source, pulse, now)} {_state(t, source, pulse, timezone, now)}",
        *([_rate(t, pulse)] if pulse.in_week else []),
        *([f"🗂 {named}"] if named else []),
        *([f"🌐 {spoken}"] if spoken else []),
        *(
            [t("sources-next", moment=t.moment(source.next_fetch_at, timezone, now))]
            if source.paused_reason is None
            else []
        ),
    ]
    if source.title:
        lines.insert(0, source.url)
    return page(Heading(_name(source)), "\n".join(lines), buttons=_acts(t, source))


def topic_choice(t: Translator, source: Source, topics: Sequence[Topic]) -> Document:
    buttons = [
        Button(
            f"{TICK if topic.id in source.topics else topic.emoji} {t.topic(topic)}",
            SourceAct(
                source=source.id,
                do=SourceDo.UNTICK if topic.id in source.topics else SourceDo.TICK,
                value=topic.id,
            ).pack(),
        )
        for topic in topics
    ]
    rows = in_rows(buttons, 2)
    return page(t("sources-topics-ask", title=_name(source)), buttons=(*rows, (_back(t, source),)))


def language_choice(t: Translator, source: Source) -> Document:
    names = {"": t("sources-language-any")} | LANGUAGE_NAMES
    buttons = tuple(
        Button(
            f"{TICK} {name}" if language == source.language else name,
            SourceAct(source=source.id, do=SourceDo.SPEAK, value=language).pack(),
        )
        for language, name in names.items()
    )
    return page(
        t("sources-language-ask", title=_name(source)),
        buttons=(buttons[:2], buttons[2:], (_back(t, source),)),
    )


def removal(t: Translator, source: Source) -> Document:
    sure = SourceAct(source=source.id, do=SourceDo.REMOVE_SURELY).pack()
    return page(
        t("sources-remove-ask", title=_name(source)),
        buttons=((Button(t("sources-remove-sure"), sure), _back(t, source)),),
    )


def why(t: Translator, source: Source, timezone: str, now: datetime) -> str:
    """Why nothing comes from a source, in words."""
    if source.paused_reason is not None:
        return t("sources-why-paused", reason=t.reason(source.paused_reason))
    if not source.failures:
        return t("sources-why-well")
    return t(
        "sources-why-failing",
        reason=t.reason(source.failure_reason),
        count=source.failures,
        since=t.moment(source.failing_since or now, timezone, now),
        next=t.moment(source.next_fetch_at, timezone, now),
    )


def trouble(t: Translator, sources: Sequence[Source]) -> Document:
    """What editors are told once: which sources have failed for a day, or have stopped, and why."""
    lines = [
        Item(
            t(
                "sources-trouble-line",
                title=_name(source),
                reason=t.reason(source.paused_reason or source.failure_reason),
            )
        )
        for source in sources[:MOST_TOLD]
    ]
    more = len(sources) - MOST_TOLD
    rest = [t("sources-trouble-more", count=more)] if more > 0 else []
    return page(Heading(t("sources-trouble")), *lines, *rest, t("sources-trouble-hint"))


def feed_choice(t: Translator, found: Sequence[Found]) -> Document:
    """Which of a site's feeds? The handler of the buttons reads the addresses from these lines."""
    lines = [
        f"{place}. {shortened(feed.title, _LONGEST_NAME)} {feed.url}"
        for place, feed in enumerate(found, 1)
    ]
    buttons = tuple(
        Button(str(place), SourceFound(place=place).pack()) for place in range(1, len(found) + 1)
    )
    rows = in_rows(buttons, 4)
    return page(t("sources-several"), *lines, buttons=rows)


def list_taken(t: Translator, added: int, known: int, refused: Sequence[str]) -> Document:
    """What became of a list of feeds."""
    return _taken(t, t("sources-imported", added=added, known=known), refused)


def articles_taken(t: Translator, added: int, known: int, refused: Sequence[str]) -> Document:
    """What became of a file of articles."""
    return _taken(t, t("add-taken", added=added, known=known), refused)


def _taken(t: Translator, said: str, refused: Sequence[str]) -> Document:
    bad = [Item(shortened(reason, _LONGEST_REASON)) for reason in refused[:MOST_TOLD]]
    heading = [t("sources-refused", count=len(refused))] if refused else []
    return page(said, *heading, *bad)


def _name(source: Source) -> str:
    return one_line(shortened(source.name, _LONGEST_NAME))


def _line(
    t: Translator,
    place: int,
    source: Source,
    pulse: Pulse,
    topics: Sequence[Topic],
    timezone: str,
    now: datetime,
) -> str:
    said = [f"{light(source, pulse, now)} {place}. {_name(source)}"]
    said.append(_state(t, source, pulse, timezone, now))
    if pulse.in_week:
        said.append(_rate(t, pulse))
    named = topic_names(t, source.topics, topics)
    return " · ".join([*said, f"🗂 {named}"] if named else said)


def _state(t: Translator, source: Source, pulse: Pulse, timezone: str, now: datetime) -> str:
    match light(source, pulse, now):
        case Light.STOPPED | Light.PAUSED:
            return t.reason(source.paused_reason or "")
        case Light.FAILING:
            return t(
                "sources-failing",
                count=source.failures,
                reason=t.reason(source.failure_reason),
            )
        case Light.NEW:
            return t("sources-new")
        case Light.SILENT if pulse.last is not None:
            return t("sources-silent", moment=t.moment(pulse.last, timezone, now))
        case _ if pulse.last is None:
            return t("sources-empty")
        case _:
            return t("sources-last", moment=t.moment(pulse.last, timezone, now))


def _rate(t: Translator, pulse: Pulse) -> str:
    if pulse.a_day < 1:
        return t("sources-a-week", count=pulse.in_week)
    return t("sources-a-day", count=round(pulse.a_day))


def _paging(t: Translator, number: int, total: int) -> Rows:
    pages = {
        f"◀️ {t('button-back')}": number - 1 if number else None,
        f"▶️ {t('button-more')}": number + 1 if (number + 1) * PAGE < total else None,
    }
    row = tuple(
        Button(label, SourcesPage(page=target).pack())
        for label, target in pages.items()
        if target is not None
    )
    return (row,) if row else ()


def _acts(t: Translator, source: Source) -> Rows:
    def button(emoji: str, label: str, do: SourceDo) -> Button:
        return Button(f"{emoji} {label}", SourceAct(source=source.id, do=do).pack())

    is_paused = source.paused_reason is not None
    run = (
        button("▶️", t("button-source-resume"), SourceDo.RESUME)
        if is_paused
        else button("⏸", t("button-source-pause"), SourceDo.PAUSE)
    )
    rows = [
        (run, button("🔄", t("button-source-fetch"), SourceDo.FETCH)),
        (
            button("🗂", t("button-topics"), SourceDo.TOPICS),
            button("🌐", t("button-source-language"), SourceDo.LANGUAGE),
        ),
        (
            button("❔", t("button-source-why"), SourceDo.WHY),
            button("🗑", t("button-source-remove"), SourceDo.REMOVE),
        ),
        (Button(f"◀️ {t('sources-title')}", SourcesPage(page=0).pack()),),
    ]
    return tuple(rows)


def _back(t: Translator, source: Source) -> Button:
    return Button(t("button-back"), SourceAct(source=source.id, do=SourceDo.SHOW).pack())


def told_topics(t: Translator, ids: Collection[str], topics: Sequence[Topic], url: str) -> str:
    """What is said after an editor chose what a source is about."""
    named = topic_names(t, ids, topics)
    return t("sources-topics", url=url, topics=named) if named else t("sources-no-topics", url=url)
