"""The limits of a rich message, counted while it is read."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.errors import ApiError, bad_request

MAX_CHARACTERS = 32_768
MAX_BLOCKS = 500
MAX_DEPTH = 16
MAX_MEDIA = 50
MAX_COLUMNS = 20
MAX_RUNS = 5_850


@dataclass
class Budget:
    """Counters of one message, and the first error that only Telegram's core would raise."""

    characters: int = 0
    blocks: int = 0
    depth: int = 0
    media: int = 0
    columns: int = 0
    runs: int = 0
    fault: ApiError | None = None

    def record_error(self, code: str) -> None:
        """Keep the error `RICH_MESSAGE_<code>`, unless there is an earlier one."""
        if self.fault is None:
            self.fault = bad_request(f"RICH_MESSAGE_{code}")

    def find_error(self) -> ApiError | None:
        """Return the error of the whole message, if there is one."""
        if self.blocks == 0:
            return bad_request("RICH_MESSAGE_EMPTY")
        limits = (
            (self.characters, MAX_CHARACTERS, "TEXT_TOO_LONG"),
            (self.blocks, MAX_BLOCKS, "BLOCKS_TOO_MANY"),
            (self.depth, MAX_DEPTH, "DEPTH_INVALID"),
            (self.media, MAX_MEDIA, "MEDIA_TOO_MANY"),
            (self.columns, MAX_COLUMNS, "TABLE_COLS_TOO_MANY"),
            (self.runs, MAX_RUNS, "TOO_LARGE"),
        )
        for used, limit, code in limits:
            if used > limit:
                return bad_request(f"RICH_MESSAGE_{code}")
        return self.fault
