"""The bounds of an article, in one place. Lengths are in characters.

They hold for every way in: `news.pipeline` applies them before anything expensive runs
(`news.text.truncation`). The longest of 300 articles of news agencies has 14,000 characters in 46
blocks, and no word of more than 22.
"""

from __future__ import annotations

MAX_ARTICLE_CHARS = 200_000
"""Of all blocks of one article together."""

MAX_ARTICLE_BLOCKS = 2_000

MAX_ARTICLE_PICTURES = 100
"""Of the blocks; of more, only the captions stay."""

MAX_RAW_CHARS = 2_000_000
"""Of what an article is made of, markup included: 200,000 characters, escaped, with tags."""

MAX_ENTRY_CHARS = 200_000
"""Of the markup of one entry of a feed or a channel, or of a page."""

MAX_TITLE_CHARS = 300

MAX_NAME_CHARS = 200
"""Of an author, a source, a category, the credit of a photo."""

MAX_ADDRESS_CHARS = 2_000
"""Of an address or a guid."""

MAX_CATEGORIES = 30

MAX_TOKEN_CHARS = 64
"""Of a word in the index, and of one whose forms are looked up. The text itself keeps more."""
