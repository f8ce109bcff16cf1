"""All stored data about a chat: what /mydata exports and /stop erases.

A test walks the tables: every column that identifies a chat or a person is listed here, as
exported or as excluded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, Table, Text, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import signals
from storage.chats import follows
from storage.database.dialect import get_json_item
from storage.schema.tables import (
    IS_PAYLOAD_UNUSED,
    alert_windows,
    approvals,
    audit,
    broadcasts,
    chat_admins,
    deliveries,
    editor_invites,
    editors,
    followed_stories,
    payloads,
    pending_alerts,
    proposals,
    saved_articles,
    searches,
    shown_stories,
    source_choices,
    subscribers,
)
from storage.schema.tables import follows as follows_table
from storage.signals import Signal

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""Before what retention keeps."""


@dataclass(frozen=True, slots=True)
class DataSection:
    """The rows of a table that belong to a chat: those whose ``column`` holds its id.

    What is not erasable is who the editors are, and the record of what they published.
    ``exported`` lists the columns that a person is shown: a new column is not exported by accident.
    Without any, the rows are only erased.
    """

    name: str
    table: Table
    exported: tuple[str, ...] = ()
    column: str = "chat_id"
    is_erasable: bool = True


SECTIONS = (
    DataSection(
        "settings",
        subscribers,
        (
            "title",
            "state",
            "language",
            "timezone",
            "city",
            "digest_times",
            "weekdays",
            "topics",
            "digest_size",
            "style",
            "languages",
            "breaking",
            "quiet_from",
            "quiet_until",
            "hold_in_quiet_hours",
            "notify_when_empty",
            "weekly_review",
            "joined_at",
            "next_digest_at",
            "paused_until",
        ),
    ),
    DataSection("terms", follows_table, ("text", "kind", "notify", "origin", "created_at")),
    DataSection(
        "saved_articles",
        saved_articles,
        ("title", "url", "source", "summary", "published_at", "saved_at"),
    ),
    DataSection(
        "followed_stories", followed_stories, ("title", "notify", "created_at", "active_until")
    ),
    DataSection("sources", source_choices, ("source", "kind", "created_at")),
    DataSection("waiting_alerts", pending_alerts),
    DataSection("alerts_an_hour", alert_windows),
    DataSection("stories_shown", shown_stories),
    DataSection("searches", searches, ("query", "results", "asked_at")),
    DataSection("messages", deliveries, ("state", "finished_at")),
    DataSection("sets_up", chat_admins, ("chat_id", "user_id"), column="user_id"),
    DataSection("set_up_by", chat_admins, ("chat_id", "user_id")),
    DataSection(
        "editor",
        editors,
        ("user_id", "name", "role", "added_by", "added_at"),
        column="user_id",
        is_erasable=False,
    ),
    DataSection(
        "editors_invited",
        editor_invites,
        ("role", "created_by", "expires_at"),
        column="created_by",
        is_erasable=False,
    ),
    DataSection(
        "broadcasts",
        broadcasts,
        (
            "id",
            "editor_id",
            "state",
            "text",
            "topics",
            "language",
            "silent",
            "ttl",
            "article_id",
            "paused",
            "stopped",
            "retracted",
            "created_at",
            "scheduled_at",
            "started_at",
        ),
        column="editor_id",
        is_erasable=False,
    ),
    DataSection(
        "proposals",
        proposals,
        ("id", "broadcast_id", "action", "state", "proposed_by", "proposer", "created_at"),
        column="proposed_by",
        is_erasable=False,
    ),
    DataSection(
        "approvals",
        approvals,
        ("proposal_id", "editor_id", "approved_at"),
        column="editor_id",
        is_erasable=False,
    ),
    DataSection(
        "editors_log",
        audit,
        ("created_at", "action", "editor_id", "editor", "broadcast_id", "text"),
        column="editor_id",
        is_erasable=False,
    ),
)

INTERNAL = "internal state, not data that a person entered"

