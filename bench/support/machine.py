"""Describe the machine and the processes of a service; run a process until it is killed."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import platform
import socket
import time
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any


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


def get_cpu_seconds(folder: Path) -> float:
    """Return the CPU seconds that a process has used; ``folder``: its one in /proc."""
    fields = (folder / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def name_process(folder: Path) -> str:
    """Return what a process of the service does: main, analysis or tracker."""
    arguments = (folder / "cmdline").read_bytes().decode().split("\0")
    if any("resource_tracker" in argument for argument in arguments):
        return "tracker"
    return "analysis" if "--multiprocessing-fork" in arguments else "main"


def find_free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextlib.contextmanager
def run_until_killed(target: Callable[..., None], *args: Any) -> Iterator[BaseProcess]:
    """Run a function in a process of its own; SIGKILL ends it with the context.

    It is a fork of one process that has imported the function's module, so it starts within
    milliseconds.
    """
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload([target.__module__])
    life = processes.Process(target=target, args=args, daemon=True)
    life.start()
    try:
        yield life
    finally:
        life.kill()
        life.join()
