"""Has a chart drawn elsewhere."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import logging
import sys

from bot.charts.figures import Chart
from news.errors import SvodkaError

log = logging.getLogger(__name__)

LONGEST_SECONDS = 60.0
"""The first chart of an installation takes longer: matplotlib looks through the fonts."""


class NoChart(SvodkaError):
    """A chart could not be drawn; the figures are there all the same."""


def is_possible() -> bool:
    """Whether matplotlib is installed: ``pip install 'svodka[charts]'``."""
    return importlib.util.find_spec("matplotlib") is not None


async def picture(chart: Chart) -> bytes:
    """The chart as PNG.

    A process for each, a second of somebody else's core: the event loop is not held, and of the 60
    MB that matplotlib takes nothing stays. The desk's process would keep it, and is often busy.
    Raises NoChart.
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
        async with asyncio.timeout(LONGEST_SECONDS):
            drawn, errors = await process.communicate(json.dumps(chart.to_json()).encode())
    except TimeoutError as error:
        raise NoChart(f"a chart took more than {LONGEST_SECONDS:.0f} s") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        last = errors.decode(errors="replace").strip().rsplit("\n", 1)[-1]
        raise NoChart(f"a chart was not drawn: {last}")
    return drawn
