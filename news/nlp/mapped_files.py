"""Large read-only files, mapped into memory instead of copied.

Processes share the mapped pages, and the system loads only those that are used. The files belong to
installed packages and do not change while a process runs.
"""

from __future__ import annotations

import mmap
import os
from pathlib import Path

_mapped: dict[Path, mmap.mmap] = {}


def map_file(path: str | os.PathLike[str]) -> memoryview:
    """Return the bytes of a file without a copy; they stay mapped until the process ends."""
    name = Path(path).absolute()
    if name not in _mapped:
        with name.open("rb") as file:
            _mapped[name] = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return memoryview(_mapped[name])


def release_pages() -> None:
    """Return the pages of all mapped files to the system, which keeps them in its cache.

    The next access maps them again, 64 KB in some microseconds. Nothing where the system does not
    support it.
    """
    if hasattr(mmap, "MADV_DONTNEED"):
        for mapped in list(_mapped.values()):
            mapped.madvise(mmap.MADV_DONTNEED)
