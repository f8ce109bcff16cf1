"""What editors see: previews, progress, topics, numbers."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.callbacks import Decision
from bot.translations import Translator
from bot.views.document import Button, Document, Heading, Item, page
from news.model import Topic
from news.topic_line import line_of
from storage.broadcasts import BroadcastState
from storage.outbox import Progress
from storage.statistics import Statistics


def preview(t: Translator, broadcast_id: int, head_count: int) -> Document:
    """The question under a preview: how many will get it, and whether to send."""
    if not head_count:
        return page(t("breaking-nobody", id=str(broadcast_id)))
    return page(
        t("breaking-preview", id=str(broadcast_id), count=head_count),
        buttons=(
            (
                Button(
                    f"📣 {t('button-send')}", Decision(broadcast=broadcast_id, send=True).pack()
                ),
                Button(
                    f"✖️ {t('button-cancel')}", Decision(broadcast=broadcast_id, send=False).pack()
                ),
            ),
        ),
    )


_UNDER_WAY = {
    "sending": ("breaking-running", "breaking-report"),
    "correcting": ("correcting-running", "correcting-report"),
    "retracting": ("retracting-running", "retracting-report"),
}


def progress(
    t: Translator, broadcast_id: int, state: BroadcastState, progress: Progress
) -> Document:
    """How far it has come, or what became of it."""
    running, report = _UNDER_WAY[state]
    numbers: dict[str, str | int] = {
        "id": str(broadcast_id),
        "sent": progress.sent,
        "failed": progress.failed,
    }
    if progress.left:
        return page(t(running, left=progress.left, **numbers))
    return page(t(report, **numbers))


def retraction(t: Translator) -> Document:
    """What stands in where Telegram no longer deletes a message."""
    return page(t("retraction-notice"))


def own_topics(t: Translator, topics: Sequence[Topic]) -> Document:
    """The topics that hold words of the editors' own, and how to add one."""
    lines = [Item(line_of(topic)) for topic in topics]
    return page(Heading(t("own-topics-title")), *lines, t("own-topics-hint"))


def statistics(t: Translator, numbers: Statistics) -> Document:
    people, deliveries = numbers.subscribers, numbers.deliveries
    return page(
        Heading(t("stats-title")),
        t(
            "stats-body",
            active=people.get("active", 0),
            paused=people.get("paused", 0),
            gone=people.get("gone", 0),
            articles=numbers.articles,
            stories=numbers.stories,
            sources=numbers.sources,
            sent=deliveries.get("sent", 0),
            waiting=deliveries.get("pending", 0) + deliveries.get("leased", 0),
            failed=deliveries.get("failed", 0) + deliveries.get("cancelled", 0),
        ),
    )


def topic_names(t: Translator, ids: Collection[str], topics: Sequence[Topic]) -> str:
    return ", ".join(t.topic(topic) for topic in topics if topic.id in ids)
