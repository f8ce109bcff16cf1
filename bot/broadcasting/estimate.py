"""How long a broadcast takes at the pace that is set, and what it costs in Stars."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.settings import Settings
from storage import audience
from storage.broadcasts import Broadcast

FREE_RATE = 30
"""Messages a second that Telegram does not charge for (https://core.telegram.org/bots/faq)."""

STARS_A_MESSAGE = 0.1


@dataclass(frozen=True, slots=True)
class Pace:
    """Messages a second; ``paid``: beyond `FREE_RATE` they cost Stars."""

    rate: float
    paid: bool


@dataclass(frozen=True, slots=True)
class Estimate:
    takes: timedelta
    stars: int


@dataclass(frozen=True, slots=True)
class Reach:
    """How many readers a broadcast would go to now, and what that takes."""

    head_count: int
    estimate: Estimate


async def reach(connection: AsyncConnection, broadcast: Broadcast, settings: Settings) -> Reach:
    head_count = await audience.head_count(connection, broadcast.audience)
    return Reach(head_count, estimate(head_count, breaking_pace(settings)))


def breaking_pace(settings: Settings) -> Pace:
    """The pace at which breaking news goes out."""
    if settings.paid_send_rate > settings.send_rate:
        return Pace(settings.paid_send_rate, paid=True)
    return Pace(settings.send_rate, paid=False)


def estimate(head_count: int, pace: Pace) -> Estimate:
    """``stars`` are the most that it may cost, in whole Stars."""
    seconds = head_count / pace.rate
    charged = max(0.0, head_count - FREE_RATE * max(1.0, seconds)) if pace.paid else 0.0
    # Rounded first: 100 messages are ten Stars, not eleven for a last bit of a float.
    stars = math.ceil(round(charged * STARS_A_MESSAGE, 6))
    return Estimate(timedelta(seconds=math.ceil(seconds)), stars)
