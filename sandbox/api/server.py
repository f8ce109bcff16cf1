"""The HTTP edge of the Bot API: paths, tokens, the envelope, faults, the journal."""

from __future__ import annotations

import asyncio
import inspect
import json
import logging
import re
from collections.abc import Awaitable
from typing import Any

from aiohttp import web

from sandbox.api.arguments import Arguments, TransportFault, lenient_object, read_arguments
from sandbox.api.calls import read_call
from sandbox.api.faults import Faults, Rule
from sandbox.api.journal import Journal
from sandbox.api.methods.updates import Described
from sandbox.api.registry import handler_of, known_methods
from sandbox.api.transport import fault_of, hang_up
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
    """Answers `/bot<token>/<method>` and `/file/bot<token>/<path>` from a :class:`Telegram`."""

    def __init__(self, telegram: Telegram, faults: Faults, journal: Journal | None) -> None:
        self._telegram = telegram
        self._faults = faults
        self._journal = journal
        self._methods = known_methods()
        self.working = 0
        self.last_work = telegram.ticks()

    def add_routes(self, app: web.Application) -> None:
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        app.router.add_route("*", "/bot{token}/test/{method}", self._answer)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)

    async def run_reply(self, source: str) -> None:
        """Call the method that the bot's answer to a webhook names.

        `source` is the JSON of the answer. The result is dropped, an error is only logged. Methods
        that read something or change the webhook are ignored.
        """
        values = lenient_object(source)
        method = str(values.pop("method", ""))
        name = method.lower()
        if not method or name in _NOT_IN_REPLY or name.startswith("get"):
            return
        try:
            await self._perform(method, Arguments(values))
        except ApiError as error:
            log.info("%s in a webhook reply was refused: %s", method, error)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        started = self._telegram.ticks()
        fault = fault_of(request)
        if fault is not None:
            return hang_up(fault)
        try:
            arguments = await read_arguments(request)
        except TransportFault as refusal:
            return hang_up(refusal.status)
        method = request.match_info["method"]
        polling = method.lower() == "getupdates"
        self.working += not polling
        try:
            work: Awaitable[_Outcome] = self._respond(request, method, arguments)
            if self._faults.rules and not polling:
                # A client that hangs up ends its poll, never a request that is only slow.
                work = asyncio.shield(asyncio.ensure_future(work))
            status, body, response = await work
        finally:
            self.working -= not polling
            if not polling:
                self.last_work = self._telegram.ticks()
        self._note(method, arguments, status, body, self._telegram.ticks() - started)
        return response

    async def _respond(self, request: web.Request, method: str, arguments: Arguments) -> _Outcome:
        chat = arguments.values.get("chat_id")
        struck = self._faults.strike(method, None if chat is None else str(chat))
        try:
            page = await self._suffer(request, struck)
            if page is not None:
                return page.status, "Bad Gateway", page
            self._check_token(request.match_info["token"])
            result = await self._perform(method, arguments)
        except ApiError as error:
            body = {"ok": False, "error_code": error.code, "description": error.description}
            if error.parameters:
                body["parameters"] = error.parameters
            return error.code, body, _refusal(error, body)
        except _DroppedError:
            return 0, None, web.Response()
        if any(rule.kind == "dropped" for rule in struck):
            _drop(request)
            return 0, None, web.Response()
        body = {"ok": True, "result": result}
        if isinstance(result, Described):
            body = {"ok": True, "result": result.result, "description": result.description}
        return 200, body, _json(200, body)

    async def _suffer(self, request: web.Request, rules: list[Rule]) -> web.Response | None:
        for rule in rules:
            if rule.seconds:
                await asyncio.sleep(rule.seconds)
            if rule.kind == "dropped" and not rule.after:
                _drop(request)
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

    async def _perform(self, name: str, arguments: Arguments) -> Any:
        method = self._methods.get(name.lower())
        if method is None:
            raise not_found("method not found")
        result = handler_of(method)(self._telegram, read_call(method, arguments))
        return await result if inspect.isawaitable(result) else result

    def _note(self, method: str, given: Arguments, status: int, body: Any, seconds: float) -> None:
        if self._journal is None:
            return
        shown = {**given.values, **{n: f"<{u.name}>" for n, u in given.files.items()}}
        entry = self._journal.add(method, shown, status, body, seconds)
        if self._telegram.events.heard:
            limits = self._telegram.limits.as_json()
            self._telegram.events.publish("request", request=entry.as_json(), limits=limits)

    async def _download(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != self._telegram.token:
            return _json(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
        stored = self._telegram.files.at(request.match_info["path"])
        if stored is None:
            return _json(404, {"ok": False, "error_code": 404, "description": "Not Found"})
        return web.Response(body=stored.upload.content, content_type="application/octet-stream")


class _DroppedError(Exception):
    """The connection is gone; there is nobody to answer."""


def _drop(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


def _json(status: int, body: JSON) -> web.Response:
    text = _ENCODER.encode(body)
    return web.Response(
        status=status, body=text.encode("utf-8", "replace"), content_type="application/json"
    )


def _refusal(error: ApiError, body: JSON) -> web.Response:
    response = _json(error.code, body)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


async def unknown_path(request: web.Request) -> web.Response:
    """Anything else: 404 in the envelope."""
    error = not_found()
    return _json(404, {"ok": False, "error_code": 404, "description": error.description})
