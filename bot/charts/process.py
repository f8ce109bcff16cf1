"""Draws charts in a separate process."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import logging
import sys

from bot.charts.model import Chart
from news.errors import SvodkaError

log = logging.getLogger(__name__)

DRAW_TIMEOUT_SECONDS = 60.0
"""The first chart of an installation takes longer: matplotlib builds its font cache."""


class ChartError(SvodkaError):
    """A chart could not be drawn."""


def is_available() -> bool:
    """Return whether matplotlib is installed (``pip install 'svodka[charts]'``)."""
    return importlib.util.find_spec("matplotlib") is not None


async def draw_chart(chart: Chart) -> bytes:
    """Return the chart as PNG. Raises ChartError.

    Each chart takes a new process for about a second: it does not block the event loop and frees
    the 60 MB of matplotlib. The analysis worker would keep them, and is often busy.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.charts.draw",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(DRAW_TIMEOUT_SECONDS):
            png, errors = await process.communicate(json.dumps(chart.to_json()).encode())
    except TimeoutError as error:
        raise ChartError(f"a chart took more than {DRAW_TIMEOUT_SECONDS:.0f} s") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        last = errors.decode(errors="replace").strip().rsplit("\n", 1)[-1]
        raise ChartError(f"a chart was not drawn: {last}")
    return png
