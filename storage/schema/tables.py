"""All tables, gathered: import them from here, so that every foreign key finds its table.

Migrations create them; a test compares the two.
"""

from __future__ import annotations

from storage.schema.api import api_answers, api_tokens
from storage.schema.articles import (
    article_texts,
    article_tombstones,
    articles,
    desk_choices,
    fingerprints,
    sources,
    stories,
    story_keys,
    topics,
)
from storage.schema.chats import (
    DUE_ORDER,
    alert_queue,
    alert_windows,
    chat_admins,
    followed_stories,
    follows,
    pending_alerts,
    saved_articles,
    source_choices,
    subscribers,
    term_tokens,
    terms,
)
from storage.schema.editors import editor_invites, editors
from storage.schema.messaging import (
    IS_PAYLOAD_UNUSED,
    approvals,
    broadcasts,
    deliveries,
    digest_cutoff,
    digests,
    inbox,
    payload_stories,
    payloads,
    proposals,
    shown_stories,
)
from storage.schema.metadata import metadata
from storage.schema.processes import duties, processes
from storage.schema.search import article_sources, searches, word_keys, words
from storage.schema.stats import audit, daily_counters

__all__ = [
    "DUE_ORDER",
    "IS_PAYLOAD_UNUSED",
    "alert_queue",
    "alert_windows",
    "api_answers",
    "api_tokens",
    "approvals",
    "article_sources",
    "article_texts",
    "article_tombstones",
    "articles",
    "audit",
    "broadcasts",
    "chat_admins",
    "daily_counters",
    "deliveries",
    "desk_choices",
    "digest_cutoff",
    "digests",
    "duties",
    "editor_invites",
    "editors",
    "fingerprints",
    "followed_stories",
    "follows",
    "inbox",
    "metadata",
    "payload_stories",
    "payloads",
    "pending_alerts",
    "processes",
    "proposals",
    "saved_articles",
    "searches",
    "shown_stories",
    "source_choices",
    "sources",
    "stories",
    "story_keys",
    "subscribers",
    "term_tokens",
    "terms",
    "topics",
    "word_keys",
    "words",
]
