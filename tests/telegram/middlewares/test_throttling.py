"""Test that a person who sends too fast gets one friendly notice, and is answered again afterwards."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import App
from bot.telegram.chats.deep_links import SearchLink, parse_payload
from bot.telegram.middlewares.throttling import BLOCK_SECONDS, BURST, MAX_USERS, RATE, Throttle
from sandbox import Sandbox, users
from sandbox.clock import ManualClock
from sandbox.testing import MessageSnapshot, Person
from service.bootstrap import Services
from tests.conftest import EDITOR_ID
from tests.support.articles import BRIDGE, load
from tests.support.waiting import wait_until

gaps = st.lists(st.floats(0, 0.5) | st.floats(0, 15), min_size=40, max_size=100)


@given(gaps)
def test_throttle_never_exceeds_burst_and_rate(gaps: list[float]) -> None:
    throttle, now, handled = Throttle(), 0.0, 0
    for gap in gaps:
        now += gap
        handled += throttle.check(1, now) == 0
    assert handled <= BURST + RATE * now + 1e-6


@given(gaps)
def test_throttle_notifies_once_per_block(gaps: list[float]) -> None:
    throttle, now, said_at = Throttle(), 0.0, []
    for gap in gaps:
        now += gap
        rests = throttle.check(1, now)
        if rests > 0:
            said_at.append(now)
    assert all(later - earlier >= BLOCK_SECONDS for earlier, later in pairwise(said_at))


@given(st.lists(st.floats(1.0, 30), max_size=100))
def test_throttle_allows_one_a_second(gaps: list[float]) -> None:
    throttle, now = Throttle(), 0.0
    for gap in gaps:
        now += gap
        assert throttle.check(1, now) == 0


def test_throttle_memory_is_bounded() -> None:
    throttle = Throttle()
    for person in range(100):
        throttle.check(person, 0.0)
    throttle.check(1000, 60.0)
    throttle.check(1001, 60.0)
    assert len(throttle) < 100
    for person in range(MAX_USERS + 500):
        throttle.check(person, 61.0)
    assert len(throttle) <= MAX_USERS + 1


async def become_hasty(olya: Person) -> MessageSnapshot:
    """Press until the limit. Presses, because messages wait for the chat's rate limit."""
    await olya.send("/topics")
    grid = await olya.wait()
    for _ in range(int(BURST) - 1):
        await olya.click_data(grid, "t:sport:1:l")
    return grid


@pytest.mark.parametrize(
    ("language", "said"),
    [("ru", "10 секунд"), ("uk", "10 секунд"), ("en", "10 seconds")],
)
async def test_throttled_messages_are_answered_once(
    app: App,
    person: Callable[..., Person],
    sandbox_clock: ManualClock,
    language: str,
    said: str,
) -> None:
    olya = person(language_code=language)
    await become_hasty(olya)
    olya.skip()
    for _ in range(3):
        await olya.send("/help")
    assert said in (await olya.wait()).text
    await olya.settle()
    assert said in olya.last.text
    sandbox_clock.advance(seconds=BLOCK_SECONDS)
    await olya.send("/help")
    assert said not in (await olya.wait()).text


async def test_throttled_button_is_answered(
    app: App, person: Callable[..., Person], sandbox_clock: ManualClock
) -> None:
    olya = person()
    grid = await become_hasty(olya)
    assert "10 секунд" in (await olya.click_data(grid, "t:sport:1:l")).text
    assert not (
        await olya.click_data(grid, "t:sport:0:l")
    ).text  # the button stops spinning, without a notice
    sandbox_clock.advance(seconds=BLOCK_SECONDS)
    assert not (await olya.click_data(grid, "t:sport:1:l")).text


async def test_throttled_inline_query_is_answered(
    app: App, services: Services, person: Callable[..., Person], sandbox_clock: ManualClock
) -> None:
    await load(services, BRIDGE)
    olya = person()
    await become_hasty(olya)
    assert await olya.ask_inline("мост") == []
    button = olya.inline_answer["button"]
    assert button["text"] == "Слишком быстро: подождите немного"
    assert parse_payload(button["start_parameter"]) == SearchLink("мост")
    assert (
        await olya.ask_inline("мосты") == []
    )  # answered, so that the button stops spinning, without another notice
    assert olya.inline_answer.get("button") is None
    sandbox_clock.advance(seconds=BLOCK_SECONDS)
    assert len(await olya.ask_inline("мост")) == 1


async def test_throttle_excludes_others_and_editors(
    app: App, person: Callable[..., Person]
) -> None:
    olya, taras, anna = person(), person("Тарас"), person("Анна", id=EDITOR_ID)
    await become_hasty(olya)
    grid = await become_hasty(anna)
    assert not (await anna.click_data(grid, "t:sport:1:l")).text
    await taras.send("/help")
    assert "10 секунд" not in (await taras.wait()).text


async def test_throttle_ignores_group_chatter(
    app: App, sandbox: Sandbox, person: Callable[..., Person]
) -> None:
    olya = person()
    group = sandbox.add_group("Двор", olya.user)
    sandbox.telegram.reads_all_groups = True
    here = olya.within(group)
    for _ in range(int(BURST) + 5):
        await here.send("да")
    await here.settle()
    await here.send("/help")
    assert "10 секунд" not in (await here.wait()).text


@pytest.mark.parametrize("hours", [-1, 1])
async def test_setting_the_clock_silences_and_releases_nobody(
    app: App, person: Callable[..., Person], sandbox_clock: ManualClock, hours: float
) -> None:
    olya = person()
    grid = await become_hasty(olya)
    assert "10 секунд" in (await olya.click_data(grid, "t:sport:1:l")).text
    sandbox_clock.adjust(hours=hours)
    sandbox_clock.advance(seconds=BLOCK_SECONDS - 1)
    olya.skip()
    await olya.send("/help")
    await olya.settle()
    assert not any("Что я умею" in one.text for one in olya.messages)
    sandbox_clock.advance(seconds=1)
    await olya.send("/help")
    assert "Что я умею" in (await olya.wait()).text


@pytest.mark.parametrize("as_channel", [False, True])
@pytest.mark.parametrize("with_bot", [False, True])
async def test_throttle_tells_chats_apart_whose_senders_share_a_user_id(
    app: App,
    sandbox: Sandbox,
    person: Callable[..., Person],
    caplog: pytest.LogCaptureFixture,
    as_channel: bool,
    with_bot: bool,
) -> None:
    """Telegram shows all anonymous admins as one user, and all who write as a channel as another.

    Where the bot is no member, it is mentioned.
    """
    places = []
    question = "/help" if with_bot else f"@{sandbox.telegram.bot.username} мост"
    for name in ("Оля", "Тарас"):
        admin = person(name)
        group = sandbox.add_group(f"Двор {name}", admin.user, big=True, with_bot=with_bot)
        channel = sandbox.add_channel(f"Канал {name}", admin.user, with_bot=False)
        if not as_channel:
            users.set_member_status(
                sandbox.telegram, admin.user, group, admin.user, "creator", is_anonymous=True
            )
        places.append((admin.within(group), {"as_chat": channel} if as_channel else {}))
    caplog.set_level("INFO")
    (olya, by_olya), (taras, by_taras) = places
    for _ in range(int(BURST) + 2):
        await olya.send(question, **by_olya)
    await wait_until(lambda: "sends too fast" in caplog.text)
    await taras.send(question, **by_taras)
    assert "10 секунд" not in (await taras.wait()).text
    assert caplog.text.count("sends too fast") == 1
