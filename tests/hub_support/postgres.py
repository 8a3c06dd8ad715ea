"""A real PostgreSQL server for the tests, in a folder of its own, on a free port of this machine.

The server refuses to run as root: then it runs as the user that its package made, or as nobody.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg

DEBIAN: Final = Path("/usr/lib/postgresql")
START_S: Final = 30
MISSING: Final = "PostgreSQL is not installed (Debian and Ubuntu: apt-get install postgresql)"


def programs() -> Path | None:
    """The folder of initdb and postgres: on the path, or where Debian keeps it."""
    for found in (shutil.which("initdb"), *sorted(map(str, DEBIAN.glob("*/bin/initdb")))[::-1]):
        if found is not None and (folder := Path(found).resolve().parent / "postgres").exists():
            return folder.parent
    return None


def _as_nobody() -> dict[str, Any]:
    """Other than root, where this is root."""
    if os.name != "posix" or os.geteuid() != 0:
        return {}
    known = {each.pw_name for each in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in known else "nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@dataclass
class Postgres:
    """A server that can be stopped and started again, as in a power cut."""

    bin: Path
    folder: Path
    port: int

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder} -F"
        self._ctl("start", "-w", "-t", str(START_S), "-l", str(self.folder / "log"), "-o", options)

    def stop(self) -> None:
        """At once, as a power cut does it."""
        self._ctl("stop", "-w", "-m", "immediate")

    def new_database(self) -> str:
        """The address of an empty one: its user sees the schema of that name alone."""
        user = f"hub_{uuid.uuid4().hex}"
        with psycopg.connect(self._url("tester"), autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {user} LOGIN".encode())
            connection.execute(f"CREATE SCHEMA AUTHORIZATION {user}".encode())
        return self._url(user)

    def _url(self, user: str) -> str:
        return f"postgresql://{user}@127.0.0.1:{self.port}/postgres"

    def _ctl(self, verb: str, *options: str) -> None:
        self._run("pg_ctl", verb, "-D", str(self.folder / "data"), *options)

    def _run(self, program: str, *options: str) -> None:
        subprocess.run(
            [self.bin / program, *options],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
            timeout=START_S * 2,
            **_as_nobody(),
        )

    def make(self) -> None:
        options = ("-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        self._run("initdb", "-D", str(self.folder / "data"), *options)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def postgres(bin_folder: Path) -> Iterator[Postgres]:
    """Started, and gone with everything at the end."""
    folder = Path(tempfile.mkdtemp(prefix="rxlane-postgres-"))
    try:
        user = _as_nobody()
        if user:
            os.chown(folder, user["user"], user["group"])
        server = Postgres(bin_folder, folder, free_port())
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
