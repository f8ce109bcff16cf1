"""The report of a broadcast: its progress while it runs, the result when it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

from bot.features.broadcasts.callbacks import (
    BroadcastAction,
    ControlBroadcast,
    Offer,
    OfferAmendment,
)
from bot.features.broadcasts.proposal_views import format_reach
from bot.telegram.client.api_errors import get_failure_key
from bot.ui.document import (
    Button,
    ButtonStyle,
    Document,
    DocumentPart,
    ListItem,
    Rows,
    build_document,
    build_paragraph,
)
from service.i18n.translations import Translator
from storage.messaging.broadcasts import AMENDING_STATES, PAUSED_BY_SERVICE, Broadcast
from storage.messaging.progress import Progress, Reach

BAR_LENGTH = 10
"""Signs of a progress bar."""


def build_report(
    t: Translator, broadcast: Broadcast, progress: Progress, failures: Mapping[str, int]
) -> Document:
    """Build the report; ``failures`` are numbers of chats by the recorded reason."""
    if progress.remaining:
        return _build_running_report(t, broadcast, progress, failures)
    parts: list[DocumentPart] = []
    if count := progress.replaced_by_notice:
        parts.append(build_paragraph(t("retracting-noticed", count=count)))
    parts += _build_failure_reasons(t, failures)
    lines = [t(_get_report_key(broadcast), **_get_counts(t, broadcast, progress))]
    lines += _format_chats(t, progress)
    lines += _format_unreached(t, progress)
    lines += _format_opened(t, broadcast)
    if progress.duration >= timedelta(seconds=1):
        lines.append(t("report-duration", duration=t.format_duration(progress.duration)))
    text = build_paragraph("\n".join(lines))
    return build_document(text, *parts, buttons=_build_amendment_buttons(t, broadcast))


def build_retraction_notice(t: Translator) -> Document:
    """Build the text that replaces a message that Telegram no longer deletes."""
    return build_document(t("retraction-notice"))


def _build_running_report(
    t: Translator, broadcast: Broadcast, progress: Progress, failures: Mapping[str, int]
) -> Document:
    numbers = {**_get_counts(t, broadcast, progress), "left": progress.remaining}
    parts: list[DocumentPart] = []
    key = {"sending": "breaking-running", "correcting": "correcting-running"}.get(
        broadcast.state, "retracting-running"
    )
    if broadcast.paused and broadcast.paused_by == PAUSED_BY_SERVICE:
        key = "breaking-auto-paused"
        parts += _build_failure_reasons(t, failures)
    elif broadcast.paused and progress.remaining == progress.unsent:
        key = "breaking-paused"
    else:
        parts += _build_pace(t, progress)
    lines = [t(key, **numbers), _format_bar(progress), *_format_chats(t, progress)]
    lines += _format_opened(t, broadcast)
    buttons = (
        *_build_control_buttons(t, broadcast, progress),
        *_build_amendment_buttons(t, broadcast),
    )
    return build_document(build_paragraph("\n".join(lines)), *parts, buttons=buttons)


def _format_bar(progress: Progress) -> str:
    """Return how much is done as a bar and in percent."""
    done = progress.sent + progress.failed
    share = done / (done + progress.remaining)
    full = int(share * BAR_LENGTH)
    return f"{'▓' * full}{'░' * (BAR_LENGTH - full)} {int(share * 100)} %"


def _format_chats(t: Translator, progress: Progress) -> list[str]:
    """Count people and chats apart, where there are both or chats alone."""
    if not progress.sent_chats:
        return []
    reach = Reach(progress.sent - progress.sent_chats, progress.sent_chats)
    return [t("report-reach", reach=format_reach(t, reach))]


def _format_unreached(t: Translator, progress: Progress) -> list[str]:
    """Count who never got what is retracted."""
    count = progress.unreached
    return [t("retracting-unreached", count=count)] if count else []


def _format_opened(t: Translator, broadcast: Broadcast) -> list[str]:
    """Count who opened the article, without names."""
    count = broadcast.opened_count
    return [t("report-opened", count=count)] if count and not broadcast.retracted else []


def _build_amendment_buttons(t: Translator, broadcast: Broadcast) -> Rows:
    """Build the buttons to correct and retract what readers have."""
    if broadcast.retracted:
        return ()
    correct = OfferAmendment(broadcast=broadcast.id, action=Offer.CORRECT).pack()
    retract = OfferAmendment(broadcast=broadcast.id, action=Offer.RETRACT).pack()
    return (
        (
            Button(f"✏️ {t('button-correct')}", correct),
            Button(f"🗑 {t('button-retract')}", retract, style=ButtonStyle.DANGER),
        ),
    )


def _get_report_key(broadcast: Broadcast) -> str:
    match broadcast.state:
        case "correcting":
            return "correcting-report"
        case "retracting":
            return "retracting-report"
    return "breaking-stopped" if broadcast.stopped else "breaking-report"


def _build_pace(t: Translator, progress: Progress) -> list[DocumentPart]:
    lines = []
    sendable = progress.remaining - progress.held
    if progress.rate and sendable:
        left = timedelta(seconds=round(sendable / progress.rate) or 1)
        rate = max(1, round(progress.rate))
        lines.append(t("progress-pace", rate=rate, duration=t.format_duration(left)))
    if progress.held:
        lines.append(t("progress-held", count=progress.held))
    return [build_paragraph("\n".join(lines))] if lines else []


def _build_failure_reasons(t: Translator, failures: Mapping[str, int]) -> list[DocumentPart]:
    """List why deliveries failed, the most frequent reason first."""
    counts: Counter[str] = Counter()
    for reason, number in failures.items():
        counts[get_failure_key(reason)] += number
    return [
        ListItem(t("failure-line", reason=t(key), count=number))
        for key, number in counts.most_common()
    ]


def _build_control_buttons(t: Translator, broadcast: Broadcast, progress: Progress) -> Rows:
    """Build the buttons for deliveries that are not sent yet; amendments cannot be paused."""
    if not progress.unsent or broadcast.retracted or broadcast.stopped:
        return ()
    pause = (
        Button(f"▶️ {t('button-resume')}", _pack_control(broadcast, BroadcastAction.RESUME))
        if broadcast.paused
        else Button(f"⏸ {t('button-pause')}", _pack_control(broadcast, BroadcastAction.PAUSE))
    )
    return (
        (
            pause,
            Button(
                f"⏹ {t('button-halt')}",
                _pack_control(broadcast, BroadcastAction.STOP),
                style=ButtonStyle.DANGER,
            ),
        ),
    )


def _pack_control(broadcast: Broadcast, action: BroadcastAction) -> str:
    return ControlBroadcast(broadcast=broadcast.id, action=action).pack()


def _get_counts(t: Translator, broadcast: Broadcast, progress: Progress) -> dict[str, str | int]:
    """Return the figures of a report; ``failures`` is empty without any."""
    key = "report-failed" if broadcast.state in AMENDING_STATES else "report-undelivered"
    failures = t(key, count=progress.failed) if progress.failed else ""
    return {"id": str(broadcast.id), "sent": progress.sent, "failures": failures}
