"""Views of sources for editors: list, card, pickers, failure notice, import reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from bot.features.sources.callbacks import ChooseSource, SourceAction, SourceCallback, SourcesPage
from bot.ui import renderer
from bot.ui.document import (
    Button,
    ButtonStyle,
    Document,
    DocumentPart,
    Heading,
    ListItem,
    Rows,
    build_document,
    format_line,
    split_rows,
    truncate,
)
from bot.ui.message import Message
from bot.ui.widgets import (
    LANGUAGE_NAMES,
    TICK,
    build_import_report,
    build_paging_buttons,
    format_topic_names,
)
from news.model import Topic
from service.i18n.translations import Translator, sanitize_line
from service.sources.registration import SourceCandidate
from service.sources.service import Registered, SourceDetails, SourcePage, SourceTopics
from storage.archive.sources import AUTOMATIC_PAUSE_REASONS, Source, SourceActivity
from storage.chats.subscribers import Style

PAGE_SIZE = 8
SILENCE_THRESHOLD = timedelta(days=7)
MAX_LISTED = 10
_MAX_NAME_CHARS = 80


class SourceHealth(StrEnum):
    """The light that shows a source's health."""

    HEALTHY = "🟢"
    SILENT = "🟡"
    FAILING = "🔴"
    STOPPED = "⛔️"
    PAUSED = "⏸"
    NEW = "⚪️"


def get_health(source: Source, activity: SourceActivity, now: datetime) -> SourceHealth:
    """Return the health of a source. Silent: it answers, but has published nothing for a week."""
    if source.paused_reason in AUTOMATIC_PAUSE_REASONS:
        return SourceHealth.STOPPED
    if source.paused_reason is not None:
        return SourceHealth.PAUSED
    if source.failures:
        return SourceHealth.FAILING
    if source.last_success_at is None:
        return SourceHealth.NEW
    quiet_since = activity.last_published_at or source.added_at
    return SourceHealth.SILENT if now - quiet_since >= SILENCE_THRESHOLD else SourceHealth.HEALTHY


def build_source_list(t: Translator, page: SourcePage, timezone: str, now: datetime) -> Document:
    """Build a page of the sources, with a button for each."""
    if not page.total:
        return build_document(Heading(t("sources-title")), t("sources-none"))
    first = page.number * PAGE_SIZE + 1
    lines = [
        ListItem(_format_source(t, place, page.get_details(source), timezone, now))
        for place, source in enumerate(page.sources, first)
    ]
    choices = [
        Button(str(place), SourceCallback(source=source.id, action=SourceAction.SHOW).pack())
        for place, source in enumerate(page.sources, first)
    ]
    rows = split_rows(choices, 4)
    return build_document(
        Heading(t("sources-title")),
        *lines,
        buttons=(*rows, *_build_paging_buttons(t, page.number, page.total)),
    )


def build_card(t: Translator, details: SourceDetails, timezone: str, now: datetime) -> Document:
    """Build the card of one source with its action buttons."""
    source, activity = details.source, details.activity
    topic_names = format_topic_names(t, source.topics, details.topics)
    language = LANGUAGE_NAMES.get(source.language)
    lines = [
        f"{get_health(source, activity, now)} {_format_state(t, source, activity, timezone, now)}",
        *([_format_rate(t, activity)] if activity.articles_in_week else []),
        *([f"🗂 {topic_names}"] if topic_names else []),
        *([f"🌐 {language}"] if language else []),
        *(
            [t("sources-next", moment=t.format_datetime(source.next_fetch_at, timezone, now))]
            if source.paused_reason is None and source.is_fetched
            else []
        ),
    ]
    if source.headers:
        lines.append(t("sources-headers", names=", ".join(source.headers)))
    if source.name != source.url:
        lines.insert(0, source.url)
    return build_document(
        Heading(_format_name(source)),
        "\n".join(lines),
        _format_hint(t, source),
        buttons=_build_action_buttons(t, source),
    )


def build_topic_picker(t: Translator, source: Source, topics: Sequence[Topic]) -> Document:
    """Build the picker of topics that a source usually reports on."""
    buttons = [
        Button(
            f"{TICK if topic.id in source.topics else topic.emoji} {t.get_topic_name(topic)}",
            SourceCallback(
                source=source.id,
                action=SourceAction.UNTICK if topic.id in source.topics else SourceAction.TICK,
                value=topic.id,
            ).pack(),
        )
        for topic in topics
    ]
    rows = split_rows(buttons, 2)
    return build_document(
        t("sources-topics-ask", title=_format_name(source)),
        buttons=(*rows, (_build_back_button(t, source),)),
    )


