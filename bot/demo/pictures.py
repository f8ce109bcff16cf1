"""The pictures of the sample news: generated landscapes, as the demo has no network."""

from __future__ import annotations

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

from sandbox import Sandbox

WIDTH, HEIGHT = 640, 340
RIDGE_COUNT = 4

_SKIES = (
    ((255, 214, 165), (120, 150, 205), (38, 60, 92)),
    ((250, 240, 214), (92, 168, 200), (24, 78, 88)),
    ((255, 190, 170), (140, 110, 170), (44, 36, 84)),
    ((226, 240, 236), (128, 178, 160), (30, 66, 52)),
    ((255, 226, 150), (232, 140, 92), (92, 44, 48)),
    ((214, 226, 244), (112, 132, 186), (32, 40, 78)),
)
"""Colours at the horizon, above it, and of the nearest ridge: red, green, blue."""


def get_picture_url(number: int) -> str:
    """Return the URL of a sample's picture."""
    return f"https://pictures.example/{number % len(_SKIES)}.png"


def publish_pictures(sandbox: Sandbox) -> None:
    """Draw the pictures and register them with the sandbox."""
    for number in range(len(_SKIES)):
        sandbox.add_picture(get_picture_url(number), draw_landscape(number))


def draw_landscape(number: int) -> bytes:
    """Return a PNG of sky, sun and ridges."""
    low, high, near = (np.array(colour, dtype=float) for colour in _SKIES[number % len(_SKIES)])
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH] / np.array([HEIGHT, WIDTH]).reshape(2, 1, 1)
    picture = high + (low - high) * np.clip(y / 0.7, 0, 1)[..., None]
    distance = np.hypot((x - 0.25 - 0.1 * (number % 6)) * WIDTH / HEIGHT, y - 0.34)
    picture += (255 - picture) * np.clip((0.095 - distance) * 60, 0, 1)[..., None] * 0.85
    for ridge in range(RIDGE_COUNT):
        share = (ridge + 1) / RIDGE_COUNT
        top = 0.5 + 0.12 * ridge + _waves(x[0], number, ridge)
        inside = np.clip((y - top) * HEIGHT, 0, 1)[..., None]
        picture += (low + (near - low) * share - picture) * inside
    return _encode_png(np.clip(picture, 0, 255).astype(np.uint8))


def _waves(x: NDArray[np.float64], number: int, ridge: int) -> NDArray[np.float64]:
    phase, height = 1.7 * number + 2.3 * ridge, 0.09 / (1 + 0.35 * ridge)
    slow, quick = np.sin(4.1 * x + phase), np.sin(11.3 * x + 1.9 * phase)
    waves: NDArray[np.float64] = height * (0.7 * slow + 0.3 * quick)
    return waves


def _encode_png(pixels: NDArray[np.uint8]) -> bytes:
    """Encode a PNG (https://www.w3.org/TR/png/) with every row filtered by the one above."""
    above = np.vstack([np.zeros_like(pixels[:1]), pixels[:-1]])
    rows = (pixels - above).reshape(HEIGHT, -1)
    filtered = np.hstack([np.full((HEIGHT, 1), 2, dtype=np.uint8), rows])
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    body = zlib.compress(filtered.tobytes(), 9)
    chunks = (
        _encode_chunk(b"IHDR", header),
        _encode_chunk(b"IDAT", body),
        _encode_chunk(b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _encode_chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)
