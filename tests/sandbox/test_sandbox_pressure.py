"""Limits and faults."""

from __future__ import annotations

import json

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from sandbox import ApiError, Limits, Sandbox
from sandbox.testing import Person


class Ticks:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def limits(ticks: Ticks) -> Limits:
    return Limits(ticks, enforced=True)


def admitted(limits: Limits, chats: range, *, group: bool = False, paid: bool = False) -> int:
    """Send one message to each of `chats`. Return how many pass before the first error."""
    for count, chat in enumerate(chats):
        try:
            limits.take(chat, group=group, paid=paid)
        except ApiError:
            return count
    return len(chats)


def test_thirty_a_second_overall(limits: Limits, ticks: Ticks) -> None:
    assert admitted(limits, range(100)) == 30
    ticks.now = 0.5
    assert admitted(limits, range(100, 200)) == 15
    assert (limits.sent, limits.refused["overall"]) == (45, 2)


def test_the_peak_counts_what_the_limit_counts(ticks: Ticks) -> None:
    for enforced, peak in ((True, 30), (False, 100)):
        limits = Limits(ticks, enforced=enforced)
        admitted(limits, range(100))
        ticks.now += 0.5
        admitted(limits, range(100, 115))
        assert limits.peak == peak
        assert limits.as_json()["last_second"] == peak
        ticks.now += 10
        assert limits.as_json()["last_second"] == 0
    limits = Limits(ticks, enforced=True)
    assert admitted(limits, range(200), paid=True) == 200
    assert limits.peak == 30
    limits = Limits(ticks, enforced=True)
    for chat in range(64):
        limits.take(chat, group=False)
        ticks.now += 1 / 16
    assert limits.peak == 16


def test_an_even_pace_is_never_refused(limits: Limits, ticks: Ticks) -> None:
    for chat in range(600):
        limits.take(chat, group=False)
        ticks.now += 1 / 30
    assert limits.sent == 600


def test_one_a_second_in_a_chat_after_a_burst(limits: Limits, ticks: Ticks) -> None:
    for _ in range(5):
        limits.take(7, group=False)
    with pytest.raises(ApiError) as refusal:
        limits.take(7, group=False)
    assert (refusal.value.code, refusal.value.retry_after) == (429, 1)
    ticks.now += 1
    limits.take(7, group=False)
    assert limits.refused == {"chat": 1}


def test_twenty_a_minute_in_a_group(limits: Limits, ticks: Ticks) -> None:
    for _ in range(20):
        limits.take(-7, group=True)
        ticks.now += 2
    with pytest.raises(ApiError) as refusal:
        limits.take(-7, group=True)
    assert refusal.value.retry_after == 20
    ticks.now += 20
    limits.take(-7, group=True)


def test_paid_broadcast_goes_beyond_for_stars(limits: Limits) -> None:
    assert admitted(limits, range(200), paid=True) == 200
    assert limits.stars_spent == pytest.approx(17.0)
    limits.paid_allowed = False
    assert admitted(limits, range(200, 400), paid=True) == 0


async def test_enforced_limits_answer_429_with_retry_after(sandbox: Sandbox, bot: Bot) -> None:
    olya = Person(sandbox)
    for _ in range(6):
        await bot.send_message(olya.id, "можно")
    sandbox.limits.enforced = True
    for _ in range(5):
        await bot.send_message(olya.id, "можно")
    with pytest.raises(TelegramRetryAfter) as refusal:
        await bot.send_message(olya.id, "нельзя")
    assert refusal.value.retry_after == 1
    assert len(olya.messages) == 11
    url = f"{sandbox.url}/bot{sandbox.token}/sendMessage?chat_id={olya.id}&text=x"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "1")
        assert json.loads(await response.text())["parameters"] == {"retry_after": 1}


async def test_faults_refuse_as_telegram_would(sandbox: Sandbox, bot: Bot) -> None:
    olya = Person(sandbox)
    faults = sandbox.faults
    for make, error in (
        (lambda: faults.add_too_many_requests(7, times=1), TelegramRetryAfter),
        (lambda: faults.add_server_error(500, times=1), TelegramServerError),
        (lambda: faults.add_server_error(502, times=1), ClientDecodeError),
        (lambda: faults.add_dropped_connection(times=1), TelegramNetworkError),
        (lambda: faults.add_bot_blocked(times=1), TelegramForbiddenError),
        (lambda: faults.add_user_deactivated(times=1), TelegramForbiddenError),
        (lambda: faults.add_migration(-100500, times=1), TelegramMigrateToChat),
    ):
        rule = make()
        with pytest.raises(error):
            await bot.send_message(olya.id, "x")
        assert rule.hits == 1
    assert olya.messages == []
    await bot.send_message(olya.id, "наконец")
    assert olya.last.text == "наконец"


async def test_dropped_answer_leaves_the_message(sandbox: Sandbox, bot: Bot) -> None:
    olya = Person(sandbox)
    sandbox.faults.add_dropped_connection(after=True, times=1)
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(olya.id, "дошло")
    assert olya.last.text == "дошло"


async def test_a_slow_request_is_carried_out_for_a_client_that_left(
    sandbox: Sandbox, bot: Bot
) -> None:
    olya = Person(sandbox)
    sandbox.faults.add_delay(0.1, times=1)
    with pytest.raises(TelegramNetworkError, match="timeout"):
        await bot.send_message(olya.id, "дойдёт", request_timeout=0.03)
    assert (await olya.wait()).text == "дойдёт"


async def test_faults_strike_by_method_chat_and_rate(sandbox: Sandbox, bot: Bot) -> None:
    olya, taras = Person(sandbox), Person(sandbox, "Тарас")
    rule = sandbox.faults.add_bot_blocked(method="sendmessage", chat=olya.id)
    await bot.send_message(taras.id, "x")
    await bot.send_chat_action(olya.id, "typing")
    with pytest.raises(TelegramForbiddenError):
        await bot.send_message(olya.id, "x")
    sandbox.faults.remove(rule)
    half = sandbox.faults.add_server_error(500, rate=0.5)
    for _ in range(40):
        try:
            await bot.get_me()
        except TelegramServerError:
            continue
    assert 10 < half.hits < 30
    sandbox.faults.clear()
    assert (await bot.get_me()).is_bot


async def test_slow_answers_come_late(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.faults.add_delay(0.15, method="getMe")
    await bot.get_me()
    entry = sandbox.journal.entries[-1]
    assert entry.method == "getMe"
    assert entry.seconds >= 0.15
