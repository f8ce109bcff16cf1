"""Formatted text: parse modes, listed entities, nesting, detection, trimming."""

from sandbox.entities.formatting import Formatted, format_text

__all__ = ["Formatted", "format_text"]
