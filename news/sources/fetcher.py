"""Fetch over HTTP, within limits, politely: one request at a time to a host."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from typing import Self, TypeVar, TypeVarTuple, Unpack

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from news.errors import SourceError
from news.sources.addresses import (
    FailureReason,
    GuardedResolver,
    PrivateAddressError,
    build_source_error,
    check_url,
)
from news.sources.cleaning import clean, clean_header
from news.sources.hosts import MAX_ROBOTS_BYTES, HostLimiter, RobotsCache, RobotsRules
from news.sources.resolver import SystemResolver

__all__ = ["FailureReason", "Fetcher", "Response"]

MAX_REDIRECTS = 5
MAX_BYTES = 10 * 1024 * 1024
MAX_VALIDATOR_CHARS = 500
NO_HEADERS: Mapping[str, str] = MappingProxyType({})

Args = TypeVarTuple("Args")
Result = TypeVar("Result")

_ACCEPT = "application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.5"
_PERMANENT = frozenset({301, 308})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOT_MODIFIED = 304
_TOO_MANY_REQUESTS = 429
_MAX_RETRY_AFTER_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Response:
    """A response with status 2xx, or 304 with an empty body (``not_modified``).

    ``url`` is the final address after redirects. ``moved_to`` is the new address of a source that
    moved permanently: the end of the permanent redirects at the beginning, empty if there was none.
    ``etag`` and ``last_modified`` are for the next request.
    """

    status: int
    url: str
    body: bytes = field(repr=False)
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    not_modified: bool = False
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class _Redirect:
    location: str
    permanent: bool


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Limits of each fetch, in seconds and bytes.

    ``timeout`` is for a whole fetch, redirects included, without the wait for the host;
    ``idle_timeout`` between two bytes; ``pause`` between two requests to one host; ``max_bytes`` is
    after decompression.
    """

    timeout: float = 30.0
    idle_timeout: float = 10.0
    pause: float = 0.0
    max_bytes: int = MAX_BYTES


