"""Formatted text: parse modes, listed entities, nesting, detection, trimming."""

from sandbox.entities.formatting import FormattedText, format_text

__all__ = ["FormattedText", "format_text"]
