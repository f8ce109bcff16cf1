"""Measure the updates a second of the service and of bare bots.

`python bench/updates.py [ROUNDS]`

2,000 people in the sandbox in this process; `svodka run` and the bare bots are processes of their
own and take turns. First all people act at once, each as fast as they are answered: /start compared
with a bot that repeats what it gets, presses compared with a bot that answers the press and edits
the message. Then people click and search at random instants over an archive of 20,000 articles, and
the latencies are measured.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import statistics
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.support.figures import Figure, print_figures
from bench.support.machine import describe_machine
from bench.support.traffic import archive
from bench.support.traffic.bots import RunningBot, run_baseline, run_service
from bench.support.traffic.people import Action, Visitor

PEOPLE = 2000
ARTICLES = 20_000
ROUNDS = 3
RATE = 50.0
"""Actions a second in the last part: each of the 2,000 people acts once in 40 s."""
SECONDS = 60.0
WARM_UP_SECONDS = 5.0
"""Not counted, because first calls in a process are slower."""
MIN_RATIO = 0.5
MAX_SEARCH_P99 = 0.25


def write(name: str, text: str, running: RunningBot) -> Action:
    return Action(name, 1, lambda visitor: running.crowd.send(visitor, text))


def press(name: str, prefix: str, running: RunningBot) -> Action:
    """Press a button whose data begins with ``prefix``; the person's id selects which one."""
    return Action(
        name, 1, lambda visitor: running.crowd.press(visitor, prefix, place=visitor.user.id)
    )


class Table:
    """The rates and CPU seconds of each round, by bot and action."""

    def __init__(self) -> None:
        self.rates: dict[tuple[str, str], list[float]] = defaultdict(list)
        self.costs: dict[tuple[str, str], list[float]] = defaultdict(list)

    async def measure(self, bot: RunningBot, action: Action, times: int = 1) -> None:
        rush, cpu = await bot.measure_rush(action, times)
        self.rates[bot.name, action.name].append(rush.rate)
        self.costs[bot.name, action.name].append(cpu)
        print_line(
            f"  {bot.name:<12} {action.name:<12} {rush.rate:7.0f}/s  {1e6 * cpu:6.0f} µs CPU each"
        )

    def build_figure(
        self, action: str, ours: str, theirs: str, their_act: str, what: str
    ) -> Figure:
        """Return the median of the rounds' ratios as a figure."""
        mine, theirs_rates = self.rates[ours, action], self.rates[theirs, their_act]
        ratio = statistics.median(a / b for a, b in zip(mine, theirs_rates, strict=True))
        cost = statistics.median(self.costs[ours, action]) / statistics.median(
            self.costs[theirs, their_act]
        )
        return Figure(
            what,
            ratio,
            ">=",
            MIN_RATIO,
            f"{statistics.median(mine):.0f}/s against {statistics.median(theirs_rates):.0f}/s, "
            f"{cost:.2f} x the CPU",
        )


PRESSES = (("topics", "/start", "t"), ("settings", "/settings", "k"), ("hour", "/time", "h"))
"""A name, the command whose screen has the buttons, and the beginning of their data."""


async def measure_rounds(
    ours: RunningBot, echo: RunningBot, keyboard: RunningBot, count: int
) -> list[Figure]:
    table = Table()
    for number in range(count):
        print_line(f"round {number + 1} of {count}")
        await table.measure(echo, write("/start", "/start", echo))
        await table.measure(ours, write("/start", "/start", ours))
        await table.measure(keyboard, write("a grid", "/start", keyboard))
        for name, command, prefix in PRESSES:
            await ours.measure_rush(write("", command, ours))
            await table.measure(keyboard, press(name, "t", keyboard))
            await table.measure(ours, press(name, prefix, ours))
        # Erase everyone, so that all are new in the next round.
        await ours.measure_rush(write("", "/stop", ours))
        await ours.measure_rush(Action("", 1, lambda visitor: ours.crowd.press(visitor, "x")))
    return [
        table.build_figure(
            "/start", ours.name, echo.name, "/start", "/start, of a bare echo bot's"
        ),
        *(
            table.build_figure(
                name, ours.name, keyboard.name, name, f"a press: {name}, of a bare bot's"
            )
            for name, _, _ in PRESSES
        ),
    ]


async def measure_traffic(ours: RunningBot, rate: float) -> list[Figure]:
    queries = archive.draw_queries()

    def ask(visitor: Visitor) -> str:
        return queries[(visitor.user.id * 7919) % len(queries)]

    async def search(visitor: Visitor) -> float:
        return await ours.crowd.send(visitor, f"/search {ask(visitor)}")

    async def tick(visitor: Visitor) -> float:
        await ours.crowd.send(visitor, "/topics")
        return await ours.crowd.press(visitor, "t", place=visitor.user.id)

    actions = [
        Action("search", 3, search),
        Action("tick", 4, tick),
        Action("/settings", 1, write("", "/settings", ours).do),
        Action("/digest", 1, write("", "/digest", ours).do),
        Action("/start", 1, write("", "/start", ours).do),
    ]
    await ours.crowd.act_at_random(actions, rate, WARM_UP_SECONDS, seed=2)
    before = ours.cpu
    took = await ours.crowd.act_at_random(actions, rate, SECONDS)
    busy = (ours.cpu - before) / SECONDS
    for name, waits in took.items():
        print_line(f"  {name:<10} {len(waits):5} x  {_format_waits(waits)}")
    p99 = statistics.quantiles(took["search"], n=100)[-1]
    detail = f"{len(took['search'])} searches, {busy:.0%} of a core"
    return [Figure("a search among clicks, p99, s", p99, "<", MAX_SEARCH_P99, detail)]


def _format_waits(seconds: list[float]) -> str:
    cuts = [1000 * cut for cut in statistics.quantiles(seconds, n=100)]
    return f"median {cuts[49]:.0f} ms, p99 {cuts[98]:.0f}, max {1000 * max(seconds):.0f}"


def print_line(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def main(count: int, people: int, articles: int, rate: float, keep: Path | None) -> bool:
    print_line(describe_machine())
    with tempfile.TemporaryDirectory(prefix="svodka-bench-") as name:
        folder = Path(name)
        shutil.copy(await archive.ensure(keep or folder, articles), folder / "svodka.db")
        os.sync()  # or the first commits wait for the copy to reach the disk
        async with (
            run_baseline("echo_bot", people) as echo,
            run_baseline("keyboard_bot", people) as keyboard,
            run_service(folder, people) as ours,
        ):
            figures = await measure_rounds(ours, echo, keyboard, count)
            figures += await measure_traffic(ours, rate)
    return print_figures(figures)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rounds", nargs="?", type=int, default=ROUNDS)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--articles", type=int, default=ARTICLES)
    parser.add_argument("--rate", type=float, default=RATE, help="actions a second among clicks")
    parser.add_argument("--keep", type=Path, help="a folder for the archive, used again if there")
    given = parser.parse_args()
    all_met = asyncio.run(main(given.rounds, given.people, given.articles, given.rate, given.keep))
    sys.exit(0 if all_met else 1)
