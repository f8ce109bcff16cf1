"""What stands under a preview: who will get it, when, and whether to send it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.broadcasting.estimate import Estimate, Reach
from bot.callbacks import Decision, ForLanguage, ForTopic, SendAt, Show, Silence, Under, Validity
from bot.translations import Translator
from bot.views.document import (
    Button,
    Document,
    Rows,
    in_rows,
    page,
    quoted,
)
from bot.views.meeting import LANGUAGE_NAMES, TICK
from news.model import TOPIC_IDS, Topic
from storage.broadcasts import Broadcast

VALIDITIES = (30, 60, 120, 360, 1440)
"""What an editor may choose from, in minutes."""


def standing(
    t: Translator, broadcast: Broadcast, reach: Reach, timezone: str, now: datetime
) -> Document:
    """What stands under a preview that is not decided: a question, or when it goes out."""
    if broadcast.state == "scheduled":
        return scheduled(t, broadcast, reach, timezone, now)
    return question(t, broadcast, reach)


def question(t: Translator, broadcast: Broadcast, reach: Reach) -> Document:
    """Send it? With what is set so far, each a button."""
    number, count = str(broadcast.id), reach.head_count
    asked = (
        t("breaking-preview", id=number, count=count) if count else t("breaking-nobody", id=number)
    )
    lines = [f"👥 {audience_in_words(t, broadcast)}"]
    if count:
        lines.append(f"⏱ {_in_numbers(t, reach.estimate)}")
    lines.append(f"⏳ {t('breaking-valid', duration=t.duration(broadcast.valid_for))}")
    return page(asked, "\n".join(lines), buttons=_question_buttons(t, broadcast, bool(count)))


def scheduled(
    t: Translator, broadcast: Broadcast, reach: Reach, timezone: str, now: datetime
) -> Document:
    assert broadcast.scheduled_at is not None
    moment = t.moment(broadcast.scheduled_at, timezone, now)
    later = Button(f"🕗 {t('button-other-time')}", _under(broadcast, Show.LATER))
    return page(
        t("breaking-scheduled", id=str(broadcast.id), moment=moment, count=reach.head_count),
        f"👥 {audience_in_words(t, broadcast)}",
        buttons=(_decision(t, broadcast), (later,)),
    )


def missed(t: Translator, broadcast: Broadcast, timezone: str, now: datetime) -> Document:
    """Its time came and went while the service was down."""
    assert broadcast.scheduled_at is not None
    return page(
        t(
            "breaking-missed",
            id=str(broadcast.id),
            text=quoted(broadcast.text),
            moment=t.moment(broadcast.scheduled_at, timezone, now),
            duration=t.duration(broadcast.valid_for),
        ),
        buttons=(_decision(t, broadcast),),
    )


def held(t: Translator, broadcast: Broadcast, timezone: str, now: datetime) -> Document:
    """Its time has come, and who scheduled it is no editor any more: what shall be done?"""
    assert broadcast.scheduled_at is not None
    return page(
        t(
            "breaking-held",
            id=str(broadcast.id),
            text=quoted(broadcast.text),
            moment=t.moment(broadcast.scheduled_at, timezone, now),
        ),
        f"👥 {audience_in_words(t, broadcast)}",
        buttons=(_decision(t, broadcast),),
    )


def audience(
    t: Translator, broadcast: Broadcast, topics: Sequence[Topic], head_count: int
) -> Document:
    """Whom to narrow it to."""
    return page(
        t("audience-ask", id=str(broadcast.id)),
        t("audience-count", count=head_count),
        buttons=(
            *_language_buttons(t, broadcast),
            *_topic_buttons(t, broadcast, topics),
            (
                Button(t("button-no-topics"), _topic(broadcast, "", on=False)),
                Button(t("button-done"), _under(broadcast, Show.QUESTION)),
            ),
        ),
    )


def later(
    t: Translator, broadcast: Broadcast, moments: Sequence[datetime], timezone: str, now: datetime
) -> Document:
    """When to send it: a few near moments, or whatever is typed."""
    choices = [
        Button(
            t.moment(at, timezone, now), SendAt(broadcast=broadcast.id, minute=_minute(at)).pack()
        )
        for at in moments
    ]
    rows = in_rows(choices, 2)
    back = Button(f"◀️ {t('button-back')}", _under(broadcast, Show.QUESTION))
    return page(t("later-ask", id=str(broadcast.id), zone=timezone), buttons=(*rows, (back,)))


def audience_in_words(t: Translator, broadcast: Broadcast) -> str:
    said = []
    if broadcast.topics:
        names = (t(f"topic-{topic}") for topic in TOPIC_IDS if topic in broadcast.topics)
        said.append(t("audience-topics", topics=", ".join(names)))
    if broadcast.language is not None:
        said.append(t("audience-language", language=LANGUAGE_NAMES[broadcast.language]))
    return " · ".join(said) or t("audience-everyone")


def _in_numbers(t: Translator, estimate: Estimate) -> str:
    takes = t("breaking-takes", duration=t.duration(estimate.takes))
    return f"{takes} · {t('breaking-stars', stars=estimate.stars)}" if estimate.stars else takes


def _question_buttons(t: Translator, broadcast: Broadcast, has_readers: bool) -> Rows:
    silence = Silence(broadcast=broadcast.id, on=not broadcast.silent).pack()
    sound = f"🔕 {t('button-silent')}" if broadcast.silent else f"🔔 {t('button-loud')}"
    valid = t("button-valid", duration=t.duration(broadcast.valid_for))
    decision = _decision(t, broadcast)
    return (
        decision if has_readers else decision[1:],
        (
            Button(f"👥 {t('button-audience')}", _under(broadcast, Show.AUDIENCE)),
            Button(sound, silence),
        ),
        (
            Button(f"🕗 {t('button-later')}", _under(broadcast, Show.LATER)),
            Button(f"⏳ {valid}", _next_validity(broadcast)),
        ),
        (Button(f"🧪 {t('button-test')}", _under(broadcast, Show.TEST)),),
    )


def _decision(t: Translator, broadcast: Broadcast) -> tuple[Button, ...]:
    return (
        Button(f"📣 {t('button-send')}", Decision(broadcast=broadcast.id, send=True).pack()),
        Button(f"✖️ {t('button-cancel')}", Decision(broadcast=broadcast.id, send=False).pack()),
    )


def _next_validity(broadcast: Broadcast) -> str:
    minutes = broadcast.valid_for // timedelta(minutes=1)
    longer = next((choice for choice in VALIDITIES if choice > minutes), VALIDITIES[0])
    return Validity(broadcast=broadcast.id, minutes=longer).pack()


def _language_buttons(t: Translator, broadcast: Broadcast) -> Rows:
    names: dict[str, str] = {"": t("audience-any-language"), **LANGUAGE_NAMES}
    chosen = broadcast.language or ""
    buttons = [
        Button(
            f"{TICK} {name}" if code == chosen else name,
            ForLanguage(broadcast=broadcast.id, language=code).pack(),
        )
        for code, name in names.items()
    ]
    return (tuple(buttons[:2]), tuple(buttons[2:]))


def _topic_buttons(t: Translator, broadcast: Broadcast, topics: Sequence[Topic]) -> Rows:
    ticked = broadcast.topics
    buttons = [
        Button(
            f"{TICK if topic.id in ticked else topic.emoji} {t(f'topic-{topic.id}')}",
            _topic(broadcast, topic.id, on=topic.id not in ticked),
        )
        for topic in topics
    ]
    return in_rows(buttons, 2)


def _topic(broadcast: Broadcast, topic: str, *, on: bool) -> str:
    return ForTopic(broadcast=broadcast.id, topic=topic, on=on).pack()


def _under(broadcast: Broadcast, show: Show) -> str:
    return Under(broadcast=broadcast.id, show=show).pack()


def _minute(moment: datetime) -> int:
    return int(moment.timestamp() // 60)
