"""Tests of what signs checkpoints: when, of what, and what it refuses."""

import errno
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen

import pytest
from attrs import evolve, frozen

from bylaw.engine.errors import Conflict, JournalError, ProofError
from bylaw.engine.journal import JournalFile, MemoryStore, System
from bylaw.engine.proof import (
    CheckpointedStore,
    Checkpointer,
    Kept,
    KeptFile,
    SignerKey,
    kept_path,
    open_checkpoint,
    parse_checkpoint,
    tree_of,
    verify,
)

from .samples import KEY, OTHER, VERIFIER, add, in_memory, on_disk, signed


@pytest.fixture
def kept(tmp_path: Path) -> KeptFile:
    """Where checkpoints are kept."""
    return KeptFile(str(tmp_path / "checkpoints"))


def sizes(kept: KeptFile) -> list[int]:
    """The sizes of all checkpoints that are kept."""
    return [parse_checkpoint(note).size for note in kept.read().notes]


def test_a_checkpoint_vouches_for_all_lines(kept: KeptFile) -> None:
    """With the root over them, by the key."""
    store = in_memory(5)
    made = Checkpointer(store, KEY, kept).checkpoint()
    assert (5, tree_of(store).root(5)) == (made.size, made.root)
    assert made == open_checkpoint(kept.read().notes[0], [VERIFIER])


def test_all_checkpoints_are_kept_in_order(kept: KeptFile) -> None:
    """Each with a root of its own size, whether one checkpointer makes them or several do."""
    store = in_memory(5)
    checkpointer = Checkpointer(store, KEY, kept)
    for lines in (0, 1, 2, 7):
        add(store, lines)
        made = checkpointer.checkpoint()
        assert made == checkpointer.last == Checkpointer(store, KEY, kept).checkpoint()
    assert sizes(kept) == [5, 6, 8, 15]
    assert verify(store, kept.read().notes, [VERIFIER]).problems == ()


def test_nothing_is_signed_twice(kept: KeptFile) -> None:
    """Without a new line, the newest one stands."""
    checkpointer = Checkpointer(in_memory(5), KEY, kept)
    assert checkpointer.checkpoint() == checkpointer.checkpoint()
    assert sizes(kept) == [5]


def test_a_new_key_of_the_log_signs_anew(kept: KeptFile) -> None:
    """Even without a new line: nobody need have the old key any longer."""
    store = in_memory(5)
    Checkpointer(store, KEY, kept).checkpoint()
    Checkpointer(store, OTHER, kept).checkpoint()
    assert sizes(kept) == [5, 5]
    assert verify(store, kept.read().notes, [VERIFIER, OTHER.verifier()]).problems == ()


def test_fewer_lines_than_before_are_never_signed(kept: KeptFile) -> None:
    """The end of the journal is gone, or an old backup was restored."""
    Checkpointer(in_memory(5), KEY, kept).checkpoint()
    with pytest.raises(ProofError, match="has 4 lines, and 5 were signed: its end is gone"):
        Checkpointer(in_memory(4), KEY, kept).checkpoint()
    assert sizes(kept) == [5]


def test_fewer_lines_are_not_signed_by_one_that_has_signed_more(
    kept: KeptFile, tmp_path: Path
) -> None:
    """The one that signed holds to what it signed, whatever its store says now."""
    backup = tmp_path / "journal.jsonl"
    on_disk(backup, 5)
    with JournalFile(backup, sync=False) as store:
        checkpointer = Checkpointer(store, KEY, kept)
        checkpointer.checkpoint()
        add(store, 2)
        checkpointer.checkpoint()
    older = on_disk(tmp_path / "older.jsonl", 6)
    with (
        JournalFile(older, sync=False) as store,
        pytest.raises(ProofError, match="its end is gone"),
    ):
        Checkpointer(store, KEY, kept).checkpoint()


