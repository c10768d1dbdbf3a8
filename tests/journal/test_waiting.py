"""The face for an event loop: the same answers, and a loop that goes on meanwhile."""

import asyncio
import threading
import time
from pathlib import Path

import attrs
import pytest

from bylaw.engine.errors import Conflict
from bylaw.engine.journal import AsyncStore, JournalFile, Store, System

from .stores import fill, write


def test_every_call_gives_what_the_store_gives(store: Store) -> None:
    async def run() -> None:
        async with AsyncStore(store) as journal:
            receipt = await journal.append(write("p", 0, {"n": 1}), key="k")
            assert receipt == store.receipt("k") == await journal.receipt("k")
            fill(store)
            assert store.read("p-0", 1) == await journal.read("p-0", 1)
            assert list(store.entries(2)) == [entry async for entry in journal.entries(2)]
            assert list(store.lines()) == [line async for line in journal.lines()]
            assert store.leaf(2) == await journal.leaf(2)
            assert store.head() == await journal.head()
            assert store.durable() == await journal.durable()
            assert store.version("p-0") == await journal.version("p-0")
            assert store.versions() == await journal.versions()
            assert store.verify() == await journal.verify()
            with pytest.raises(Conflict):
                await journal.append(write("p", 0, {}))

    asyncio.run(run())


def test_more_than_is_fetched_at_once_comes_in_order(store: Store) -> None:
    store.append(write("p", 0, *({"n": number} for number in range(600))))

    async def run() -> list[object]:
        return [entry["n"] async for *_, entry in AsyncStore(store).entries()]

    assert list(range(600)) == asyncio.run(run())


def test_the_loop_goes_on_while_writers_wait_for_a_flush_that_they_share(path: Path) -> None:
    """Nothing in the loop waits for the disk, and the writers wait for it together."""
    gate, flushes = threading.Event(), 0

    def flush(descriptor: int) -> None:
        nonlocal flushes
        flushes += 1
        assert gate.wait(10)
        System().flush(descriptor)

    async def run() -> tuple[int, list[int]]:
        with JournalFile(path, sync=False) as journal:
            journal.head()
        gate.set()
        store = JournalFile(path, system=attrs.evolve(System(), flush=flush))
        gate.clear()
        async with AsyncStore(store) as journal:
            writers = [
                asyncio.create_task(journal.append(write(f"p{number}", 0, {})))
                for number in range(4)
            ]
            turns, until = 0, time.monotonic() + 0.2
            while time.monotonic() < until:
                await asyncio.sleep(0)
                turns += 1
            assert not any(writer.done() for writer in writers)
            gate.set()
            receipts = await asyncio.gather(*writers)
            return turns, sorted(receipt.seq for receipt in receipts)

    turns, seqs = asyncio.run(run())
    assert turns > 100
    assert seqs == [1, 2, 3, 4]
    assert flushes <= 3  # one on opening, one for the first, one for all others


def test_who_gives_up_waiting_can_ask_by_the_key(path: Path) -> None:
    gate = threading.Event()
    gate.set()

    def flush(descriptor: int) -> None:
        assert gate.wait(10)
        System().flush(descriptor)

    async def run() -> None:
        system = attrs.evolve(System(), flush=flush)
        async with AsyncStore(JournalFile(path, system=system)) as journal:
            gate.clear()
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(journal.append(write("p", 0, {}), key="k"), 0.05)
            gate.set()
            receipt = await journal.append(write("p", 0, {}), key="k")
            assert (receipt.seq, receipt.proposals) == (1, (("p", 1),))
            assert await journal.version("p") == 1

    asyncio.run(run())
