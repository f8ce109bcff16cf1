"""The limits of an article, in one place. Lengths are in characters.

They apply to articles from every input: `news.pipeline` enforces them (`news.text.truncation`)
before any expensive step. For comparison: the longest of 300 agency articles has 14,000 characters
in 46 blocks, and no word over 22 characters.
"""

from __future__ import annotations

MAX_ARTICLE_CHARS = 200_000
"""All blocks of one article together."""

MAX_ARTICLE_BLOCKS = 2_000

MAX_ARTICLE_PICTURES = 100
"""Blocks with a picture; beyond this only the captions are kept."""

MAX_RAW_CHARS = 2_000_000
"""The source text of an article with its markup: 200,000 characters, escaped and tagged."""

MAX_ENTRY_CHARS = 200_000
"""The markup of one entry of a feed or a channel, or of a page."""

MAX_TITLE_CHARS = 300

MAX_NAME_CHARS = 200
"""An author, a source, a category or a photo credit."""

MAX_ADDRESS_CHARS = 2_000
"""A URL or a guid. What is stored has so many bytes of UTF-8: PostgreSQL's indexes take no more
than 2,700."""

MAX_CATEGORIES = 30

MAX_TOKEN_CHARS = 64
"""A word in the index, and the part of a word that is lemmatized. The text itself is not cut."""
