"""A content system: it posts articles with keys, and repeats what was not answered."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from news.model import RawArticle

RETRY_SECONDS = 0.02
UNAVAILABLE = {429, 502, 503}


@dataclass
class ContentSystem:
    """Posts to the API at ``address``; ``repeats`` counts the requests that were sent again."""

    address: str
    token: str
    repeats: int = 0
    answers: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)

    def open(self) -> aiohttp.ClientSession:
        """Return a session; it gives up on an answer after ten seconds."""
        return aiohttp.ClientSession(
            self.address,
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=aiohttp.ClientTimeout(total=10),
        )

    async def post(
        self, session: aiohttp.ClientSession, path: str, key: str, body: dict[str, Any]
    ) -> None:
        """Post until it is answered; remember the answer by key."""
        while True:
            try:
                async with session.post(
                    f"/api/v1{path}", json=body, headers={"Idempotency-Key": key}
                ) as response:
                    if response.status not in UNAVAILABLE:
                        self.answers[key] = response.status, await response.json()
                        return
            except (aiohttp.ClientError, TimeoutError):
                pass
            self.repeats += 1
            await asyncio.sleep(RETRY_SECONDS)


def to_body(raw: RawArticle) -> dict[str, Any]:
    """Return an article as the API takes it, without an address: only the key tells it apart."""
    return {"title": raw.title, "text": raw.text, "source": raw.source}
