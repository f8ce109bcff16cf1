"""How far a broadcast has come, while it runs and when it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

from bot.callbacks import Steer, Steering
from bot.delivery.outcomes import in_words
from bot.translations import Translator
from bot.views.document import Button, Document, Item, Part, Rows, page, text
from storage.broadcasts import BY_ITSELF, Broadcast
from storage.progress import Progress


def progress(
    t: Translator, broadcast: Broadcast, progress: Progress, failures: Mapping[str, int]
) -> Document:
    """``failures`` are counted by the recorded reason."""
    if progress.left:
        return _running(t, broadcast, progress, failures)
    numbers = _numbers(broadcast, progress)
    noticed = [text(t("retracting-noticed", count=progress.noticed))] if progress.noticed else []
    return page(t(_reported(broadcast), **numbers), *noticed, *_reasons(t, failures))


def retraction(t: Translator) -> Document:
    """What stands in where Telegram no longer deletes a message."""
    return page(t("retraction-notice"))


def _running(
    t: Translator, broadcast: Broadcast, progress: Progress, failures: Mapping[str, int]
) -> Document:
    numbers = {**_numbers(broadcast, progress), "left": progress.left}
    parts: list[Part] = []
    key = {"sending": "breaking-running", "correcting": "correcting-running"}.get(
        broadcast.state, "retracting-running"
    )
    if broadcast.paused and broadcast.paused_by == BY_ITSELF:
        key = "breaking-halted"
        parts += _reasons(t, failures)
    elif broadcast.paused and progress.left == progress.unsent:
        key = "breaking-paused"
    else:
        parts += _pace(t, progress)
    return page(t(key, **numbers), *parts, buttons=_steering(t, broadcast, progress))


def _reported(broadcast: Broadcast) -> str:
    match broadcast.state:
        case "correcting":
            return "correcting-report"
        case "retracting":
            return "retracting-report"
    return "breaking-stopped" if broadcast.stopped else "breaking-report"


def _pace(t: Translator, progress: Progress) -> list[Part]:
    lines = []
    at_once = progress.left - progress.held
    if progress.rate and at_once:
        left = timedelta(seconds=round(at_once / progress.rate) or 1)
        rate = max(1, round(progress.rate))
        lines.append(t("progress-pace", rate=rate, duration=t.duration(left)))
    if progress.held:
        lines.append(t("progress-held", count=progress.held))
    return [text("\n".join(lines))] if lines else []


def _reasons(t: Translator, failures: Mapping[str, int]) -> list[Part]:
    """Why it did not arrive, the most frequent first."""
    counted: Counter[str] = Counter()
    for reason, number in failures.items():
        counted[in_words(reason)] += number
    return [
        Item(t("failure-line", reason=t(key), count=number))
        for key, number in counted.most_common()
    ]


def _steering(t: Translator, broadcast: Broadcast, progress: Progress) -> Rows:
    """What can still be done about those who have not got it. Mending goes on to its end."""
    if not progress.unsent or broadcast.retracted or broadcast.stopped:
        return ()
    pause = (
        Button(f"▶️ {t('button-resume')}", _steer(broadcast, Steering.RESUME))
        if broadcast.paused
        else Button(f"⏸ {t('button-pause')}", _steer(broadcast, Steering.PAUSE))
    )
    return ((pause, Button(f"⏹ {t('button-halt')}", _steer(broadcast, Steering.STOP))),)


def _steer(broadcast: Broadcast, act: Steering) -> str:
    return Steer(broadcast=broadcast.id, act=act).pack()


def _numbers(broadcast: Broadcast, progress: Progress) -> dict[str, str | int]:
    return {"id": str(broadcast.id), "sent": progress.sent, "failed": progress.failed}
