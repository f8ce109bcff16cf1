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
from sandbox.state.files import Upload, image_size
from sandbox.users import Refused

_STATIC = Path(__file__).with_name("static")
_BATCH_SECONDS = 0.04
_HEARTBEAT_SECONDS = 15.0
_BACKLOG = 5000
_LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost"})


class Page:
    """Serves `/`, `/page/<path>` and `/sandbox/...`, to this machine's own pages only."""

    def __init__(self, context: PageContext) -> None:
        self._context = context
        self._streams: set[asyncio.Queue[Event | None]] = set()

    def add_routes(self, app: web.Application) -> None:
        app.router.add_get("/", self._index)
        app.router.add_get(r"/page/{path:[a-z]+(?:/[a-z]+)*\.[a-z]+}", self._file)
        app.router.add_get("/sandbox/state", self._state)
        app.router.add_get("/sandbox/events", self._events)
        app.router.add_get("/sandbox/files/{id}", self._stored)
        app.router.add_post("/sandbox/act/{name}", self._act)
        app.router.add_post("/sandbox/upload", self._upload)
        app.router.add_post("/sandbox/control/{name}", self._control)

    def close(self) -> None:
        """End the streams, so that stopping does not wait for open pages."""
        for queue in self._streams:
            queue.put_nowait(None)

    async def _index(self, request: web.Request) -> web.StreamResponse:
        return self._served(request, "index.html")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        return self._served(request, request.match_info["path"])

    def _served(self, request: web.Request, path: str) -> web.StreamResponse:
        _check_local(request)
        file = _STATIC / path
        if not file.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(file, headers={"Cache-Control": "no-cache"})

    async def _state(self, request: web.Request) -> web.Response:
        _check_local(request)
        return _json(build_state(self._context))

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Server-Sent Events: JSON arrays of what happened since the last one."""
        _check_local(request)
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-cache"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        queue: asyncio.Queue[Event | None] = asyncio.Queue(_BACKLOG)
        stop = self._context.telegram.events.listen(lambda event: self._queue(queue, event))
        self._streams.add(queue)
        try:
            await response.write(b": hello\n\n")
            with contextlib.suppress(ConnectionResetError):
                await self._stream(response, queue)
        finally:
            stop()
            self._streams.discard(queue)
        return response

    def _queue(self, queue: asyncio.Queue[Event | None], event: Event) -> None:
        """Events of hidden chats stay out; a page too slow to follow is told to load anew."""
        chat = self._context.telegram.chats.get(event.get("chat_id", 0))
        if chat is not None and chat.hidden and event["type"] != "request":
            return
        if chat is not None and event["type"] == "chat":
            event = {**event, "chat": describe_chat(self._context.telegram, chat)}
        if queue.full():
            while not queue.empty():
                queue.get_nowait()
            event = {"type": "reload"}
        queue.put_nowait(event)

    async def _stream(
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

    async def _act(self, request: web.Request) -> web.Response:
        _check_local(request)
        act = ACTIONS.get(request.match_info["name"])
        if act is None:
            raise web.HTTPNotFound
        try:
            return _json(act(self._context, await request.json()))
        except (Refused, ApiError) as error:
            return _json({"refused": str(error)}, 400)
        except (KeyError, TypeError, ValueError) as error:
            return _json({"refused": f"{type(error).__name__}: {error}"}, 400)

    async def _upload(self, request: web.Request) -> web.Response:
        """A file that a person sends: query `person`, `chat`; multipart `file`, `caption`."""
        _check_local(request)
        telegram = self._context.telegram
        user = telegram.users.get(int(request.query.get("person", 0)))
        chat = telegram.chats.get(int(request.query.get("chat", 0)))
        if user is None or chat is None:
            raise web.HTTPNotFound
        upload, caption = await _read_upload(request)
        if upload is None:
            raise web.HTTPBadRequest
        kind = "photo" if image_size(upload.content) else "document"
        try:
            message = users.send_file(telegram, user, chat, kind, upload, caption)
        except Refused as error:
            return _json({"refused": str(error)}, 400)
        return _json({"message_id": message.id})

    async def _stored(self, request: web.Request) -> web.Response:
        _check_local(request)
        stored = self._context.telegram.files.get(request.match_info["id"])
        if stored is None:
            raise web.HTTPNotFound
        safe = stored.upload.mime if image_size(stored.upload.content) else None
        headers = {"X-Content-Type-Options": "nosniff"}
        kind = safe or "application/octet-stream"
        return web.Response(body=stored.upload.content, content_type=kind, headers=headers)

    async def _control(self, request: web.Request) -> web.Response:
        _check_local(request)
        control = self._context.controls.controls.get(request.match_info["name"])
        if control is None:
            raise web.HTTPNotFound
        return _json({"said": await control.act()})


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
    """Other sites must not reach in through a visitor's browser (forged or rebound requests)."""
    host = urlsplit(f"//{request.host}").hostname
    origin = request.headers.get("Origin")
    if host not in _LOCAL_HOSTS or (origin and urlsplit(origin).netloc != request.host):
        raise web.HTTPForbidden


def _json(value: object, status: int = 200) -> web.Response:
    return web.json_response(
        value, status=status, dumps=lambda v: json.dumps(v, ensure_ascii=False)
    )
