"""A backup that is made while others write, sign, seal and redact is a journal with all of it."""

import shutil
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

import pytest

import bylaw
from bylaw.engine import opening
from bylaw.engine.audit import Report, audit
from bylaw.engine.beside import FolderBodies
from bylaw.engine.errors import JournalError
from bylaw.engine.journal import JournalFile
from bylaw.engine.proof import CheckpointedStore, Checkpointer, KeptFile, kept_path, verify

from .cli.running import run
from .proof.samples import KEY, VERIFIER
from .test_redaction import CHARTER

NOW = bylaw.instant("2026-03-02T12:00:00Z")
PARTS = ("journal.checkpoints", "journal.head", "journal", "journal.bodies", "journal.sealed-*")
"""In the order in which the pages have them copied."""


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    (tmp_path / "live").mkdir()
    return tmp_path / "live" / "journal"


def copied(journal: Path, folder: Path, part: str) -> None:
    """Copy a part, with every file of it that isn't erased meanwhile."""
    for found in sorted(journal.parent.glob(part)):
        files = [*found.iterdir()] if found.is_dir() else [found]
        for file in files:
            to = folder / file.relative_to(journal.parent)
            to.parent.mkdir(exist_ok=True)
            with suppress(FileNotFoundError):
                shutil.copyfile(file, to)


class Host:
    """Somebody who writes to a journal all that there is to write."""

    def __init__(self, journal: Path) -> None:
        store = JournalFile(journal)
        kept = KeptFile(kept_path(journal))
        self.bodies = FolderBodies(f"{journal}.bodies")
        self.signed = CheckpointedStore(store, Checkpointer(store, KEY, kept), every=2)
        self.flow = opening.open(CHARTER, self.signed, clock=lambda: NOW, bodies=self.bodies)
        self._store = store

    def goes_on(self) -> None:
        """A proposal with two things that are kept beside, signed and sealed."""
        name = f"p{len(self.flow.proposals()) + 1}"
        assert self.flow.act(name, "ask", by="ana").allowed
        for said in ("one", "two"):
            data = {"text": said, "kind": "blame"}
            assert self.flow.act(name, "comment", by="bo", data=data).allowed
        self.flow.redact(name, 2, "text", by="dpo", reason="asked to")
        self._store.rotate()


def sound(copy: Path, lines: int) -> Report:
    """A backup: every line and checkpoint that there was when it was begun, and no damage."""
    report = verify(copy, keys=[VERIFIER])
    assert report.problems == ()
    assert report.lines >= lines
    assert any(held.sound for held in report.checkpoints)
    with JournalFile(copy) as store:
        store.verify()
        return audit(store, bodies=FolderBodies(f"{copy}.bodies"))


def test_whoever_writes_between_two_steps_of_a_backup_is_no_harm(
    journal: Path, tmp_path: Path
) -> None:
    host = Host(journal)
    host.goes_on()
    for place in range(len(PARTS) + 1):
        folder = tmp_path / f"copy-{place}"
        folder.mkdir()
        lines = host.signed.head().seq + 1
        for step, part in enumerate(PARTS):
            if step == place:
                host.goes_on()
            copied(journal, folder, part)
        found = sound(folder / "journal", lines)
        assert found.verdict == "conformant"
        assert {each.kind for each in found.findings} == {"erased"}
    host.flow.close()


@pytest.mark.parametrize("by", ["hand", "bylaw copy"])
def test_a_backup_beside_a_running_writer_is_sound(journal: Path, tmp_path: Path, by: str) -> None:
    """What was erased while it was copied the copy may lack evidence of, and nothing else."""
    host, stop = Host(journal), Event()
    host.goes_on()

    def goes_on() -> None:
        while not stop.is_set():
            host.goes_on()

    writer = Thread(target=goes_on)
    writer.start()
    try:
        for number in range(5):
            folder = tmp_path / f"copy-{number}"
            folder.mkdir()
            lines = host.signed.head().seq + 1
            if by == "hand":
                for part in PARTS:
                    copied(journal, folder, part)
            else:
                answer = run(f"bylaw copy {journal} {folder / 'journal'}")
                assert (answer.code, answer.err) == (0, "")
            found = sound(folder / "journal", lines)
            assert {each.severity for each in found.findings} <= {"note", "warning", "unknown"}
    finally:
        stop.set()
        writer.join()
        host.flow.close()


def test_an_older_copy_is_restored_on_purpose(journal: Path, tmp_path: Path) -> None:
    """As the pages say: with its anchor and checkpoints, and without what was sealed since."""
    host = Host(journal)
    host.goes_on()
    for part in PARTS:
        copied(journal, tmp_path, part)
    lines = host.signed.head().seq + 1
    host.goes_on()
    host.flow.close()
    for name in PARTS[:3]:
        shutil.copyfile(tmp_path / name, journal.with_name(name))
    assert verify(journal, keys=[VERIFIER]).lines == lines
    host = Host(journal)
    assert host.signed.head().seq + 1 == lines
    with pytest.raises(JournalError, match=r"sealed-000002` is there already.*: move it away"):
        host.goes_on()
    journal.with_name("journal.sealed-000002").unlink()
    host.goes_on()
    host.flow.close()
    assert sound(journal, lines).verdict == "conformant"
