"""Serve the operations of the API below `/api/v1`."""

from __future__ import annotations

import asyncio
import hashlib
from functools import cache, partial
from http import HTTPStatus

from aiohttp import web

from bot.api import articles, broadcasts
from bot.api.auth import Gate
from bot.api.models import FieldError, Model
from bot.api.openapi import JSON, build_openapi
from bot.api.operations import KEY_HEADER, KEY_PATTERN, Call, Operation
from bot.api.problems import Handler, Problem, answer_problems, build_pointer, catch_problems
from service.bootstrap import Services
from service.broadcasts.submission import DraftSubmission
from service.ops.api_tokens import Client
from service.ops.idempotency import RequestKey

PREFIX = "/api/v1"
OPERATIONS = (*articles.OPERATIONS, *broadcasts.OPERATIONS)

MAX_BODY_BYTES = 2 * 1024**2
"""The longest article has 200,000 characters, of six bytes where they are escaped."""

BODY_SECONDS = 10.0
"""How long a body may take to arrive."""

_NO_STORE = {"Cache-Control": "no-store"}


@cache
def _build_document() -> JSON:
    """Return the OpenAPI document, which is built for the first who asks."""
    return build_openapi(OPERATIONS, PREFIX)


class Api:
    """The API over the services: it checks requests, calls their handlers and sends answers."""

    def __init__(self, services: Services, drafts: DraftSubmission) -> None:
        self._services = services
        self._drafts = drafts
        self._gate = Gate(services.api_tokens, services.monotonic)

    def add_routes(self, app: web.Application) -> None:
        """Add the API to a server."""
        api = web.Application(middlewares=[answer_problems, self._hide_unless_open])
        for operation in OPERATIONS:
            api.router.add_route(
                operation.method,
                operation.path.replace("{id}", "{id:[1-9][0-9]{0,14}}"),
                partial(self._serve, operation),
                expect_handler=partial(self._check_expected, operation),
            )
        api.router.add_get("/openapi.json", self._answer_openapi)
        app.add_subapp(PREFIX, api)

    async def _serve(self, operation: Operation, request: web.Request) -> web.Response:
        client = await self._admit(operation, request)
        query = _parse_query(operation, request)
        async with self._gate.open(client) as places:
            raw = await _read_body(request) if operation.body else b""
            call = Call(
                services=self._services,
                drafts=self._drafts,
                client=client,
                now=self._services.clock(),
                item_id=int(request.match_info.get("id", "0")),
                query=query,
                body=operation.body.model_validate_json(raw) if operation.body else None,
                request_key=_parse_key(operation, request, client, raw),
            )
            async with places:
                answer = await operation.handler(call)
        location = {"Location": PREFIX + answer.location} if answer.location else {}
        return web.Response(
            body=answer.content.model_dump_json().encode(),
            status=answer.status,
            content_type="application/json",
            headers={**_NO_STORE, **location},
        )

    async def _admit(self, operation: Operation, request: web.Request) -> Client:
        """Check everything that needs no body, once a request. Raises Problem."""
        client: Client | None = request.get(_CLIENT)
        if client is None:
            client = await self._gate.admit(request, operation.scope)
            if operation.body:
                _check_body_head(request)
            request[_CLIENT] = client
        return client

    async def _check_expected(
        self, operation: Operation, request: web.Request
    ) -> web.Response | None:
        """Let a client that asks for it send its body, if its head is right."""
        async with catch_problems() as caught:
            await self._admit(operation, request)
        if caught.problem is not None:
            return caught.problem.to_response()
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        return None

    async def _answer_openapi(self, request: web.Request) -> web.Response:
        await self._gate.require_open()
        return web.json_response(_build_document(), headers=_NO_STORE)

    @web.middleware
    async def _hide_unless_open(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Without a token, answer 404 also where an address or method is wrong."""
        try:
            return await handler(request)
        except web.HTTPException:
            await self._gate.require_open()
            raise


_CLIENT: web.RequestKey[Client] = web.RequestKey("client", Client)


def _check_body_head(request: web.Request) -> None:
    if request.content_type != "application/json":
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Content-Type: application/json is needed")
    if "Content-Encoding" in request.headers:
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "a compressed body is not read")
    if (request.content_length or 0) > MAX_BODY_BYTES:
        raise _too_large()


async def _read_body(request: web.Request) -> bytes:
    """Read a body of at most `MAX_BODY_BYTES`. Raises Problem."""
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while chunk := await request.content.readany():
                body += chunk
                if len(body) > MAX_BODY_BYTES:
                    raise _too_large()
    except TimeoutError as error:
        raise Problem(HTTPStatus.REQUEST_TIMEOUT, "the body did not arrive in time") from error
    return bytes(body)


def _too_large() -> Problem:
    return Problem(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a body has {MAX_BODY_BYTES:,} bytes at most"
    )


def _parse_query(operation: Operation, request: web.Request) -> Model | None:
    """Return the parameters of the address. Raises ValidationError, Problem."""
    given = dict(request.query)
    if len(given) < len(request.query):
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "a parameter stands twice in the address")
    if operation.query is not None:
        return operation.query.model_validate(given)
    if given:
        errors = tuple(
            FieldError(pointer=build_pointer([name]), detail="unknown") for name in given
        )
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "there is no such parameter", errors)
    return None


def _parse_key(
    operation: Operation, request: web.Request, client: Client, body: bytes
) -> RequestKey | None:
    key = request.headers.get(KEY_HEADER)
    if not operation.is_creating or key is None:
        return None
    if not KEY_PATTERN.fullmatch(key):
        raise Problem(HTTPStatus.BAD_REQUEST, f"{KEY_HEADER} has 1 to 200 visible ASCII characters")
    content = f"{operation.method} {operation.path}\n".encode() + body
    return RequestKey(client.token_id, key, hashlib.sha256(content).digest())
