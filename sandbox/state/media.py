"""The kinds of media and their fields in a `Message`."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.errors import bad_request
from sandbox.state.files import StoredFile, measure_image
from sandbox.state.models import JSON


@dataclass(frozen=True)
class MediaKind:
    """One kind of media.

    `name` is its argument and Message field, `right` what sending needs, `what` its name in error
    descriptions, `shape` the fields that all of this kind get.
    """

    name: str
    right: str
    what: str
    shape: JSON


_VIDEO_SHAPE: JSON = {"width": 320, "height": 240, "duration": 1}
MEDIA_KINDS = {
    kind.name: kind
    for kind in (
        MediaKind("photo", "can_send_photos", "photos", {}),
        MediaKind("document", "can_send_documents", "documents", {}),
        MediaKind("video", "can_send_videos", "videos", _VIDEO_SHAPE),
        MediaKind("animation", "can_send_other_messages", "gifs", _VIDEO_SHAPE),
        MediaKind("audio", "can_send_audios", "audios", {"duration": 1}),
        MediaKind("voice", "can_send_voice_notes", "voice notes", {"duration": 1}),
        MediaKind(
            "video_note", "can_send_video_notes", "video notes", {"length": 240, "duration": 1}
        ),
        MediaKind(
            "sticker", "can_send_other_messages", "stickers",
            {
                "type": "regular", "width": 512, "height": 512,
                "is_animated": False, "is_video": False,
            },
        ),
    )
}  # fmt: skip


def build_media_fields(kind: MediaKind, stored: StoredFile) -> JSON:
    """Return the Message fields of a stored file, such as `{"photo": [PhotoSize]}`.

    Raises :class:`~sandbox.errors.ApiError` 400 for a photo that is not an image.
    """
    if kind.name == "photo":
        size = measure_image(stored.upload.content)
        if size is None:
            raise bad_request("IMAGE_PROCESS_FAILED")
        return {"photo": [{**stored.as_json(), "width": size[0], "height": size[1]}]}
    described: JSON = {**stored.as_json(), **kind.shape}
    if kind.name not in {"sticker", "video_note"}:
        described["mime_type"] = stored.upload.mime
    if kind.name in {"document", "video", "animation", "audio"}:
        described["file_name"] = stored.upload.name
    fields = {kind.name: described}
    # Telegram sends an animation to bots as a document too.
    return {**fields, "document": described} if kind.name == "animation" else fields
