"""Every system call made to fail: what was acknowledged stays, and what wasn't is not there."""

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import attrs
import pytest

from bylaw.engine.errors import Corrupt, JournalError
from bylaw.engine.journal import Head, JournalFile, Receipt, System

from .conftest import Tally
from .stores import REAL, fill, write

T = TypeVar("T")


def failing(code: int) -> Callable[..., NoReturn]:
    """A call that always fails so."""

    def fail(*_: object) -> NoReturn:
        raise OSError(code, os.strerror(code))

    return fail


class Disk:
    """A disk with room for so many bytes, which then takes what fits or nothing."""

    def __init__(self, room: int, *, short: bool) -> None:
        self.room = room
        self.short = short

    def write(self, descriptor: int, data: bytes) -> int:
        """Write what fits, as a file system does."""
        fits = min(len(data), self.room)
        if fits < len(data) and (not self.short or not fits):
            if fits:
                os.write(descriptor, data[:fits])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.room -= fits
        return os.write(descriptor, data[:fits])


@pytest.mark.parametrize("short", [True, False], ids=["short write", "error"])
def test_a_full_disk_leaves_the_file_as_it_was(path: Path, short: bool, tried: Tally) -> None:
    """However many bytes fit: the append fails, the store goes on when there is room again."""
    disk = Disk(10**6, short=short)
    with JournalFile(path, system=attrs.evolve(REAL, write=disk.write)) as journal:
        for room in range(130):
            seen = journal.head().seq
            before = path.read_bytes()
            disk.room = room
            with pytest.raises(JournalError, match="could not write to"):
                journal.append(write("p", seen, {"n": room}))
            assert before == path.read_bytes()
            disk.room = 10**6
            journal.append(write("p", seen, {"n": room}))
        assert [{"n": room} for room in range(130)] == list(journal.read("p"))
        assert journal.verify().lines == 131
    tried("a full disk after any byte", 130)


def test_a_failed_flush_is_not_acknowledged_and_poisons_the_handle(path: Path) -> None:
    """The system may have dropped the data, so a second flush would prove nothing."""
    with JournalFile(path) as journal:
        fill(journal, 2)
        durable = journal.durable()
        calls: list[int] = []

        def flush(descriptor: int) -> None:
            calls.append(descriptor)
            raise OSError(errno.EIO, os.strerror(errno.EIO))

        journal = JournalFile(path, system=attrs.evolve(REAL, flush=flush))  # noqa: PLW2901 - its twin, on a bad disk
        with pytest.raises(JournalError, match="could not flush"):
            journal.append(write("q", 0, {}))
        for again in (
            lambda: journal.append(write("r", 0, {})),
            journal.head,
            journal.verify,
            journal.durable,
            lambda: list(journal.lines()),
        ):
            with pytest.raises(JournalError, match="open it anew"):
                again()
        assert len(calls) == 1
        journal.close()
    with JournalFile(path) as journal:
        assert durable < journal.durable() == journal.head().seq


def test_what_may_not_have_been_flushed_is_written_once_more_on_opening(path: Path) -> None:
    """After a failed flush the system takes its copy for clean and would not write it again."""
    with JournalFile(path, sync=False) as journal:
        lines = fill(journal)
    written: list[tuple[int, bytes]] = []

    def write_at(descriptor: int, data: bytes, offset: int) -> int:
        written.append((offset, data))
        return os.pwrite(descriptor, data, offset)

    with JournalFile(path, system=attrs.evolve(REAL, write_at=write_at)) as journal:
        assert lines == list(journal.lines())
        assert journal.durable() == 5
    (offset, data), _ = written  # and the anchor
    assert (0, path.read_bytes()) == (offset, data)


def test_a_line_that_can_not_be_taken_back_poisons_the_handle(path: Path) -> None:
    disk = Disk(10**6, short=True)
    system = attrs.evolve(REAL, write=disk.write, truncate=failing(errno.EIO))
    with JournalFile(path, system=system) as journal:
        fill(journal, 2)
        lines = list(journal.lines())
        disk.room = 50
        with pytest.raises(JournalError, match="could not truncate"):
            journal.append(write("q", 0, {}))
        with pytest.raises(JournalError, match="could not be cut back"):
            journal.append(write("q", 0, {}))
    with JournalFile(path) as journal:
        assert lines == list(journal.lines())
        assert [torn.size for torn in journal.torn] == [50]


CALLS = [field.name for field in attrs.fields(System)]


