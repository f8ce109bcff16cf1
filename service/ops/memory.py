"""Give memory that is not in use back to the system."""

from __future__ import annotations

import ctypes
import sys

from news.nlp.mapped_files import release_pages


def release_memory() -> None:
    """Return the pages of mapped files and freed blocks of the C library's heap to the system.

    Takes some milliseconds. Systems without glibc keep the heap.
    """
    release_pages()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)
