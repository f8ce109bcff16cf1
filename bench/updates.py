"""How many updates a second the service takes, beside bare bots: `bench/updates.py [ROUNDS]`.

2,000 people in the sandbox, which is in this process; `svodka run` and the bare bots are processes
of their own, and take turns. First everybody at once, each as fast as they are answered: /start
against a bare aiogram bot that repeats what it hears, presses of buttons against one that answers
the press and edits the message. Then people come and go: clicks and searches at random instants
over an archive of 20,000 articles, and what is noted is how long each waited.
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

from bench.support.machine import machine
from bench.support.outbox.figures import Figure
from bench.support.traffic import archive
from bench.support.traffic.bots import Running, bare, service
from bench.support.traffic.crowd import Act, Visitor
from storage.database.engine import Database
from storage.migrations.runner import migrate

PEOPLE = 2000
ARTICLES = 20_000
ROUNDS = 3
RATE = 50.0
"""Acts a second while people come and go: each of the 2,000 does something every 40 s."""
SECONDS = 60.0
WARM_UP_SECONDS = 5.0
"""Before that: what is done for the first time in a process takes longer, once."""
SHARE = 0.5
SEARCH_P99 = 0.25


def saying(name: str, text: str, running: Running) -> Act:
    return Act(name, 1, lambda visitor: running.crowd.say(visitor, text))


def pressing(name: str, prefix: str, running: Running) -> Act:
    """Buttons whose data begins so; which of them, the person's number says."""
    return Act(name, 1, lambda visitor: running.crowd.press(visitor, prefix, place=visitor.user.id))


class Table:
    """What each round of each act gave, by the bot's name."""

    def __init__(self) -> None:
        self.rates: dict[tuple[str, str], list[float]] = defaultdict(list)
        self.costs: dict[tuple[str, str], list[float]] = defaultdict(list)

    async def measure(self, bot: Running, act: Act, times: int = 1) -> None:
        rush, cpu = await bot.rush(act, times)
        self.rates[bot.name, act.name].append(rush.rate)
        self.costs[bot.name, act.name].append(cpu)
        say(f"  {bot.name:<12} {act.name:<12} {rush.rate:7.0f}/s  {1e6 * cpu:6.0f} µs CPU each")

    def figure(self, act: str, ours: str, theirs: str, their_act: str, what: str) -> Figure:
        """The median of the rounds' ratios."""
        mine, bare_ones = self.rates[ours, act], self.rates[theirs, their_act]
        ratio = statistics.median(a / b for a, b in zip(mine, bare_ones, strict=True))
        cost = statistics.median(self.costs[ours, act]) / statistics.median(
            self.costs[theirs, their_act]
        )
        return Figure(
            what,
            ratio,
            ">=",
            SHARE,
            f"{statistics.median(mine):.0f}/s against {statistics.median(bare_ones):.0f}/s, "
            f"{cost:.2f} x the CPU",
        )


PRESSES = (("topics", "/start", "t"), ("settings", "/settings", "k"), ("hour", "/time", "h"))
"""A name, the command whose screen has the buttons, and how their data begins."""


async def rounds(ours: Running, echo: Running, keyboard: Running, count: int) -> list[Figure]:
    table = Table()
    for number in range(count):
        say(f"round {number + 1} of {count}")
        await table.measure(echo, saying("/start", "/start", echo))
        await table.measure(ours, saying("/start", "/start", ours))
        await table.measure(keyboard, saying("a grid", "/start", keyboard))
        for name, command, prefix in PRESSES:
            await ours.rush(saying("", command, ours))
            await table.measure(keyboard, pressing(name, "t", keyboard))
            await table.measure(ours, pressing(name, prefix, ours))
        # Everybody is erased, and new in the next round.
        await ours.rush(saying("", "/stop", ours))
        await ours.rush(Act("", 1, lambda visitor: ours.crowd.press(visitor, "x")))
    return [
        table.figure("/start", ours.name, echo.name, "/start", "/start, of a bare echo bot's"),
        *(
            table.figure(name, ours.name, keyboard.name, name, f"a press: {name}, of a bare bot's")
            for name, _, _ in PRESSES
        ),
    ]


async def coming_and_going(ours: Running, rate: float) -> list[Figure]:
    questions = archive.questions()

    def ask(visitor: Visitor) -> str:
        return questions[(visitor.user.id * 7919) % len(questions)]

    async def search(visitor: Visitor) -> float:
        return await ours.crowd.say(visitor, f"/search {ask(visitor)}")

    async def tick(visitor: Visitor) -> float:
        await ours.crowd.say(visitor, "/topics")
        return await ours.crowd.press(visitor, "t", place=visitor.user.id)

    acts = [
        Act("search", 3, search),
        Act("tick", 4, tick),
        Act("/settings", 1, saying("", "/settings", ours).do),
        Act("/digest", 1, saying("", "/digest", ours).do),
        Act("/start", 1, saying("", "/start", ours).do),
    ]
    await ours.crowd.now_and_then(acts, rate, WARM_UP_SECONDS, seed=2)
    before = ours.cpu
    took = await ours.crowd.now_and_then(acts, rate, SECONDS)
    busy = (ours.cpu - before) / SECONDS
    for name, waits in took.items():
        say(f"  {name:<10} {len(waits):5} x  {_waits(waits)}")
    p99 = statistics.quantiles(took["search"], n=100)[-1]
    detail = f"{len(took['search'])} searches, {busy:.0%} of a core"
    return [Figure("a search among clicks, p99, s", p99, "<", SEARCH_P99, detail)]


def _waits(seconds: list[float]) -> str:
    cuts = [1000 * cut for cut in statistics.quantiles(seconds, n=100)]
    return f"median {cuts[49]:.0f} ms, p99 {cuts[98]:.0f}, max {1000 * max(seconds):.0f}"


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def have_archive(folder: Path, articles: int) -> Path:
    """The database with the archive, made unless it is there."""
    path = folder / "archive.db"
    if not path.exists():
        migrate(f"sqlite:///{path}")
        database = Database(f"sqlite:///{path}")
        await archive.fill(database, articles)
        await database.close()
    return path


async def main(count: int, people: int, articles: int, rate: float, keep: Path | None) -> bool:
    say(machine())
    with tempfile.TemporaryDirectory(prefix="svodka-bench-") as name:
        folder = Path(name)
        shutil.copy(await have_archive(keep or folder, articles), folder / "svodka.db")
        os.sync()  # or the first commits wait for the copy to reach the disk
        async with (
            bare("echo_bot", people) as echo,
            bare("keyboard_bot", people) as keyboard,
            service(folder, people) as ours,
        ):
            figures = await rounds(ours, echo, keyboard, count)
            figures += await coming_and_going(ours, rate)
    for figure in figures:
        say(figure.line)
    return all(figure.is_met for figure in figures)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rounds", nargs="?", type=int, default=ROUNDS)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--articles", type=int, default=ARTICLES)
    parser.add_argument("--rate", type=float, default=RATE, help="acts a second among clicks")
    parser.add_argument("--keep", type=Path, help="a folder for the archive, used again if there")
    given = parser.parse_args()
    well = asyncio.run(main(given.rounds, given.people, given.articles, given.rate, given.keep))
    sys.exit(0 if well else 1)
