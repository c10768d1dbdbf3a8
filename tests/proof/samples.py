"""What the tests of proofs share: a key, and stores that are filled."""

from pathlib import Path

from bylaw.engine.journal import JournalFile, MemoryStore, Store, Write
from bylaw.engine.proof import Checkpoint, SignerKey, sign_checkpoint, tree_of

KEY = SignerKey("example.org/council", seed=bytes(range(32)))
OTHER = SignerKey("example.org/council", seed=bytes(32))
VERIFIER = KEY.verifier()


def add(store: Store, lines: int = 1) -> None:
    """Append so many lines, each with an event of one of three proposals."""
    for _ in range(lines):
        seq = store.head().seq + 1
        proposal = f"p-{seq % 3}"
        version = store.versions().get(proposal, 0)
        entry = {"action": "comment", "actor": "alice", "n": seq}
        store.append([Write(proposal, expected=version, entries=(entry,))])


def in_memory(lines: int, identity: str = "test") -> MemoryStore:
    """A store of so many lines, the header included."""
    store = MemoryStore(identity=identity)
    add(store, lines - 1)
    return store


def on_disk(path: Path, lines: int) -> Path:
    """The file of a journal of so many lines, the header included."""
    with JournalFile(path, sync=False, identity="test") as store:
        add(store, lines - 1)
    return path


def signed(store: Store, size: int | None = None, key: SignerKey = KEY) -> Checkpoint:
    """A checkpoint of a store's first lines, or of all."""
    tree = tree_of(store, size)
    return sign_checkpoint(tree.size, tree.root(tree.size), key)
