"""Where the `svodka` command begins.

The desk's process, like every one that multiprocessing spawns, imports the main script anew. So
nothing is imported here until it is called: the command's libraries would be 60 MB there.
"""


def main() -> None:
    from bot.cli import main as command

    command()
