"""The desk: editors see which stories the next digests lead with, and change that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from news.clustering.lead import choose_lead
from news.model import INTERFACE_LANGUAGES, InterfaceLanguage, Preferences, Story
from service.config import Settings
from service.digests.composer import StoryCandidates, rank_candidates
from service.editors.rights import Right, require_right
from storage.archive import coverage, cutoff, desk_choices, overrides, stories
from storage.archive.coverage import Report
from storage.archive.desk_choices import DeskChoice, DeskChoiceKind
from storage.database.engine import Database
from storage.stats import audit_log
from storage.stats.audit_log import Actor, AuditAction

PERIOD = timedelta(days=1)
"""How far back the desk looks: what a reader of one digest a day gets."""

CHOICE_TTL = timedelta(days=1)
"""How long a story stays pinned or hidden."""

STORIES_PER_LANGUAGE = 5
MAX_HIDDEN = 10
MAX_REPORTS = 20
"""Reports of a story that can be split off."""

_ACTIONS: Mapping[DeskChoiceKind | None, AuditAction] = {
    DeskChoiceKind.PIN: AuditAction.STORY_PINNED,
    DeskChoiceKind.HIDE: AuditAction.STORY_HIDDEN,
    None: AuditAction.STORY_RELEASED,
}


@dataclass(frozen=True, slots=True)
class DeskStory:
    """A story and what editors chose for it; None if nothing."""

    story: Story
    choice: DeskChoice | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """The stories that digests in a language lead with, best first, and those that are hidden."""

    by_language: Mapping[InterfaceLanguage, Sequence[DeskStory]]
    hidden: Sequence[DeskStory]


@dataclass(frozen=True, slots=True)
class DeskService:
    """Use cases of editors with the stories of the next digests.

    Each raises NotAllowedError without the right. A method that changes a story returns it, or None
    if it is not there any more.
    """

    database: Database
    settings: Settings

    async def list_stories(self, actor: Actor, now: datetime) -> Desk:
        """Return the stories that the next digests lead with, and the hidden ones."""
        async with self.database.read() as connection:
            await require_right(connection, self.settings, actor, Right.DESK)
            choices = await desk_choices.list_active(connection, now)
            candidates = StoryCandidates(await cutoff.get_arrival_time(connection, now))
            headers = await candidates.load_since(connection, now - PERIOD)
            leads: dict[InterfaceLanguage, Sequence[DeskStory]] = {}
            for language in INTERFACE_LANGUAGES:
                preferences = Preferences(
                    languages=frozenset({language}),
                    digest_size=STORIES_PER_LANGUAGE,
                    strict_languages=True,
                    own_language=language,
                )
                ranking = rank_candidates(
                    headers,
                    preferences,
                    now - PERIOD,
                    candidates.until,
                    pinned=candidates.pinned_ids,
                )
                digest = await candidates.story_cache.choose(connection, ranking, frozenset())
                leads[language] = [DeskStory(one, choices.get(one.id)) for one in digest.stories]
            hidden_ids = desk_choices.select_ids(choices, DeskChoiceKind.HIDE)[:MAX_HIDDEN]
            found = await stories.get_many(connection, hidden_ids)
        hidden = [DeskStory(found[one], choices[one]) for one in hidden_ids if one in found]
        return Desk(leads, hidden)

    async def get_story(self, story_id: int, actor: Actor, now: datetime) -> DeskStory | None:
        """Return a story; None if it does not exist."""
        async with self.database.read() as connection:
            await require_right(connection, self.settings, actor, Right.DESK)
            return await _load(connection, story_id, now)

    async def list_reports(self, story_id: int, actor: Actor) -> Sequence[Report]:
        """Return the newest reports of a story."""
        async with self.database.read() as connection:
            await require_right(connection, self.settings, actor, Right.DESK)
            return await coverage.list_reports(
                connection, story_id, oldest_first=False, offset=0, limit=MAX_REPORTS
            )

    async def choose(
        self, story_id: int, kind: DeskChoiceKind | None, actor: Actor, now: datetime
    ) -> DeskStory | None:
        """Pin or hide a story for `CHOICE_TTL`, or with None do neither any more.

        A repeated call changes nothing. Only digests composed afterwards change.
        """
        async with self.database.write() as connection:
            await require_right(connection, self.settings, actor, Right.DESK)
            known = await _load(connection, story_id, now)
            if known is None or kind is (known.choice and known.choice.kind):
                return known
            choice = None if kind is None else DeskChoice(kind, now + CHOICE_TTL)
            await desk_choices.save(connection, story_id, choice, now)
            await _record(connection, _ACTIONS[kind], actor, now, known.story)
            return DeskStory(known.story, choice)

    async def split_report(
        self, story_id: int, article_id: int, actor: Actor, now: datetime
    ) -> DeskStory | None:
        """Make a report a story of its own, and return it. None also if it is in another story, or
        alone in this one."""
        async with self.database.write() as connection:
            await require_right(connection, self.settings, actor, Right.DESK)
            place = await coverage.find_place(connection, article_id)
            if place is None or place.story_id != story_id:
                return None
            new_id = await overrides.split_report(
                connection, article_id, choose_lead=choose_lead, now=now
            )
            if new_id is None:
                return None
            own = await coverage.find_place(connection, article_id)
            assert own is not None
            split = await _load(connection, own.story_id, now)
            assert split is not None
            await _record(connection, AuditAction.STORY_SPLIT, actor, now, split.story)
            return split

    async def join(
        self, story_id: int, other_id: int, actor: Actor, now: datetime
    ) -> DeskStory | None:
        """Move the reports of another story to a story for good, and return it. None also if the
        other one does not exist. A pin moves along, unless the story has a choice of its own."""
        async with self.database.write() as connection:
            await require_right(connection, self.settings, actor, Right.DESK)
            story = await _load(connection, story_id, now)
            other = await _load(connection, other_id, now)
            if story is None or other is None:
                return None
            if not await overrides.join_stories(
                connection, story_id, other_id, choose_lead=choose_lead
            ):
                return None
            if story.choice is None and _is_pinned(other):
                await desk_choices.save(connection, story_id, other.choice, now)
            await _record(
                connection, AuditAction.STORIES_JOINED, actor, now, story.story, other.story
            )
            return await _load(connection, story_id, now)


async def _load(connection: AsyncConnection, story_id: int, now: datetime) -> DeskStory | None:
    story = (await stories.get_many(connection, [story_id])).get(story_id)
    if story is None:
        return None
    choices = await desk_choices.list_active(connection, now)
    return DeskStory(story, choices.get(story_id))


def _is_pinned(one: DeskStory) -> bool:
    return one.choice is not None and one.choice.kind is DeskChoiceKind.PIN


async def _record(
    connection: AsyncConnection, action: AuditAction, actor: Actor, now: datetime, *about: Story
) -> None:
    text = " + ".join(f"«{story.lead_article.title}»" for story in about)
    await audit_log.record(connection, action, actor, now, text=text)
