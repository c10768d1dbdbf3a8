"""What an append to PostgreSQL costs, beside the server's limit for one durable row.

Processes append entries of about 230 bytes, each to proposals of its own, for a second a row, in
turn in every round. `insert` is the limit: a row in a table with nothing but a primary key. At the
end the journal is verified, and another is filled by copying.

    python benchmarks/postgres.py [ROUNDS]

starts a server of its own from the test group; another is named by `BYLAW_POSTGRES`, with a login
that may make schemas.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from bylaw.engine.journal import MemoryStore, Write
from bylaw.engine.journal.copying import copy
from bylaw.engine.postgres import PostgresStore, migrate

SECONDS = 1.0
PROCESSES = (1, 2, 4)
IMPORTED = 20_000
ENTRY: dict[str, object] = {
    "action": "comment",
    "actor": "karmel",
    "at": "2019-08-16T18:00:00Z",
    "charter": "3f" * 16,
    "data": {"text": "I would rather keep the old name"},
    "from": "under_review",
    "to": "under_review",
}


@contextmanager
def server() -> Generator[str]:
    """The address of a running server."""
    if given := os.environ.get("BYLAW_POSTGRES"):
        yield given
        return
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from tests.postgres.server import (  # noqa: PLC0415 - only where none is named  # pyright: ignore[reportImplicitRelativeImport]  # run by path
        Server,
    )

    made = Server()
    try:
        made.start()
        yield made.url
    finally:
        made.discard()


def work(kind: str, url: str, schema: str, name: str) -> None:
    """Append for a while, from the moment at which a line comes in; tell how often, and the CPU."""
    with psycopg.connect(url, autocommit=True) as bare, PostgresStore(url, schema=schema) as store:
        print("ready", flush=True)
        sys.stdin.readline()
        done, start, used = 0, time.perf_counter(), time.process_time()
        while time.perf_counter() - start < SECONDS:
            if kind == "append":
                store.append([Write(f"{name}-{done // 20}", expected=done % 20, entries=(ENTRY,))])
            else:
                bare.execute("INSERT INTO bare (body) VALUES (%s)", (str(ENTRY),))
            done += 1
        print(done, time.process_time() - used)


def rate(kind: str, url: str, schema: str, processes: int) -> tuple[float, float]:
    """Appends a second by so many processes, and the microseconds of CPU of one."""
    workers = [
        subprocess.Popen(  # noqa: S603 - this very file
            [sys.executable, __file__, kind, url, schema, f"{time.time_ns()}-{number}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(processes)
    ]
    for worker in workers:
        next(iter(worker.stdout or ()))
    for worker in workers:
        print("go", file=worker.stdin, flush=True)
    told = [worker.communicate()[0].split() for worker in workers]
    done = sum(int(words[0]) for words in told)
    return done / SECONDS, sum(float(words[1]) for words in told) / done * 1e6


def main(rounds: int) -> None:
    """Measure in turn, and report medians."""
    schema = f"bench_{os.getpid()}"
    rows: dict[tuple[str, int], list[tuple[float, float]]] = {}
    with server() as url, psycopg.connect(url, autocommit=True) as admin:
        migrate(url, schema=schema)
        admin.execute("CREATE TABLE IF NOT EXISTS bare (n bigserial PRIMARY KEY, body text)")
        for _ in range(rounds):
            for processes in PROCESSES:
                for kind in ("insert", "append"):
                    found = rate(kind, url, schema, processes)
                    rows.setdefault((kind, processes), []).append(found)
        for (kind, processes), times in rows.items():
            per_second = statistics.median(each for each, _ in times)
            cpu = statistics.median(each for _, each in times)
            print(f"{kind:8} {processes} processes {per_second:8,.0f}/s  client CPU {cpu:5.0f} µs")
        with PostgresStore(url, schema=schema) as store:
            start = time.perf_counter()
            lines = store.verify().lines
            print(f"verify   {lines:,} lines: {lines / (time.perf_counter() - start):,.0f}/s")
        size = "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c WHERE relnamespace = "
        (total,) = admin.execute(
            f"{size} '{schema}'::regnamespace AND relkind = 'r'".encode()
        ).fetchone() or (0,)
        print(f"size     {int(total) / lines:,.0f} bytes a line, indexes included")
        copied(url, f"{schema}_copy")
        for name in (schema, f"{schema}_copy"):
            admin.execute(f"DROP SCHEMA {name} CASCADE".encode())
        admin.execute("DROP TABLE bare")


def copied(url: str, schema: str) -> None:
    """Measure how fast lines are taken over."""
    source = MemoryStore(identity="bench")
    for number in range(IMPORTED):
        source.append([Write(f"p-{number // 20}", expected=number % 20, entries=(ENTRY,))])
    migrate(url, schema=schema)
    with PostgresStore(url, schema=schema, identity="bench") as target:
        start = time.perf_counter()
        copy(source, target)
        print(f"copy     {IMPORTED / (time.perf_counter() - start):,.0f} lines/s into it")
        start = time.perf_counter()
        sum(1 for _ in target.entries())
        print(f"entries  {IMPORTED / (time.perf_counter() - start):,.0f}/s read back")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        work(*sys.argv[1:])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
