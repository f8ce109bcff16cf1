"""Photos, documents and other media; getFile."""

from __future__ import annotations

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

from sandbox.api.calls import Call, parse_json
from sandbox.api.methods.delivery import Content, deliver
from sandbox.api.methods.messages import MAX_CAPTION, read_caption, resolve_mentions
from sandbox.entities import FormattedText, format_text
from sandbox.errors import bad_request
from sandbox.state.files import StoredFile, Upload
from sandbox.state.media import MEDIA_KINDS, MediaKind, build_media_fields
from sandbox.state.models import JSON
from sandbox.state.telegram import Telegram

Handler = Callable[[Telegram, Call[Any]], JSON]


def find_file(
    telegram: Telegram, kind: MediaKind, value: str | None, files: Mapping[str, Upload]
) -> StoredFile:
    """Return the file of an argument: uploaded, attached, or known by its `file_id` or URL.

    Raises :class:`~sandbox.errors.ApiError` 400. The sandbox has no network: only the pictures of
    `Sandbox.add_picture` have a URL.
    """
    upload = files.get(kind.name) if not value else None
    if value and value.startswith("attach://"):
        upload = files.get(value.removeprefix("attach://"))
    if upload is not None:
        return telegram.files.add(upload, kind.name)
    if not value or value.startswith("attach://"):
        raise bad_request(f"there is no {kind.name.replace('_', ' ')} in the request")
    if value.startswith(("http://", "https://")):
        found = telegram.files.find_by_url(value)
        if found is None:
            raise bad_request("failed to get HTTP URL content")
        return found
    stored = telegram.files.get(value)
    if stored is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return stored


def make_sender(name: str) -> Handler:
    """Return the handler of `send<Name>`."""
    kind = MEDIA_KINDS[name]

    def send(telegram: Telegram, call: Call[Any]) -> JSON:
        captioned = hasattr(call.args, "caption")
        caption = read_caption(telegram, call) if captioned else FormattedText("", [])
        stored = find_file(telegram, kind, getattr(call.args, name), call.files)
        fields = build_media_fields(kind, stored) | caption.as_fields("caption", "caption_entities")
        if getattr(call.args, "has_spoiler", None):
            fields["has_media_spoiler"] = True
        return deliver(telegram, call, _build_content(kind, fields, caption))

    return send


def _build_content(kind: MediaKind, fields: JSON, caption: FormattedText) -> Content:
    long = len(caption) > MAX_CAPTION
    too_long = bad_request("message caption is too long") if long else None
    return Content(fields, kind.right, kind.what, too_long)


def read_media(telegram: Telegram, raw: Any, files: Mapping[str, Upload]) -> JSON:
    """Return the Message fields of one `InputMedia`."""
    media = parse_json(raw, "input media JSON object")
    if not isinstance(media, dict) or media.get("type") not in MEDIA_KINDS:
        raise bad_request("can't parse InputMedia: unknown media type specified")
    kind = MEDIA_KINDS[media["type"]]
    fields = build_media_fields(kind, find_file(telegram, kind, media.get("media"), files))
    caption = format_text(media.get("caption") or "", media.get("parse_mode"))
    if len(caption) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    shown = resolve_mentions(telegram, caption).as_fields("caption", "caption_entities")
    return {**fields, **shown}


def send_media_group(telegram: Telegram, call: Call[SendMediaGroup]) -> list[JSON]:
    """Send 2 to 10 files as an album; return its messages."""
    raw = call.raw.get("media") or "[]"
    items = parse_json(raw, "media JSON object")
    if not isinstance(items, list) or not 2 <= len(items) <= 10:
        raise bad_request(
            "expected from 2 to 10 messages in an album" if items else "there are no media"
        )
    group = str(telegram.allocate_long_id())
    result = [read_media(telegram, item, call.files) for item in items]
    return [deliver(telegram, call, Content({**m, "media_group_id": group})) for m in result]


def get_file(telegram: Telegram, call: Call[GetFile]) -> JSON:
    """Return a `File` with the path to download it from. Files over 20 MB are refused."""
    if not call.args.file_id:
        raise bad_request("file_id is not specified")
    stored = telegram.files.get(call.args.file_id)
    if stored is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(stored.upload.content) > 20 * 1024 * 1024:
        raise bad_request("file is too big")
    return {**stored.as_json(), "file_path": stored.path}


HANDLERS = {
    SendPhoto: make_sender("photo"),
    SendDocument: make_sender("document"),
    SendVideo: make_sender("video"),
    SendAnimation: make_sender("animation"),
    SendAudio: make_sender("audio"),
    SendVoice: make_sender("voice"),
    SendVideoNote: make_sender("video_note"),
    SendSticker: make_sender("sticker"),
    SendMediaGroup: send_media_group,
    GetFile: get_file,
}
