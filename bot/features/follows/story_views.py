"""Views of followed stories: the list, results of changes."""

from __future__ import annotations

from collections.abc import Sequence

from bot.features.follows.callbacks import (
    RemoveStory,
    SetStoryNotify,
    TermsPage,
)
from bot.features.follows.views import MAX_BUTTON_CHARS, NOTIFY_KEYS, format_inactive
from bot.ui.document import (
    Button,
    ButtonStyle,
    Document,
    Heading,
    ListItem,
    build_document,
    truncate_line,
)
from service.follows.stories import MAX_FOLLOWED_STORIES, StoryFollowed
from service.i18n.translations import Translator
from storage.chats.followed_stories import FollowedStory
from storage.chats.subscribers import Subscriber

MAX_TITLE_CHARS = 80


def build_story_list(t: Translator, stories: Sequence[FollowedStory]) -> Document:
    """Build the list of followed stories, with buttons to change or stop each."""
    rows = [row for story in stories for row in _build_buttons(t, story)]
    back = Button(f"◀️ {t('button-back')}", TermsPage(mute=False, page=0).pack())
    return build_document(
        Heading(t("stories-title")),
        *build_story_items(t, stories),
        t("stories-hint" if stories else "stories-none"),
        buttons=(*rows, (back,)),
    )


def build_story_items(t: Translator, stories: Sequence[FollowedStory]) -> list[ListItem]:
    """Build a line for each story: its title, and when its reports are announced."""
    return [
        ListItem(f"{truncate_line(one.title, MAX_TITLE_CHARS)} — {t(NOTIFY_KEYS[one.notify])}")
        for one in stories
    ]


def format_story_toast(t: Translator, followed: StoryFollowed, subscriber: Subscriber) -> str:
    """Say what a tap on the button under an article did."""
    if followed.is_full:
        return t("stories-full", most=MAX_FOLLOWED_STORIES)
    if not followed.is_on:
        return t("toast-story-unfollowed")
    if subscriber.state != "active":
        return f"{t('button-story-followed')}. {format_inactive(t, subscriber)}"
    return t("toast-story-followed")


def _build_buttons(t: Translator, story: FollowedStory) -> list[tuple[Button, ...]]:
    title = truncate_line(story.title, MAX_BUTTON_CHARS)
    is_instant = story.notify == "instant"
    mark = "🔔" if is_instant else "🗞"
    how = SetStoryNotify(story=story.story_id, instant=not is_instant).pack()
    remove = RemoveStory(story=story.story_id).pack()
    return [
        (Button(f"{mark} {title}: {t(NOTIFY_KEYS[story.notify])}", how),),
        (Button(f"✖️ {t('button-remove-term', term=title)}", remove, style=ButtonStyle.DANGER),),
    ]
