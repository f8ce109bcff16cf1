"""Test that the right to change sources and topics is read in the transaction of the change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import pytest

from service.bootstrap import Services
from service.editors.rights import NotAllowedError
from service.sources.registration import SourceCandidate, SourceReading
from service.sources.service import SourceChanges
from storage.archive import topics
from storage.chats import editors
from storage.chats.editors import Editor, Role
from storage.stats.audit_log import Actor
from tests.service.sources.test_ingest import add_source

URL = "https://harbour.example/feed.xml"
OPML = b'<opml><body><outline xmlUrl="https://quay.example/feed.xml"/></body></opml>'
LINE = "🛸 Дроны: дрон"
BORIS = Actor(77, "Борис")

Change = Callable[[Services, Actor, datetime], Awaitable[Any]]

CHANGES: dict[str, Change] = {
    "register": lambda services, actor, now: services.sources.register(
        SourceCandidate("https://quay.example/feed.xml", reading=SourceReading("ru", 1, ())),
        actor,
        now,
    ),
    "configure": lambda services, actor, now: services.sources.configure(
        URL, SourceChanges(title="Порт"), actor, now
    ),
    "import": lambda services, actor, now: services.sources.import_opml(
        OPML, "feeds.opml", actor, now
    ),
    "pause": lambda services, actor, now: services.sources.pause(1, actor, now),
    "resume": lambda services, actor, now: services.sources.resume(1, actor, now),
    "set a topic": lambda services, actor, now: services.sources.set_topic(
        1, "sport", actor, now, is_on=True
    ),
    "set topics": lambda services, actor, now: services.sources.set_topics(
        URL, "sport", actor, now
    ),
    "set the language": lambda services, actor, now: services.sources.set_language(
        1, "ru", actor, now
    ),
    "remove": lambda services, actor, now: services.sources.remove(1, actor, now),
    "remove an address": lambda services, actor, now: services.sources.remove_address(
        URL, actor, now
    ),
    "take a channel": lambda services, actor, now: services.own_channels.take(
        -1001, "Соседи", actor, now
    ),
    "save topics": lambda services, actor, now: services.topics.save([LINE], actor, now),
    "remove topics": lambda services, actor, now: services.topics.remove("sport", actor, now),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("role", [None, Role.AUTHOR, Role.EDITOR])
async def test_only_editors_change_sources_and_topics(
    services: Services, change: str, role: Role | None
) -> None:
    """A role that was taken away after the handler looked, and the command line, which has none."""
    await add_source(services, URL)
    now = services.clock()
    if role is not None:
        async with services.database.write() as connection:
            await editors.add(connection, Editor(77, "Борис", role, None, now))
    if role is not Role.EDITOR:
        before = await services.sources.list_all()
        with pytest.raises(NotAllowedError):
            await CHANGES[change](services, BORIS, now)
        assert await services.sources.list_all() == before
        async with services.database.read() as connection:
            assert not await topics.list_all(connection)
    await CHANGES[change](services, BORIS if role is Role.EDITOR else Actor(None, ""), now)
