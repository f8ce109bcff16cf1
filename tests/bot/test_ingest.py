"""Real feeds, from loopback, through the whole way in."""

from __future__ import annotations

from pathlib import Path

import feedparser

from bot.jobs.ingest import Report
from bot.newsroom import Newsroom
from news.errors import SourceError
from storage import articles, sources
from storage.sources import Source
