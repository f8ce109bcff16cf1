"""The HTTP API for content systems, and the feeds that it publishes. Each handler is one page."""