def test_other_lines_than_before_are_never_signed(kept: KeptFile) -> None:
    """A log that signed two histories could show each to somebody else."""
    Checkpointer(in_memory(5), KEY, kept).checkpoint()
    rewritten = MemoryStore(identity="another")
    add(rewritten, 9)
    with pytest.raises(ProofError, match="first 5 lines are not those"):
        Checkpointer(rewritten, KEY, kept).checkpoint()
    assert sizes(kept) == [5]


def test_checkpoints_of_another_log_are_left_alone(kept: KeptFile) -> None:
    """The key is for one log, and so is the file."""
    Checkpointer(in_memory(5), KEY, kept).checkpoint()
    stranger = SignerKey("example.org/other", seed=KEY.seed)
    with pytest.raises(ProofError, match=r"holds checkpoints of `example\.org/council`"):
        Checkpointer(in_memory(6), stranger, kept).checkpoint()


def test_a_file_whose_sizes_run_backwards_is_refused(kept: KeptFile) -> None:
    """No checkpointer writes such a file."""
    store = in_memory(6)
    Path(kept.path).write_text(f"{signed(store)}\n{signed(store, 5)}\n", encoding="utf-8")
    with pytest.raises(ProofError, match="a checkpoint of 5 lines after one of 6"):
        Checkpointer(store, KEY, kept).checkpoint()


def test_the_name_of_the_file_is_on_the_disk_before_the_first_checkpoint(kept: KeptFile) -> None:
    """Whoever made the file may have died before they saw to it."""
    Path(kept.path).touch()
    calls: list[str] = []

    def flush(descriptor: int) -> None:
        calls.append("file")
        System().flush(descriptor)

    def flush_folder(descriptor: int) -> None:
        calls.append("folder")
        System().flush_folder(descriptor)

    store = in_memory(5)
    watched = KeptFile(kept.path, system=evolve(System(), flush=flush, flush_folder=flush_folder))
    checkpointer = Checkpointer(store, KEY, watched)
    checkpointer.checkpoint()
    add(store)
    checkpointer.checkpoint()
    assert calls == ["folder", "file", "file"]


def test_a_file_of_something_else_is_refused(kept: KeptFile) -> None:
    """And nothing is added to it."""
    for content in (b"no\n\nnote\n\n", b"\xff\n\n\xff\n\n"):
        Path(kept.path).write_bytes(content)
        with pytest.raises(ProofError):
            Checkpointer(in_memory(5), KEY, kept).checkpoint()
        assert Path(kept.path).read_bytes() == content


def test_a_file_that_was_cut_off_while_it_was_open_is_refused(kept: KeptFile) -> None:
    """What was signed binds, and is no longer there to be read by others."""
    store = in_memory(5)
    checkpointer = Checkpointer(store, KEY, kept)
    checkpointer.checkpoint()
    Path(kept.path).write_bytes(b"")
    add(store)
    with pytest.raises(ProofError, match="was cut off"):
        checkpointer.checkpoint()


@pytest.mark.parametrize("size", [0, 1, 25, 40, 80, 180])
def test_a_checkpoint_that_was_never_finished_is_set_aside(kept: KeptFile, size: int) -> None:
    """Wherever a crash cut it: nobody was given it, and the bytes are kept."""
    store = in_memory(5)
    Checkpointer(store, KEY, kept).checkpoint()
    whole = Path(kept.path).read_bytes()
    add(store)
    torn = f"{signed(store)}\n".encode()[:size]
    Path(kept.path).write_bytes(whole + torn)
    assert (size, [5]) == (kept.read().torn, sizes(kept))
    Checkpointer(store, KEY, kept).checkpoint()
    assert sizes(kept) == [5, 6]
    if size:
        assert torn == Path(f"{kept.path}.torn-{len(whole)}").read_bytes()


def test_a_checkpoint_covers_only_what_survives_a_power_cut(kept: KeptFile, tmp_path: Path) -> None:
    """Another process may still be flushing the newest line: lost, it would look like a cut."""

    class Unflushed(MemoryStore):
        def durable(self) -> int:
            return 3

    store = Unflushed(identity="test")
    add(store, 9)
    assert Checkpointer(store, KEY, kept).checkpoint().size == 4
    with JournalFile(on_disk(tmp_path / "j", 7), sync=False) as never:
        beside = KeptFile(str(tmp_path / "beside"))
        assert Checkpointer(never, KEY, beside).checkpoint().size == 7


