"""A journal for an event loop: every call waits in a thread, and the loop goes on."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from itertools import islice
from types import TracebackType
from typing import Self, TypeVar

from .store import Head, Numbered, Receipt, Store, Verified, Write

_AT_ONCE = 256

Item = TypeVar("Item")


class AsyncStore:
    """A store whose calls are awaited: see ``Store`` for what each does and raises.

    The threads are those of the loop; writers that wait for the disk together share its flush.
    Whoever gives up waiting for ``append`` doesn't know whether the line was recorded: ask
    ``receipt``, or append again, with the same key.
    """

    def __init__(self, store: Store) -> None:
        self.store = store

    async def append(self, writes: Sequence[Write], *, key: str | None = None) -> Receipt:
        """Record all entries as one line, or none; durable when it returns."""
        return await asyncio.to_thread(self.store.append, writes, key=key)

    async def receipt(self, key: str) -> Receipt | None:
        """Give the receipt of the line that carries an idempotency key."""
        return await asyncio.to_thread(self.store.receipt, key)

    async def read(self, proposal: str, after: int = 0) -> Sequence[Mapping[str, object]]:
        """Give the entries of a proposal past a version, in order."""
        return await asyncio.to_thread(self.store.read, proposal, after)

    def entries(self, after_seq: int = -1) -> AsyncIterator[Numbered]:
        """Go through all entries past a line, in the order in which they were recorded."""
        return _each(lambda: self.store.entries(after_seq))

    def lines(self, after: int = -1) -> AsyncIterator[bytes]:
        """Go through the lines past one, as stored, without line feeds."""
        return _each(lambda: self.store.lines(after))

    async def leaf(self, seq: int) -> str:
        """Give the leaf hash of a line."""
        return await asyncio.to_thread(self.store.leaf, seq)

    async def head(self) -> Head:
        """Give the last line."""
        return await asyncio.to_thread(self.store.head)

    async def durable(self) -> int:
        """Give the highest line that is known to survive a power cut."""
        return await asyncio.to_thread(self.store.durable)

    async def version(self, proposal: str) -> int:
        """Give the version of a proposal, 0 if it is unknown."""
        return await asyncio.to_thread(self.store.version, proposal)

    async def versions(self) -> Mapping[str, int]:
        """Give the version of every proposal, in the order of their first entries."""
        return await asyncio.to_thread(self.store.versions)

    async def verify(self) -> Verified:
        """Check every byte."""
        return await asyncio.to_thread(self.store.verify)

    async def close(self) -> None:
        """Give back what the store holds open."""
        await asyncio.to_thread(self.store.close)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()


async def _each(begin: Callable[[], Iterator[Item]]) -> AsyncIterator[Item]:
    """Go through what an iterator gives, some at a time: a thread for each item costs more."""
    items = await asyncio.to_thread(begin)
    while some := await asyncio.to_thread(lambda: list(islice(items, _AT_ONCE))):
        for item in some:
            yield item
