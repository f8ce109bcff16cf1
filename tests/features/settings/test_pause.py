"""Test a pause that ends by itself with a message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import App
from sandbox.clock import ManualClock
from sandbox.testing import Person
from service.bootstrap import Services
from service.i18n.durations import MAX_PAUSE, parse_pause_end
from tests.conftest import EDITOR_ID
from tests.support.articles import BRIDGE, LONG, load
from tests.support.conversation import ask, get_subscriber, subscribe
from tests.support.editors import got, preview
from tests.support.outbox import wait_until_sent

People = Callable[..., Person]

NOON = datetime(2026, 7, 1, 9, tzinfo=UTC)  # 12:00 in Kyiv


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("день", NOON + timedelta(days=1)),
        ("на неделю", NOON + timedelta(days=7)),
        ("3 дня", NOON + timedelta(days=3)),
        ("2 тижні", NOON + timedelta(days=14)),
        ("a week", NOON + timedelta(days=7)),
        ("for 10 days", NOON + timedelta(days=10)),
        ("месяц", NOON + timedelta(days=30)),
        ("до 25 июля", datetime(2026, 7, 24, 21, tzinfo=UTC)),
        ("до 5.12", datetime(2026, 12, 4, 22, tzinfo=UTC)),
        ("until 25 July", datetime(2026, 7, 24, 21, tzinfo=UTC)),
        ("до завтра", datetime(2026, 7, 1, 21, tzinfo=UTC)),
        ("до пятницы", datetime(2026, 7, 2, 21, tzinfo=UTC)),
        ("пятница", datetime(2026, 7, 2, 21, tzinfo=UTC)),
        ("до среды", datetime(2026, 7, 7, 21, tzinfo=UTC)),
        ("до следующего понедельника", datetime(2026, 7, 5, 21, tzinfo=UTC)),
        ("до п’ятниці", datetime(2026, 7, 2, 21, tzinfo=UTC)),
        ("до неділі", datetime(2026, 7, 4, 21, tzinfo=UTC)),
        ("на три дня", NOON + timedelta(days=3)),
        ("две недели", NOON + timedelta(days=14)),
        ("п'ять днів", NOON + timedelta(days=5)),
        ("на пару дней", NOON + timedelta(days=2)),
        ("for a couple of weeks", NOON + timedelta(days=14)),
        ("two days", NOON + timedelta(days=2)),
        ("выходные", datetime(2026, 7, 5, 21, tzinfo=UTC)),
        ("до кінця тижня", datetime(2026, 7, 5, 21, tzinfo=UTC)),
        ("for the weekend", datetime(2026, 7, 5, 21, tzinfo=UTC)),
        ("много дней", None),
        ("the day", None),
        ("until Monday", datetime(2026, 7, 5, 21, tzinfo=UTC)),
        ("till thu", datetime(2026, 7, 1, 21, tzinfo=UTC)),
        ("до середины", None),
        ("monkey", None),
        ("0 дней", None),
        ("999 недель", None),
        ("навсегда", None),
        ("", None),
    ],
)
def test_parse_duration_of_typed_pauses(text: str, until: datetime | None) -> None:
    assert parse_pause_end(text, NOON, "Europe/Kyiv") == until


@given(st.text(max_size=30))
def test_parse_duration_never_raises(text: str) -> None:
    until = parse_pause_end(text, NOON, "Europe/Kyiv")
    assert until is None or NOON < until <= NOON + MAX_PAUSE


@pytest.mark.parametrize(
    ("code", "button", "says", "over"),
    [
        ("ru", "На неделю", "Вернётся сама: 9 июля в 08:00", "Пауза закончилась"),
        ("uk", "На тиждень", "Повернеться саме: 9 липня о 08:00", "Пауза скінчилася"),
        ("en", "For a week", "comes back by itself: 9 July at 08:00", "The pause is over"),
    ],
)
async def test_pause_ends_after_a_week(
    app: App,
    services: Services,
    person: People,
    sandbox_clock: ManualClock,
    code: str,
    button: str,
    says: str,
    over: str,
) -> None:
    olya = await subscribe(person())
    await ask(olya, f"/language {code}")
    await ask(olya, "/timezone Kyiv")
    await olya.click(await ask(olya, "/pause"), button)
    assert says in (await olya.wait()).text
    await load(services, BRIDGE)
    for day in range(2, 9):
        sandbox_clock.now = datetime(2026, 7, day, 5, tzinfo=UTC)
        assert await app.send_due_digests() == 0
    sandbox_clock.advance(hours=1)
    await load(services, LONG)
    sandbox_clock.now = datetime(2026, 7, 9, 5, tzinfo=UTC)
    assert await app.send_due_digests() == 1
    back, digest = await olya.wait(), await olya.wait()
    assert back.text.startswith(over)
    assert LONG.title in digest.text
    assert BRIDGE.title not in digest.text, "a week old"
    sandbox_clock.advance(days=1)
    assert await app.send_due_digests() == 1
    await wait_until_sent(services)
    assert len([m for m in olya.messages if m.text.startswith(over)]) == 1


async def test_pause_asks_for_its_length_and_accepts_a_weekday(
    app: App, services: Services, person: People
) -> None:
    """/pause alone stopped everything until /resume."""
    olya = await subscribe(person())
    question = await ask(olya, "/pause")
    assert question.text.startswith("На сколько сделать паузу?")
    assert (await get_subscriber(services, olya)).state == "active"
    assert "Вернётся сама: 3 июля в 08:00" in (await ask(olya, "до пятницы")).text
    assert "ничего не нашлось" in (await ask(olya, "до субботы")).text, "it was answered"
    await olya.click(question, "До понедельника")
    assert "Вернётся сама: 6 июля в 08:00" in (await olya.wait()).text


async def test_pause_stops_digests_and_can_be_ended(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya, taras, editor = person(), person("Тарас"), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    await subscribe(taras)
    paused = await ask(olya, "/pause 3 дня")
    assert "Вернётся сама: 5 июля в 08:00" in paused.text
    await editor.click(await preview(editor, "/breaking Мост закрыт"), "Отправить")
    await wait_until_sent(services)
    assert got(taras, "Мост закрыт")
    assert not got(olya, "Мост закрыт")
    # A changed digest time does not end the pause, but moves its end.
    await ask(olya, "/time 20:30")
    moved = await ask(olya, "/settings")
    assert "Вернётся сама: 4 июля в 20:30" in moved.text
    await olya.click(moved, "Пауза")
    await olya.click(await olya.wait(), "Вернуть сводку")
    assert "Ближайшая сводка — сегодня в 20:30" in (await olya.wait()).text
    assert "Не понял, на сколько" in (await ask(olya, "/pause навсегда")).text


async def test_pause_ended_during_downtime_resumes_at_next_time(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya = await subscribe(person())
    await ask(olya, "/pause день")
    sandbox_clock.now = datetime(2026, 7, 3, 9, tzinfo=UTC)  # four hours too late
    assert await app.send_due_digests() == 0
    sandbox_clock.now = datetime(2026, 7, 4, 5, tzinfo=UTC)
    assert await app.send_due_digests() == 1
    await wait_until_sent(services)
    assert len(got(olya, "Пауза закончилась")) == 1


@pytest.mark.parametrize("asked", ["/pause", "/pause 3 дня", "/resume"])
async def test_who_is_not_subscribed_has_nothing_to_pause(
    app: App, services: Services, person: People, asked: str
) -> None:
    """Neither /pause nor the /resume after it subscribes: only Start does."""
    olya = person()
    assert "/start" in (await ask(olya, asked)).text
    assert "/start" in (await ask(olya, "/resume")).text
    stored = await services.subscribers.get(olya.id)
    assert stored is None or not stored.is_subscribed