def fail(*_: object) -> int:
    """A system call that fails, whichever it is."""
    raise OSError(errno.ENOSPC, "No space left on device")


def fail_to_read(*_: object) -> bytes:
    """The same, of a call that gives bytes."""
    fail()
    return b""


def fail_silently(*_: object) -> None:
    """The same, of a call that gives nothing."""
    fail()


@pytest.mark.parametrize(
    "failing",
    [
        evolve(System(), open=fail),
        evolve(System(), write=fail),
        evolve(System(), flush=fail_silently),
        evolve(System(), lock=fail_silently),
    ],
    ids=["open", "write", "flush", "lock"],
)
def test_a_disk_that_fails_is_told_and_leaves_nothing_half_signed(
    kept: KeptFile, failing: System
) -> None:
    """The next attempt makes the checkpoint."""
    store = in_memory(5)
    with pytest.raises(JournalError, match="No space left on device"):
        Checkpointer(store, KEY, KeptFile(kept.path, system=failing)).checkpoint()
    assert Checkpointer(store, KEY, kept).checkpoint().size == 5
    assert verify(store, kept.read().notes, [VERIFIER]).problems == ()


def test_a_folder_that_isn_t_there_is_told(tmp_path: Path) -> None:
    """With the path and the system's reason."""
    with pytest.raises(JournalError, match="could not open"):
        Checkpointer(in_memory(2), KEY, KeptFile(str(tmp_path / "no" / "x"))).checkpoint()


SIGN_OFTEN = """
import sys
from bylaw.engine.journal import JournalFile, Write
from bylaw.engine.proof import Checkpointer, KeptFile, SignerKey, kept_path

journal, name, key = sys.argv[1:]
with JournalFile(journal, sync=False) as store:
    checkpointer = Checkpointer(store, SignerKey.parse(key), KeptFile(kept_path(journal)))
    for number in range(20):
        store.append([Write(f"{name}-{number}", expected=0, entries=({"n": number},))])
        checkpointer.checkpoint()
"""


def test_processes_that_sign_at_once_keep_one_history(tmp_path: Path) -> None:
    """Sizes never run backwards, and every checkpoint holds."""
    journal = on_disk(tmp_path / "journal.jsonl", 1)
    command = [sys.executable, "-c", SIGN_OFTEN, str(journal)]
    processes = [Popen([*command, name, KEY.secret_text()]) for name in ("one", "two")]
    assert [process.wait(60) for process in processes] == [0, 0]
    found = sizes(KeptFile(kept_path(journal)))
    assert sorted(set(found)) == found
    report = verify(journal, keys=[VERIFIER])
    assert (report.problems, report.lines, found[-1]) == ((), 41, 41)


def test_a_store_signs_every_so_many_lines_and_on_closing(kept: KeptFile) -> None:
    """Nothing else is asked of whoever writes to it."""
    store = in_memory(1)
    with CheckpointedStore(store, Checkpointer(store, KEY, kept), every=4) as attached:
        add(attached, 9)
        assert sizes(kept) == [4, 8]
    assert sizes(kept) == [4, 8, 10]


def test_a_store_that_signs_offers_what_the_store_does(kept: KeptFile) -> None:
    """Every reading is the store's own."""
    store = in_memory(4)
    attached = CheckpointedStore(store, Checkpointer(store, KEY, kept))
    assert list(store.lines()) == list(attached.lines())
    assert list(store.entries()) == list(attached.entries())
    assert store.read("p-1") == attached.read("p-1")
    assert store.versions() == attached.versions()
    assert (store.version("p-1"), None) == (attached.version("p-1"), attached.receipt("none"))
    assert (store.head(), store.durable(), store.leaf(2), store.verify()) == (
        attached.head(),
        attached.durable(),
        attached.leaf(2),
        attached.verify(),
    )


