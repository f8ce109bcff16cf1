"""Test alerts in random order: none is lost, none is sent twice, and no hour has too many.

Articles arrive, the clock advances, quiet hours begin and end, digests are sent, and the service is
killed within transactions. The outbox is read from the database.
"""

from __future__ import annotations

import contextlib
from collections import Counter, defaultdict
from datetime import datetime, time, timedelta
from functools import cache, partial

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.features.alerts.renderer import AlertMessages
from bot.features.digest.renderer import build_renderers
from news.nlp.forms.lemmas import Lemmatizer
from news.query.followed_terms import TermNormalizer
from sandbox.clock import ManualClock
from service.digests.dispatch import DigestDispatcher
from service.digests.sending_windows import SendingPlan
from service.follows.alerts import batching, dispatch
from service.follows.alerts.job import AlertJob
from service.follows.alerts.rules import MAX_SINGLE_ALERTS, WINDOW, count_alert, count_batch
from service.follows.service import FollowService
from service.i18n.translations import Translations
from storage.archive import articles, cutoff
from storage.chats import alerts, subscribers
from storage.chats.alerts import AlertWindow
from storage.messaging.outbox import Priority
from tests.support.databases.machine import DatabaseMachine
from tests.support.factories import NOON, article, subscriber

pytestmark = pytest.mark.slow

AWAKE, HOLDING, SILENT, OTHER = CHATS = (1, 2, 3, 4)
"""Two chats have quiet hours; one follows another word, which every third article has."""

NIGHT = {"quiet_from": time(16), "quiet_until": time(17)}
"""In Kyiv: from one hour to two hours after the machine starts."""

MAX_TOGETHER = 8
MAX_FILED = 60
"""A digest is one message, which holds about 80 titles as short as these; the others would be on its
further pages, which this machine does not open."""


class Killed(BaseException):
    """A kill of the process: no error handler catches it."""


