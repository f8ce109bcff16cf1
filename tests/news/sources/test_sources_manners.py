"""Test politeness towards hosts: robots.txt, one request at a time, pauses."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from protego import Protego
from yarl import URL

from news.errors import SourceError
from news.sources import hosts
from news.sources.fetcher import FailureReason, Fetcher, FetchLimits
from news.sources.hosts import MAX_RULES, HostLimiter, RobotsCache, RobotsRules
from sandbox.clock import ManualClock
from tests.support.code.patterns import cpu_limit
from tests.support.factories import NOON
from tests.support.feeds.server import FeedServer
from tests.support.waiting import wait_until

FEED = b"<rss version='2.0'><channel><title>T</title></channel></rss>"


@pytest.fixture
async def feed_server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        yield server


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest.fixture
async def fetcher(clock: ManualClock) -> AsyncIterator[Fetcher]:
    async with Fetcher(
        user_agent="Svodka/0.1 (tests)",
        allow_private=True,
        clock=clock,
        limits=FetchLimits(timeout=0.5),
    ) as opened:
        yield opened


async def refusal(fetcher: Fetcher, url: str) -> dict[str, str | int]:
    with pytest.raises(SourceError) as caught:
        await fetcher.fetch(url)
    assert caught.value.details["url"] == url
    return caught.value.details


@pytest.mark.parametrize(
    ("rules", "allowed"),
    [
        (b"", True),
        (b"User-agent: *\nDisallow: /private", True),
        (b"User-agent: *\nDisallow: /", False),
        (b"User-agent: *\nDisallow: /\nAllow: /feed.xml", True),
        (b"User-agent: *\nDisallow: /*.xml$", False),
        (b"User-agent: svodka\nDisallow: /feed", False),
        (b"User-agent: Svodka\nDisallow:\n\nUser-agent: *\nDisallow: /", True),
        (b"User-agent: other\nDisallow: /", True),
        (b"User-agent: svodka\nUser-agent: other\nDisallow: /feed", False),
        (b"User-agent: other\nDisallow:\nSitemap: /s\nUser-agent: *\nDisallow: /", False),
        (b"User-agent: *\nAllow: /\nUSER-AGENT : Svodka/2\nDisallow: /feed # ours", False),
        (b"User-agent: Svodka\nAllow: /a\nUser-agent: *\nDisallow: /", True),
        (
            b"User-agent: *\nDisallow: /a\nUser-agent: x\nAllow: /\nUser-agent: *\nDisallow: /",
            False,
        ),
        (b"\xff\xfe\0 no rules at all <html>", True),
        (
            b"# " + b"x" * 600_000 + b"\nUser-agent: *\nDisallow: /",
            True,
        ),  # beyond the part that is used
    ],
)
async def test_robots_txt_is_respected(
    feed_server: FeedServer, fetcher: Fetcher, rules: bytes, allowed: bool
) -> None:
    feed_server.give("/robots.txt", rules, headers={"Content-Type": "text/plain"})
    url = feed_server.give("/feed.xml", FEED)
    if allowed:
        assert (await fetcher.fetch(url)).body == FEED
    else:
        assert (await refusal(fetcher, url))["reason"] is FailureReason.ROBOTS
        assert feed_server.requests == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
async def test_no_robots_txt_means_no_rules(
    feed_server: FeedServer, fetcher: Fetcher, status: int
) -> None:
    feed_server.give("/robots.txt", b"User-agent: *\nDisallow: /", status=status)
    assert (await fetcher.fetch(feed_server.give("/feed.xml", FEED))).body == FEED


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_server_that_cannot_say_its_rules_is_left_alone(
    feed_server: FeedServer, fetcher: Fetcher, status: int
) -> None:
    feed_server.give("/robots.txt", b"", status=status, headers={"Retry-After": "60"})
    details = await refusal(fetcher, feed_server.give("/feed.xml", FEED))
    assert (details["status"], details["retry_after"]) == (status, 60)
    assert feed_server.requests == []


async def test_a_server_that_hangs_at_its_rules_is_left(
    feed_server: FeedServer, fetcher: Fetcher
) -> None:
    feed_server.hang("/robots.txt")
    details = await refusal(fetcher, feed_server.give("/feed.xml", FEED))
    assert details["reason"] is FailureReason.TIMEOUT


async def test_rules_behind_a_redirect_count(feed_server: FeedServer, fetcher: Fetcher) -> None:
    feed_server.redirect("/robots.txt", to="/rules.txt", status=301)
    feed_server.give("/rules.txt", b"User-agent: *\nDisallow: /feed")
    details = await refusal(fetcher, feed_server.give("/feed.xml", FEED))
    assert details["reason"] is FailureReason.ROBOTS


async def test_the_rules_of_where_a_redirect_leads_count(
    feed_server: FeedServer, fetcher: Fetcher
) -> None:
    async with FeedServer() as other:
        other.give("/robots.txt", b"User-agent: *\nDisallow: /")
        url = feed_server.redirect("/feed.xml", to=other.give("/feed.xml", FEED))
        assert (await refusal(fetcher, url))["reason"] is FailureReason.ROBOTS
        assert other.requests == []


async def test_rules_are_asked_once_a_day(
    feed_server: FeedServer, fetcher: Fetcher, clock: ManualClock
) -> None:
    urls = [feed_server.give(f"/{number}", FEED) for number in range(5)]
    await asyncio.gather(*map(fetcher.fetch, urls))
    assert len(feed_server.robots) == 1
    clock.advance(hours=23)
    await fetcher.fetch(urls[0])
    assert len(feed_server.robots) == 1
    clock.advance(hours=2)
    await fetcher.fetch(urls[0])
    assert len(feed_server.robots) == 2


def test_no_more_rules_are_remembered_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosts, "MAX_CACHED_HOSTS", 3)
    known = RobotsCache(lambda: NOON)
    sites = [URL(f"https://n{number}.example/feed") for number in range(5)]
    for site in sites:
        known.save(site, RobotsRules("", "Svodka"))
    assert [known.get(site) is not None for site in sites] == [False, False, True, True, True]


def test_robots_txt_cache_size_is_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hosts, "MAX_RULES", 10)
    known = RobotsCache(lambda: NOON)
    sites = [URL(f"https://n{number}.example/feed") for number in range(4)]
    rules, more = (RobotsRules("User-agent: *\n" + "Allow: /\n" * n, "Svodka") for n in (10, 99))
    assert rules.size == more.size
    assert RobotsRules("User-agent: *\nAllow: /" + "a" * 10_000, "Svodka").size > 10_000
    monkeypatch.setattr(hosts, "MAX_CACHED_RULES_BYTES", rules.size * 5 // 2)
    for site in (sites[0], *sites):
        known.save(site, rules)
    assert [known.get(site) is not None for site in sites] == [False, False, True, True]


def test_robots_txt_rules_for_others_are_dropped() -> None:
    agents = "".join(f"User-agent: n{number}\n" for number in range(15_000))
    others = "User-agent: *\nAllow: /\n" + agents.replace(": ", " ").replace("\n", ":x\n")
    for group in (agents, agents + "User-agent: *\n", others):
        with cpu_limit(5):
            rules = RobotsRules(group + "Disallow: /a\n" * 15_000, "Svodka")
        assert (rules.size > MAX_RULES) is ("*" in group)


RULES = st.lists(
    st.builds(
        lambda *parts: "".join(parts),
        st.sampled_from(("Allow: ", "Disallow:", "disallow: ", "ALLOW : ")),
        st.sampled_from(("/", "", "*", "//")),
        st.text("/ab*$%41 я?=#", max_size=8),
    ),
    max_size=5,
)


@given(rules=RULES, path=st.text("/ab%41 я?=", max_size=8))
def test_rules_that_are_passed_over_change_nothing(rules: list[str], path: str) -> None:
    text = "\n".join(["User-agent: *", *rules])
    url = URL("https://a.example/" + path)
    expected = Protego.parse(text).can_fetch(str(url), "Svodka")
    assert RobotsRules(text, "Svodka").is_allowed(url) is expected


def test_thousands_of_rules_are_few_objects() -> None:
    """A collection of garbage visits them all, and the event loop waits for it."""
    text = "User-agent: *\n" + "".join(f"Disallow: /a/{n}/*/x$\n" for n in range(MAX_RULES))
    gc.collect()
    before = len(gc.get_objects())
    rules = RobotsRules(text, "Svodka")
    assert rules.is_allowed(URL("https://a.example/a"))
    assert not rules.is_allowed(URL("https://a.example/a/77/b/x"))
    gc.collect()
    assert len(gc.get_objects()) - before < MAX_RULES / 5


async def test_rules_are_checked_outside_the_event_loop(
    feed_server: FeedServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = set[int]()

    def note(rules: RobotsRules, url: URL) -> bool:
        threads.add(threading.get_ident())
        return True

    monkeypatch.setattr(RobotsRules, "is_allowed", note)
    await fetcher.fetch(feed_server.give("/feed.xml", FEED))
    assert threads
    assert threading.get_ident() not in threads


def test_a_crawl_delay_is_read() -> None:
    assert RobotsRules("User-agent: *\nCrawl-delay: 7", "Svodka").delay == 7
    assert RobotsRules("", "Svodka").delay == 0


class Waits:
    """Replace sleeping: advance the loop's clock."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.slept: list[float] = []
        self._ahead = 0.0
        real_sleep, loop = asyncio.sleep, asyncio.get_running_loop()
        real_time = loop.time

        async def sleep(seconds: float) -> None:
            self.slept.append(seconds)
            self._ahead += seconds
            await real_sleep(0)

        monkeypatch.setattr(loop, "time", lambda: real_time() + self._ahead, raising=False)
        monkeypatch.setattr(hosts.asyncio, "sleep", sleep)