def build_language_picker(t: Translator, source: Source) -> Document:
    """Build the picker of a source's language."""
    names = {"": t("sources-language-any")} | LANGUAGE_NAMES
    buttons = tuple(
        Button(
            f"{TICK} {name}" if language == source.language else name,
            SourceCallback(
                source=source.id, action=SourceAction.SET_LANGUAGE, value=language
            ).pack(),
        )
        for language, name in names.items()
    )
    return build_document(
        t("sources-language-ask", title=_format_name(source)),
        buttons=(buttons[:2], buttons[2:], (_build_back_button(t, source),)),
    )


def build_removal_question(t: Translator, source: Source) -> Document:
    """Build the question before a source is removed."""
    confirmed = SourceCallback(source=source.id, action=SourceAction.CONFIRM_REMOVE).pack()
    return build_document(
        t("sources-remove-ask", title=_format_name(source)),
        buttons=(
            (
                Button(t("sources-remove-sure"), confirmed, style=ButtonStyle.DANGER),
                _build_back_button(t, source),
            ),
        ),
    )


def format_failure(t: Translator, source: Source, timezone: str, now: datetime) -> str:
    """Say why a source gives no articles."""
    if source.paused_reason is not None:
        return t("sources-why-paused", reason=t.format_reason(source.paused_reason))
    if not source.failures:
        return t("sources-why-well")
    return t(
        "sources-why-failing",
        reason=t.format_reason(source.failure_reason),
        count=source.failures,
        since=t.format_datetime(source.failing_since or now, timezone, now),
        next=t.format_datetime(source.next_fetch_at, timezone, now),
    )


def build_failure_notice(t: Translator, sources: Sequence[Source]) -> Document:
    """Build the notice about sources that have failed for a day or have stopped."""
    lines = [
        ListItem(
            t(
                "sources-trouble-line",
                title=_format_name(source),
                reason=t.format_reason(source.paused_reason or source.failure_reason),
            )
        )
        for source in sources[:MAX_LISTED]
    ]
    more = len(sources) - MAX_LISTED
    rest = [t("sources-trouble-more", count=more)] if more > 0 else []
    return build_document(Heading(t("sources-trouble")), *lines, *rest, t("sources-trouble-hint"))


def render_failure_notice(
    t: Translator, sources: Sequence[Source], style: Style
) -> tuple[Message, ...]:
    """Render the failure notice for the outbox."""
    return renderer.render(build_failure_notice(t, sources), style)


def build_registered(t: Translator, registered: Registered) -> Document:
    """Say that a source is added, or was already, and what it holds now, or why that is unknown."""
    candidate, source = registered.candidate, registered.details.source
    if not registered.is_new:
        text = t("sources-known", url=candidate.url)
    elif candidate.problem is not None:
        reason = t.format_reason(str(candidate.problem.details["reason"]))
        text = t("sources-added-unread", url=candidate.url, reason=reason)
    else:
        text = t("sources-added", url=candidate.url)
    parts: list[DocumentPart | str] = [Heading(_format_name(source)), text]
    if (reading := candidate.reading) is not None:
        language = LANGUAGE_NAMES.get(reading.language) or t("sources-other-language")
        facts = [
            t("sources-reading-language", language=language),
            t("sources-reading-count", count=reading.article_count),
        ]
        parts.append("\n".join(facts))
        if reading.headlines:
            parts.append(t("sources-reading-newest"))
            parts += [ListItem(sanitize_line(headline)) for headline in reading.headlines]
    parts.append(_format_hint(t, source))
    return build_document(*parts, buttons=_build_action_buttons(t, source))


def format_renamed(t: Translator, source: Source) -> str:
    """Confirm the name of a source."""
    return t("sources-renamed", title=_format_name(source))


def format_language_set(t: Translator, source: Source) -> str:
    """Confirm the language of a source."""
    title = _format_name(source)
    if language := LANGUAGE_NAMES.get(source.language):
        return t("sources-language-set", title=title, language=language)
    return t("sources-language-unset", title=title)


def format_headers_set(t: Translator, source: Source) -> str:
    """Confirm the headers of a source by their names: the values may be secret."""
    title = _format_name(source)
    if source.headers:
        return t("sources-headers-set", title=title, names=", ".join(source.headers))
    return t("sources-headers-none", title=title)


