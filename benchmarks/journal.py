"""What durable appends cost beside SQLite, `eventsourcing` and TinyDB, and how a journal grows.

`pip install eventsourcing` brings one of the rows, which is left out without it. Processes append
events of about 230 bytes, each durable before the next. Every round runs all rows in random order,
the raw limit (append and flush of as many bytes) before each; ``of limit`` is the median of the
rounds' ratios to it. Run it with ``python benchmarks/journal.py [seconds a slice]``.
"""

import fcntl
import importlib.util
import json
import multiprocessing
import os
import random
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path
from typing import Any

import attrs
from tinydb import TinyDB

from bylaw.engine.journal import JournalFile, MemoryStore, Store, System, Write

ROUNDS = 3
EVENT: dict[str, object] = {
    "action": "comment",
    "actor": "karmel",
    "at": "2019-08-16T18:00:00Z",
    "charter": "9f86d081884c7d65",
    "data": {"text": "looks good to me"},
    "from": "under_review",
    "recorded": "2019-08-16T18:00:00Z",
    "to": "under_review",
    "vouched": "claimed",
    "zones": "2025.2",
}
Appender = Callable[[], None]
Peer = Callable[[Path, str], Appender]


def raw(folder: Path, name: str) -> Appender:
    """The limit: as many bytes as a line of ours, each time flushed."""
    file = os.open(folder / f"{name}.raw", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    data = b"x" * 400

    def append() -> None:
        os.write(file, data)
        os.fdatasync(file)

    return append


def journal(folder: Path, name: str) -> Appender:
    """This journal."""
    return _to(JournalFile(folder / "journal"), name)


def unsynced(folder: Path, name: str) -> Appender:
    """This journal, where a power cut may take the last lines."""
    return _to(JournalFile(folder / "journal", sync=False), name)


def _to(store: Store, name: str) -> Appender:
    seen = 0

    def append() -> None:
        nonlocal seen
        proposal = f"{name}-{seen // 20}"
        store.append([Write(proposal, expected=seen % 20, entries=(EVENT,))])
        seen += 1

    return append


def sqlite(folder: Path, name: str) -> Appender:
    """SQLite with a write-ahead log, flushed at every commit; the version is a primary key."""
    database = sqlite3.connect(folder / "sqlite", isolation_level=None, timeout=60)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute(
        "CREATE TABLE IF NOT EXISTS event (seq INTEGER PRIMARY KEY, "
        "proposal TEXT, version INT, body TEXT, UNIQUE (proposal, version))"
    )
    seen = 0

    def append() -> None:
        nonlocal seen
        database.execute(
            "INSERT INTO event (proposal, version, body) VALUES (?, ?, ?)",
            (f"{name}-{seen // 20}", seen % 20 + 1, json.dumps(EVENT)),
        )
        seen += 1

    return append


def sourcing(folder: Path, name: str) -> Appender:
    """`eventsourcing` on SQLite, by its recorder: it checks versions and flushes every commit."""
    events: Any = importlib.import_module("eventsourcing.persistence")
    application: Any = importlib.import_module("eventsourcing.application").Application
    with (folder / "made").open("a") as made:  # two that make its tables at once fail
        fcntl.flock(made, fcntl.LOCK_EX)
        app: Any = application(
            env={
                "PERSISTENCE_MODULE": "eventsourcing.sqlite",
                "SQLITE_DBNAME": str(folder / "sourcing"),
                "SQLITE_LOCK_TIMEOUT": "60",
            }
        )
    seen = 0

    def append() -> None:
        nonlocal seen
        proposal = uuid.uuid5(uuid.NAMESPACE_URL, f"{name}-{seen // 20}")
        state = json.dumps(EVENT).encode()
        stored = events.StoredEvent(proposal, seen % 20 + 1, "comment", state)
        app.recorder.insert_events([stored])
        seen += 1

    return append


def tiny(folder: Path, name: str) -> Appender:
    """TinyDB as it comes, with 1,000 documents in it: one process only, it takes no second one."""
    database: Any = TinyDB(folder / "tiny.json")  # which doesn't say what it takes
    if not len(database):
        database.insert_multiple(dict(EVENT) for _ in range(1000))

    def append() -> None:
        database.insert({"by": name, **EVENT})

    return append


PEERS: dict[str, tuple[Peer, tuple[int, ...]]] = {
    "this journal": (journal, (1, 2, 4)),
    "SQLite, WAL, FULL": (sqlite, (1, 2, 4)),
    **(
        {"eventsourcing on SQLite": (sourcing, (1, 2, 4))}
        if importlib.util.find_spec("eventsourcing")
        else {}
    ),
    "TinyDB, 1,000 documents": (tiny, (1,)),
    "this journal, no flush": (unsynced, (1,)),
}


def _work(  # noqa: PLR0913, PLR0917 - what a process is told
    peer: Peer,
    folder: Path,
    name: str,
    ready: Barrier,
    stop: Event,
    counts: "multiprocessing.Queue[int]",
) -> None:
    append = peer(folder, name)
    append()
    count = 0
    ready.wait()
    while not stop.is_set():
        append()
        count += 1
    counts.put(count)


def rate(peer: Peer, processes: int, seconds: float) -> float:
    """Appends a second, of so many processes together."""
    context = multiprocessing.get_context("fork")
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        folder = Path(name)
        ready, stop = context.Barrier(processes + 1), context.Event()
        counts: multiprocessing.Queue[int] = context.Queue()
        workers = [
            context.Process(target=_work, args=(peer, folder, f"p{n}", ready, stop, counts))
            for n in range(processes)
        ]
        for worker in workers:
            worker.start()
        ready.wait()
        began = time.perf_counter()
        time.sleep(seconds)
        stop.set()
        total = sum(counts.get() for _ in workers)
        took = time.perf_counter() - began
        for worker in workers:
            worker.join()
        return total / took


def rates(seconds: float) -> None:
    """Print every row's median rate and its ratio to the raw limit."""
    rows = [(name, count) for name, (_, counts) in PEERS.items() for count in counts]
    found: dict[tuple[str, int], list[tuple[float, float]]] = {row: [] for row in rows}
    for _ in range(ROUNDS):
        for name, count in random.sample(rows, len(rows)):
            limit = rate(raw, 1, seconds / 2)
            found[name, count].append((rate(PEERS[name][0], count, seconds), limit))
    print(f"{'':28} {'processes':>9} {'appends/s':>10} {'of limit':>9}")
    for (name, count), results in found.items():
        here = statistics.median(rate for rate, _ in results)
        ratio = statistics.median(rate / limit for rate, limit in results)
        print(f"{name:28} {count:9} {here:10,.0f} {ratio:9.2f}")
    limits = [limit for results in found.values() for _, limit in results]
    print(
        f"raw limit: {statistics.median(limits):,.0f} flushes/s (median; {min(limits):,.0f} to "
        f"{max(limits):,.0f})\n"
    )


def in_turn(rounds: int) -> None:
    """Print what one append takes, all rows in turn, append by append: no drift parts them."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        rows = {"raw limit": raw, **{name: peer for name, (peer, _) in PEERS.items()}}
        folders = {row: Path(name) / str(place) for place, row in enumerate(rows)}
        for folder in folders.values():
            folder.mkdir()
        appenders = {row: peer(folders[row], "p") for row, peer in rows.items()}
        found: dict[str, list[float]] = {row: [] for row in rows}
        for _ in range(rounds):
            for row in random.sample(list(rows), len(rows)):
                began = time.perf_counter()
                appenders[row]()
                found[row].append(time.perf_counter() - began)
    limit = statistics.fmean(found["raw limit"])
    for row, times in found.items():
        mean, middle = statistics.fmean(times), statistics.median(times)
        print(
            f"{row:28} {mean * 1e6:8,.0f} us, median {middle * 1e6:8,.0f}; "
            f"{limit / mean:5.2f} of the raw limit's rate"
        )
    print()


def counted() -> None:
    """Print flushes and bytes of one event."""
    flushes = written = 0

    def flush(descriptor: int) -> None:
        nonlocal flushes
        flushes += 1
        System().flush(descriptor)

    def write(descriptor: int, data: bytes) -> int:
        nonlocal written
        written += len(data)
        return os.write(descriptor, data)

    def write_at(descriptor: int, data: bytes, offset: int) -> int:
        nonlocal written
        written += len(data)
        return os.pwrite(descriptor, data, offset)

    system = attrs.evolve(System(), flush=flush, write=write, write_at=write_at)
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        append = _to(JournalFile(Path(name) / "journal", system=system), "keras")
        append()
        flushes = written = 0
        for _ in range(1000):
            append()
    size = len(json.dumps(EVENT, separators=(",", ":")))
    print(
        f"an event of {size} bytes: {flushes / 1000:g} flushes, "
        f"{written / 1000:.0f} bytes written\n"
    )


def cpu(store: Store, count: int) -> float:
    """Microseconds of CPU an append."""
    append = _to(store, "keras")
    began = time.process_time()
    for _ in range(count):
        append()
    return (time.process_time() - began) / count * 1e6


def growth(sizes: tuple[int, ...]) -> None:
    """Print what appending, opening, reading and verifying cost as a journal grows."""
    print(
        f"memory: {cpu(MemoryStore(), 20_000):.1f} us an append, "
        f"with its chain {cpu(MemoryStore(chained=True), 20_000):.1f} us"
    )
    print("    lines  append us   open s  by index s   MB  read us   verify/s")
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        path = Path(name) / "journal"
        for size in sizes:
            each = _alone(_grow, path, size)[0]
            with JournalFile(path):  # what it holds is on the disk from now on
                pass
            index = path.with_name("journal.index")
            index.unlink(missing_ok=True)
            slow, _, _, most = _alone(_open, path, size)
            fast, read, verified, least = _alone(_open, path, size)
            print(
                f"{size:9,} {each:10.1f} {slow:8.2f} {fast:11.3f} {max(most, least):4.0f} "
                f"{read * 1e6:8.0f} {verified:10,.0f}"
            )


def _alone(measure: Callable[[Path, int], list[float]], path: Path, size: int) -> list[float]:
    """Measure in a process of its own, whose memory is its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(measure, (path, size))


def _grow(path: Path, size: int) -> list[float]:
    with JournalFile(path, sync=False) as store:
        for number in range(store.head().seq, size - 2001):
            proposal = f"keras-{number * 7919 % (size // 10)}"
            store.append([Write(proposal, expected=store.version(proposal), entries=(EVENT,))])
        append = _to(store, f"late-{size}")
        began = time.process_time()
        for _ in range(2000):
            append()
        return [(time.process_time() - began) / 2000 * 1e6]


def _open(path: Path, _: int) -> list[float]:
    began = time.perf_counter()
    with JournalFile(path) as store:
        took = time.perf_counter() - began
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        began = time.perf_counter()
        store.read("keras-1")
        read = time.perf_counter() - began
        began = time.perf_counter()
        lines = store.verify().lines
        return [took, read, lines / (time.perf_counter() - began), most]


if __name__ == "__main__":
    rates(float(sys.argv[1]) if len(sys.argv) > 1 else 2.0)
    in_turn(500)
    counted()
    growth((1_000, 10_000, 100_000, 1_000_000))
