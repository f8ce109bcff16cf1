"""Hostile servers: each case and its expected result."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import brotli
from aiohttp import web

from news.sources.addresses import FailureReason
from tests.support.feeds.server import FeedServer

Misbehaviour = Callable[[FeedServer, str], str]
"""Makes a server misbehave at a path; returns the URL."""

MAX_BYTES = 300_000
"""The fetcher's limit in these tests; its default is larger."""
TIMEOUT = 0.5

OK_ITEM = (
    b"<item><title>Bridge opens</title><link>https://harbour.example/1</link>"
    b"<description>The new bridge over the river opened on Wednesday.</description></item>"
)


@dataclass(frozen=True, slots=True)
class Case:
    """``expected``: the reason of the refusal, or the number of entries."""

    name: str
    misbehave: Misbehaviour
    expected: FailureReason | int


def rss(inside: bytes = OK_ITEM, before: bytes = b"") -> bytes:
    return (
        before
        + b"<rss version='2.0'><channel><title>Harbour</title>"
        + inside
        + b"</channel></rss>"
    )


def item(inside: str) -> bytes:
    return rss(f"<item>{inside}</item>".encode("utf-8", "surrogatepass"))


def given(body: bytes, *, status: int = 200, headers: dict[str, str] | None = None) -> Misbehaviour:
    return lambda server, path: server.give(path, body, status=status, headers=headers)


def redirected(*targets: str) -> Misbehaviour:
    """Redirect along the targets, each a path below the case's own, or a URL."""

    def misbehave(server: FeedServer, path: str) -> str:
        here = path
        for target in targets:
            server.redirect(here, to=path + target if target.startswith("/") else target)
            here = path + target
        return server.url(path)

    return misbehave


def dripping(server: FeedServer, path: str) -> str:
    """Send a byte at a time, each well before a timeout."""

    async def drip(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b" ")
            await server.pause(0.02)

    return server.handle(path, drip)


def endless(server: FeedServer, path: str) -> str:
    async def pour(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"<item/>" * 5_000)

    return server.handle(path, pour)


def crowded_headers(server: FeedServer, path: str) -> str:
    return server.give(path, rss(), headers={f"X-{n}": "x" * 100 for n in range(500)})


def encoded(encoding: str, body: bytes) -> Misbehaviour:
    return given(body, headers={"Content-Encoding": encoding})


def bomb(entities: int) -> bytes:
    each = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, entities))
    doctype = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">{each}]>'
    return rss(f"<item><title>&l{entities - 1};</title></item>".encode(), doctype.encode())


def outside(server: FeedServer, path: str) -> str:
    """External entities and a DTD: in a file, and on this server."""
    trap = server.url("/trap")
    doctype = (
        f'<?xml version="1.0"?><!DOCTYPE rss SYSTEM "{trap}.dtd" ['
        f'<!ENTITY file SYSTEM "file:///etc/passwd"><!ENTITY web SYSTEM "{trap}.xml">'
        f'<!ENTITY % more SYSTEM "{trap}.ent"> %more;]>'
    )
    inside = b"<item><title>Bridge</title><description>&file;&web;</description></item>"
    return server.give(path, rss(inside, doctype.encode()))


def nested(tag: str, depth: int) -> bytes:
    return rss(f"<item><title>Bridge</title>{f'<{tag}>' * depth}".encode())


ZEROS = b"\0" * 20_000_000
R = FailureReason

TRANSPORT = (
    Case("no answer at all", lambda server, path: server.hang(path), R.TIMEOUT),
    Case("a body that stalls", lambda s, path: s.hang(path, first=b"<rss>"), R.TIMEOUT),
    Case("a byte at a time, forever", dripping, R.TIMEOUT),
    Case("a connection cut short", lambda server, path: server.cut(path), R.BROKEN),
    Case("a body without end", endless, R.TOO_LARGE),
    Case("a body over the limit", given(b" " * (MAX_BYTES + 1)), R.TOO_LARGE),
    Case("a gzip bomb", encoded("gzip", gzip.compress(ZEROS)), R.TOO_LARGE),
    Case("a deflate bomb", encoded("deflate", zlib.compress(ZEROS)), R.TOO_LARGE),
    Case("a brotli bomb", encoded("br", brotli.compress(ZEROS, quality=1)), R.TOO_LARGE),
    Case("a bomb in a bomb", encoded("gzip", gzip.compress(gzip.compress(ZEROS))), R.NOT_A_FEED),
    Case("invalid gzip", encoded("gzip", rss()), R.BROKEN),
    Case("an unknown content encoding", encoded("rot13", rss()), 1),
    Case("five hundred headers", crowded_headers, R.BROKEN),
    Case("redirects in a circle", redirected("/a", "/b", "/a"), R.REDIRECTS),
    Case("a redirect to itself", lambda s, path: s.redirect(path, to=path), R.REDIRECTS),
    Case(
        "a long chain of redirects",
        redirected(*["/1", "/2", "/3", "/4", "/5", "/6", "/7"]),
        R.REDIRECTS,
    ),
    Case("a redirect into a file", redirected("file:///etc/passwd"), R.BAD_URL),
    Case("a redirect to no address", redirected("http://[::1"), R.BAD_URL),
    Case("a redirect with a password", redirected("http://me:me@127.0.0.1/"), R.BAD_URL),
    Case("a redirect to nowhere", given(b"", status=302), R.HTTP_STATUS),
    Case("forbidden", given(rss(), status=403), R.HTTP_STATUS),
    Case("not found", given(rss(), status=404), R.HTTP_STATUS),
    Case("gone for good", given(rss(), status=410), R.HTTP_STATUS),
    Case("too many requests", given(rss(), status=429), R.HTTP_STATUS),
    Case("an error of the server", given(rss(), status=500), R.HTTP_STATUS),
    Case("304 to a request without a validator", given(b"", status=304), R.HTTP_STATUS),
    Case("no content", given(b"", status=204), R.NOT_A_FEED),
)

