"""Which lines may carry an idempotency key, in 8 to 16 bytes a key and without its text."""

import hashlib
from array import array
from collections.abc import Iterator

_LEAST = 1 << 10
_LINE_BITS = 32
_LINE_MASK = (1 << _LINE_BITS) - 1


class Keys:
    """A hash table of lines by key: half a word is the key's hash, the other half its line.

    Two keys may share a hash: whoever looks one up reads the lines that it gives. A table is an
    array of words, whose first free one after the place of a hash ends a search; 0 is free, since
    line 0 has no key.
    """

    def __init__(self, table: "array[int] | None" = None) -> None:
        self.table = array("Q", bytes(8 * _LEAST)) if table is None else table
        self._count = len(self.table) - self.table.count(0)

    def candidates(self, key: str) -> Iterator[int]:
        """Go through the lines that may carry a key."""
        wanted = _hash(key)
        for word in self._words(wanted):
            if word >> _LINE_BITS == wanted:
                yield word & _LINE_MASK

    def add(self, key: str, seq: int) -> None:
        """Note that a line carries a key."""
        if 2 * self._count >= len(self.table):
            self._grow()
        self._put(_hash(key) << _LINE_BITS | seq)
        self._count += 1

    def forget(self, key: str, seq: int) -> None:
        """Take back the key that was added last: no other stands behind it."""
        self.table[self.table.index(_hash(key) << _LINE_BITS | seq)] = 0
        self._count -= 1

    def _words(self, wanted: int) -> Iterator[int]:
        table, mask = self.table, len(self.table) - 1
        place = wanted & mask
        while word := table[place]:
            yield word
            place = (place + 1) & mask

    def _put(self, word: int) -> None:
        table, mask = self.table, len(self.table) - 1
        place = (word >> _LINE_BITS) & mask
        while table[place]:
            place = (place + 1) & mask
        table[place] = word

    def _grow(self) -> None:
        words = self.table
        self.table = array("Q", bytes(16 * len(words)))
        for word in words:
            if word:
                self._put(word)


def _hash(key: str) -> int:
    found = hashlib.blake2b(key.encode(errors="surrogatepass"), digest_size=_LINE_BITS // 8)
    return int.from_bytes(found.digest(), "big")
