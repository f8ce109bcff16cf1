"""Messages for editors: custom topics and the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.features.editorial.callbacks import LogPage
from bot.ui.article_links import (
    VIEW_EMOJI,
    ArticleAction,
    ArticleCallback,
    ArticleView,
    BroadcastArticle,
    OpenArticle,
)
from bot.ui.document import (
    Button,
    Document,
    Heading,
    ListItem,
    Rows,
    build_document,
    format_line,
    truncate_line,
)
from bot.ui.widgets import build_import_report, build_paging_buttons
from news.model import Topic
from news.topics.topic_line import format_topic
from service.i18n.sanitize import sanitize_line
from service.i18n.translations import Translator
from service.ops.stats import AuditPage
from storage.stats.audit_log import AuditAction, AuditEntry

LOG_PAGE_SIZE = 15
"""Entries of the audit log a page."""

_ABOUT_ROLES = (
    AuditAction.EDITOR_INVITED,
    AuditAction.EDITOR_ADDED,
    AuditAction.EDITOR_CHANGED,
    AuditAction.EDITOR_REMOVED,
)
"""Actions whose text ends in a role."""

MAX_NAME_CHARS = 40
"""Characters of an editor's name in the audit log."""


def build_articles_report(
    t: Translator, added: int, known: int, rejected: Sequence[str]
) -> Document:
    """Build the report on an imported file of articles."""
    return build_import_report(t, t("add-taken", added=added, known=known), rejected)


def build_article_buttons(t: Translator, article_id: int, *, may_edit: bool) -> Rows:
    """Return buttons that read, edit and push an article that was just added."""
    opened = OpenArticle(article=article_id, view=ArticleView.FULL)
    edit = ArticleCallback(article=article_id, action=ArticleAction.SHOW)
    push = BroadcastArticle(article=article_id)
    read = Button(f"{VIEW_EMOJI[ArticleView.FULL]} {t('button-read')}", opened.pack())
    edits = [Button(f"✏️ {t('button-edit')}", edit.pack())] if may_edit else []
    return ((read, *edits), (Button(f"🔴 {t('button-breaking')}", push.pack()),))


def build_log(
    t: Translator, found: AuditPage, page: LogPage, timezone: str, now: datetime
) -> Document:
    """Return a page of the audit log, newest first."""
    if not found.entries:
        return build_document(Heading(t("log-title")), t("log-empty"))
    lines = [ListItem(_format_log_line(t, entry, timezone, now)) for entry in found.entries]
    buttons = _build_log_buttons(t, page, found.total)
    return build_document(Heading(t("log-title")), *lines, buttons=buttons)


def _format_log_line(t: Translator, entry: AuditEntry, timezone: str, now: datetime) -> str:
    who = format_line(entry.editor, MAX_NAME_CHARS) or t("log-service")
    if entry.api_token:
        who = t("log-api", name=entry.api_token)
    elif entry.editor_id is None and entry.editor:
        who = t("log-terminal", name=entry.editor)
    what = t(f"act-{entry.action.replace(' ', '-')}")
    if entry.broadcast_id is not None:
        what += f" {t('number', id=str(entry.broadcast_id))}"
    text = entry.text
    if entry.action is AuditAction.SCHEDULED:
        text = t.format_datetime(datetime.fromisoformat(text), timezone, now)
    elif entry.action in _ABOUT_ROLES:
        name, separator, role = text.rpartition(": ")
        text = f"{name}{separator}{t(f'role-{role}')}"
    details = f": {sanitize_line(truncate_line(text))}" if text else ""
    return f"{t.format_datetime(entry.created_at, timezone, now)} · {who} · {what}{details}"


def _build_log_buttons(t: Translator, page: LogPage, total: int) -> Rows:
    before, after = max(0, page.offset - LOG_PAGE_SIZE), page.offset + LOG_PAGE_SIZE
    row = build_paging_buttons(
        t,
        LogPage(offset=before, broadcast=page.broadcast) if page.offset else None,
        LogPage(offset=after, broadcast=page.broadcast) if after < total else None,
    )
    return (row,) if row else ()


def build_custom_topic_list(t: Translator, topics: Sequence[Topic]) -> Document:
    """Return the topics with custom words, and how to add one."""
    lines = [ListItem(format_topic(topic)) for topic in topics]
    return build_document(Heading(t("own-topics-title")), *lines, t("own-topics-hint"))
