"""Recognize sentences of an article that are not news.

Credits, "read also", adverts, requests to subscribe: ``news/data/noise.toml`` lists how they begin.
"""

from __future__ import annotations

import re
from functools import cache

from news.data import load_toml

_MAX_CHARS = 240
_CREDIT = re.compile(
    r"[(\[]?(?:фото|photo|image|видео|video)\s*[:/©]\s*[^.]{2,60}[)\]]?", re.IGNORECASE
)


def is_noise(text: str) -> bool:
    """Return whether a short paragraph or sentence is a credit, a pointer elsewhere or an
    advert."""
    if len(text) > _MAX_CHARS:
        return False
    return bool(_load_openings().match(text) or _CREDIT.fullmatch(text.strip()))


def has_noise(text: str) -> bool:
    """Return whether a sentence holds a credit, a link or a pointer to what is not in the text."""
    return _load_pointers().search(text) is not None


@cache
def _load_pointers() -> re.Pattern[str]:
    return re.compile("|".join(load_toml("noise")["anywhere"]), re.IGNORECASE)


@cache
def _load_openings() -> re.Pattern[str]:
    openings = (opening.replace(" ", r"\s+") for opening in load_toml("noise")["openings"])
    return re.compile(rf"[\W_]*(?:{'|'.join(openings)})", re.IGNORECASE)