def test_what_was_appended_stands_though_its_checkpoint_fails(tmp_path: Path) -> None:
    """The writer has its receipt; the failure is kept, and told at the latest on closing."""
    store = in_memory(1)
    kept = KeptFile(str(tmp_path / "missing" / "checkpoints"))
    attached = CheckpointedStore(store, Checkpointer(store, KEY, kept), every=1)
    add(attached)
    assert store.head().seq == 1
    assert "could not open" in str(attached.trouble)
    (tmp_path / "missing").mkdir()
    add(attached)
    assert (attached.trouble, sizes(kept)) == (None, [3])


@frozen
class Crowded:
    """A place where somebody else is always first to keep a checkpoint."""

    own: KeptFile

    @property
    def path(self) -> str:
        """Where it is."""
        return self.own.path

    def read(self, after: int = 0) -> Kept:
        """What is kept."""
        return self.own.read(after)

    @contextmanager
    def locked(self) -> Generator["Crowded"]:
        """No lock: the loser is told."""
        yield self

    def append(self, note: str, kept: Kept) -> int:
        """Never the first."""
        raise Conflict(f"somebody else has signed: look again ({len(note)}, {kept.end})")


def test_what_was_appended_stands_though_others_sign_all_the_time(kept: KeptFile) -> None:
    """A conflict of signers is none of writers, who would take it for theirs and write again."""
    store = in_memory(1)
    attached = CheckpointedStore(store, Checkpointer(store, KEY, Crowded(kept)), every=1)
    add(attached)
    assert "others sign all the time" in str(attached.trouble)
    with pytest.raises(JournalError, match="others sign all the time"):
        attached.close()


def test_closing_tells_a_failure_and_closes(tmp_path: Path) -> None:
    """Once: closing twice is harmless."""
    store = JournalFile(tmp_path / "journal.jsonl", sync=False)
    kept = KeptFile(str(tmp_path / "missing" / "checkpoints"))
    attached = CheckpointedStore(store, Checkpointer(store, KEY, kept))
    with pytest.raises(JournalError, match="could not open"):
        attached.close()
    attached.close()
    with pytest.raises(JournalError, match="was closed"):
        store.head()


def test_a_store_can_t_sign_more_often_than_every_line(kept: KeptFile) -> None:
    """Nothing would come of it."""
    store = in_memory(1)
    with pytest.raises(ProofError, match="every 0 lines can't be"):
        CheckpointedStore(store, Checkpointer(store, KEY, kept), every=0)


def test_fewer_lines_are_not_signed_though_no_new_checkpoint_tells(kept: KeptFile) -> None:
    """The checkpointer itself remembers how many it has signed."""
    store = Shrinking(identity="test")
    add(store, 9)
    checkpointer = Checkpointer(store, KEY, kept)
    checkpointer.checkpoint()
    store.reach = 4
    with pytest.raises(ProofError, match="has 5 lines, and 10 were signed"):
        checkpointer.checkpoint()


def read_nothing(*_: object) -> bytes:
    """A file that has ended."""
    return b""


class Shrinking(MemoryStore):
    """A store that comes to know fewer lines than it did."""

    reach = 9

    def durable(self) -> int:
        """As far as it reaches."""
        return self.reach


@pytest.mark.parametrize(
    "failing", [evolve(System(), read=fail_to_read), evolve(System(), open=fail)]
)
def test_checkpoints_that_can_t_be_read_are_told(kept: KeptFile, failing: System) -> None:
    """With the path and the system's reason."""
    Checkpointer(in_memory(2), KEY, kept).checkpoint()
    with pytest.raises(JournalError, match="No space left on device"):
        KeptFile(kept.path, system=failing).read()


def test_checkpoints_that_end_while_they_are_read_end_there(kept: KeptFile) -> None:
    """Somebody may cut the file under the reader: what it has read so far counts."""
    Checkpointer(in_memory(2), KEY, kept).checkpoint()
    ended = evolve(System(), read=read_nothing)
    assert KeptFile(kept.path, system=ended).read().notes == ()
