from __future__ import annotations

from datetime import timedelta

from bot.broadcasting.estimate import Estimate, Reach
from bot.translations import Translator
from bot.views import breaking, preview, progress
from bot.views.document import Document
from bot.views.message import Message
from news.topics import ALL
from storage.broadcasts import BY_ITSELF
from storage.progress import Progress
from tests.golden.registry import screen
from tests.golden.samples import NOW, ZONE, bridge, broadcast

_REACH = Reach(1204, Estimate(timedelta(seconds=41), 0))
_NOBODY = Reach(0, Estimate(timedelta(0), 0))
_SCHEDULED = broadcast(state="scheduled", scheduled_at=NOW + timedelta(hours=3))
_UNDER_WAY = Progress(sent=700, failed=4, left=500, unsent=500, held=20, rate=29.4)
_FAILURES = {"Forbidden: bot was blocked by the user": 3, "Bad Request: chat not found": 1}


@screen("breaking-of-an-article")
def of_article(t: Translator) -> Message:
    return breaking.from_article(t, bridge(t.language))


@screen("breaking-preview")
def question(t: Translator) -> list[Document]:
    """A draft for everybody; one that is narrowed, silent and paid for; one that nobody gets."""
    narrowed = broadcast(topics=frozenset({"society", "sport"}), language="ru", silent=True)
    paid = Reach(120_000, Estimate(timedelta(minutes=2), 11_640))
    return [
        preview.standing(t, broadcast(), _REACH, ZONE, NOW),
        preview.standing(t, narrowed, paid, ZONE, NOW),
        preview.question(t, broadcast(), _NOBODY),
    ]


@screen("breaking-scheduled")
def scheduled(t: Translator) -> Document:
    return preview.scheduled(t, _SCHEDULED, _REACH, ZONE, NOW)


@screen("breaking-missed")
def missed(t: Translator) -> Document:
    return preview.missed(t, _SCHEDULED, ZONE, NOW + timedelta(hours=6))


@screen("breaking-held")
def held(t: Translator) -> Document:
    return preview.held(t, _SCHEDULED, ZONE, NOW + timedelta(hours=3))


@screen("breaking-audience")
def audience(t: Translator) -> Document:
    return preview.audience(t, broadcast(topics=frozenset({"sport"}), language="uk"), ALL, 310)


@screen("breaking-later")
def later(t: Translator) -> Document:
    moments = [NOW + timedelta(hours=hours) for hours in (1, 3, 6, 24)]
    return preview.later(t, broadcast(), moments, ZONE, NOW)


@screen("breaking-progress")
def running(t: Translator) -> list[Document]:
    """On its way, paused by an editor, paused by itself."""
    sending = broadcast(state="sending")
    paused = broadcast(state="sending", paused=True, paused_by=9000)
    halted = broadcast(state="sending", paused=True, paused_by=BY_ITSELF)
    return [progress.progress(t, one, _UNDER_WAY, _FAILURES) for one in (sending, paused, halted)]


@screen("breaking-report")
def report(t: Translator) -> list[Document]:
    """Done, stopped, corrected, retracted."""
    done = Progress(sent=1200, failed=4, noticed=2)
    states = (
        broadcast(state="done"),
        broadcast(state="done", stopped=True),
        broadcast(state="correcting"),
        broadcast(state="retracting", retracted=True),
    )
    return [progress.progress(t, one, done, _FAILURES) for one in states]


@screen("breaking-retraction-notice")
def retraction(t: Translator) -> Document:
    return progress.retraction(t)
