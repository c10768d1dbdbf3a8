"""The hashes of an RFC 6962 Merkle tree, and the two proofs that a reader checks with them.

A leaf is hashed after a zero byte and a node after a one byte, so that neither passes for the
other. A tree of any size splits at the largest power of two below it; no node is ever doubled.
Checking follows RFC 9162, sections 2.1.3.2 and 2.1.4.2, whose trees are the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import chain

HASH_SIZE = 32
"""Bytes of SHA-256."""

EMPTY = sha256(b"").digest()
"""The root of a tree without leaves."""


def leaf_hash(raw: bytes) -> bytes:
    """Give the hash of a leaf, here a line's bytes as stored, without its line feed."""
    return sha256(b"\0" + raw).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Give the hash of the node over two others."""
    return sha256(b"\1" + left + right).digest()


def is_included(index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """Tell whether a path proves that a leaf hash stands at an index of the tree with a root.

    The path goes from the leaf's sibling up to the root's child.
    """
    if not 0 <= index < size or not _are_hashes((leaf, *path)):
        return False
    reached = leaf
    steps = iter(path)
    for from_left in _climb(index, size - 1):
        step = next(steps, None)
        if step is None:
            return False
        reached = node_hash(step, reached) if from_left else node_hash(reached, step)
    return next(steps, None) is None and reached == root


def is_extended(
    old_size: int, new_size: int, path: Sequence[bytes], old_root: bytes, new_root: bytes
) -> bool:
    """Tell whether a path proves that a tree begins with all leaves of a smaller one.

    Nothing can be proved of an empty tree: every tree begins with none.
    """
    if not 0 < old_size <= new_size or not _are_hashes(path):
        return False
    if old_size == new_size:
        return not path and old_root == new_root
    node, last = old_size - 1, new_size - 1
    while node & 1:  # up to the root of the old tree's last whole subtree
        node, last = node >> 1, last >> 1
    steps = chain([old_root] if node == 0 else [], path)
    old = new = next(steps, b"")
    for from_left in _climb(node, last):
        step = next(steps, None)
        if step is None:
            return False
        if from_left:
            old, new = node_hash(step, old), node_hash(step, new)
        else:
            new = node_hash(new, step)
    return next(steps, None) is None and (old, new) == (old_root, new_root)


class Frontier:
    """The right edge of a growing tree: all its root needs, a hash for each bit of its size."""

    __slots__ = ("_edge", "size")

    def __init__(self) -> None:
        self.size = 0
        self._edge: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        """Add the hash of the next leaf."""
        size, edge = self.size, self._edge
        self.size = size + 1
        while size & 1:
            leaf = sha256(b"\1" + edge.pop() + leaf).digest()
            size >>= 1
        edge.append(leaf)

    def root(self) -> bytes:
        """Give the root of the tree so far."""
        return joined(self._edge)

    def copy(self) -> "Frontier":
        """Give a frontier that grows apart from this one."""
        other = Frontier()
        other.size, other._edge = self.size, self._edge[:]
        return other


def joined(subtrees: Sequence[bytes]) -> bytes:
    """Give the root over whole subtrees, the largest and leftmost first."""
    if not subtrees:
        return EMPTY
    root = subtrees[-1]
    for subtree in subtrees[-2::-1]:
        root = node_hash(subtree, root)
    return root


def _climb(node: int, last: int) -> Iterator[bool]:
    """Go up from a node of a level that ends with ``last``: whether each sibling is on the left.

    A node that ends its level without a sibling stands for itself one level up.
    """
    while last:
        if node & 1:
            yield True
        elif node < last:
            yield False
        node, last = node >> 1, last >> 1


def _are_hashes(values: Iterable[bytes]) -> bool:
    return all(len(value) == HASH_SIZE for value in values)
