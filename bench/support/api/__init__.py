"""The HTTP API under load and under kills."""
