"""What proof costs: building and checking one, verifying a whole journal, signing checkpoints.

Every row is the best of several repeats; a rate is lines, or operations, a second of wall time. Run
it with ``python benchmarks/proofs.py [lines]`` where bylaw and its extra ``proof`` are installed.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from bylaw.engine.journal import JournalFile, Write
from bylaw.engine.proof import (
    Checkpointer,
    EventProof,
    KeptFile,
    SignerKey,
    Tree,
    check_proof,
    check_proof_under,
    export_tiles,
    is_included,
    kept_path,
    leaf_hash,
    open_checkpoint,
    parse_proof,
    prove,
    sign_checkpoint,
    tree_of,
    verify,
)

KEY = SignerKey("example.org/council", seed=bytes(32))
VERIFIER = KEY.verifier()
SAMPLE = 2_000
ENTRY = {
    "action": "comment",
    "actor": "alice",
    "at": "2019-08-16T18:00:00Z",
    "data": {"text": "a comment"},
    "from": "submitted",
    "to": "submitted",
}


def best(run: Callable[[], object], repeats: int = 3) -> float:
    """Give the seconds of the fastest of several runs."""
    times: list[float] = []
    for _ in range(repeats):
        begun = time.perf_counter()
        run()
        times.append(time.perf_counter() - begun)
    return min(times)


def row(what: str, seconds: float, count: int) -> None:
    """Print what one of so many operations costs, and how many fit into a second."""
    print(f"{what:<58}{seconds / count * 1e6:>10.2f} µs{count / seconds:>14,.0f}/s")


def filled(path: Path, lines: int) -> JournalFile:
    """Give a journal of so many lines, over a tenth as many proposals."""
    store = JournalFile(path, sync=False, identity="benchmark")
    proposals = max(1, lines // 10)
    for number in range(lines - 1):
        proposal, version = f"p-{number % proposals}", number // proposals
        store.append([Write(proposal, expected=version, entries=(ENTRY,))])
    return store


def one_proof(tree: Tree, lines: list[bytes]) -> None:
    """Measure the proof of one line: the hashes alone, and with text and signature."""
    size = tree.size
    checkpoint = sign_checkpoint(size, tree.root(size), KEY)
    draw = Random(1)  # noqa: S311 - the same places in every run, and no secret
    places = [draw.randrange(size) for _ in range(SAMPLE)]
    made: list[EventProof] = [prove(tree, seq, checkpoint, lines[seq]) for seq in places]
    texts = [str(proof) for proof in made]
    leaves = [leaf_hash(lines[seq]) for seq in places]
    print(f"a proof is {max(map(len, texts))} characters at most, {len(made[0].path)} hashes")
    row("path: build", best(lambda: [tree.inclusion(seq, size) for seq in places]), SAMPLE)
    row(
        "path: check",
        best(
            lambda: [
                is_included(proof.index, size, leaf, proof.path, checkpoint.root)
                for proof, leaf in zip(made, leaves, strict=True)
            ]
        ),
        SAMPLE,
    )
    row(
        "file: build, with the tree kept and the checkpoint there",
        best(lambda: [str(prove(tree, seq, checkpoint, lines[seq])) for seq in places]),
        SAMPLE,
    )
    row("file: read", best(lambda: [parse_proof(text) for text in texts]), SAMPLE)
    row(
        "file: read and check, one Ed25519 signature each",
        best(lambda: [check_proof(text, [VERIFIER]) for text in texts]),
        SAMPLE,
    )
    row(
        "  of which opening the checkpoint",
        best(lambda: [open_checkpoint(checkpoint.note, [VERIFIER]) for _ in texts]),
        SAMPLE,
    )
    row(
        "file: read and check, under a checkpoint opened once",
        best(lambda: [check_proof_under(text, checkpoint) for text in texts]),
        SAMPLE,
    )
    row(
        "checkpoint: sign",
        best(lambda: [sign_checkpoint(size, checkpoint.root, KEY) for _ in texts]),
        SAMPLE,
    )
    row("consistency: build", best(lambda: [tree.consistency(m + 1, size) for m in places]), SAMPLE)


def whole_journal(store: JournalFile, path: Path, lines: list[bytes]) -> None:
    """Measure what goes through all lines."""
    count = len(lines)

    def grow() -> None:
        tree = Tree()
        for raw in lines:
            tree.append(leaf_hash(raw))

    row("tree: build from lines in memory", best(grow), count)
    row("tree: build from the file", best(lambda: tree_of(store)), count)
    notes = KeptFile(kept_path(path)).read().notes

    def verified(*, strictly: bool) -> None:
        report = verify(path, notes, [VERIFIER], strictly=strictly)
        if not report:
            raise AssertionError(str(report))

    row(
        "verify: bytes, chain and root, 1 checkpoint", best(lambda: verified(strictly=False)), count
    )
    row("verify: and canonical form", best(lambda: verified(strictly=True)), count)
    row("verify: the store's own, without root and signatures", best(store.verify), count)


def growing(store: JournalFile, path: Path, folder: Path) -> None:
    """Measure a checkpoint after each line, flushed to the disk, and the export of all lines."""
    checkpointer = Checkpointer(store, KEY, KeptFile(kept_path(path)))
    checkpointer.checkpoint()
    times: list[float] = []
    for number in range(200):
        store.append([Write("grown", expected=number, entries=(ENTRY,))])
        begun = time.perf_counter()
        checkpointer.checkpoint()
        times.append(time.perf_counter() - begun)
    row("checkpoint: of one more line, flushed (median)", sorted(times)[100] * 200, 200)
    made = checkpointer.checkpoint()
    begun = time.perf_counter()
    export_tiles(store, folder / "tiles", made)
    row("tiles: export into a new folder", time.perf_counter() - begun, made.size)


def main(lines: int) -> None:
    """Print every row."""
    print(f"Python {sys.version.split()[0]}, a journal of {lines:,} lines")
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "journal.jsonl"
        with filled(path, lines) as store:
            raw = list(store.lines())
            print(f"{sum(map(len, raw)) / lines:.0f} bytes a line")
            begun = time.perf_counter()
            Checkpointer(store, KEY, KeptFile(kept_path(path))).checkpoint()
            row("checkpoint: the first, over all lines", time.perf_counter() - begun, lines)
            one_proof(tree_of(store), raw)
            whole_journal(store, path, raw)
            growing(store, path, Path(name))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