RAW = (
    ("not HTTP", b"SSH-2.0-OpenSSH_9.2\r\n", R.BROKEN),
    ("an impossible status", b"HTTP/1.1 999999 OK\r\n\r\n", R.BROKEN),
    ("a header of half a megabyte", b"HTTP/1.1 200 OK\r\nX: " + b"x" * 500_000, R.BROKEN),
    ("a negative length", b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n<rss/>", R.BROKEN),
    (
        "two lengths",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\n<rss/><rss/>",
        R.BROKEN,
    ),
    (
        "a broken chunk",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<rss>",
        R.BROKEN,
    ),
    ("an empty answer", b"", R.BROKEN),
)

BODIES = (
    Case("nothing", given(b""), R.NOT_A_FEED),
    Case("spaces", given(b" \n" * 10_000), R.NOT_A_FEED),
    Case("null bytes", given(b"\0" * 100_000), R.NOT_A_FEED),
    Case("a page instead", given(b"<!doctype html><html><p>Sign in</html>"), R.NOT_A_FEED),
    Case("a picture instead", given(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), R.NOT_A_FEED),
    Case("brackets only", given(b"<" * 50_000), R.NOT_A_FEED),
    Case("a feed that breaks off at once", given(b"<rss><channel><title>T & U</ti"), R.MALFORMED),
    Case("a feed that breaks off later", given(rss()[:-20] + b"<item><title>Tom &"), 2),
    Case("null bytes between letters", given(rss().replace(b"B", b"\0B\0")), 1),
    Case("bytes that are no UTF-8", given(rss().replace(b"Bridge", b"Br\xffdge")), 1),
    Case("a false encoding", given(rss(before=b"<?xml version='1.0' encoding='utf-16'?>")), 1),
    Case("an unknown encoding", given(rss(before=b"<?xml version='1.0' encoding='evil'?>")), 1),
    Case("UTF-7", given(rss(before=b"<?xml version='1.0' encoding='utf-7'?>")), 1),
    Case("two byte order marks", given(b"\xef\xbb\xbf" * 2 + rss()), 1),
    Case("called a picture", given(rss(), headers={"Content-Type": "image/png"}), 1),
    Case("called nothing", given(rss(), headers={"Content-Type": ";;;=="}), 1),
    Case("an entity bomb", given(bomb(12)), 1),
    Case("entities from outside", outside, 1),
    Case("an entity nobody declared", given(item("<title>Bridge&nope;&nbsp;opens</title>")), 1),
    Case("forbidden characters", given(item("<title>Br&#0;idge&#xD800;&#xFFFF;</title>")), 1),
    Case("one title line as long as the limit", given(item(f"<title>{'x' * 250_000}</title>")), 1),
    Case("a text as long as the limit", given(item(f"<description>{'слово ' * 20_000}</description>")), 1),
    Case("tags a thousand deep", given(nested("b", 1_000)), 1),
    Case("markup a thousand deep", given(item(f"<description>{'&lt;div&gt;' * 1_000}x</description>")), 1),
    Case("ten thousand categories", given(item("<title>B</title>" + "<category>a</category>" * 10_000)), 1),
    Case("ten thousand attributes", given(item("<title>B</title><a " + " ".join(f"a{n}='1'" for n in range(10_000)) + "/>")), 1),
    Case("three thousand entries", given(rss(b"".join(b"<item><title>Bridge %d</title></item>" % n for n in range(3_000)))), 500),
    Case("no title", given(item("<description>The bridge opened.</description>")), 1),
    Case("neither title nor text", given(rss(b"<item/>" + OK_ITEM)), 2),
    Case("a script for a title", given(item("<title>&lt;script&gt;alert(1)&lt;/script&gt;</title>")), 1),
    Case("a date in the future", given(item("<title>B</title><pubDate>Fri, 01 Jan 2100 00:00:00 GMT</pubDate>")), 1),
    Case("the year 1970", given(item("<title>B</title><pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>")), 1),
    Case("the year 99999", given(item("<title>B</title><pubDate>99999-01-01T00:00:00Z</pubDate>")), 1),
    Case("a date of a hundred thousand numbers", given(item(f"<title>B</title><pubDate>{'1 ' * 100_000}</pubDate>")), 1),
    Case("one guid for all", given(rss(b"".join(b"<item><guid>0</guid><title>Bridge %d</title><link>https://h.example/%d</link></item>" % (n, n) for n in range(3)))), 3),
    Case("a guid of 200,000 letters", given(item(f"<title>B</title><guid>{'g' * 200_000}</guid>")), 1),
    Case("a link of 200,000 letters", given(item(f"<title>B</title><link>https://h.example/{'l' * 200_000}</link>")), 1),
    Case("invalid links", given(item("<title>B</title><link>javascript:alert(1)</link>")), 1),
    Case("a broken IPv6 link", given(item("<title>B</title><link>http://[bad</link>")), 1),
    Case("an invalid ttl", given(rss(b"<ttl>-99999999999</ttl><language>" + b"x" * 500 + b"</language>" + OK_ITEM)), 1),
    Case("a validator of 5,000 letters", given(rss(), headers={"ETag": '"' + "e" * 5_000 + '"'}), 1),
)  # fmt: skip
