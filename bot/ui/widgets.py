"""Small pieces that several features' screens share."""

from __future__ import annotations

TICK = "✅"


LANGUAGE_NAMES: dict[str, str] = {"ru": "Русский", "uk": "Українська", "en": "English"}
