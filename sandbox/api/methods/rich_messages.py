"""sendRichMessage, and `InputRichMessage` to `RichMessage`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiogram.methods import SendRichMessage
from markdown_it import MarkdownIt

from sandbox.api.calls import Call, parse_json
from sandbox.api.methods.delivery import Content, deliver
from sandbox.api.methods.media import read_media
from sandbox.entities.links import normalize_url
from sandbox.errors import ApiError, bad_request
from sandbox.rich import html
from sandbox.rich.blocks import BlockReader
from sandbox.rich.budget import Budget
from sandbox.state.files import Upload
from sandbox.state.models import JSON
from sandbox.state.telegram import Telegram


@dataclass(frozen=True)
class RichContent:
    """A `RichMessage`, and the error that Telegram's core raises after all other checks."""

    message: JSON
    fault: ApiError | None


def read_rich(
    telegram: Telegram, raw: Any, files: Mapping[str, Upload], *, draft: bool = False
) -> RichContent:
    """Read the argument `rich_message`, JSON text or object.

    Blocks win over markdown, markdown over html.

    Raises :class:`~sandbox.errors.ApiError` 400 for a wrong shape. The errors of limits and
    contents are in `RichContent.fault`.
    """
    value = _parse_object(raw)
    budget = Budget()
    media = _MediaFinder(telegram, value.get("media"), files, budget)
    find = not value.get("skip_entity_detection")
    reader = BlockReader(budget, media.read, find=find, draft=draft)
    message: JSON = {"blocks": reader.read(_parse_blocks(value))}
    if value.get("is_rtl"):
        message["is_rtl"] = True
    return RichContent(message, budget.find_error())


def _parse_object(raw: Any) -> JSON:
    value = parse_json(raw or None, "rich message JSON object")
    if not value:
        raise bad_request("rich message must be non-empty")
    if not isinstance(value, dict):
        raise bad_request("can't parse rich message: expected an Object")
    return value


def _parse_blocks(value: JSON) -> Any:
    if value.get("blocks"):
        return value["blocks"]
    if value.get("markdown"):
        parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
        return html.parse_html(parser.render(str(value["markdown"])))
    if value.get("html"):
        return html.parse_html(str(value["html"]))
    raise bad_request("rich message must be non-empty")


class _MediaFinder:
    """Finds the media of blocks: uploaded, known by id, or listed in `media` of the message."""

    def __init__(
        self, telegram: Telegram, listed: Any, files: Mapping[str, Upload], budget: Budget
    ) -> None:
        self._telegram = telegram
        self._files = files
        self._budget = budget
        self._listed: dict[str, JSON] = {}
        for item in listed or ():
            if not isinstance(item, dict) or not item.get("id") or not item.get("media"):
                raise bad_request("can't parse InputRichMessageMedia: media not found")
            self._listed[str(item["id"])] = item["media"]

    def read(self, media: JSON) -> JSON:
        source = str(media.get("media") or "")
        if source.startswith("tg://") and "id=" in source:
            identifier = source.rpartition("id=")[2]
            if identifier not in self._listed:
                raise bad_request("can't parse InputRichMessageMedia: media not found")
            media = self._listed[identifier]
        is_web = source.startswith(("http://", "https://"))
        if is_web and self._telegram.files.find_by_url(source) is None:
            usable = normalize_url(source) is not None
            self._budget.record_error("PHOTO_NO_MEDIA_FOUND" if usable else "PHOTO_URL_INVALID")
            return {}
        try:
            return read_media(self._telegram, media, self._files)
        except ApiError as error:
            if "IMAGE_PROCESS_FAILED" in error.description:
                self._budget.record_error("PHOTO_INVALID")
                return {}
            raise bad_request("invalid rich message file identifier specified") from error


def send_rich_message(telegram: Telegram, call: Call[SendRichMessage]) -> JSON:
    """Send rich text; the errors of its limits come after all other checks."""
    rich = read_rich(telegram, call.raw.get("rich_message"), call.files)
    fields = {"rich_message": rich.message}
    return deliver(telegram, call, Content(fields, what="the rich message", fault=rich.fault))


HANDLERS = {SendRichMessage: send_rich_message}