class Fetcher:
    """Fetches over HTTP, one request at a time to a host. An async context manager.

    ``user_agent`` may be changed later; the part before its slash is our name in robots.txt.
    ``resolver`` replaces the system's.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        allow_private: bool,
        clock: Callable[[], datetime],
        limits: FetchLimits = FetchLimits(),
        resolver: AbstractResolver | None = None,
    ) -> None:
        self.user_agent = user_agent
        self._allow_private = allow_private
        self._clock = clock
        self._limits = limits
        self._resolver = resolver
        self._session: aiohttp.ClientSession | None = None
        self._limiter = HostLimiter(limits.pause)
        self._robots = RobotsCache(clock)
        # One at a time: many would take the threads that searches wait for, and most of the
        # interpreter's lock.
        self._rules_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="robots")

    async def __aenter__(self) -> Self:
        resolver = GuardedResolver(
            self._resolver or SystemResolver(), allow_private=self._allow_private
        )
        idle = self._limits.idle_timeout
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(resolver=resolver),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"Accept": _ACCEPT},
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=idle, sock_read=idle),
        )
        return self

    async def __aexit__(self, *error: object) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None
        self._rules_thread.shutdown(wait=False, cancel_futures=True)

    async def fetch(
        self,
        url: str,
        *,
        etag: str = "",
        last_modified: str = "",
        headers: Mapping[str, str] = NO_HEADERS,
        max_bytes: int = MAX_BYTES,
    ) -> Response:
        """Fetch an address, unless it has not changed according to the validators.

        ``headers`` may hold secrets: they are sent to the origin of ``url`` only, also if it
        redirects elsewhere. ``max_bytes`` is a tighter limit than the fetcher's own. Raises
        SourceError for every failure, with details ``url`` (as requested), ``reason`` (a
        FailureReason) and, if the server sent them, ``status`` and ``retry_after`` (seconds).
        """
        here = check_url(url, allow_private=self._allow_private)
        origin = here.origin()
        conditions = _build_conditions(etag, last_modified)
        moved_to, permanent, left = "", True, self._limits.timeout
        clock = asyncio.get_running_loop().time
        for _ in range(MAX_REDIRECTS + 1):
            rules = await self._get_rules(url, here)
            if not await self._run_in_thread(rules.is_allowed, here):
                raise build_source_error(url, FailureReason.ROBOTS, str(here))
            async with self._limiter.acquire(here.raw_host or "", rules.delay):
                started = clock()
                own = headers if here.origin() == origin else NO_HEADERS
                answer = await self._request(url, here, conditions, left, max_bytes, own)
                left -= clock() - started
            if isinstance(answer, Response):
                return replace(answer, moved_to=moved_to)
            here = self._resolve_redirect(url, here, answer)
            permanent = permanent and answer.permanent
            moved_to = str(here) if permanent else moved_to
        raise build_source_error(url, FailureReason.REDIRECTS, f"more than {MAX_REDIRECTS}")

    async def _get_rules(self, url: str, current_url: URL) -> RobotsRules:
        """Return the site's robots.txt rules, cached or fetched as in RFC 9309: no rules without
        a robots.txt. Raises SourceError if it cannot be fetched."""
        if known := self._robots.get(current_url):
            return known
        async with self._limiter.acquire(current_url.raw_host or ""):
            # Another task that waited for the same host may have fetched it.
            return self._robots.get(current_url) or self._robots.save(
                current_url, await self._fetch_rules(url, current_url)
            )

    async def _run_in_thread(
        self, function: Callable[[Unpack[Args]], Result], *arguments: *Args
    ) -> Result:
        """Parse or check the rules of a robots.txt, after those before it."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._rules_thread, function, *arguments)

    async def _fetch_rules(self, url: str, site: URL) -> RobotsRules:
        here = site.origin().with_path("/robots.txt")
        agent = self.user_agent.partition("/")[0]
        for _ in range(MAX_REDIRECTS + 1):
            try:
                answer = await self._request(url, here, {}, self._limits.timeout)
            except SourceError as error:
                if 400 <= int(error.details.get("status", 0)) < 500 and not _is_rate_limited(error):
                    return RobotsRules("", agent)
                raise
            if isinstance(answer, Response):
                text = answer.body[:MAX_ROBOTS_BYTES].decode("utf-8", "replace")
                return await self._run_in_thread(RobotsRules, text, agent)
            here = self._resolve_redirect(url, here, answer)
        return RobotsRules("", agent)

    def _resolve_redirect(self, url: str, current_url: URL, redirect: _Redirect) -> URL:
        try:
            target = current_url.join(URL(redirect.location))
            return check_url(str(target), allow_private=self._allow_private)
        except ValueError as error:
            raise build_source_error(url, FailureReason.BAD_URL, "in a redirect") from error
        except SourceError as error:
            reason = FailureReason(str(error.details["reason"]))
            raise build_source_error(url, reason, f"redirected to {redirect.location}") from error

    async def _request(
        self,
        url: str,
        current_url: URL,
        conditions: dict[str, str],
        seconds: float,
        max_bytes: int = MAX_BYTES,
        headers: Mapping[str, str] = NO_HEADERS,
    ) -> Response | _Redirect:
        """Make one request. Errors are SourceErrors about ``url``; ``current_url`` is the
        address requested."""
        if self._session is None:
            raise RuntimeError("the fetcher is not open")
        try:
            async with (
                asyncio.timeout(seconds),
                self._session.get(
                    current_url,
                    headers={**headers, "User-Agent": self.user_agent, **conditions},
                    allow_redirects=False,
                ) as answer,
            ):
                return await self._read_response(url, answer, conditions, max_bytes)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise build_source_error(url, _classify_error(error), str(error)) from error

    async def _read_response(
        self, url: str, answer: aiohttp.ClientResponse, conditions: dict[str, str], max_bytes: int
    ) -> Response | _Redirect:
        location = answer.headers.get("Location", "")
        if answer.status in _REDIRECTS and location:
            return _Redirect(location, permanent=answer.status in _PERMANENT)
        not_modified = answer.status == _NOT_MODIFIED and bool(conditions)
        if not (200 <= answer.status < 300 or not_modified):
            raise self._build_status_error(url, answer)
        return Response(
            status=answer.status,
            url=str(answer.url),
            body=b"" if not_modified else await self._read_body(url, answer, max_bytes),
            content_type=clean(answer.headers.get("Content-Type", "")),
            etag=_get_validator(
                answer, "ETag", _reuse_validator("If-None-Match", conditions, not_modified)
            ),
            last_modified=_get_validator(
                answer,
                "Last-Modified",
                _reuse_validator("If-Modified-Since", conditions, not_modified),
            ),
            not_modified=not_modified,
        )

    async def _read_body(self, url: str, answer: aiohttp.ClientResponse, max_bytes: int) -> bytes:
        """Read all bytes, decompressed; never holds more than allowed."""
        body, limit = bytearray(), min(self._limits.max_bytes, max_bytes)
        if (answer.content_length or 0) <= limit:
            async for chunk in answer.content.iter_any():
                body += chunk
                if len(body) > limit:
                    break
            else:
                return bytes(body)
        raise build_source_error(url, FailureReason.TOO_LARGE, f"over {limit} bytes")

    def _build_status_error(self, url: str, answer: aiohttp.ClientResponse) -> SourceError:
        details = {"status": answer.status}
        wait = parse_retry_after(answer.headers.get("Retry-After", ""), self._clock())
        if wait is not None:
            details["retry_after"] = wait
        return build_source_error(url, FailureReason.HTTP_STATUS, str(answer.status), **details)


