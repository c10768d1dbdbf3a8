"""A Merkle tree over a journal's lines, kept so that any proof takes a few look-ups.

Every whole subtree's hash is kept, 64 bytes a line in all: the tree of 10⁵ lines takes 6.4 MB.
"""

from collections.abc import Iterator
from itertools import islice

from ..errors import ProofError
from ..journal import Store
from .merkle import HASH_SIZE, joined, leaf_hash, node_hash


class Tree:
    """The hashes of all whole subtrees, level by level; level 0 holds those of the leaves."""

    def __init__(self) -> None:
        self._levels = [bytearray()]

    @property
    def size(self) -> int:
        """How many leaves it has."""
        return len(self._levels[0]) // HASH_SIZE

    def append(self, leaf: bytes) -> None:
        """Add the hash of the next leaf."""
        place, levels, node = self.size, self._levels, leaf
        levels[0] += leaf
        level = 0
        while place & 1:
            left = bytes(levels[level][-2 * HASH_SIZE : -HASH_SIZE])
            node = node_hash(left, node)
            level, place = level + 1, place >> 1
            if level == len(levels):
                levels.append(bytearray())
            levels[level] += node

    def nodes(self, level: int, start: int, stop: int) -> bytes:
        """Give the hashes of a row of whole subtrees, each over 2**level leaves, end to end."""
        if level >= len(self._levels):
            return b""
        return bytes(self._levels[level][start * HASH_SIZE : stop * HASH_SIZE])

    def root(self, size: int) -> bytes:
        """Give the root of the first ``size`` leaves.

        Raises:
            ProofError: the tree has fewer.
        """
        self._check(size)
        return self._over(0, size)

    def inclusion(self, index: int, size: int) -> tuple[bytes, ...]:
        """Prove that a leaf is among the first ``size``: its path, from the leaf up.

        Raises:
            ProofError: it isn't, or the tree has fewer leaves.
        """
        self._check(size)
        if not 0 <= index < size:
            raise ProofError(f"line {index} is not among the first {size}")
        return tuple(self._path(0, index, size))

    def consistency(self, old_size: int, size: int) -> tuple[bytes, ...]:
        """Prove that the first ``size`` leaves begin with the first ``old_size``.

        Raises:
            ProofError: they don't, or there is nothing to prove, or the tree has fewer leaves.
        """
        self._check(size)
        if not 0 < old_size <= size:
            raise ProofError(f"{size} lines can't be proved to begin with {old_size}")
        if old_size == size:
            return ()
        level, node = 0, old_size - 1
        while node & 1:
            level, node = level + 1, node >> 1
        own = [self._node(level, node)] if node else []
        return (*own, *self._path(level, node, size))

    def _path(self, level: int, node: int, size: int) -> Iterator[bytes]:
        """Go through the siblings on the way up from a node, in the tree of ``size`` leaves."""
        last = (size - 1) >> level
        while last:
            sibling = node ^ 1
            if sibling < last:
                yield self._node(level, sibling)
            elif sibling == last:
                yield self._over(last << level, size)
            level, node, last = level + 1, node >> 1, last >> 1

    def _over(self, start: int, stop: int) -> bytes:
        """Give the root over a range that begins where a whole subtree at least as large does."""
        subtrees: list[bytes] = []
        while start < stop:
            level = (stop - start).bit_length() - 1
            subtrees.append(self._node(level, start >> level))
            start += 1 << level
        return joined(subtrees)

    def _node(self, level: int, place: int) -> bytes:
        return bytes(self._levels[level][place * HASH_SIZE : (place + 1) * HASH_SIZE])

    def _check(self, size: int) -> None:
        if not 0 <= size <= self.size:
            raise ProofError(f"a tree of {self.size} lines has none of size {size}")


def grow(tree: Tree, store: Store, size: int) -> None:
    """Add a store's next lines to a tree, until it has ``size``.

    Raises:
        ProofError: the store has fewer lines.
        JournalError: it can't be read.
    """
    for raw in islice(store.lines(tree.size - 1), max(0, size - tree.size)):
        tree.append(leaf_hash(raw))
    if tree.size < size:
        raise ProofError(f"the journal has {tree.size} lines, not {size}")


def tree_of(store: Store, size: int | None = None) -> Tree:
    """Give the tree over a store's lines: its first ``size``, or all that there are now.

    Raises:
        ProofError: the store has fewer lines.
        JournalError: it can't be read.
    """
    tree = Tree()
    grow(tree, store, store.head().seq + 1 if size is None else size)
    return tree