def lived(path: Path, life: str) -> list[bytes]:
    """Make what a journal has been through before, and give its lines."""
    if life == "new":
        return []
    with JournalFile(path, sync=life != "unflushed", index_after=2) as journal:
        kept = fill(journal, 2)
        if life == "sealed":
            journal.rotate()
    if life == "torn":
        path.write_bytes(path.read_bytes() + b'{"durable":1,"ent')
    return kept


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC, errno.EROFS, errno.EPERM])
@pytest.mark.parametrize("name", [name for name in CALLS if name not in {"close", "process"}])
@pytest.mark.parametrize("life", ["new", "old", "torn", "unflushed", "sealed"])
def test_whichever_call_fails_from_whichever_on_nothing_acknowledged_is_lost(
    path: Path, name: str, code: int, life: str, tried: Tally
) -> None:
    """The n-th call of a kind fails, and every later one, for all n until none is reached."""
    for first in range(100):
        for file in path.parent.iterdir():
            file.unlink()
        kept = lived(path, life)
        count = 0

        def call(*arguments: object, first: int = first) -> object:
            nonlocal count
            count += 1
            if count > first:
                raise OSError(code, os.strerror(code))
            return getattr(REAL, name)(*arguments)

        acknowledged = 0
        broken: Any = {name: call}
        try:
            with JournalFile(path, index_after=2, system=attrs.evolve(REAL, **broken)) as journal:
                for number in range(3):
                    journal.append(write("q", number, {"n": number}))
                    acknowledged += 1
                    journal.read("q")
                    if number == 1:
                        journal.rotate()
        except (JournalError, OSError) as error:
            assert isinstance(error, JournalError), (first, error)  # noqa: PT017 - only then
        with JournalFile(path) as journal:
            journal.verify()
            assert kept == list(journal.lines())[: len(kept)]
            found = list(journal.read("q"))
            assert [{"n": number} for number in range(len(found))] == found
            assert acknowledged <= len(found) <= acknowledged + 1
        if count <= first:
            return
        tried(f"a failing `{name}`")
    pytest.fail(f"`{name}` is called without an end")


@pytest.mark.parametrize("name", [name for name in CALLS if name not in {"close", "process"}])
@pytest.mark.parametrize("life", ["new", "old", "torn", "unflushed", "sealed"])
def test_whichever_call_fails_once_a_retry_succeeds_and_records_nothing_twice(
    path: Path, name: str, life: str, tried: Tally
) -> None:
    """The n-th call of a kind fails, and no other: by the same handle if it can be used still."""
    for nth in range(1, 100):
        for file in path.parent.iterdir():
            file.unlink()
        kept = lived(path, life)
        count = 0

        def call(*arguments: object, nth: int = nth) -> object:
            nonlocal count
            count += 1
            if count == nth:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            return getattr(REAL, name)(*arguments)

        broken: Any = {name: call}
        user = Retrying(path, attrs.evolve(REAL, **broken))
        user.does(lambda journal: journal.head())
        for number in range(3):
            receipt = user.does(appends(number))
            assert receipt.proposals == (("q", number + 1),)
            assert len(user.does(lambda journal: journal.read("q"))) == number + 1
            if number == 1:
                user.does(rotated)
        user.close()
        with JournalFile(path) as journal:
            journal.verify()
            assert kept == list(journal.lines())[: len(kept)]
            assert [{"n": number} for number in range(3)] == list(journal.read("q"))
        if count < nth:
            return
        tried(f"a `{name}` that fails once")
    pytest.fail(f"`{name}` is called without an end")


class Retrying:
    """Whoever does everything once more if it fails, and a third time by a handle of its own."""

    def __init__(self, path: Path, system: System) -> None:
        self._path = path
        self._system = system
        self._journal: JournalFile | None = None

    def does(self, what: Callable[[JournalFile], T]) -> T:
        for _ in range(2):
            with suppress(JournalError):
                return what(self._opened())
        self.close()
        return what(self._opened())

    def close(self) -> None:
        if self._journal is not None:
            self._journal.close()
        self._journal = None

    def _opened(self) -> JournalFile:
        if self._journal is None:
            self._journal = JournalFile(self._path, index_after=2, system=self._system)
        return self._journal


def appends(number: int) -> Callable[[JournalFile], Receipt]:
    return lambda journal: journal.append(write("q", number, {"n": number}), key=f"q{number}")


def rotated(journal: JournalFile) -> None:
    """Seal, or find that it was sealed by the try before, of which nobody knew how it ended."""
    try:
        journal.rotate()
    except JournalError as error:
        if "no line to seal" not in str(error):
            raise


def test_an_anchor_that_can_not_be_written_fails_nothing(path: Path) -> None:
    """It is evidence beside the journal, which is on the disk already."""
    system = attrs.evolve(REAL, write_at=failing(errno.ENOSPC))
    with JournalFile(path, system=system) as journal:
        fill(journal)
        assert journal.durable() == 5


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match=r"could not open `.*nowhere/j`: No such file"):
        JournalFile(tmp_path / "nowhere" / "j")


