"""Has a chart drawn elsewhere."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import logging
import sys

from bot.features.editorial.charts.model import Chart
from news.errors import SvodkaError

log = logging.getLogger(__name__)

DRAW_TIMEOUT_SECONDS = 60.0
"""The first chart of an installation takes longer: matplotlib looks through the fonts."""


class ChartError(SvodkaError):
    """A chart could not be drawn; the figures are there all the same."""


def is_available() -> bool:
    """Whether matplotlib is installed: ``pip install 'svodka[charts]'``."""
    return importlib.util.find_spec("matplotlib") is not None


async def draw_chart(chart: Chart) -> bytes:
    """The chart as PNG.

    A process for each, a second of somebody else's core: the event loop is not held, and of the 60
    MB that matplotlib takes nothing stays. The desk's process would keep it, and is often busy.
    Raises NoChart.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.features.editorial.charts.draw",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(DRAW_TIMEOUT_SECONDS):
            drawn, errors = await process.communicate(json.dumps(chart.to_json()).encode())
    except TimeoutError as error:
        raise ChartError(f"a chart took more than {DRAW_TIMEOUT_SECONDS:.0f} s") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        last = errors.decode(errors="replace").strip().rsplit("\n", 1)[-1]
        raise ChartError(f"a chart was not drawn: {last}")
    return drawn
