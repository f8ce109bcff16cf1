"""Names of things, as several features' screens show them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from news.model import Topic
from service.i18n.translations import Translator


def format_topic_names(t: Translator, ids: Collection[str], topics: Sequence[Topic]) -> str:
    return ", ".join(t.get_topic_name(topic) for topic in topics if topic.id in ids)
