"""A PostgreSQL of our own: a new cluster in a temporary folder, stopped and started at will."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg

SERVER = ("initdb", "pg_ctl")


def programs() -> Path | None:
    """The folder of the server's programs; None where there is none."""
    found = [Path(path).parent for name in SERVER if (path := shutil.which(name))]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((f for f in found if all((f / name).exists() for name in SERVER)), None)


class Postgres:
    """A server that speaks through a socket in its own folder."""

    def __init__(self, folder: Path) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path is short
        self.data = self.home / "data"
        self.count = 0
        self.bin = folder
        self.user = "postgres"
        if os.geteuid() == 0:  # the server refuses to be the superuser's
            shutil.chown(self.home, "nobody")
        self._run("initdb", "-D", str(self.data), "-U", self.user, "-A", "trust", "--no-sync")
        self.start()

    def _run(self, program: str, *args: str) -> None:
        become = ["setpriv", "--reuid=nobody", "--clear-groups"] if os.geteuid() == 0 else []
        command = [*become, str(self.bin / program), *args]
        done = subprocess.run(
            command, cwd=self.home, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=60
        )
        assert done.returncode == 0, done.stderr

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-k {self.home} -c listen_addresses='' -c fsync=off"
        log = str(self.home / "log")
        self._run("pg_ctl", "-D", str(self.data), "-w", "-o", options, "-l", log, "start")

    def stop(self) -> None:
        """Stop it at once, as a power cut does for its clients."""
        self._run("pg_ctl", "-D", str(self.data), "-w", "-m", "immediate", "stop")

    def database(self) -> str:
        """The URL of a new, empty database."""
        self.count += 1
        name = f"fleet{self.count}"
        with psycopg.connect(
            host=str(self.home), user=self.user, dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql://{self.user}@/{name}?host={self.home}"

    def remove(self) -> None:
        """Stop it and take its folder away."""
        try:
            self.stop()
        finally:
            shutil.rmtree(self.home, ignore_errors=True)