LEAVE: list[Callable[[Path], object]] = [Path.unlink, lambda path: path.rename(f"{path}.old")]


@pytest.mark.parametrize("act", LEAVE)
def test_a_journal_that_went_away_while_open_takes_no_more(
    path: Path, act: Callable[[Path], object]
) -> None:
    with JournalFile(path) as journal:
        fill(journal)
        act(path)
        with pytest.raises(JournalError, match="was removed or replaced"):
            journal.append(write("q", 0, {}))


def test_a_journal_that_was_cut_while_open_is_corrupt(path: Path) -> None:
    with JournalFile(path) as journal:
        fill(journal)
        os.truncate(path, 200)
        with pytest.raises(JournalError, match="cut off while it was open"):
            journal.append(write("q", 0, {}))


def test_a_closed_journal_refuses_to_work(path: Path) -> None:
    journal = JournalFile(path)
    journal.close()
    with pytest.raises(JournalError, match="was closed"):
        journal.head()


def test_an_append_flushes_once(path: Path) -> None:
    calls: list[int] = []

    def flush(descriptor: int) -> None:
        calls.append(descriptor)
        REAL.flush(descriptor)

    with JournalFile(path, system=attrs.evolve(REAL, flush=flush)) as journal:
        calls.clear()
        fill(journal, 7)
        assert len(calls) == 7


def test_a_reader_takes_an_unfinished_line_for_not_yet_there(path: Path) -> None:
    with JournalFile(path) as writer, JournalFile(path) as reader:
        lines = fill(writer)
        writer.append(write("q", 0, {"n": 1}))
        assert [*lines, list(writer.lines())[-1]] == list(reader.lines())
        end = path.stat().st_size
        with path.open("ab") as file:
            file.write(b'{"durable":6,"entries":[')
        assert len(list(reader.lines())) == 7
        assert {"q": reader.versions()["q"]} == {"q": 1}
        writer.append(write("q", 1, {"n": 2}))
        assert [(end, 24)] == [(torn.offset, torn.size) for torn in writer.torn]
        assert list(reader.read("q")) == [{"n": 1}, {"n": 2}]


def test_a_process_that_finds_itself_another_opens_the_file_anew(path: Path) -> None:
    """As after a fork, seen from the child."""
    processes = [1]
    opened: list[str] = []

    def opening(name: str, flags: int) -> int:
        opened.append(name)
        return REAL.open(name, flags)

    system = attrs.evolve(REAL, process=lambda: processes[-1], open=opening)
    with JournalFile(path, system=system) as journal:
        fill(journal, 2)
        opened.clear()
        processes.append(2)
        journal.append(write("q", 0, {}))
        assert opened.count(str(path)) == 1
        processes.append(3)
        journal.close()
        processes.append(4)
        with pytest.raises(JournalError, match="was closed"):
            journal.head()


def test_a_process_that_finds_itself_another_amid_a_look_reads_all_anew(path: Path) -> None:
    """As after a fork while another thread was reading, seen from the child."""
    processes: list[int] = [1]
    found: list[Head] = []

    def status(descriptor: int) -> os.stat_result:
        seen = os.fstat(descriptor)
        if processes == [1, 0]:
            processes.append(2)
            found.append(journal.head())
        return seen

    system = attrs.evolve(REAL, process=lambda: processes[-1] or 1, status=status)
    with JournalFile(path, system=system) as journal:
        fill(journal, 2)
        processes.append(0)
        assert journal.head() == journal.head()
        assert [journal.head()] == found


def test_a_file_that_is_cut_while_it_is_read_is_corrupt(path: Path) -> None:
    with JournalFile(path) as journal:
        fill(journal)
    end = path.stat().st_size

    def status(descriptor: int) -> os.stat_result:
        found = list(os.fstat(descriptor))
        found[6] = end + 50
        return os.stat_result(found)

    with pytest.raises(Corrupt, match="was cut off") as error:
        JournalFile(path, readonly=True, system=attrs.evolve(REAL, status=status))
    assert error.value.offset == end


def test_a_reader_looks_again_before_it_judges(path: Path) -> None:
    """A writer was setting a torn end aside and wrote on, between two reads of the reader."""
    with JournalFile(path) as journal:
        lines = fill(journal)
    reads: list[int] = []

    def read(descriptor: int, size: int, offset: int) -> bytes:
        reads.append(offset)
        found = os.pread(descriptor, size, offset)
        return found if len(reads) > 3 else found.replace(b'"n":4', b'"n":\0')

    with JournalFile(path, readonly=True, system=attrs.evolve(REAL, read=read)) as journal:
        assert lines == list(journal.lines())
