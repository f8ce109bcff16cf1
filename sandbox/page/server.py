"""The HTTP side of the chat page: its files, its event stream, its actions and uploads."""

from __future__ import annotations

import asyncio
import contextlib
import json
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import BodyPartReader, web

from sandbox import users
from sandbox.errors import ApiError
from sandbox.page.api import ACTIONS
from sandbox.page.state import PageContext, build_state, describe_chat
from sandbox.state.events import Event
from sandbox.state.files import Upload, measure_image
from sandbox.users import ActionNotAllowed

_STATIC = Path(__file__).with_name("static")
_BATCH_SECONDS = 0.04
_HEARTBEAT_SECONDS = 15.0
_BACKLOG = 5000
_LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost"})


class Page:
    """Serves `/`, `/page/<path>` and `/sandbox/...`, only to pages of this host."""

    def __init__(self, context: PageContext) -> None:
        self._context = context
        self._streams: set[asyncio.Queue[Event | None]] = set()

    def add_routes(self, app: web.Application) -> None:
        """Add the page, its files and its JSON API to the server."""
        app.router.add_get("/", self._serve_file)
        app.router.add_get(r"/page/{path:[a-z]+(?:/[a-z]+)*\.[a-z]+}", self._serve_file)
        app.router.add_get("/sandbox/state", self._serve_state)
        app.router.add_get("/sandbox/events", self._serve_events)
        app.router.add_get("/sandbox/files/{id}", self._serve_upload)
        app.router.add_post("/sandbox/act/{name}", self._run_action)
        app.router.add_post("/sandbox/upload", self._receive_file)
        app.router.add_post("/sandbox/control/{name}", self._run_control)
        app.router.add_get(r"/sandbox/tour/{step:\d{1,4}}", self._serve_goals)

    def close(self) -> None:
        """End the event streams, so that the server can stop while pages are open."""
        for queue in self._streams:
            queue.put_nowait(None)

    async def _serve_file(self, request: web.Request) -> web.StreamResponse:
        _check_local(request)
        file = _STATIC / request.match_info.get("path", "index.html")
        if not file.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(file, headers={"Cache-Control": "no-cache"})

    async def _serve_state(self, request: web.Request) -> web.Response:
        _check_local(request)
        return _make_json_response(build_state(self._context))

    async def _serve_events(self, request: web.Request) -> web.StreamResponse:
        """Serve Server-Sent Events: each is a JSON array of the events since the last one."""
        _check_local(request)
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-cache"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        queue: asyncio.Queue[Event | None] = asyncio.Queue(_BACKLOG)
        stop = self._context.telegram.events.listen(lambda event: self._enqueue(queue, event))
        self._streams.add(queue)
        try:
            await response.write(b": hello\n\n")
            with contextlib.suppress(ConnectionResetError):
                await self._send_events(response, queue)
        finally:
            stop()
            self._streams.discard(queue)
        return response

    def _enqueue(self, queue: asyncio.Queue[Event | None], event: Event) -> None:
        """Queue an event for a page, except of hidden chats. A page that is too slow reloads."""
        chat = self._context.telegram.chats.get(event.get("chat_id", 0))
        if chat is not None and chat.is_hidden and event["type"] != "request":
            return
        if chat is not None and event["type"] == "chat":
            event = {**event, "chat": describe_chat(self._context.telegram, chat)}
        if queue.full():
            while not queue.empty():
                queue.get_nowait()
            event = {"type": "reload"}
        queue.put_nowait(event)

    async def _send_events(
        self, response: web.StreamResponse, queue: asyncio.Queue[Event | None]
    ) -> None:
        while True:
            try:
                first = await asyncio.wait_for(queue.get(), _HEARTBEAT_SECONDS)
            except TimeoutError:
                await response.write(b": still here\n\n")
                continue
            await asyncio.sleep(_BATCH_SECONDS)
            batch = [first]
            while not queue.empty():
                batch.append(queue.get_nowait())
            if None in batch:
                return
            await response.write(f"data: {json.dumps(batch, ensure_ascii=False)}\n\n".encode())

    async def _run_action(self, request: web.Request) -> web.Response:
        _check_local(request)
        act = ACTIONS.get(request.match_info["name"])
        if act is None:
            raise web.HTTPNotFound
        try:
            return _make_json_response(act(self._context, await request.json()))
        except (ActionNotAllowed, ApiError) as error:
            return _make_json_response({"refused": str(error)}, 400)
        except (KeyError, TypeError, ValueError) as error:
            return _make_json_response({"refused": f"{type(error).__name__}: {error}"}, 400)

    async def _receive_file(self, request: web.Request) -> web.Response:
        """Send a file as a person. Query: `person`, `chat`, `thread`; parts: `file`, `caption`."""
        _check_local(request)
        telegram = self._context.telegram
        user = telegram.users.get(int(request.query.get("person", 0)))
        chat = telegram.chats.get(int(request.query.get("chat", 0)))
        if user is None or chat is None:
            raise web.HTTPNotFound
        upload, caption = await _read_upload(request)
        if upload is None:
            raise web.HTTPBadRequest
        kind = "photo" if measure_image(upload.content) else "document"
        try:
            thread = int(request.query["thread"]) if "thread" in request.query else None
            message = users.send_file(telegram, user, chat, kind, upload, caption, thread=thread)
        except ActionNotAllowed as error:
            return _make_json_response({"refused": str(error)}, 400)
        return _make_json_response({"message_id": message.id})

    async def _serve_upload(self, request: web.Request) -> web.Response:
        _check_local(request)
        stored = self._context.telegram.files.get(request.match_info["id"])
        if stored is None:
            raise web.HTTPNotFound
        safe = stored.upload.mime if measure_image(stored.upload.content) else None
        headers = {"X-Content-Type-Options": "nosniff"}
        kind = safe or "application/octet-stream"
        return web.Response(body=stored.upload.content, content_type=kind, headers=headers)

    async def _run_control(self, request: web.Request) -> web.Response:
        _check_local(request)
        control = self._context.controls.controls.get(request.match_info["name"])
        if control is None:
            raise web.HTTPNotFound
        return _make_json_response({"said": await control.action()})

    async def _serve_goals(self, request: web.Request) -> web.Response:
        """Serve which goals of a step of the tour are done."""
        _check_local(request)
        tour, number = self._context.controls.tour, int(request.match_info["step"])
        if number >= len(tour):
            raise web.HTTPNotFound
        return _make_json_response([await goal.is_done() for goal in tour[number].goals])


async def _read_upload(request: web.Request) -> tuple[Upload | None, str]:
    upload, caption = None, ""
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        content = bytes(await part.read())
        if part.name == "file":
            mime = part.headers.get("Content-Type", "application/octet-stream")
            upload = Upload(part.filename or "file", content, mime)
        elif part.name == "caption":
            caption = content.decode("utf-8", "replace")
    return upload, caption


def _check_local(request: web.Request) -> None:
    """Reject requests of other sites: cross-site request forgery and DNS rebinding."""
    host = urlsplit(f"//{request.host}").hostname
    origin = request.headers.get("Origin")
    if host not in _LOCAL_HOSTS or (origin and urlsplit(origin).netloc != request.host):
        raise web.HTTPForbidden


def _make_json_response(value: object, status: int = 200) -> web.Response:
    return web.json_response(
        value, status=status, dumps=lambda v: json.dumps(v, ensure_ascii=False)
    )
