from __future__ import annotations

from datetime import timedelta

from bot.features.editorial import desk_views, views
from bot.features.editorial.callbacks import LogPage
from bot.features.editors import views as editors_views
from bot.ui.document import Document
from news.model import Topic
from service.digests.desk import Desk, DeskStory
from service.editors.service import EditorList, NewInvite
from service.i18n.translations import Translator
from service.ops.stats import AuditPage
from storage.archive.coverage import Report
from storage.archive.desk_choices import DeskChoice, DeskChoiceKind
from storage.chats.editors import Editor, Role
from storage.stats.audit_log import AuditAction, AuditEntry
from tests.golden.registry import screen
from tests.golden.samples import NOW, ZONE, news

_SAID = {
    AuditAction.STORY_PINNED: "«Мост открыт»",
    AuditAction.DRAFTED: "🔴 Мост открыт",
    AuditAction.SCHEDULED: (NOW + timedelta(hours=3)).isoformat(),
    AuditAction.SOURCE_ADDED: "https://example.org/rss.xml",
    AuditAction.EDITOR_INVITED: "author",
    AuditAction.EDITOR_ADDED: "Борис (9001): author",
    AuditAction.EDITOR_CHANGED: "Борис (9001): editor",
    AuditAction.EDITOR_REMOVED: "Борис (9001): editor",
}


@screen("editor-log")
def log(t: Translator) -> Document:
    """One of every action, by an editor, at the terminal, and by the service itself."""
    editors = [(9000, "Анна"), (None, "root"), (None, "")]
    entries = [
        AuditEntry(
            number,
            NOW - timedelta(minutes=7 * number),
            act,
            *editors[number % 3],
            None
            if act
            in (AuditAction.SOURCE_ADDED, AuditAction.SOURCE_REMOVED, AuditAction.ARTICLE_ADDED)
            or act.value.startswith("editor")
            else 12,
            _SAID.get(act, ""),
        )
        for number, act in enumerate(AuditAction)
    ]
    return views.build_log(t, AuditPage(entries, 60), LogPage(offset=15, broadcast=0), ZONE, NOW)


@screen("editors-list")
def editors(t: Translator) -> list[Document]:
    """The list, one editor, the removal of one, an invitation."""
    boris = Editor(9001, "Борис", Role.AUTHOR, 9000, NOW - timedelta(days=3))
    found = EditorList([9000], [boris])
    invite = NewInvite("x", Role.EDITOR, NOW + timedelta(days=1))
    link = "https://t.me/svodka_bot?start=join_sAmpLe0sAmpLe1sAmpLe2sAmpLe3sAm"
    return [
        editors_views.build_editor_list(t, found),
        editors_views.build_editor_card(t, boris, ZONE, NOW),
        editors_views.build_removal_question(t, boris),
        editors_views.build_notice(t, t("editor-removed", name="Борис")),
        editors_views.build_invite(t, invite, link, ZONE, NOW),
    ]


@screen("editor-desk")
def desk(t: Translator) -> list[Document]:
    """The list, one story after a split, what to split off and to join; an empty desk."""
    first, second, third, *_ = news(t.language)
    until = NOW + timedelta(days=1)
    pinned = DeskStory(first, DeskChoice(DeskChoiceKind.PIN, until))
    hidden = DeskStory(third, DeskChoice(DeskChoiceKind.HIDE, until))
    shown = Desk({t.language: [pinned, DeskStory(second)]}, [hidden])
    lead = first.lead_article
    reports = [
        Report(7, lead.title, lead.source, lead.language, lead.published),
        Report(9, second.lead_article.title, "", "en", NOW - timedelta(hours=1)),
    ]
    return [
        desk_views.build_desk(t, shown),
        desk_views.build_story_card(t, pinned, ZONE, NOW),
        desk_views.build_story_card(t, hidden, ZONE, NOW, t("desk-split")),
        desk_views.build_report_choice(t, first, reports, ZONE, NOW),
        desk_views.build_story_choice(t, first, shown),
        desk_views.build_story_choice(t, first, Desk({}, [])),
        desk_views.build_desk(t, Desk({}, [])),
    ]


@screen("editor-log-empty")
def empty_log(t: Translator) -> Document:
    return views.build_log(t, AuditPage([], 0), LogPage(offset=0, broadcast=0), ZONE, NOW)


@screen("editor-topics")
def own_topics(t: Translator) -> Document:
    names = {"ru": "Дроны", "uk": "Дрони", "en": "Drones"}
    return views.build_custom_topic_list(
        t, [Topic("drones", "🛸", names=names, words=("дрон", "copter*"))]
    )  # type: ignore[arg-type]