def parse_retry_after(value: str, now: datetime) -> int | None:
    """Return the seconds of a Retry-After header, a day at most; None if it is invalid."""
    if value.isascii() and value.isdigit():
        return min(int(value[:9]), _MAX_RETRY_AFTER_SECONDS)
    try:
        until = parsedate_to_datetime(value)
        seconds = (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds()
    except (ValueError, OverflowError, TypeError):  # no date, or one that no calendar has
        return None
    return max(0, min(int(seconds), _MAX_RETRY_AFTER_SECONDS))


def _build_conditions(etag: str, last_modified: str) -> dict[str, str]:
    headers = {
        "If-None-Match": clean_header(etag),
        "If-Modified-Since": clean_header(last_modified),
    }
    return {name: value for name, value in headers.items() if value}


def _is_rate_limited(error: SourceError) -> bool:
    return error.details.get("status") == _TOO_MANY_REQUESTS


def _get_validator(answer: aiohttp.ClientResponse, name: str, fallback: str) -> str:
    """Return the validator for the next request; one that is overlong or cannot be sent back is
    dropped."""
    value = clean_header(answer.headers.get(name, fallback))
    return value if len(value) <= MAX_VALIDATOR_CHARS else ""


def _reuse_validator(condition: str, conditions: dict[str, str], not_modified: bool) -> str:
    """Return the validator that was sent, which stays valid if a 304 does not repeat it."""
    return conditions.get(condition, "") if not_modified else ""


def _classify_error(error: Exception) -> FailureReason:
    match error:
        case TimeoutError():
            return FailureReason.TIMEOUT
        case aiohttp.ClientConnectorDNSError(os_error=PrivateAddressError()):
            return FailureReason.PRIVATE_ADDRESS
        case aiohttp.ClientConnectorDNSError():
            return FailureReason.DNS
        case aiohttp.ClientSSLError():
            return FailureReason.TLS
        case aiohttp.InvalidURL():
            return FailureReason.BAD_URL
        case aiohttp.ClientConnectorError():
            return FailureReason.REFUSED
        case _:
            return FailureReason.BROKEN
