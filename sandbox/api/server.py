"""The HTTP server of the Bot API: paths, tokens, the envelope, faults, the journal."""

from __future__ import annotations

import asyncio
import inspect
import json
import logging
import re
from collections.abc import Awaitable
from typing import Any

from aiohttp import web

from sandbox.api.arguments import Arguments, TransportError, parse_lenient_object, read_arguments
from sandbox.api.calls import read_call
from sandbox.api.faults import Faults, Rule
from sandbox.api.journal import Journal
from sandbox.api.methods.updates import DescribedResult
from sandbox.api.registry import get_handler, list_methods
from sandbox.api.transport import close_with_status, find_fault
from sandbox.errors import ApiError, not_found, unauthorized
from sandbox.state.models import JSON
from sandbox.state.telegram import Telegram

# Status, body for the journal, and the response; status 0 if the connection was dropped.
_Outcome = tuple[int, Any, web.StreamResponse]

log = logging.getLogger(__name__)

_TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{1,80}")
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)
_NOT_IN_REPLY = frozenset({"setwebhook", "deletewebhook", "close", "logout"})
_HTML_502 = "<html>\r\n<head><title>{0}</title></head>\r\n<body><h1>{0}</h1></body>\r\n</html>\r\n"


class BotApi:
    """Answers `/bot<token>/<method>` and `/file/bot<token>/<path>` from a :class:`Telegram`.

    `active_requests` leaves out polls.
    """

    def __init__(self, telegram: Telegram, faults: Faults, journal: Journal | None) -> None:
        self._telegram = telegram
        self._faults = faults
        self._journal = journal
        self._methods = list_methods()
        self.active_requests = 0
        self.last_request_at = telegram.ticks()

    def add_routes(self, app: web.Application) -> None:
        """Add the methods and the downloads of files to the server."""
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        app.router.add_route("*", "/bot{token}/test/{method}", self._answer)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)

    async def run_reply(self, source: str) -> None:
        """Call the method that the bot's answer to a webhook names.

        `source` is the JSON of the answer. The result is dropped, an error is only logged. Methods
        that read something or change the webhook are ignored.
        """
        values = parse_lenient_object(source)
        method = str(values.pop("method", ""))
        name = method.lower()
        if not method or name in _NOT_IN_REPLY or name.startswith("get"):
            return
        try:
            await self._call(method, Arguments(values))
        except ApiError as error:
            log.info("%s in a webhook reply was refused: %s", method, error)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        started = self._telegram.ticks()
        fault = find_fault(request)
        if fault is not None:
            return close_with_status(fault)
        try:
            arguments = await read_arguments(request)
        except TransportError as refusal:
            return close_with_status(refusal.status)
        method = request.match_info["method"]
        polling = method.lower() == "getupdates"
        self.active_requests += not polling
        try:
            work: Awaitable[_Outcome] = self._handle(request, method, arguments)
            if self._faults.rules and not polling:
                # A client that closes the connection ends its poll, but not a delayed request.
                work = asyncio.shield(asyncio.ensure_future(work))
            status, body, response = await work
        finally:
            self.active_requests -= not polling
            if not polling:
                self.last_request_at = self._telegram.ticks()
        self._record(method, arguments, status, body, self._telegram.ticks() - started)
        return response

    async def _handle(self, request: web.Request, method: str, arguments: Arguments) -> _Outcome:
        chat = arguments.values.get("chat_id")
        struck = self._faults.select_rules(method, None if chat is None else str(chat))
        try:
            page = await self._apply_faults(request, struck)
            if page is not None:
                return page.status, "Bad Gateway", page
            self._check_token(request.match_info["token"])
            result = await self._call(method, arguments)
        except ApiError as error:
            body = {"ok": False, "error_code": error.code, "description": error.description}
            if error.parameters:
                body["parameters"] = error.parameters
            return error.code, body, _make_error_response(error, body)
        except _DroppedError:
            return 0, None, web.Response()
        if any(rule.kind == "dropped" for rule in struck):
            _drop_connection(request)
            return 0, None, web.Response()
        body = {"ok": True, "result": result}
        if isinstance(result, DescribedResult):
            body = {"ok": True, "result": result.result, "description": result.description}
        return 200, body, _make_json_response(200, body)

    async def _apply_faults(self, request: web.Request, rules: list[Rule]) -> web.Response | None:
        for rule in rules:
            if rule.seconds:
                await asyncio.sleep(rule.seconds)
            if rule.kind == "dropped" and not rule.after:
                _drop_connection(request)
                raise _DroppedError
            if rule.error is not None and rule.error.code > 500:
                title = f"{rule.error.code} {rule.error.description}"
                text = _HTML_502.format(title)
                return web.Response(status=rule.error.code, text=text, content_type="text/html")
            if rule.error is not None:
                raise rule.error
        return None

    def _check_token(self, token: str) -> None:
        if not _TOKEN.fullmatch(token):
            raise unauthorized("invalid token specified")
        if token != self._telegram.token:
            raise unauthorized()

    async def _call(self, name: str, arguments: Arguments) -> Any:
        method = self._methods.get(name.lower())
        is_too_new = "ephemeral" in name.lower() and not self._telegram.knows_ephemeral
        if method is None or is_too_new:
            raise not_found("method not found")
        result = get_handler(method)(self._telegram, read_call(method, arguments))
        return await result if inspect.isawaitable(result) else result

    def _record(
        self, method: str, given: Arguments, status: int, body: Any, seconds: float
    ) -> None:
        if self._journal is None:
            return
        shown = {**given.values, **{n: f"<{u.name}>" for n, u in given.files.items()}}
        entry = self._journal.add(method, shown, status, body, seconds)
        if self._telegram.events.has_listeners:
            limits = self._telegram.limits.as_json()
            self._telegram.events.publish("request", request=entry.as_json(), limits=limits)

    async def _download(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != self._telegram.token:
            return _make_json_response(
                401, {"ok": False, "error_code": 401, "description": "Unauthorized"}
            )
        stored = self._telegram.files.find_by_path(request.match_info["path"])
        if stored is None:
            return _make_json_response(
                404, {"ok": False, "error_code": 404, "description": "Not Found"}
            )
        return web.Response(body=stored.upload.content, content_type="application/octet-stream")


class _DroppedError(Exception):
    """The connection was dropped: there is no answer."""


def _drop_connection(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


def _make_json_response(status: int, body: JSON) -> web.Response:
    text = _ENCODER.encode(body)
    return web.Response(
        status=status, body=text.encode("utf-8", "replace"), content_type="application/json"
    )


def _make_error_response(error: ApiError, body: JSON) -> web.Response:
    response = _make_json_response(error.code, body)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


async def answer_unknown_path(request: web.Request) -> web.Response:
    """Answer any other path with 404 in the envelope."""
    error = not_found()
    return _make_json_response(
        404, {"ok": False, "error_code": 404, "description": error.description}
    )
