"""How long a digest may be, in steps."""

from __future__ import annotations

LENGTHS = (3, 5, 7, 10, 15)
"""Stories. Fifteen still fit into one plain message, with short summaries."""


def longer(items: int) -> int | None:
    """The next length up; None if there is none."""
    return next((length for length in LENGTHS if length > items), None)


def shorter(items: int) -> int | None:
    """The next length down; None if there is none."""
    return next((length for length in reversed(LENGTHS) if length < items), None)
