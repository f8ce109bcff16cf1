"""Test what the settings of a chat refuse, from wherever they are changed."""

from __future__ import annotations

from datetime import time

import pytest

from service.bootstrap import Services
from service.i18n.translations import Translations
from service.rendering import FirstDigestSender
from service.subscribers.changes import UnknownTimezone
from service.subscribers.service import (
    MAX_DIGEST_TIMES,
    TooManyDigestTimes,
    build_default_subscriber,
)
from tests.support.factories import NOON


async def _send_nothing(*_: object) -> bool:
    return False


async def test_more_digests_a_day_than_allowed_are_refused(services: Services) -> None:
    service = services.subscribers
    subscriber = build_default_subscriber(services.settings, 1, "private", "ru", NOON)
    too_many = tuple(time(hour) for hour in range(MAX_DIGEST_TIMES + 1))
    with pytest.raises(TooManyDigestTimes) as ticked:
        await service.change_digest_times(subscriber, too_many, NOON)
    sender: FirstDigestSender = _send_nothing
    with pytest.raises(TooManyDigestTimes):
        await service.set_digest_times(subscriber, too_many, NOON, sender)
    assert await service.get(1) is None
    assert "трёх сводок" in Translations()["ru"].format_error(ticked.value)


async def test_unknown_timezone_is_refused(services: Services) -> None:
    subscriber = build_default_subscriber(services.settings, 1, "private", "ru", NOON)
    with pytest.raises(UnknownTimezone) as refused:
        await services.subscribers.set_timezone(subscriber, "Europe/Atlantis", NOON)
    with pytest.raises(UnknownTimezone):
        await services.setup.set_first_timezone(subscriber, "Europe/Atlantis", NOON)
    assert await services.subscribers.get(1) is None
    assert "Europe/Atlantis" in Translations()["ru"].format_error(refused.value)
