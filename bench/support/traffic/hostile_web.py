"""A web server in a process of its own: one honest feed, and hostile feeds, pages and robots.txt.

Each feed has a loopback address of its own, because requests to one host wait for each other. New
entries appear at each request, so that they are analysed again and again.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import itertools
import multiprocessing
from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing.connection import Connection
from xml.sax.saxutils import escape

from aiohttp import web

from bench.support.material import generate_articles
from news.model import RawArticle

HONEST_ENTRIES, HONEST_WORDS = 5, 200
ZEROS = gzip.compress(b"\0" * 50_000_000)
BIG_ROBOTS = b"User-agent: *\n" + b"Disallow: /a*b*c*d*e*$\n" * 21_000
DRIP_SECONDS = 0.5
ENTITIES = 12
ODD_HEADERS = (
    b'ETag: "\x7f\xff' + b"e" * 5000 + b'"\r\n'
    b"Last-Modified: Fri, 99 Xyz 99999 99:99:99 GMT\r\n"
    b"Retry-After: " + b"9" * 300 + b"\r\nContent-Type: ;;;=\r\n"
)
ODD_DATES = ("9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "1 " * 50_000)
PAGES = {
    "deep": b"<div>" * 100_000,
    "wide": b"<p>x</p>" * 200_000,
    "table": b"<table><tr><td>" * 20_000,
    "attributes": b"<a " + b" ".join(b"a%d='1'" % n for n in range(50_000)) + b">",
    "dots": b"<p>" + b"A. " * 300_000,
    "brackets": b"<p>" + b"(" * 500_000 + b"<" * 500_000,
    "line": b"<p>" + "слово".encode() * 200_000,
}
FEEDS = (
    "deep", "wide", "line", "brackets", "spaces", "entries", "entities", "surrogates", "dates",
    "headers", "bomb", "pages", "drip", "flood", "cut", "error", "busy", "honest",
)  # fmt: skip
COPIES = 2
"""Feeds of each kind; every second host has a robots.txt of half a megabyte."""


@contextlib.contextmanager
def run_hostile_web() -> Iterator[list[str]]:
    """Run the server; yield the addresses of the feeds, the honest one last."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(theirs,), daemon=True
    )
    process.start()
    try:
        port = ours.recv()
        kinds = [kind for kind in FEEDS for _ in range(COPIES)][: 1 - COPIES]
        yield [f"http://{_get_host(n)}:{port}/feed/{kind}" for n, kind in enumerate(kinds)]
    finally:
        process.terminate()
        process.join()


def _get_host(number: int) -> str:
    return f"127.0.2.{number + 1}"


def _serve(ready: Connection) -> None:
    async def run() -> None:
        runner = web.ServerRunner(web.Server(_HostileWeb().answer))
        await runner.setup()
        await web.TCPSite(runner, _get_host(0), 0).start()
        port = runner.addresses[0][1]
        for number in range(1, len(FEEDS) * COPIES):
            await web.TCPSite(runner, _get_host(number), port).start()
        ready.send(port)
        await asyncio.Event().wait()

    asyncio.run(run())


class _HostileWeb:
    def __init__(self) -> None:
        self._numbers = itertools.count()
        self._honest = itertools.cycle(generate_articles(400, HONEST_WORDS, seed=19))

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        _, folder, *rest = request.path.split("/")
        if folder == "robots.txt":
            is_big = int(request.host.split(":")[0].rpartition(".")[2]) % 2
            return web.Response(body=BIG_ROBOTS) if is_big else web.Response(status=404)
        kind = rest[0] if rest else ""
        if kind in ("drip", "flood", "cut"):
            return await self._send_endlessly(request, kind)
        if kind == "bomb":
            return web.Response(body=ZEROS, headers={"Content-Encoding": "gzip"})
        if kind in ("error", "busy"):
            return web.Response(
                status=500 if kind == "error" else 429, headers={"Retry-After": "-1"}
            )
        if folder == "page":
            return web.Response(body=PAGES.get(kind, b"<p>"), content_type="text/html")
        body = self._build_feed(kind, request.host).encode("utf-8", "replace")
        if kind == "headers":
            return self._send_odd_headers(request, body)
        return web.Response(body=body, content_type="application/xml")

    def _send_odd_headers(self, request: web.BaseRequest, body: bytes) -> web.StreamResponse:
        """Send headers that aiohttp would not."""
        length = b"Content-Length: %d\r\n\r\n" % len(body)
        if request.transport is not None:
            request.transport.write(b"HTTP/1.1 200 OK\r\n" + ODD_HEADERS + length + body)
            request.transport.close()
        return web.Response()

    async def _send_endlessly(self, request: web.BaseRequest, kind: str) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "99999999"})
        await response.prepare(request)
        with contextlib.suppress(ConnectionError):
            await response.write(b"<rss><channel>")
            while kind != "cut":
                await response.write(b"<item/>" * (1 if kind == "drip" else 5000))
                await asyncio.sleep(DRIP_SECONDS if kind == "drip" else 0)
        if request.transport is not None:
            request.transport.close()
        return response

    def _build_feed(self, kind: str, host: str) -> str:
        builders: dict[str, Callable[[str], str]] = {
            "honest": lambda _: "".join(
                _build_item(next(self._honest), next(self._numbers)) for _ in range(HONEST_ENTRIES)
            ),
            "pages": lambda host: "".join(
                self._build_entry(f"<link>http://{host}/page/{page}/{next(self._numbers)}</link>")
                for page in (*PAGES, "bomb", "drip", "flood", "cut", "error")
            ),
            "entries": lambda _: self._build_entry() * 3000,
            "entities": lambda _: self._build_entry(f"<title>&l{ENTITIES - 1};</title>"),
            "surrogates": lambda _: self._build_entry(
                "<guid>&#xD800;</guid><author>&#xDFFF;</author><link>https://h.example/&#xD800;</link>"
            ),
            "dates": lambda _: "".join(
                self._build_entry(f"<pubDate>{date}</pubDate>")
                for date in (
                    "9999-12-31T23:59:59-14:00",
                    "0001-01-01T00:00:00+14:00",
                    "1 " * 50_000,
                )
            ),
        }
        build: Callable[[str], str] | None = builders.get(kind)
        inside = build(host) if build else self._build_entry(_describe(kind))
        dtd = "".join(
            f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ха"}">' for n in range(ENTITIES)
        )
        head = f"<!DOCTYPE rss [{dtd}]>" if kind == "entities" else ""
        channel = f"<channel><title>{kind}</title>{inside}</channel>"
        return f"{head}<rss version='2.0'>{channel}</rss>"

    def _build_entry(self, inside: str = "") -> str:
        number = next(self._numbers)
        return f"<item><title>Мост {number} открыт для движения</title>{inside}</item>"


def _build_item(article: RawArticle, number: int) -> str:
    article = replace(article, title=f"{article.title} ({number})")
    paragraphs = "".join(f"<p>{escape(one)}</p>" for one in article.text.split("\n\n"))
    return (
        f"<item><title>{escape(article.title)}</title><link>https://example.org/new/{number}</link>"
        f"<description>{escape(paragraphs)}</description></item>"
    )


def _describe(kind: str) -> str:
    text = PAGES[kind].decode() if kind in PAGES else " " * 1_000_000
    return f"<description>{escape(text)}</description>"
