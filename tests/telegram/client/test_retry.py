"""Test that a reply which does not get through is tried again."""

from __future__ import annotations

import pytest

from bot.app import App
from bot.telegram.client import middlewares
from sandbox import ApiError, Rule, Sandbox
from sandbox.errors import too_many_requests
from tests.support.outbox import People
from tests.support.waiting import wait_until

FAULTS = {
    "dropped": Rule("dropped", times=3),
    "an answer that is lost": Rule("dropped", after=True, times=3),
    "500": Rule("5xx", times=3, error=ApiError(500, "Internal Server Error")),
    "a page": Rule("5xx", times=3, error=ApiError(502, "Bad Gateway")),
}


@pytest.fixture(autouse=True)
def short_delays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middlewares, "RETRY_DELAYS", (0.01,) * len(middlewares.RETRY_DELAYS))


async def wait_for_hits(rule: Rule, count: int) -> None:
    await wait_until(lambda: rule.hits >= count)


@pytest.mark.parametrize("fault", FAULTS)
async def test_reply_that_does_not_get_through_is_tried_again(
    app: App, person: People, sandbox: Sandbox, fault: str
) -> None:
    olya = person()
    rule = sandbox.faults.add(FAULTS[fault])
    rule.method, rule.chat = "sendMessage", olya.id
    await olya.send("/help")
    assert "/digest" in (await olya.wait()).text
    await wait_for_hits(rule, 3)


@pytest.mark.parametrize(
    "fault", [Rule("dropped", times=3), Rule("429", times=2, error=too_many_requests(1))]
)
async def test_answer_to_a_press_is_tried_again(
    app: App, person: People, sandbox: Sandbox, fault: Rule
) -> None:
    olya = person()
    await olya.send("/topics")
    screen = await olya.wait()
    fault.method = "answerCallbackQuery"
    sandbox.faults.add(fault)
    times = fault.times
    await olya.click(screen, "Спорт")
    assert fault.hits == times


async def test_reply_that_never_gets_through_is_given_up(
    app: App, person: People, sandbox: Sandbox
) -> None:
    olya, taras = person("Оля"), person("Тарас")
    rule = sandbox.faults.add_server_error(method="sendMessage", chat=olya.id)
    await olya.send("/help")
    await wait_for_hits(rule, 4)
    sandbox.faults.clear()
    await olya.send("/settings")
    assert "/digest" not in (await olya.wait()).text
    await taras.send("/help")
    assert await taras.wait()
