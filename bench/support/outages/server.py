"""A PostgreSQL server that a test or a benchmark may stop, whose connections it may end, and whose
disk it may fill."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from bench.support.outages.network import Cable
from tests.support.databases import postgres

SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "autovacuum": "off",
}
DATABASE = "svodka"
DISK_MEGABYTES = 48
"""Of the small disk: an empty database takes a third of it."""


class OwnServer:
    """A server in a folder, behind a cable. Where this is root, its database is on a small disk."""

    def __init__(self, folder: Path, disk_megabytes: int) -> None:
        self.folder = folder
        self._disk_megabytes = disk_megabytes
        self.cable = Cable(folder / ".s.PGSQL.5432")
        self._disk = folder / "disk"

    @property
    def url(self) -> str:
        """The url of the database, through the cable."""
        return f"postgresql://svodka@127.0.0.1:{self.cable.port}/{DATABASE}"

    @property
    def own_url(self) -> str:
        """The url of the database past the cable."""
        return f"postgresql://svodka@/{DATABASE}?host={self.folder}"

    @property
    def has_small_disk(self) -> bool:
        """Whether the database has a disk that `fill_disk` can fill."""
        return os.path.ismount(self._disk)

    def create(self) -> None:
        """Create and start the server."""
        postgres.create(self.folder)
        self._allow_tcp()
        postgres.launch(self.folder, SETTINGS)
        where = ""
        if os.getuid() == 0 and self._mount():
            where = " TABLESPACE small"
        server = f"postgresql://svodka@/postgres?host={self.folder}"
        if where:
            postgres.execute(server, f"CREATE TABLESPACE small LOCATION '{self._disk}'")
        postgres.execute(server, f"CREATE DATABASE {DATABASE}{where}")

    def _allow_tcp(self) -> None:
        access = self.folder / "data" / "pg_hba.conf"
        access.write_text(f"{access.read_text()}host all all 127.0.0.1/32 trust\n")

    def _mount(self) -> bool:
        """Mount a small file system in memory; return whether this is possible here."""
        self._disk.mkdir()
        options = f"size={self._disk_megabytes}m,mode=0700"
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self._disk)]
        if subprocess.run(command, check=False, capture_output=True).returncode:
            return False
        shutil.chown(self._disk, postgres.get_user())
        return True

    @property
    def is_running(self) -> bool:
        """Whether the server was started and not stopped."""
        return (self.folder / "data" / "postmaster.pid").exists()

    def crash(self) -> None:
        """Stop at once, as a power cut does."""
        postgres.crash(self.folder)

    def launch(self) -> None:
        """Start again; return when it takes connections."""
        postgres.launch(self.folder, SETTINGS)

    def end_connections(self) -> None:
        """End all connections to the database, as an administrator can."""
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        postgres.execute(
            self.own_url, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"
        )

    def fill_disk(self) -> None:
        """Leave no byte free on the small disk."""
        with (
            (self._disk / "filler").open("wb", buffering=0) as filler,
            contextlib.suppress(OSError),
        ):
            while True:
                filler.write(bytes(4096))

    def free_disk(self) -> None:
        """Make room again."""
        (self._disk / "filler").unlink()

    def remove(self) -> None:
        """Stop the server, and delete its folder."""
        if self.is_running:
            self.crash()
        if self.has_small_disk:
            subprocess.run(["umount", str(self._disk)], check=True)
        shutil.rmtree(self.folder)


@contextlib.contextmanager
def create_server(folder: Path, disk_megabytes: int = DISK_MEGABYTES) -> Iterator[OwnServer]:
    """Run a server of one's own during the block; ``folder`` is created, and deleted afterwards.
    The path of its socket has to be short."""
    folder.mkdir(mode=0o755)
    server = OwnServer(folder, disk_megabytes)
    try:
        server.create()
        yield server
    finally:
        server.remove()
