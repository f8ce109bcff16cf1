"""What each process of ours loads at its start, loaded once in a process that forks others."""

from __future__ import annotations

import gc
import importlib
import multiprocessing
import os
import sys
import traceback
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import forkserver
from pathlib import Path


def preload(modules: Iterable[str]) -> None:
    """Import modules, as the command does; load the texts, the analyzer and the schema."""
    from bot.telegram.client.lazy_aiogram import import_aiogram_lazily

    import_aiogram_lazily()
    for name in modules:
        importlib.import_module(name)
    _share_texts()
    _share_analyzer()
    _share_schema()
    gc.freeze()  # a collection would copy the pages that the forks share


def run_to_end(main: Callable[[], object]) -> int:
    """Run a program in a fork; return the exit code that a process of its own would have."""
    try:
        main()
    except SystemExit as ended:
        if isinstance(ended.code, str):
            sys.stderr.write(f"{ended.code}\n")
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001 - printed as a process does that dies of it
        traceback.print_exc()
        return 1
    return 0


def _share_texts() -> None:
    from news.nlp.forms import english, families
    from service.i18n.translations import Translations

    Translations()
    english.preload()
    families.preload()


def _share_analyzer() -> None:
    """Let each analysis worker be forked from a process that has the analyzer loaded.

    That process has no file open of the one that needs the worker, above all no lock.
    """
    from service.articles import analysis_tasks, analysis_worker

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.support.processes.analyzer"])
    # A process that is killed leaves its semaphores to the tracker, which would say so at its end.
    os.environ["PYTHONWARNINGS"] = "ignore:resource_tracker:UserWarning"
    forkserver.ensure_running()
    del os.environ["PYTHONWARNINGS"]
    # It is not the child of the forks that ask it, which is all that this would check.
    forkserver._forkserver.ensure_running = lambda: None  # type: ignore[attr-defined]

    def create_pool() -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            max_workers=1, mp_context=context, initializer=analysis_tasks.load_analyzer
        )

    analysis_worker._create_pool = create_pool


def _share_schema() -> None:
    """Copy the database that would be created."""
    from storage.migrations import alembic_upgrade
    from tests.support.databases.sqlite import create_empty_database

    create_empty_database()
    upgrade = alembic_upgrade.upgrade

    def copy_or_upgrade(path: Path, revision: str = "head") -> str:
        if revision == "head" and path.stat().st_size == 0:
            path.write_bytes(create_empty_database())
        return upgrade(path, revision)

    alembic_upgrade.upgrade = copy_or_upgrade
