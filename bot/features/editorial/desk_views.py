"""Screens of the desk: the list of stories, one story, and what to split off or join."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.features.editorial.callbacks import DeskAction, DeskCallback
from bot.ui.articles import (
    MAX_SOURCE_CHARS,
    build_broadcast_button,
    format_keycap,
    format_published,
    format_sources,
    split_numbers,
)
from bot.ui.document import (
    Button,
    Document,
    DocumentPart,
    Heading,
    build_document,
    build_paragraph,
    truncate_line,
)
from bot.ui.widgets import LANGUAGE_NAMES
from news.model import Story
from service.digests.desk import Desk, DeskStory
from service.i18n.translations import Translator, sanitize_line
from storage.archive.coverage import Report
from storage.archive.desk_choices import DeskChoiceKind

_MARKS = {DeskChoiceKind.PIN: "📌 ", DeskChoiceKind.HIDE: "🙈 "}
_UNTIL_KEYS = {DeskChoiceKind.PIN: "desk-until-pin", DeskChoiceKind.HIDE: "desk-until-hide"}
_DO_KEYS = {DeskChoiceKind.PIN: "button-pin", DeskChoiceKind.HIDE: "button-hide"}
_UNDO_KEYS = {DeskChoiceKind.PIN: "button-undo-pin", DeskChoiceKind.HIDE: "button-undo-hide"}
_MAX_TITLE_CHARS = 90
"""Characters of a title in a list: all stories of the desk fit into one message."""


def build_desk(t: Translator, desk: Desk) -> Document:
    """List the stories by language, then the hidden ones; a number opens a story."""
    numbers: dict[int, int] = {}
    parts: list[DocumentPart | str] = [Heading(t("desk-title"))]
    for language, leads in desk.by_language.items():
        if leads:
            parts.append(Heading(LANGUAGE_NAMES[language], level=2))
            parts.append(_list_stories(t, leads, numbers))
    if desk.hidden:
        parts.append(Heading(t("desk-hidden"), level=2))
        parts.append(_list_stories(t, desk.hidden, numbers))
    parts.append(t("desk-hint") if numbers else t("desk-empty"))
    buttons = [
        Button(format_keycap(number), _pack(story_id, DeskAction.SHOW))
        for story_id, number in numbers.items()
    ]
    return build_document(*parts, buttons=split_numbers(buttons) if buttons else ())


def build_story_card(
    t: Translator, shown: DeskStory, timezone: str, now: datetime, done: str = ""
) -> Document:
    """Show one story with what can be done with it; ``done``: what was just done."""
    story, choice = shown.story, shown.choice
    lines = [format_sources(t, story), t("desk-reports", count=story.article_count)]
    if choice is not None:
        until = t.format_datetime(choice.expires_at, timezone, now)
        lines.append(f"{_MARKS[choice.kind]}{t(_UNTIL_KEYS[choice.kind], moment=until)}")
    kind = choice.kind if choice else None
    chosen = (
        _build_choice_button(t, story, DeskChoiceKind.PIN, kind),
        _build_choice_button(t, story, DeskChoiceKind.HIDE, kind),
    )
    split = Button(f"✂️ {t('button-split')}", _pack(story.id, DeskAction.CHOOSE_REPORT))
    join = Button(f"🔗 {t('button-join')}", _pack(story.id, DeskAction.CHOOSE_STORY))
    return build_document(
        *([done] if done else []),
        Heading(_format_title(story.lead_article.title)),
        "\n".join(filter(None, lines)),
        buttons=(
            chosen,
            (split, join) if story.article_count > 1 else (join,),
            (build_broadcast_button(t, story.lead_article.id),),
            (Button(f"◀️ {t('button-to-desk')}", _pack(0, DeskAction.LIST)),),
        ),
    )


def build_report_choice(
    t: Translator, story: Story, reports: Sequence[Report], timezone: str, now: datetime
) -> Document:
    """Ask which report to split off."""
    lines = [
        " · ".join(
            filter(
                None,
                (
                    f"{number}. {_format_title(report.title)}",
                    sanitize_line(truncate_line(report.source, MAX_SOURCE_CHARS)),
                    format_published(t, report, timezone, now),
                ),
            )
        )
        for number, report in enumerate(reports, 1)
    ]
    buttons = [
        Button(format_keycap(number), _pack(story.id, DeskAction.SPLIT, report.article_id))
        for number, report in enumerate(reports, 1)
    ]
    return build_document(
        t("desk-ask-split"),
        "\n".join(lines),
        buttons=(*split_numbers(buttons), (_build_back_button(t, story),)),
    )


def build_story_choice(t: Translator, story: Story, desk: Desk) -> Document:
    """Ask which other story of the desk to join to a story."""
    every = [one for leads in (*desk.by_language.values(), desk.hidden) for one in leads]
    others = list({one.story.id: one for one in every if one.story.id != story.id}.values())
    back = (_build_back_button(t, story),)
    if not others:
        return build_document(t("desk-nothing-to-join"), buttons=(back,))
    numbers: dict[int, int] = {}
    listed = _list_stories(t, others, numbers)
    buttons = [
        Button(format_keycap(number), _pack(story.id, DeskAction.JOIN, story_id))
        for story_id, number in numbers.items()
    ]
    return build_document(
        t("desk-ask-join", title=_format_title(story.lead_article.title)),
        listed,
        t("desk-join-hint"),
        buttons=(*split_numbers(buttons), back),
    )


def _list_stories(
    t: Translator, found: Sequence[DeskStory], numbers: dict[int, int]
) -> DocumentPart:
    """List stories; each has one number, also where it stands in several lists."""
    lines = []
    for one in found:
        number = numbers.setdefault(one.story.id, len(numbers) + 1)
        mark = _MARKS[one.choice.kind] if one.choice else ""
        count = t("desk-reports", count=one.story.article_count)
        lines.append(f"{number}. {mark}{_format_title(one.story.lead_article.title)} · {count}")
    return build_paragraph("\n".join(lines))


def _format_title(title: str) -> str:
    return sanitize_line(truncate_line(title, _MAX_TITLE_CHARS))


def _build_choice_button(
    t: Translator, story: Story, kind: DeskChoiceKind, chosen: DeskChoiceKind | None
) -> Button:
    """Build the button that pins or hides a story, or takes that back."""
    if kind is chosen:
        return Button(t(_UNDO_KEYS[kind]), _pack(story.id, DeskAction.RELEASE))
    action = DeskAction.PIN if kind is DeskChoiceKind.PIN else DeskAction.HIDE
    return Button(f"{_MARKS[kind]}{t(_DO_KEYS[kind])}", _pack(story.id, action))


def _build_back_button(t: Translator, story: Story) -> Button:
    return Button(f"◀️ {t('button-back')}", _pack(story.id, DeskAction.SHOW))


def _pack(story_id: int, action: DeskAction, other: int = 0) -> str:
    return DeskCallback(story=story_id, action=action, other=other).pack()