async def test_between_two_requests_to_a_host_there_is_a_pause(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waits = Waits(monkeypatch)
    turns = HostLimiter(pause=2.0)
    for delay in (0.0, 0.0, 9.0, 500.0, 0.0):
        async with turns.acquire("a.example", delay):
            pass
    async with turns.acquire("b.example"):
        pass
    rounded = [round(seconds) for seconds in waits.slept]
    assert rounded == [0, 2, 2, 9, hosts.MAX_CRAWL_DELAY_SECONDS, 0]


async def test_a_failed_turn_is_followed_by_a_pause_too(monkeypatch: pytest.MonkeyPatch) -> None:
    waits = Waits(monkeypatch)
    turns = HostLimiter(pause=2.0)
    with pytest.raises(SourceError):
        async with turns.acquire("a.example"):
            raise SourceError("it broke", url="", reason="broken")
    async with turns.acquire("a.example"):
        pass
    assert round(waits.slept[-1]) == 2


async def test_host_in_use_is_not_evicted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosts, "MAX_CACHED_HOSTS", 2)
    turns, inside = HostLimiter(pause=0), 0

    async def visit() -> None:
        nonlocal inside
        async with turns.acquire("a.example"):
            inside += 1
            assert inside == 1
            await asyncio.sleep(0.01)
            inside -= 1

    first = asyncio.create_task(visit())
    await asyncio.sleep(0)
    for number in range(5):
        async with turns.acquire(f"n{number}.example"):
            pass
    await asyncio.gather(first, visit())


async def test_brotli_is_read(feed_server: FeedServer, fetcher: Fetcher) -> None:
    import brotli

    async def answer(request: web.BaseRequest) -> web.Response:
        assert "br" in request.headers["Accept-Encoding"]
        return web.Response(body=brotli.compress(FEED), headers={"Content-Encoding": "br"})

    assert (await fetcher.fetch(feed_server.handle("/feed.xml", answer))).body == FEED


async def test_large_robots_texts_hold_up_no_other_work(
    fetcher: Fetcher, feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thousands of rules take long to check; searches need the threads for other work."""
    checking, done = threading.Event(), threading.Event()

    def check(rules: RobotsRules, url: URL) -> bool:
        checking.set()
        return done.wait(60)

    monkeypatch.setattr(RobotsRules, "is_allowed", check)
    address = feed_server.give("/feed.xml", FEED)
    fetches = [asyncio.create_task(fetcher.fetch(address)) for _ in range(40)]
    try:
        await wait_until(checking.is_set)
        await asyncio.sleep(0.1)
        assert await asyncio.wait_for(asyncio.to_thread(int), 10) == 0
    finally:
        done.set()
    assert all(answer.status == 200 for answer in await asyncio.gather(*fetches))