class Alerts(DatabaseMachine):
    def __init__(self) -> None:
        super().__init__()
        self.clock = ManualClock(NOON)
        self.job = AlertJob(self.database, terms(), AlertMessages(translations()), self.clock)
        self.digests = DigestDispatcher(
            self.database, terms(), build_renderers(translations()), SendingPlan(30)
        )
        self.count = 0
        self.was_down = False
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(dispatch, "BATCH_SIZE", 2)
        self.filed: list[int] = []
        for chat in CHATS:
            self.subscribe(chat)

    def subscribe(self, chat: int) -> None:
        night = NIGHT if chat in (HOLDING, SILENT) else {}
        reader = subscriber(
            chat,
            hold_in_quiet_hours=chat == HOLDING,
            next_digest_at=NOON + timedelta(hours=6),
            watermark=NOON - timedelta(hours=1),
            digest_size=100,
            **night,
        )
        self.transact(partial(subscribers.add, subscriber=reader))
        follows = FollowService(self.database, terms())
        word = "река" if chat == OTHER else "мост"
        self.complete(follows.follow(reader, [word], "instant", self.clock()))

    @precondition(lambda self: len(self.filed) + MAX_TOGETHER <= MAX_FILED)
    @rule(together=st.integers(1, MAX_TOGETHER), joins=st.booleans())
    def file(self, together: int, joins: bool) -> None:
        """Add new stories; the first article may belong to the last story."""

        async def add(connection: AsyncConnection) -> None:
            for place in range(together):
                self.count += 1
                story = self.filed[-1] if joins and place == 0 and self.filed else None
                number = story or (self.filed[-1] + 1 if self.filed else 1)
                water = "река" if number % 3 == 0 else "поле"
                filed = await articles.add(
                    connection,
                    article(f"мост {water} n{self.count}", published=self.clock()),
                    keys=[],
                    choose_story=lambda candidates, story=story: story,  # type: ignore[misc]
                    choose_lead=lambda members, history: members[0].article_id,
                    now=await cutoff.get_arrival_time(connection, self.clock()),
                )
                await alerts.enqueue(connection, filed.article_id, None)
                assert filed.story_id == number
                if story is None:
                    self.filed.append(number)

        self.transact(add)

    @rule()
    def run(self) -> None:
        self.complete(self.job.run())

    @rule(minutes=st.integers(1, 70))
    def wait(self, minutes: int) -> None:
        """Let time pass while the service runs."""
        for _ in range(minutes // 10):
            self.clock.advance(minutes=10)
            self.run()
        self.clock.advance(minutes=minutes % 10)
        self.run()

    @rule(hours=st.integers(1, 4))
    def be_down(self, hours: int) -> None:
        self.was_down = True
        self.clock.advance(hours=hours)

    @rule(after=st.integers(0, 6))
    def die(self, after: int) -> None:
        """Kill the service in a transaction, after this many messages."""
        enqueue, sent = dispatch.enqueue_alert, 0

        async def dies(*given: object, **named: object) -> None:
            nonlocal sent
            if sent == after:
                raise Killed
            sent += 1
            await enqueue(*given, **named)  # type: ignore[arg-type]

        with pytest.MonkeyPatch.context() as patch, contextlib.suppress(Killed):
            patch.setattr(dispatch, "enqueue_alert", dies)
            patch.setattr(batching, "enqueue_alert", dies)
            self.run()

    @rule()
    def digest(self) -> None:
        """Send the digests: six hours after the start, and then each day."""
        self.complete(self.digests.enqueue_due(self.clock()))

    def delivered_stories(self, *priorities: Priority) -> Counter[tuple[int, int]]:
        """Count the messages with each story for each chat."""

        async def look(connection: AsyncConnection) -> Counter[tuple[int, int]]:
            rows = await connection.exec_driver_sql(
                "SELECT d.chat_id, p.story_id FROM deliveries AS d "
                "JOIN payload_stories AS p ON p.payload_id = d.payload_id "
                f"WHERE d.priority IN ({', '.join(str(int(p)) for p in priorities)})"
            )
            return Counter((chat, story) for chat, story in rows)

        return self.transact(look)

    @invariant()
    def nothing_comes_twice(self) -> None:
        delivered = self.delivered_stories(Priority.ALERT, Priority.DIGEST)
        assert all(count == 1 for count in delivered.values()), delivered

    @invariant()
    def what_nobody_follows_does_not_come(self) -> None:
        others = {story for chat, story in self.delivered_stories(Priority.ALERT) if chat == OTHER}
        assert all(story % 3 == 0 for story in others)

    @invariant()
    def no_hour_has_more_than_it_may(self) -> None:
        async def look(connection: AsyncConnection) -> list[tuple[int, int]]:
            rows = await connection.exec_driver_sql(
                f"SELECT chat_id, due_at FROM deliveries WHERE priority = {int(Priority.ALERT)}"
            )
            return [(chat, due) for chat, due in rows]

        moments: dict[int, list[int]] = defaultdict(list)
        for chat, due in self.transact(look):
            moments[chat].append(due)
        hour = int(WINDOW.total_seconds() * 1000)
        for sent in moments.values():
            for begin in sent:
                # A window starts with its first alert, so an hour can overlap two windows.
                assert sum(begin <= moment < begin + hour for moment in sent) <= 2 * (
                    MAX_SINGLE_ALERTS + 1
                )

    def check_end(self) -> None:
        """Check that every story has reached its followers: as an alert or in a batch, or in the digest
        if it was too old for an alert or one of too many."""
        for _ in range(3):
            self.run()
            self.clock.advance(hours=1)
        self.run()
        if not self.was_down and len(self.filed) <= batching.MAX_BATCH_ARTICLES:
            self.check_everything_is_delivered()
        for _ in range(2):  # one that is over three hours late waits for the next
            self.clock.now = max(self.clock.now, self.transact(self.digest_due))
            self.digest()
        self.check_everything_is_delivered()

    def teardown(self) -> None:
        super().teardown()
        self.patch.undo()

    def check_everything_is_delivered(self) -> None:
        delivered = self.delivered_stories(Priority.ALERT, Priority.DIGEST)
        for story in self.filed:
            for chat in CHATS:
                if chat != OTHER or story % 3 == 0:
                    assert delivered[chat, story] == 1, (chat, story, delivered)

    async def digest_due(self, connection: AsyncConnection) -> datetime:
        (reader, *_) = await subscribers.get_many(connection, CHATS)
        assert reader.next_digest_at is not None
        return reader.next_digest_at


@cache
def terms() -> TermNormalizer:
    return TermNormalizer(Lemmatizer())


@cache
def translations() -> Translations:
    return Translations()


TestAlerts = Alerts.TestCase
TestAlerts.settings = settings(
    max_examples=20,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def test_alert_window_starts_with_first_alert() -> None:
    hour: AlertWindow | None = None
    moments, alone = [NOON + timedelta(minutes=number) for number in range(8)], 0
    for moment in moments:
        hour, goes = count_alert(hour, moment, None)
        alone += goes
    assert alone == MAX_SINGLE_ALERTS
    assert hour is not None
    assert hour.batch_due_at == NOON + WINDOW
    assert count_batch(hour, NOON + WINDOW, None) == (AlertWindow(NOON + WINDOW, 1), True)


def test_quiet_hours_hold_all_alerts_until_their_end() -> None:
    morning = NOON + timedelta(hours=7)
    hour, goes = count_alert(None, NOON, morning)
    assert (hour.batch_due_at, hour.sent_count, goes) == (morning, 0, False)
    later, goes = count_batch(hour, NOON + WINDOW, morning)
    assert (later.batch_due_at, goes) == (morning, False)