def build_feed_picker(t: Translator, found: Sequence[SourceCandidate]) -> Document:
    """Ask which of a site's feeds to add; `on_feed_chosen` reads the addresses from these lines."""
    lines = [
        f"{place}. {truncate(feed.title, _MAX_NAME_CHARS)} {feed.url}"
        for place, feed in enumerate(found, 1)
    ]
    buttons = tuple(
        Button(str(place), ChooseSource(index=place).pack()) for place in range(1, len(found) + 1)
    )
    rows = split_rows(buttons, 4)
    return build_document(t("sources-several"), *lines, buttons=rows)


def build_opml_report(t: Translator, added: int, known: int, rejected: Sequence[str]) -> Document:
    """Build the report on an imported list of feeds."""
    return build_import_report(t, t("sources-imported", added=added, known=known), rejected)


def _format_hint(t: Translator, source: Source) -> str:
    """Say which commands set what no button does; a source that is not fetched has no headers."""
    key = "sources-hint" if source.is_fetched else "sources-hint-name"
    return t(key, id=str(source.id))


def _format_name(source: Source) -> str:
    return format_line(source.name, _MAX_NAME_CHARS)


def _format_source(
    t: Translator, place: int, details: SourceDetails, timezone: str, now: datetime
) -> str:
    source, activity = details.source, details.activity
    parts = [
        f"{get_health(source, activity, now)} {place}. {_format_name(source)}",
        _format_state(t, source, activity, timezone, now),
    ]
    if activity.articles_in_week:
        parts.append(_format_rate(t, activity))
    if topic_names := format_topic_names(t, source.topics, details.topics):
        parts.append(f"🗂 {topic_names}")
    return " · ".join(parts)


def _format_state(
    t: Translator, source: Source, activity: SourceActivity, timezone: str, now: datetime
) -> str:
    match get_health(source, activity, now):
        case SourceHealth.STOPPED | SourceHealth.PAUSED:
            return t.format_reason(source.paused_reason or "")
        case SourceHealth.FAILING:
            return t(
                "sources-failing",
                count=source.failures,
                reason=t.format_reason(source.failure_reason),
            )
        case SourceHealth.NEW:
            return t("sources-new")
        case SourceHealth.SILENT if activity.last_published_at is not None:
            return t(
                "sources-silent",
                moment=t.format_datetime(activity.last_published_at, timezone, now),
            )
        case _ if activity.last_published_at is None:
            return t("sources-empty")
        case _:
            return t(
                "sources-last", moment=t.format_datetime(activity.last_published_at, timezone, now)
            )


def _format_rate(t: Translator, activity: SourceActivity) -> str:
    if activity.per_day < 1:
        return t("sources-a-week", count=activity.articles_in_week)
    return t("sources-a-day", count=round(activity.per_day))


def _build_paging_buttons(t: Translator, number: int, total: int) -> Rows:
    row = build_paging_buttons(
        t,
        SourcesPage(page=number - 1) if number else None,
        SourcesPage(page=number + 1) if (number + 1) * PAGE_SIZE < total else None,
    )
    return (row,) if row else ()


def _build_action_buttons(t: Translator, source: Source) -> Rows:
    def button(emoji: str, label: str, do: SourceAction) -> Button:
        data = SourceCallback(source=source.id, action=do).pack()
        style = ButtonStyle.DANGER if do is SourceAction.REMOVE else None
        return Button(f"{emoji} {label}", data, style=style)

    is_paused = source.paused_reason is not None
    run = (
        button("▶️", t("button-source-resume"), SourceAction.RESUME)
        if is_paused
        else button("⏸", t("button-source-pause"), SourceAction.PAUSE)
    )
    fetch = (button("🔄", t("button-source-fetch"), SourceAction.FETCH),)
    rows = [
        (run, *(fetch if source.is_fetched else ())),
        (
            button("🗂", t("button-topics"), SourceAction.TOPICS),
            button("🌐", t("button-source-language"), SourceAction.LANGUAGE),
        ),
        (
            button("❔", t("button-source-why"), SourceAction.WHY),
            button("🗑", t("button-source-remove"), SourceAction.REMOVE),
        ),
        (Button(f"◀️ {t('sources-title')}", SourcesPage(page=0).pack()),),
    ]
    return tuple(rows)


def _build_back_button(t: Translator, source: Source) -> Button:
    return Button(
        t("button-back"), SourceCallback(source=source.id, action=SourceAction.SHOW).pack()
    )


def format_topics_saved(t: Translator, saved: SourceTopics) -> str:
    """Confirm the topics that an editor chose for a source."""
    named = format_topic_names(t, saved.topic_ids, saved.topics)
    if not named:
        return t("sources-no-topics", url=saved.url)
    return t("sources-topics", url=saved.url, topics=named)
