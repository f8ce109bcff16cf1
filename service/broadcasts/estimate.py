"""Estimate how long many messages take at the configured rate, and what they cost in Stars."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from service.config import Settings
from storage.messaging import audience
from storage.messaging.broadcasts import Broadcast
from storage.messaging.outbox import Priority

FREE_RATE = 30
"""Messages a second that Telegram does not charge for (https://core.telegram.org/bots/faq)."""

STARS_PER_MESSAGE = 0.1


@dataclass(frozen=True, slots=True)
class SendRate:
    """Messages a second; ``is_paid``: those beyond `FREE_RATE` cost Stars."""

    per_second: float
    is_paid: bool


@dataclass(frozen=True, slots=True)
class DeliveryEstimate:
    """How long a broadcast takes, and what it costs at most in Stars."""

    duration: timedelta
    max_stars: int


@dataclass(frozen=True, slots=True)
class AudienceEstimate:
    """How many subscribers a broadcast would reach now, and how long that takes."""

    recipient_count: int
    delivery: DeliveryEstimate


@dataclass(frozen=True, slots=True)
class Preview:
    """A broadcast before it is sent, and whom it would reach now."""

    broadcast: Broadcast
    estimate: AudienceEstimate


async def build_preview(
    connection: AsyncConnection, broadcast: Broadcast, settings: Settings
) -> Preview:
    """Count the recipients of a broadcast, and estimate its delivery."""
    count = await audience.count_recipients(connection, broadcast.audience)
    delivery = estimate_delivery(count, get_breaking_rate(settings))
    return Preview(broadcast, AudienceEstimate(count, delivery))


def get_breaking_rate(settings: Settings) -> SendRate:
    """Return the configured rate of broadcasts."""
    if settings.paid_send_rate > settings.send_rate:
        return SendRate(settings.paid_send_rate, is_paid=True)
    return SendRate(settings.send_rate, is_paid=False)


def get_digest_rate(settings: Settings) -> SendRate:
    """Return the configured rate of digests."""
    if settings.paid_digests:
        return get_breaking_rate(settings)
    return SendRate(settings.send_rate, is_paid=False)


def get_paid_priorities(settings: Settings) -> frozenset[Priority]:
    """Return what is sent at the paid rate, where there is one."""
    digests = {Priority.DIGEST} if settings.paid_digests else set()
    return frozenset({Priority.BREAKING, *digests})


def estimate_delivery(recipient_count: int, send_rate: SendRate) -> DeliveryEstimate:
    """Return the duration and the maximal cost, in whole Stars."""
    seconds = recipient_count / send_rate.per_second
    charged = (
        max(0.0, recipient_count - FREE_RATE * max(1.0, seconds)) if send_rate.is_paid else 0.0
    )
    # Round first: 100 messages cost ten Stars, not eleven because of a float's last bit.
    stars = math.ceil(round(charged * STARS_PER_MESSAGE, 6))
    return DeliveryEstimate(timedelta(seconds=math.ceil(seconds)), stars)
