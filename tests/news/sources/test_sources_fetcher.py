"""Test the fetcher: its results, its politeness to servers, its errors."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from news.errors import SourceError
from news.sources.fetcher import (
    MAX_REDIRECTS,
    FailureReason,
    Fetcher,
    FetchLimits,
    parse_retry_after,
)
from tests.support.factories import NOON
from tests.support.feeds.server import FeedServer

USER_AGENT = "Svodka/1.0 (+https://example.com/bot)"
MAX_BYTES = 100_000
FEED = b"<rss version='2.0'><channel><title>T</title></channel></rss>"
MODIFIED = "Wed, 01 Jul 2026 10:00:00 GMT"


class NoSuchName(AbstractResolver):
    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        raise OSError(f"no such name: {host}")

    async def close(self) -> None:
        return None


@contextlib.asynccontextmanager
async def drip_server(head: bytes) -> AsyncIterator[str]:
    """Send a head at once and then a byte every 50 ms, without end."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            request = await reader.readuntil(b"\r\n\r\n")
            if b" /robots.txt " in request:
                writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                request = await reader.readuntil(b"\r\n\r\n")
            writer.write(head)
            while True:
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0.05)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    try:
        yield f"http://{host}:{port}/feed.xml"
    finally:
        server.close()


@contextlib.contextmanager
def full_server() -> Iterator[str]:
    """Accept no connection: others wait in the queue already, and Linux drops what comes then."""
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(socket.socket())
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for _ in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(server.getsockname())
        host, port = server.getsockname()
        yield f"http://{host}:{port}/feed.xml"


def make_fetcher(
    timeout: float = 5,
    resolver: AbstractResolver | None = None,
    limits: FetchLimits | None = None,
) -> Fetcher:
    return Fetcher(
        user_agent=USER_AGENT,
        allow_private=True,
        clock=lambda: NOON,
        limits=limits or FetchLimits(timeout=timeout, max_bytes=MAX_BYTES),
        resolver=resolver,
    )


@pytest.fixture
async def feed_server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        yield server


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with make_fetcher() as opened:
        yield opened


async def failed(fetcher: Fetcher, url: str) -> SourceError:
    with pytest.raises(SourceError) as caught:
        await fetcher.fetch(url)
    assert caught.value.details["url"] == url
    assert url in str(caught.value)
    return caught.value


async def reason(fetcher: Fetcher, url: str) -> object:
    return (await failed(fetcher, url)).details["reason"]


async def test_gives_what_the_server_gave(feed_server: FeedServer, fetcher: Fetcher) -> None:
    headers = {"ETag": '"1"', "Last-Modified": MODIFIED, "Content-Type": "text/xml; charset=utf-8"}
    url = feed_server.give("/feed.xml", FEED, headers=headers)
    response = await fetcher.fetch(url)
    assert (response.status, response.url, response.body) == (200, url, FEED)
    assert response.content_type == "text/xml; charset=utf-8"
    assert (response.etag, response.last_modified) == ('"1"', MODIFIED)
    assert not response.not_modified
    assert response.moved_to == ""


async def test_says_who_it_is_and_keeps_no_cookies(
    feed_server: FeedServer, fetcher: Fetcher
) -> None:
    url = feed_server.give("/feed.xml", FEED, headers={"Set-Cookie": "id=1"})
    await fetcher.fetch(url)
    await fetcher.fetch(url)
    for request in feed_server.requests:
        assert request.headers["User-Agent"] == USER_AGENT
        assert "application/atom+xml" in request.headers["Accept"]
        assert "Cookie" not in request.headers


@pytest.mark.parametrize(
    "known",
    [{"etag": '"1"'}, {"last_modified": MODIFIED}, {"etag": '"0"', "last_modified": MODIFIED}],
)
async def test_conditional_get_of_unchanged_body(
    feed_server: FeedServer, fetcher: Fetcher, known: dict[str, str]
) -> None:
    headers = {"ETag": '"1"', "Last-Modified": MODIFIED}
    response = await fetcher.fetch(feed_server.give("/feed.xml", FEED, headers=headers), **known)
    assert response.not_modified
    assert response.body == b""
    assert response.etag == known.get("etag", "")
    assert response.last_modified == known.get("last_modified", "")


async def test_follows_redirects_and_notes_a_move(
    feed_server: FeedServer, fetcher: Fetcher
) -> None:
    feed = feed_server.give("/new/feed.xml", FEED)
    start = feed_server.redirect("/old", to="/older", status=301)
    moved = feed_server.redirect("/older", to="new/passing", status=308)
    feed_server.redirect("/new/passing", to=feed, status=302)
    response = await fetcher.fetch(start)
    assert (response.url, response.body) == (feed, FEED)
    assert response.moved_to == feed_server.url("/new/passing")
    assert (await fetcher.fetch(moved)).moved_to == feed_server.url("/new/passing")
    assert (await fetcher.fetch(feed_server.url("/new/passing"))).moved_to == ""


