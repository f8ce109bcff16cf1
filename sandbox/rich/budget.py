"""What a rich message may hold, counted while it is read."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.errors import ApiError, bad_request

CHARACTERS = 32_768
BLOCKS = 500
DEPTH = 16
MEDIA = 50
COLUMNS = 20
RUNS = 5_850


@dataclass
class Budget:
    """Counters of one message, and the first fault that only Telegram's core would report."""

    characters: int = 0
    blocks: int = 0
    depth: int = 0
    media: int = 0
    columns: int = 0
    runs: int = 0
    fault: ApiError | None = None

    def blame(self, code: str) -> None:
        """Remember `RICH_MESSAGE_<code>`; the first one counts."""
        if self.fault is None:
            self.fault = bad_request(f"RICH_MESSAGE_{code}")

    def verdict(self) -> ApiError | None:
        """What is wrong with the whole, if anything."""
        if self.blocks == 0:
            return bad_request("RICH_MESSAGE_EMPTY")
        limits = (
            (self.characters, CHARACTERS, "TEXT_TOO_LONG"),
            (self.blocks, BLOCKS, "BLOCKS_TOO_MANY"),
            (self.depth, DEPTH, "DEPTH_INVALID"),
            (self.media, MEDIA, "MEDIA_TOO_MANY"),
            (self.columns, COLUMNS, "TABLE_COLS_TOO_MANY"),
            (self.runs, RUNS, "TOO_LARGE"),
        )
        for used, limit, code in limits:
            if used > limit:
                return bad_request(f"RICH_MESSAGE_{code}")
        return self.fault
