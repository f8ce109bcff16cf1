"""Describe the machine and its load, and the processes of a service."""

from __future__ import annotations

import os
import platform
import time
from pathlib import Path


def describe_machine() -> str:
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    load = os.getloadavg()[0]
    return (
        f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} × {cpu}, Python "
        f"{platform.python_version()}, load before {load:.1f}"
    )


def list_family(pid: int) -> list[Path]:
    """Return the folders in /proc of a process and its descendants, itself first."""
    folder = Path(f"/proc/{pid}")
    # Listed by thread: a process may be started by any of them.
    children = [one for path in folder.glob("task/*/children") for one in path.read_text().split()]
    return [folder, *(one for child in children for one in list_family(int(child)))]


def name_process(folder: Path) -> str:
    """Return what a process of the service does: main, analysis or tracker."""
    arguments = (folder / "cmdline").read_bytes().decode().split("\0")
    if any("resource_tracker" in argument for argument in arguments):
        return "tracker"
    return "analysis" if "--multiprocessing-fork" in arguments else "main"
