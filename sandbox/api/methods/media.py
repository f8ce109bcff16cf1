"""Photos, documents and other media; getFile."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from aiogram.methods import (
    GetFile,
    SendAnimation,
    SendAudio,
    SendDocument,
    SendMediaGroup,
    SendPhoto,
    SendSticker,
    SendVideo,
    SendVideoNote,
    SendVoice,
)

from sandbox.api.calls import Call
from sandbox.api.methods.delivery import Content, deliver
from sandbox.api.methods.messages import CAPTION_LIMIT, known_mentions, read_caption
from sandbox.entities import Formatted, format_text
from sandbox.errors import bad_request
from sandbox.state.files import StoredFile, Upload
from sandbox.state.media import KINDS, Kind, as_message_field
from sandbox.state.models import JSON
from sandbox.state.telegram import Telegram

Handler = Callable[[Telegram, Call[Any]], JSON]


def find_file(
    telegram: Telegram, kind: Kind, value: str | None, files: Mapping[str, Upload]
) -> StoredFile:
    """The file of an argument: uploaded with it, attached, or known by its `file_id` or URL.

    Raises :class:`~sandbox.errors.ApiError` 400. There is no network here: nothing is at a URL but
    what was put there (`Sandbox.add_picture`).
    """
    upload = files.get(kind.name) if not value else None
    if value and value.startswith("attach://"):
        upload = files.get(value.removeprefix("attach://"))
    if upload is not None:
        return telegram.files.add(upload, kind.name)
    if not value or value.startswith("attach://"):
        raise bad_request(f"there is no {kind.name.replace('_', ' ')} in the request")
    if value.startswith(("http://", "https://")):
        found = telegram.files.on_web(value)
        if found is None:
            raise bad_request("failed to get HTTP URL content")
        return found
    stored = telegram.files.get(value)
    if stored is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return stored


def sender(name: str) -> Handler:
    """The handler of `send<Name>`."""
    kind = KINDS[name]

    def send(telegram: Telegram, call: Call[Any]) -> JSON:
        captioned = hasattr(call.args, "caption")
        caption = read_caption(telegram, call) if captioned else Formatted("", [])
        stored = find_file(telegram, kind, getattr(call.args, name), call.files)
        fields = as_message_field(kind, stored) | caption.fields("caption", "caption_entities")
        if getattr(call.args, "has_spoiler", None):
            fields["has_media_spoiler"] = True
        return deliver(telegram, call, _content(kind, fields, caption))

    return send


def _content(kind: Kind, fields: JSON, caption: Formatted) -> Content:
    long = len(caption) > CAPTION_LIMIT
    too_long = bad_request("message caption is too long") if long else None
    return Content(fields, kind.right, kind.what, too_long)


def read_media(telegram: Telegram, raw: Any, files: Mapping[str, Upload]) -> JSON:
    """The Message fields of one `InputMedia`."""
    try:
        media = json.loads(raw) if isinstance(raw, str) else raw
    except ValueError as error:
        raise bad_request("can't parse input media JSON object") from error
    if not isinstance(media, dict) or media.get("type") not in KINDS:
        raise bad_request("can't parse InputMedia: unknown media type specified")
    kind = KINDS[media["type"]]
    fields = as_message_field(kind, find_file(telegram, kind, media.get("media"), files))
    caption = format_text(media.get("caption") or "", media.get("parse_mode"))
    if len(caption) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    shown = known_mentions(telegram, caption).fields("caption", "caption_entities")
    return {**fields, **shown}


def send_media_group(telegram: Telegram, call: Call[SendMediaGroup]) -> list[JSON]:
    raw = call.raw.get("media") or "[]"
    try:
        items = json.loads(raw) if isinstance(raw, str) else raw
    except ValueError as error:
        raise bad_request("can't parse media JSON object") from error
    if not isinstance(items, list) or not 2 <= len(items) <= 10:
        raise bad_request(
            "expected from 2 to 10 messages in an album" if items else "there are no media"
        )
    group = str(telegram.next_number())
    made = [read_media(telegram, item, call.files) for item in items]
    return [deliver(telegram, call, Content({**m, "media_group_id": group})) for m in made]


def get_file(telegram: Telegram, call: Call[GetFile]) -> JSON:
    if not call.args.file_id:
        raise bad_request("file_id is not specified")
    stored = telegram.files.get(call.args.file_id)
    if stored is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(stored.upload.content) > 20 * 1024 * 1024:
        raise bad_request("file is too big")
    return {**stored.as_json(), "file_path": stored.path}


HANDLERS = {
    SendPhoto: sender("photo"),
    SendDocument: sender("document"),
    SendVideo: sender("video"),
    SendAnimation: sender("animation"),
    SendAudio: sender("audio"),
    SendVoice: sender("voice"),
    SendVideoNote: sender("video_note"),
    SendSticker: sender("sticker"),
    SendMediaGroup: send_media_group,
    GetFile: get_file,
}
