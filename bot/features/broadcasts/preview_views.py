"""What stands under a preview: who will get it, when, and whether to send it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.features.broadcasts.callbacks import (
    ConfirmBroadcast,
    PreviewMenu,
    PreviewScreen,
    ScheduleBroadcast,
    SetAudienceLanguage,
    SetSilent,
    SetTtl,
    ToggleAudienceTopic,
)
from bot.ui.document import Button, Document, Rows, build_document, split_rows, truncate_line
from bot.ui.widgets import LANGUAGE_NAMES, TICK
from news.model import TOPIC_IDS, Topic
from service.broadcasts.estimate import AudienceEstimate, DeliveryEstimate
from service.i18n.translations import Translator
from storage.messaging.broadcasts import Broadcast

TTL_MINUTES = (30, 60, 120, 360, 1440)
"""What an editor may choose from, in minutes."""


def build_current_draft(
    t: Translator, broadcast: Broadcast, reach: AudienceEstimate, timezone: str, now: datetime
) -> Document:
    """What stands under a preview that is not decided: a question, or when it goes out."""
    if broadcast.state == "scheduled":
        return build_scheduled(t, broadcast, reach, timezone, now)
    return build_question(t, broadcast, reach)


def build_question(t: Translator, broadcast: Broadcast, reach: AudienceEstimate) -> Document:
    """Send it? With what is set so far, each a button."""
    number, count = str(broadcast.id), reach.recipient_count
    asked = (
        t("breaking-preview", id=number, count=count) if count else t("breaking-nobody", id=number)
    )
    lines = [f"👥 {format_audience(t, broadcast)}"]
    if count:
        lines.append(f"⏱ {_format_estimate(t, reach.delivery)}")
    lines.append(f"⏳ {t('breaking-valid', duration=t.format_duration(broadcast.valid_for))}")
    return build_document(
        asked, "\n".join(lines), buttons=_build_question_buttons(t, broadcast, bool(count))
    )


def build_scheduled(
    t: Translator, broadcast: Broadcast, reach: AudienceEstimate, timezone: str, now: datetime
) -> Document:
    assert broadcast.scheduled_at is not None
    moment = t.format_datetime(broadcast.scheduled_at, timezone, now)
    later = Button(f"🕗 {t('button-other-time')}", _pack_menu(broadcast, PreviewScreen.LATER))
    return build_document(
        t("breaking-scheduled", id=str(broadcast.id), moment=moment, count=reach.recipient_count),
        f"👥 {format_audience(t, broadcast)}",
        buttons=(_build_decision_buttons(t, broadcast), (later,)),
    )


def build_missed(t: Translator, broadcast: Broadcast, timezone: str, now: datetime) -> Document:
    """Its time came and went while the service was down."""
    assert broadcast.scheduled_at is not None
    return build_document(
        t(
            "breaking-missed",
            id=str(broadcast.id),
            text=truncate_line(broadcast.text),
            moment=t.format_datetime(broadcast.scheduled_at, timezone, now),
            duration=t.format_duration(broadcast.valid_for),
        ),
        buttons=(_build_decision_buttons(t, broadcast),),
    )


def build_held(t: Translator, broadcast: Broadcast, timezone: str, now: datetime) -> Document:
    """Its time has come, and who scheduled it is no editor any more: what shall be done?"""
    assert broadcast.scheduled_at is not None
    return build_document(
        t(
            "breaking-held",
            id=str(broadcast.id),
            text=truncate_line(broadcast.text),
            moment=t.format_datetime(broadcast.scheduled_at, timezone, now),
        ),
        f"👥 {format_audience(t, broadcast)}",
        buttons=(_build_decision_buttons(t, broadcast),),
    )


def build_audience_picker(
    t: Translator, broadcast: Broadcast, topics: Sequence[Topic], head_count: int
) -> Document:
    """Whom to narrow it to."""
    return build_document(
        t("audience-ask", id=str(broadcast.id)),
        t("audience-count", count=head_count),
        buttons=(
            *_build_language_buttons(t, broadcast),
            *_build_topic_buttons(t, broadcast, topics),
            (
                Button(t("button-no-topics"), _pack_topic(broadcast, "", on=False)),
                Button(t("button-done"), _pack_menu(broadcast, PreviewScreen.QUESTION)),
            ),
        ),
    )


def build_schedule_picker(
    t: Translator, broadcast: Broadcast, moments: Sequence[datetime], timezone: str, now: datetime
) -> Document:
    """When to send it: a few near moments, or whatever is typed."""
    choices = [
        Button(
            t.format_datetime(at, timezone, now),
            ScheduleBroadcast(broadcast=broadcast.id, minute=_to_minute(at)).pack(),
        )
        for at in moments
    ]
    rows = split_rows(choices, 2)
    back = Button(f"◀️ {t('button-back')}", _pack_menu(broadcast, PreviewScreen.QUESTION))
    return build_document(
        t("later-ask", id=str(broadcast.id), zone=timezone), buttons=(*rows, (back,))
    )


def format_audience(t: Translator, broadcast: Broadcast) -> str:
    said = []
    if broadcast.topics:
        names = (t(f"topic-{topic}") for topic in TOPIC_IDS if topic in broadcast.topics)
        said.append(t("audience-topics", topics=", ".join(names)))
    if broadcast.language is not None:
        said.append(t("audience-language", language=LANGUAGE_NAMES[broadcast.language]))
    return " · ".join(said) or t("audience-everyone")


def _format_estimate(t: Translator, estimate: DeliveryEstimate) -> str:
    takes = t("breaking-takes", duration=t.format_duration(estimate.duration))
    return (
        f"{takes} · {t('breaking-stars', stars=estimate.max_stars)}"
        if estimate.max_stars
        else takes
    )


def _build_question_buttons(t: Translator, broadcast: Broadcast, has_recipients: bool) -> Rows:
    silence = SetSilent(broadcast=broadcast.id, on=not broadcast.silent).pack()
    sound = f"🔕 {t('button-silent')}" if broadcast.silent else f"🔔 {t('button-loud')}"
    valid = t("button-valid", duration=t.format_duration(broadcast.valid_for))
    decision = _build_decision_buttons(t, broadcast)
    return (
        decision if has_recipients else decision[1:],
        (
            Button(f"👥 {t('button-audience')}", _pack_menu(broadcast, PreviewScreen.AUDIENCE)),
            Button(sound, silence),
        ),
        (
            Button(f"🕗 {t('button-later')}", _pack_menu(broadcast, PreviewScreen.LATER)),
            Button(f"⏳ {valid}", _pack_next_ttl(broadcast)),
        ),
        (Button(f"🧪 {t('button-test')}", _pack_menu(broadcast, PreviewScreen.TEST)),),
    )


def _build_decision_buttons(t: Translator, broadcast: Broadcast) -> tuple[Button, ...]:
    return (
        Button(
            f"📣 {t('button-send')}", ConfirmBroadcast(broadcast=broadcast.id, send=True).pack()
        ),
        Button(
            f"✖️ {t('button-cancel')}", ConfirmBroadcast(broadcast=broadcast.id, send=False).pack()
        ),
    )


def _pack_next_ttl(broadcast: Broadcast) -> str:
    minutes = broadcast.valid_for // timedelta(minutes=1)
    longer = next((choice for choice in TTL_MINUTES if choice > minutes), TTL_MINUTES[0])
    return SetTtl(broadcast=broadcast.id, minutes=longer).pack()


def _build_language_buttons(t: Translator, broadcast: Broadcast) -> Rows:
    names: dict[str, str] = {"": t("audience-any-language"), **LANGUAGE_NAMES}
    chosen = broadcast.language or ""
    buttons = [
        Button(
            f"{TICK} {name}" if code == chosen else name,
            SetAudienceLanguage(broadcast=broadcast.id, language=code).pack(),
        )
        for code, name in names.items()
    ]
    return (tuple(buttons[:2]), tuple(buttons[2:]))


def _build_topic_buttons(t: Translator, broadcast: Broadcast, topics: Sequence[Topic]) -> Rows:
    ticked = broadcast.topics
    buttons = [
        Button(
            f"{TICK if topic.id in ticked else topic.emoji} {t(f'topic-{topic.id}')}",
            _pack_topic(broadcast, topic.id, on=topic.id not in ticked),
        )
        for topic in topics
    ]
    return split_rows(buttons, 2)


def _pack_topic(broadcast: Broadcast, topic: str, *, on: bool) -> str:
    return ToggleAudienceTopic(broadcast=broadcast.id, topic=topic, on=on).pack()


def _pack_menu(broadcast: Broadcast, show: PreviewScreen) -> str:
    return PreviewMenu(broadcast=broadcast.id, screen=show).pack()


def _to_minute(moment: datetime) -> int:
    return int(moment.timestamp() // 60)
