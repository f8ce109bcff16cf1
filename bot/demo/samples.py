"""The sample articles of the project, dated relative to the time they are loaded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from bot.demo.pictures import get_picture_url
from news.model import RawArticle

SAMPLES_FOLDER = Path(__file__).with_name("samples")


def load_sample_articles(now: datetime) -> Iterator[RawArticle]:
    """Yield every sample, the oldest first."""
    lines = [
        json.loads(line)
        for path in sorted(SAMPLES_FOLDER.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    lines.sort(key=lambda line: float(line["hours_ago"]), reverse=True)
    for number, sample in enumerate(lines):
        yield RawArticle(
            title=sample["title"],
            text=sample["text"],
            url=sample["url"],
            source=sample["source"],
            language=sample["language"],
            image=get_picture_url(number),
            published=now - timedelta(hours=float(sample["hours_ago"])),
        )
