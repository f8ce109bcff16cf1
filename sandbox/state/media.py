"""The kinds of media and their fields in a `Message`."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.errors import bad_request
from sandbox.state.files import StoredFile, image_size
from sandbox.state.models import JSON


@dataclass(frozen=True)
class Kind:
    """One kind of media: its argument, the right it needs, how the refusal names it."""

    name: str
    right: str
    what: str
    shape: JSON


KINDS = {
    kind.name: kind
    for kind in (
        Kind("photo", "can_send_photos", "photos", {}),
        Kind("document", "can_send_documents", "documents", {}),
        Kind("video", "can_send_videos", "videos", {"width": 320, "height": 240, "duration": 1}),
        Kind(
            "animation", "can_send_other_messages", "gifs",
            {"width": 320, "height": 240, "duration": 1},
        ),
        Kind("audio", "can_send_audios", "audios", {"duration": 1}),
        Kind("voice", "can_send_voice_notes", "voice notes", {"duration": 1}),
        Kind("video_note", "can_send_video_notes", "video notes", {"length": 240, "duration": 1}),
        Kind(
            "sticker", "can_send_other_messages", "stickers",
            {
                "type": "regular", "width": 512, "height": 512,
                "is_animated": False, "is_video": False,
            },
        ),
    )
}  # fmt: skip


def as_message_field(kind: Kind, stored: StoredFile) -> JSON:
    """The Message fields of a medium, such as `{"photo": [PhotoSize]}`."""
    if kind.name == "photo":
        size = image_size(stored.upload.content)
        if size is None:
            raise bad_request("IMAGE_PROCESS_FAILED")
        return {"photo": [{**stored.as_json(), "width": size[0], "height": size[1]}]}
    described: JSON = {**stored.as_json(), **kind.shape}
    if kind.name not in {"sticker", "video_note"}:
        described["mime_type"] = stored.upload.mime
    if kind.name in {"document", "video", "animation", "audio"}:
        described["file_name"] = stored.upload.name
    fields = {kind.name: described}
    # Telegram tells bots of an animation as of a document too.
    return {**fields, "document": described} if kind.name == "animation" else fields
