"""Uploaded files, kept in memory: found by `file_id`, downloaded by `file_path`."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass

from sandbox.state.models import JSON


@dataclass(frozen=True)
class Upload:
    """A file uploaded with a request."""

    name: str
    content: bytes
    mime: str


@dataclass(frozen=True)
class StoredFile:
    """A file in the store, with its ids and path."""

    file_id: str
    unique_id: str
    path: str
    upload: Upload

    def as_json(self) -> JSON:
        """Return the fields that all kinds of files have in the Bot API."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.upload.content),
        }


class FileStore:
    """Stores uploaded files; finds them by id, path or URL."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}
        self._by_url: dict[str, StoredFile] = {}

    def add(self, upload: Upload, kind: str) -> StoredFile:
        """Store `upload`. The same name, content and kind give the same file."""
        digest = hashlib.sha256(kind.encode() + upload.name.encode() + upload.content).hexdigest()
        file_id = f"AgAC{kind[:2]}{digest[:44]}"
        if file_id not in self._by_id:
            suffix = upload.name.rpartition(".")[2] if "." in upload.name else "bin"
            path = f"{kind}s/file_{len(self._by_id)}.{suffix}"
            stored = StoredFile(file_id, f"AQAD{digest[44:58]}", path, upload)
            self._by_id[file_id] = self._by_path[path] = stored
        return self._by_id[file_id]

    def get(self, file_id: str) -> StoredFile | None:
        """Return a file; None if there is none with this id."""
        return self._by_id.get(file_id)

    def add_web_picture(self, url: str, picture: Upload) -> None:
        """Make a picture available at a web address. No other URL works: there is no network."""
        self._by_url[url] = self.add(picture, "photo")

    def find_by_url(self, url: str) -> StoredFile | None:
        """Return the picture of a web address; None if none was added for it."""
        return self._by_url.get(url)

    def find_by_path(self, path: str) -> StoredFile | None:
        """Return the file that `getFile` gave this path; None if there is none."""
        return self._by_path.get(path)


def measure_image(content: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels of a PNG, GIF, JPEG or WebP; None for other content."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content[:6] in {b"GIF87a", b"GIF89a"} and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return width, height
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _measure_webp(content)
    if content.startswith(b"\xff\xd8"):
        return _measure_jpeg(content)
    return None


def _measure_webp(content: bytes) -> tuple[int, int] | None:
    kind = content[12:16]
    if kind == b"VP8X" and len(content) >= 30:
        width = int.from_bytes(content[24:27], "little") + 1
        return width, int.from_bytes(content[27:30], "little") + 1
    if kind == b"VP8 " and len(content) >= 30:
        width, height = struct.unpack("<HH", content[26:30])
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L" and len(content) >= 25:
        bits = int.from_bytes(content[21:25], "little")
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    return None


def _measure_jpeg(content: bytes) -> tuple[int, int] | None:
    """Find the frame header (SOF), which holds the size, segment by segment."""
    at = 2
    while at + 9 <= len(content):
        marker, size = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + size
    return None
