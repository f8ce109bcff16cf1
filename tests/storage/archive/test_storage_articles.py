from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from news.clustering.lead import choose_lead
from news.model import STORY_WINDOW, Article, BlockKind, MatchCandidate, Story
from storage.archive import articles, sources, stories, story_headers
from storage.archive.articles import AddResult
from storage.database.engine import Database
from tests.support.factories import NOON, article


async def file(
    database: Database, new: Article, keys: Sequence[str] = (), join: bool = False
) -> AddResult:
    def choose(candidates: Sequence[MatchCandidate]) -> int | None:
        return candidates[0].story_id if join and candidates else None

    async with database.write() as connection:
        return await articles.add(
            connection,
            new,
            keys=keys,
            choose_story=choose,
            choose_lead=choose_lead,
            now=NOON,
        )


async def the_story(database: Database) -> Story:
    """Return the only stored article."""
    async with database.read() as connection:
        pages = story_headers.iter_story_headers(connection, NOON - timedelta(hours=1), NOON)
        (outline,) = [story async for page in pages for story in page]
        return (await stories.get_many(connection, [outline.id]))[outline.id]


async def test_article_round_trip(database: Database) -> None:
    new = article(photo_credit="Reuters", attribution="Reuters via УНН", url="https://a.example/1")
    filed = await file(database, new)
    async with database.read() as connection:
        back = await articles.get(connection, filed.article_id)
    assert back is not None
    assert replace(back, id=0, index=new.index, fingerprint=new.fingerprint) == new
    assert back.blocks[0].kind is BlockKind.PARAGRAPH


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"canonical_url": "", "guid": ""}, id="same text"),
        pytest.param({"content_hash": "other", "guid": ""}, id="same canonical url"),
        pytest.param({"content_hash": "other", "canonical_url": ""}, id="same guid of the source"),
    ],
)
async def test_duplicate_article_is_stored_once(
    database: Database, changes: dict[str, str]
) -> None:
    async with database.write() as connection:
        source = await sources.add(connection, url="https://a.example/feed", title="", now=NOON)
    assert source is not None
    first = article(canonical_url="https://a.example/1", guid="g1", source_id=source.id)
    filed = await file(database, first)
    again = await file(database, replace(first, **changes))
    assert filed.is_new
    assert not again.is_new
    assert (again.article_id, again.story_id) == (filed.article_id, filed.story_id)


async def test_the_same_guid_in_another_source_is_another_article(database: Database) -> None:
    async with database.write() as connection:
        one = await sources.add(connection, url="https://a.example/feed", title="", now=NOON)
        two = await sources.add(connection, url="https://b.example/feed", title="", now=NOON)
    assert one is not None
    assert two is not None
    await file(database, article("Первая новость", guid="1", source_id=one.id))
    assert (await file(database, article("Вторая новость", guid="1", source_id=two.id))).is_new


async def test_article_joins_chosen_story(database: Database) -> None:
    first = await file(database, article("Мост открыт", source="Вестник"), ["мост", "открыть"])
    second = await file(database, article("Открыли мост", source="Хвиля"), ["мост"], join=True)
    assert second.story_id == first.story_id
    story = await the_story(database)
    assert story.sources == ("Вестник", "Хвиля")
    assert story.article_count == 2
    assert story.lead_article.id == first.article_id


async def test_same_text_from_another_source_adds_source(
    database: Database,
) -> None:
    press = article("Мост открыт", source="Вестник")
    copies = [replace(press, source=f"Издание {number}") for number in range(9)]
    for copy in (press, *copies, press):
        await file(database, copy)
    story = await the_story(database)
    assert len(story.sources) == 10
    assert story.article_count == 1


async def test_story_lead_is_most_central_article(database: Database) -> None:
    reports = ("Горит лес", "Пожар: горит лес под Киевом", "Пожар под Киевом тушат")
    for title in reports:
        await file(database, article(title), ["пожар", "лес", "киев"], join=True)
    story = await the_story(database)
    assert story.lead_article.title == reports[1]


async def test_candidates_are_near_in_time_and_share_keys(database: Database) -> None:
    await file(database, article("Мост открыт"), ["мост", "река"])
    await file(database, article("Мост закрыт"), ["мост", "река", "паром"])
    await file(database, article("Мост зубной"), ["мост", "врач"])
    await file(database, article("Выборы прошли"), ["выборы"])
    old = article("Мост строят", published=NOON - STORY_WINDOW - timedelta(hours=1))
    await file(database, old, ["мост", "река"])
    async with database.read() as connection:
        found = await stories.find_candidates(connection, ["мост", "река"], around=NOON)
        only = await stories.find_candidates(connection, ["врач"], around=NOON)
    assert [candidate.fingerprint[1].lemma for candidate in only] == ["зубной"]
    assert [candidate.fingerprint[1].lemma for candidate in found] == ["закрыт", "открыт"]


async def test_id_larger_than_any_is_not_found(database: Database) -> None:
    async with database.read() as connection:
        assert await articles.get(connection, 999_999_999_999_999) is None