async def test_a_redirect_keeps_the_validators(feed_server: FeedServer, fetcher: Fetcher) -> None:
    feed_server.give("/feed.xml", FEED, headers={"ETag": '"1"'})
    url = feed_server.redirect("/", to="/feed.xml")
    assert (await fetcher.fetch(url, etag='"1"')).not_modified


async def test_redirects_in_a_circle_end(feed_server: FeedServer, fetcher: Fetcher) -> None:
    feed_server.redirect("/a", to="/b")
    url = feed_server.redirect("/b", to="/a")
    assert await reason(fetcher, url) is FailureReason.REDIRECTS
    assert len(feed_server.requests) == MAX_REDIRECTS + 1


async def test_a_redirect_to_nowhere_is_a_bad_status(
    feed_server: FeedServer, fetcher: Fetcher
) -> None:
    url = feed_server.give("/", b"", status=302)
    assert (await failed(fetcher, url)).details["status"] == 302


@pytest.mark.parametrize("status", [400, 403, 404, 410, 429, 500, 503])
async def test_bad_status_is_reported(
    feed_server: FeedServer, fetcher: Fetcher, status: int
) -> None:
    url = feed_server.give("/feed.xml", FEED, status=status)
    error = await failed(fetcher, url)
    assert error.details == {"url": url, "reason": FailureReason.HTTP_STATUS, "status": status}


async def test_bad_status_carries_retry_after(feed_server: FeedServer, fetcher: Fetcher) -> None:
    url = feed_server.give("/feed.xml", b"", status=429, headers={"Retry-After": "120"})
    assert (await failed(fetcher, url)).details["retry_after"] == 120


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        ("99999999999999999999", 86_400),
        ("Wed, 01 Jul 2026 12:05:00 GMT", 300),
        ("Wed, 01 Jul 2026 12:05:00", 300),
        ("Wed, 01 Jul 2026 11:00:00 GMT", 0),
        ("Thu, 01 Jul 2027 12:00:00 GMT", int(timedelta(days=1).total_seconds())),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("²", None),
    ],
)
def test_reads_retry_after(value: str, seconds: int | None) -> None:
    assert parse_retry_after(value, NOON) == seconds


async def test_reads_compressed_bodies(feed_server: FeedServer, fetcher: Fetcher) -> None:
    assert (await fetcher.fetch(feed_server.give_gzipped("/feed.xml", FEED))).body == FEED


async def test_a_body_as_large_as_allowed_passes(feed_server: FeedServer, fetcher: Fetcher) -> None:
    url = feed_server.give_gzipped("/feed.xml", b"x" * MAX_BYTES)
    assert len((await fetcher.fetch(url)).body) == MAX_BYTES


async def test_declared_large_body_is_rejected(feed_server: FeedServer, fetcher: Fetcher) -> None:
    url = feed_server.give("/feed.xml", b"x" * (MAX_BYTES + 1))
    assert await reason(fetcher, url) is FailureReason.TOO_LARGE