EXCLUDED_COLUMNS: Mapping[str, str] = {
    "broadcasts.paused_by": "the audit log shows its editor who paused what",
    "broadcasts.report_chat_id": "where a report is: the chat of the editor who requested it",
    "broadcasts.report_message_id": "the same",
    "broadcasts.former_reports": "the same",
    "broadcasts.suggested_fingerprint": INTERNAL,
    "broadcasts.payload_id": INTERNAL,
    "broadcasts.has_delivered": INTERNAL,
    "broadcasts.failed_count": INTERNAL,
    "broadcasts.opened_count": "a number of readers, without names",
    "proposals.payload_id": INTERNAL,
    "proposals.fingerprint": INTERNAL,
    "proposals.report_chat_id": "where a report is: the chat of the editor who requested it",
    "proposals.report_message_id": "the same",
    "broadcasts.time_prompted_at": INTERNAL,
    "broadcasts.time_prompted_by": "who was asked for a time, for some minutes",
    "editor_invites.secret_hash": "a secret",
    "editor_invites.process_id": INTERNAL,
    "subscribers.empty_notice_sent": INTERNAL,
    "subscribers.watermark": INTERNAL,
    "subscribers.pending_prompt": "a pending prompt, for some minutes",
    "subscribers.prompted_at": "the same",
    "subscribers.prompted_article_id": "the same",
    "subscribers.setup_step": INTERNAL,
    "subscribers.last_digest_id": "the digest itself is among the messages",
    "shown_stories.chat_id": "named at the head of the file",
    "follows.chat_id": "named at the head of the file",
    "follows.term_id": INTERNAL,
    "saved_articles.chat_id": "named at the head of the file",
    "source_choices.chat_id": "named at the head of the file",
    "followed_stories.chat_id": "named at the head of the file",
    "followed_stories.story_id": INTERNAL,
    "followed_stories.last_article_id": INTERNAL,
    "subscribers.style_offer_sent": INTERNAL,
    "subscribers.chat_id": "named at the head of the file",
    "subscribers.kind": INTERNAL,
    "subscribers.thread_id": INTERNAL,
    "subscribers.weekly_review_sent_at": INTERNAL,
    "saved_articles.article_id": INTERNAL,
    "pending_alerts.story_id": INTERNAL,
    "pending_alerts.article_id": INTERNAL,
    "pending_alerts.queued_at": INTERNAL,
    "alert_windows.started_at": INTERNAL,
    "alert_windows.sent_count": INTERNAL,
    "alert_windows.batch_due_at": INTERNAL,
    "shown_stories.story_id": INTERNAL,
    "shown_stories.shown_at": INTERNAL,
    "deliveries.action": INTERNAL,
    "deliveries.due_at": INTERNAL,
    "deliveries.silent": INTERNAL,
    "deliveries.message_id": INTERNAL,
    "pending_alerts.chat_id": "named at the head of the file",
    "alert_windows.chat_id": "named at the head of the file",
    "searches.id": INTERNAL,
    "searches.chat_id": "named at the head of the file",
    "deliveries.chat_id": "named at the head of the file",
    "deliveries.id": INTERNAL,
    "deliveries.payload_id": "replaced by the message's text",
    "deliveries.broadcast_id": INTERNAL,
    "deliveries.priority": INTERNAL,
    "deliveries.expires_at": INTERNAL,
    "deliveries.covers_since": INTERNAL,
    "deliveries.leased_until": INTERNAL,
    "deliveries.attempts": INTERNAL,
    "deliveries.reason": "an error text for the operator, which may contain foreign data",
    "audit.id": INTERNAL,
}
"""Columns of these tables that are not exported, each with the reason."""


async def export(connection: AsyncConnection, chat_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return the exported columns of each section's rows, oldest first, with a message's ``text``
    and ``blocks`` (as JSON)."""
    return {
        section.name: [
            dict(row._mapping) for row in await connection.execute(_select_rows(section, chat_id))
        ]
        for section in SECTIONS
        if section.exported
    }


async def delete_all(connection: AsyncConnection, chat_id: int) -> dict[str, int]:
    """Delete a chat's data; return the number of rows of each section that had any."""
    erased = {}
    for section in SECTIONS:
        if section.is_erasable:
            count = await _delete_section(connection, section, chat_id)
            if count:
                erased[section.name] = count
    await signals.send(connection, Signal.WITHDRAWN)
    return erased


async def _delete_section(connection: AsyncConnection, section: DataSection, chat_id: int) -> int:
    if section.table is follows_table:
        return await follows.remove_all(connection, chat_id)
    if section.table is deliveries:
        return await _delete_messages(connection, chat_id)
    is_theirs = section.table.c[section.column] == chat_id
    return (await connection.execute(delete(section.table).where(is_theirs))).rowcount


async def _delete_messages(connection: AsyncConnection, chat_id: int) -> int:
    """Delete a chat's deliveries; return how many.

    The messages that no other chat got may contain what the person typed, as that of a followed
    name does. They are deleted the next night (`storage.retention`) and not now: the one that sends
    digests at this moment may be about to send the same to others.
    """
    is_theirs = deliveries.c.chat_id == chat_id
    theirs = select(deliveries.c.payload_id).where(is_theirs).distinct()
    payload_ids = list((await connection.execute(theirs)).scalars())
    gone = await connection.execute(delete(deliveries).where(is_theirs))
    unused = payloads.c.id.in_(payload_ids), IS_PAYLOAD_UNUSED
    await connection.execute(update(payloads).where(*unused).values(created_at=LONG_AGO))
    return gone.rowcount


def _select_rows(section: DataSection, chat_id: int) -> Select[Any]:
    table = section.table
    is_theirs = table.c[section.column] == chat_id
    columns = [table.c[name] for name in section.exported]
    if table is follows_table:
        return select(*columns).where(is_theirs).order_by(table.c.created_at, table.c.term_id)
    (key, *_) = table.primary_key
    if table is not deliveries:
        return select(*columns).where(is_theirs).order_by(key)
    message = [
        get_json_item(payloads.c.message, part, Text).label(part) for part in ("text", "blocks")
    ]
    joined = select(*columns, *message).join(payloads, payloads.c.id == table.c.payload_id)
    return joined.where(is_theirs).order_by(key)
