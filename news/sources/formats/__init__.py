"""Parse what sources deliver: feeds, JSON feeds, pages, Telegram channels, OPML, article files."""