async def test_a_body_without_end_is_refused(feed_server: FeedServer, fetcher: Fetcher) -> None:
    async def endless(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x" * 10_000)

    url = feed_server.handle("/feed.xml", endless)
    assert await reason(fetcher, url) is FailureReason.TOO_LARGE


@pytest.mark.parametrize(
    ("asked", "limit"), [(10 * MAX_BYTES, MAX_BYTES), (MAX_BYTES // 2, MAX_BYTES // 2)]
)
async def test_no_more_of_a_body_is_read_than_allowed(
    fetcher: Fetcher, asked: int, limit: int
) -> None:
    given: list[bytes] = []

    class Body:
        """A response whose body does not end."""

        content_length = None

        @property
        def content(self) -> Body:
            return self

        async def iter_any(self) -> AsyncIterator[bytes]:
            while len(given) < 1000:
                given.append(b"x" * 10_000)
                yield given[-1]

    with pytest.raises(SourceError):
        await fetcher._read_body("http://example.com/", Body(), asked)  # type: ignore[arg-type]
    assert sum(map(len, given)) <= limit + 10_000


@pytest.mark.parametrize("layers", [1, 2])
async def test_a_compression_bomb_is_refused(
    feed_server: FeedServer, fetcher: Fetcher, layers: int
) -> None:
    bomb = b"\0" * 50_000_000
    for _ in range(layers - 1):
        bomb = gzip.compress(bomb)
    url = feed_server.give_gzipped("/feed.xml", bomb)
    if layers == 1:
        assert await reason(fetcher, url) is FailureReason.TOO_LARGE
    else:  # only encodings that the header announces are decoded
        assert (await fetcher.fetch(url)).body == bomb


async def test_a_silent_server_is_left(feed_server: FeedServer) -> None:
    async with make_fetcher(timeout=0.2) as fetcher:
        assert await reason(fetcher, feed_server.hang("/a")) is FailureReason.TIMEOUT
        assert (
            await reason(fetcher, feed_server.hang("/b", first=b"<rss>")) is FailureReason.TIMEOUT
        )


async def test_silence_ends_a_fetch_that_has_time_left(feed_server: FeedServer) -> None:
    limits = FetchLimits(timeout=60, idle_timeout=0.2)
    async with asyncio.timeout(20), make_fetcher(limits=limits) as fetcher:
        for url in (feed_server.hang("/a"), feed_server.hang("/b", first=b"<rss>")):
            assert await reason(fetcher, url) is FailureReason.TIMEOUT


@pytest.mark.skipif(sys.platform != "linux", reason="the queue of Linux")
async def test_server_that_accepts_no_connection_is_left() -> None:
    limits = FetchLimits(timeout=60, idle_timeout=0.2)
    with full_server() as url:
        async with asyncio.timeout(20), make_fetcher(limits=limits) as fetcher:
            assert await reason(fetcher, url) is FailureReason.TIMEOUT


async def test_time_ends_a_fetch_that_is_never_silent() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
    limits = FetchLimits(timeout=0.5, idle_timeout=60)
    async with (
        asyncio.timeout(20),
        drip_server(head) as url,
        make_fetcher(limits=limits) as fetcher,
    ):
        assert await reason(fetcher, url) is FailureReason.TIMEOUT


async def test_redirects_share_the_time(feed_server: FeedServer) -> None:
    url = feed_server.redirect("/", to="/hang")
    feed_server.hang("/hang")
    async with make_fetcher(timeout=0.2) as fetcher:
        assert await reason(fetcher, url) is FailureReason.TIMEOUT


async def test_slow_redirects_share_the_time(feed_server: FeedServer) -> None:
    """None of them takes the whole time, all of them together do."""

    async def redirect(request: web.BaseRequest) -> web.StreamResponse:
        await asyncio.sleep(0.4)
        return web.Response(status=302, headers={"Location": request.path + "a"})

    for number in range(MAX_REDIRECTS):
        feed_server.handle("/" + "a" * number, redirect)
    feed_server.give("/" + "a" * MAX_REDIRECTS, FEED)
    async with make_fetcher(timeout=1.5) as fetcher:
        assert await reason(fetcher, feed_server.url("/")) is FailureReason.TIMEOUT


async def test_connection_refused(fetcher: Fetcher) -> None:
    with socket.socket() as taken:  # bound, but it does not listen
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        assert await reason(fetcher, url) is FailureReason.REFUSED


async def test_an_unknown_name(feed_server: FeedServer) -> None:
    async with make_fetcher(resolver=NoSuchName()) as fetcher:
        assert await reason(fetcher, "http://nowhere.example/") is FailureReason.DNS


async def test_a_name_with_an_overlong_label(fetcher: Fetcher) -> None:
    assert await reason(fetcher, f"http://{'a' * 70}.example/") is FailureReason.DNS


async def test_plain_http_where_tls_is_spoken_to(feed_server: FeedServer, fetcher: Fetcher) -> None:
    url = feed_server.give("/feed.xml", FEED).replace("http:", "https:")
    assert await reason(fetcher, url) is FailureReason.TLS


async def test_a_connection_cut_short(feed_server: FeedServer, fetcher: Fetcher) -> None:
    assert await reason(fetcher, feed_server.cut("/feed.xml")) is FailureReason.BROKEN


async def test_a_body_that_is_not_what_its_header_says(
    feed_server: FeedServer, fetcher: Fetcher
) -> None:
    url = feed_server.give("/feed.xml", FEED, headers={"Content-Encoding": "gzip"})
    assert await reason(fetcher, url) is FailureReason.BROKEN


async def test_asks_a_host_for_one_thing_at_a_time(
    feed_server: FeedServer, fetcher: Fetcher
) -> None:
    urls = [feed_server.give(f"/{number}", FEED) for number in range(20)]
    responses = await asyncio.gather(*map(fetcher.fetch, urls))
    assert [response.url for response in responses] == urls
    assert feed_server.busiest == 1


async def test_a_slow_host_keeps_no_other_waiting(
    feed_server: FeedServer, fetcher: Fetcher
) -> None:
    arrived = asyncio.Event()

    async def slow(request: web.BaseRequest) -> web.StreamResponse:
        await arrived.wait()
        return web.Response(body=FEED)

    feed_server.handle("/slow", slow)
    feed_server.give("/quick", FEED)
    waiting = asyncio.create_task(fetcher.fetch(feed_server.url("/slow")))
    assert (await fetcher.fetch(feed_server.url("/quick", host="localhost"))).body == FEED
    arrived.set()
    assert (await waiting).body == FEED


async def test_a_failed_fetch_frees_its_host(feed_server: FeedServer, fetcher: Fetcher) -> None:
    await failed(fetcher, feed_server.url("/missing"))
    assert (await fetcher.fetch(feed_server.give("/feed.xml", FEED))).body == FEED


async def test_a_fetcher_that_is_not_open_says_so(feed_server: FeedServer) -> None:
    with pytest.raises(RuntimeError, match="not open"):
        await make_fetcher().fetch(feed_server.url())
