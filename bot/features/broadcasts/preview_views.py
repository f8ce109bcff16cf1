"""The message under a preview: who will get the broadcast, when, and whether to send it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
from bot.ui.document import (
    Button,
    ButtonStyle,
    Document,
    Rows,
    build_document,
    split_rows,
    truncate_line,
)
from bot.ui.widgets import LANGUAGE_NAMES, TICK
from news.model import TOPIC_IDS
from news.topics.scoring import FIXED_TOPICS
from service.broadcasts.approvals import UNSEEN_VERSION, compute_version
from service.broadcasts.estimate import DeliveryEstimate, Preview
from service.i18n.timezones import get_city_name
from service.i18n.translations import Translator, sanitize_line
from storage.messaging.broadcasts import Broadcast

MAX_NAME_CHARS = 40

_VERSIONED = (ConfirmBroadcast, PreviewMenu, ScheduleBroadcast)
"""The buttons that carry the version of the broadcast that is shown above them."""

TTL_MINUTES = (30, 60, 120, 360, 1440)
"""The validities that the button cycles through, in minutes."""


def build_current_draft(
    t: Translator, preview: Preview, timezone: str, now: datetime, *, may_send: bool
) -> Document:
    """Build the question whether to send a broadcast, or its scheduled time."""
    if preview.broadcast.state == "scheduled":
        return build_scheduled(t, preview, timezone, now)
    return build_question(t, preview, may_send=may_send)


def build_question(t: Translator, preview: Preview, *, may_send: bool) -> Document:
    """Ask whether to send a broadcast; each option is a button with its present value.

    Who may not send it is offered to submit it.
    """
    broadcast, count = preview.broadcast, preview.estimate.recipient_count
    number = str(broadcast.id)
    question = (
        t("breaking-preview", id=number, count=count) if count else t("breaking-nobody", id=number)
    )
    lines = [f"👥 {format_audience(t, broadcast)}"]
    if count:
        lines.append(f"⏱ {_format_estimate(t, preview.estimate.delivery)}")
    lines.append(f"⏳ {t('breaking-ttl', duration=t.format_duration(broadcast.ttl))}")
    buttons = _build_question_buttons(t, broadcast, has_recipients=bool(count), may_send=may_send)
    return build_document(question, "\n".join(lines), buttons=buttons)


def build_submitted(t: Translator, preview: Preview, author: str) -> Document:
    """Ask an editor whether to send the draft of an author."""
    question = build_question(t, preview, may_send=True)
    who = sanitize_line(truncate_line(author, MAX_NAME_CHARS))
    return build_document(
        t("breaking-submitted-by", name=who), *question.parts, buttons=question.buttons
    )


def build_scheduled(t: Translator, preview: Preview, timezone: str, now: datetime) -> Document:
    """Build the card of a scheduled broadcast."""
    broadcast, count = preview.broadcast, preview.estimate.recipient_count
    assert broadcast.scheduled_at is not None
    moment = t.format_datetime(broadcast.scheduled_at, timezone, now)
    later = Button(f"🕗 {t('button-other-time')}", _pack_menu(broadcast, PreviewScreen.LATER))
    return build_document(
        t("breaking-scheduled", id=str(broadcast.id), moment=moment, count=count),
        f"👥 {format_audience(t, broadcast)}",
        buttons=(_build_decision_buttons(t, broadcast), (later,)),
    )


def build_missed(t: Translator, broadcast: Broadcast, timezone: str, now: datetime) -> Document:
    """Build the notice of a broadcast that expired while the service was down."""
    assert broadcast.scheduled_at is not None
    return build_document(
        t(
            "breaking-missed",
            id=str(broadcast.id),
            text=truncate_line(broadcast.text),
            moment=t.format_datetime(broadcast.scheduled_at, timezone, now),
            duration=t.format_duration(broadcast.ttl),
        ),
        buttons=(_build_decision_buttons(t, broadcast),),
    )


def build_held(t: Translator, broadcast: Broadcast, timezone: str, now: datetime) -> Document:
    """Ask whether to send a due broadcast of a person who is no longer an editor."""
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


def build_unapproved(t: Translator, broadcast: Broadcast) -> Document:
    """Build the notice that a due broadcast was not sent, because nobody approved it in time. It
    may have changed since its editor saw it, so its button shows it first."""
    menu = PreviewMenu(
        broadcast=broadcast.id, screen=PreviewScreen.QUESTION, version=UNSEEN_VERSION
    )
    return build_document(
        t("breaking-unapproved", id=str(broadcast.id), text=truncate_line(broadcast.text)),
        buttons=((Button(f"📝 {t('button-to-draft')}", menu.pack()),),),
    )


def find_version(keyboard: Iterable[str]) -> str:
    """Return the version that a message with these buttons is about; empty for other messages."""
    for data in keyboard:
        for button in _VERSIONED:
            if data.startswith(f"{button.__prefix__}:") and (
                version := button.unpack(data).version
            ):
                return version
    return ""


def build_audience_picker(t: Translator, preview: Preview) -> Document:
    """Build the buttons that narrow the audience to a language or to topics."""
    broadcast = preview.broadcast
    return build_document(
        t("audience-ask", id=str(broadcast.id)),
        t("audience-count", count=preview.estimate.recipient_count),
        buttons=(
            *_build_language_buttons(t, broadcast),
            *_build_topic_buttons(t, broadcast),
            (
                Button(t("button-no-topics"), _pack_topic(broadcast, "", on=False)),
                Button(
                    t("button-done"),
                    _pack_menu(broadcast, PreviewScreen.QUESTION),
                    style=ButtonStyle.SUCCESS,
                ),
            ),
        ),
    )


def build_schedule_picker(
    t: Translator, broadcast: Broadcast, times: Sequence[datetime], timezone: str, now: datetime
) -> Document:
    """Offer suggested start times, and ask to type another one."""
    choices = [
        Button(t.format_datetime(at, timezone, now), _pack_time(broadcast, at)) for at in times
    ]
    rows = split_rows(choices, 2)
    back = Button(f"◀️ {t('button-back')}", _pack_menu(broadcast, PreviewScreen.QUESTION))
    return build_document(
        t("later-ask", id=str(broadcast.id), zone=get_city_name(timezone, t.language)),
        buttons=(*rows, (back,)),
    )


def format_audience(t: Translator, broadcast: Broadcast) -> str:
    """Return the topics and the language of the audience."""
    parts = []
    if broadcast.topics:
        names = (t(f"topic-{topic}") for topic in TOPIC_IDS if topic in broadcast.topics)
        parts.append(t("audience-topics", topics=", ".join(names)))
    if broadcast.language is not None:
        parts.append(t("audience-language", language=LANGUAGE_NAMES[broadcast.language]))
    return " · ".join(parts) or t("audience-everyone")


def _format_estimate(t: Translator, estimate: DeliveryEstimate) -> str:
    duration = t("breaking-takes", duration=t.format_duration(estimate.duration))
    if not estimate.max_stars:
        return duration
    return f"{duration} · {t('breaking-stars', stars=estimate.max_stars)}"


def _build_question_buttons(
    t: Translator, broadcast: Broadcast, *, has_recipients: bool, may_send: bool
) -> Rows:
    silence = SetSilent(broadcast=broadcast.id, on=not broadcast.silent).pack()
    sound = f"🔕 {t('button-silent')}" if broadcast.silent else f"🔔 {t('button-loud')}"
    valid = t("button-ttl", duration=t.format_duration(broadcast.ttl))
    send, cancel = _build_decision_buttons(t, broadcast)
    if not may_send:
        send = Button(
            f"📨 {t('button-submit')}",
            _pack_menu(broadcast, PreviewScreen.SUBMIT),
            style=ButtonStyle.SUCCESS,
        )
    ttl = Button(f"⏳ {valid}", _pack_next_ttl(broadcast))
    later = Button(f"🕗 {t('button-later')}", _pack_menu(broadcast, PreviewScreen.LATER))
    return (
        (send, cancel) if has_recipients else (cancel,),
        (
            Button(f"👥 {t('button-audience')}", _pack_menu(broadcast, PreviewScreen.AUDIENCE)),
            Button(sound, silence),
        ),
        (later, ttl) if may_send else (ttl,),
        (Button(f"🧪 {t('button-test')}", _pack_menu(broadcast, PreviewScreen.TEST)),),
    )


def _build_decision_buttons(t: Translator, broadcast: Broadcast) -> tuple[Button, ...]:
    version = compute_version(broadcast)
    send = ConfirmBroadcast(broadcast=broadcast.id, send=True, version=version)
    cancel = ConfirmBroadcast(broadcast=broadcast.id, send=False, version=version)
    return (
        Button(f"📣 {t('button-send')}", send.pack(), style=ButtonStyle.SUCCESS),
        Button(f"✖️ {t('button-cancel')}", cancel.pack()),
    )


def _pack_next_ttl(broadcast: Broadcast) -> str:
    minutes = broadcast.ttl // timedelta(minutes=1)
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


def _build_topic_buttons(t: Translator, broadcast: Broadcast) -> Rows:
    selected = broadcast.topics
    buttons = [
        Button(
            f"{TICK if topic.id in selected else topic.emoji} {t(f'topic-{topic.id}')}",
            _pack_topic(broadcast, topic.id, on=topic.id not in selected),
        )
        for topic in FIXED_TOPICS
    ]
    return split_rows(buttons, 2)


def _pack_topic(broadcast: Broadcast, topic: str, *, on: bool) -> str:
    return ToggleAudienceTopic(broadcast=broadcast.id, topic=topic, on=on).pack()


def _pack_menu(broadcast: Broadcast, screen: PreviewScreen) -> str:
    version = compute_version(broadcast)
    return PreviewMenu(broadcast=broadcast.id, screen=screen, version=version).pack()


def _pack_time(broadcast: Broadcast, at: datetime) -> str:
    minute, version = int(at.timestamp() // 60), compute_version(broadcast)
    return ScheduleBroadcast(broadcast=broadcast.id, minute=minute, version=version).pack()
