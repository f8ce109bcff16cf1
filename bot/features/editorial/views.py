"""Messages for editors: custom topics and the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.features.editorial.callbacks import LogPage
from bot.ui.articles import (
    VIEW_EMOJI,
    ArticleView,
    OpenArticle,
    build_broadcast_button,
    build_edit_button,
)
from bot.ui.document import (
    Button,
    Document,
    Heading,
    ListItem,
    Rows,
    build_document,
    build_paragraph,
    format_line,
    truncate_line,
)
from bot.ui.widgets import build_import_report, build_paging_buttons
from news.errors import NewsError
from news.model import Article, Topic
from news.sources.formats.file import FileFault
from news.topics.topic_line import format_topic
from service.articles.importer import ImportReport
from service.i18n.translations import Translator, sanitize_line
from service.ops.stats import AuditPage
from storage.messaging.proposals import ProposedAction
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

_ABOUT_PROPOSALS = (
    AuditAction.APPROVAL_ASKED,
    AuditAction.APPROVED,
    AuditAction.REJECTED,
    AuditAction.APPROVAL_VOID,
    AuditAction.OVERRIDDEN,
)
"""Actions whose text begins with what is proposed; that of earlier versions did not."""

_SOURCE_PARTS = {
    "title": "source-part-title",
    "language": "source-part-language",
    "headers": "source-part-headers",
    "topics": "source-part-topics",
}
"""What of a source is set, as the audit log stores it."""

MAX_NAME_CHARS = 40
"""Characters of an editor's name in the audit log."""


def build_articles_report(
    t: Translator, report: ImportReport, listed: Sequence[Article], *, may_edit: bool
) -> Document:
    """Build the report on an imported file of articles; ``listed``: the first of them, each with
    the buttons to read, edit and push it."""
    reasons = [_format_rejected(t, error) for error in report.rejected]
    summary = t("add-taken", added=report.added, known=report.already_known)
    if report.expiring:
        summary += f" {t('add-expiring', count=report.expiring)}"
    built = build_import_report(t, summary, reasons)
    if len(listed) == 1:
        buttons = build_article_buttons(t, listed[0].id, may_edit=may_edit)
        return replace(built, buttons=buttons)
    titles = [
        f"{number}. {sanitize_line(truncate_line(article.title))}"
        for number, article in enumerate(listed, 1)
    ]
    if more := len(report.article_ids) - len(listed):
        titles.append(t("add-more", count=more))
    parts = (*built.parts, *([build_paragraph("\n".join(titles))] if titles else []))
    rows = (
        tuple(
            replace(button, label=f"{button.label} {number}")
            for row in build_article_buttons(t, article.id, may_edit=may_edit)
            for button in row
        )
        for number, article in enumerate(listed, 1)
    )
    return replace(built, parts=parts, buttons=tuple(rows))


def _format_rejected(t: Translator, error: NewsError) -> str:
    """Return why an entry of a file is no article, with its line where there are several."""
    if "reason" not in error.details:
        return t.format_error(error)
    about = str(error.details.get("about", ""))
    match error.details.get("fault"):
        case FileFault.NOT_A_STRING:
            reason = t("reason-not-a-string", name=about)
        case FileFault.NO_SUCH_DAY:
            reason = t("reason-no-such-day", day=about)
        case _:
            reason = t.format_reason(str(error.details["reason"]))
    row = error.details.get("row")
    return t("add-refused-row", row=str(row), reason=reason) if row else reason


def build_article_buttons(t: Translator, article_id: int, *, may_edit: bool) -> Rows:
    """Return buttons that read, edit and push an article that was just added."""
    opened = OpenArticle(article=article_id, view=ArticleView.FULL)
    read = Button(f"{VIEW_EMOJI[ArticleView.FULL]} {t('button-read')}", opened.pack())
    edits = [build_edit_button(t, article_id)] if may_edit else []
    return ((read, *edits), (build_broadcast_button(t, article_id),))


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
    elif entry.action is AuditAction.SOURCE_CHANGED:
        text = _name_source_parts(t, text)
    elif entry.action in _ABOUT_PROPOSALS:
        proposed, separator, message = text.partition(": ")
        if separator and proposed in set(ProposedAction):
            text = f"{t(f'proposed-{proposed}')} · {message}"
    details = f": {sanitize_line(truncate_line(text))}" if text else ""
    return f"{t.format_datetime(entry.created_at, timezone, now)} · {who} · {what}{details}"


def _name_source_parts(t: Translator, text: str) -> str:
    """Return the address of a source and what changed of it, in words of the language."""
    address, separator, listed = text.rpartition(": ")
    parts = listed.split(", ")
    if not separator or not set(parts) <= _SOURCE_PARTS.keys():
        return text
    return f"{address}{separator}{', '.join(t(_SOURCE_PARTS[part]) for part in parts)}"


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
