"""What is kept beside a journal in PostgreSQL: bodies and checkpoints, and how they move."""

from contextlib import suppress
from pathlib import Path
from threading import Barrier, Thread

import pytest

import bylaw
from bylaw.engine.beside import SUFFIX, FolderBodies
from bylaw.engine.errors import Conflict, JournalError
from bylaw.engine.journal import JournalFile, MemoryStore
from bylaw.engine.moving import carry_bodies, carry_checkpoints
from bylaw.engine.opening import bodies_of
from bylaw.engine.opening import open as open_workflow
from bylaw.engine.postgres import PostgresStore
from bylaw.engine.proof import CheckpointedStore, Checkpointer, KeptFile, kept_path

from ..cli.running import run
from ..proof.samples import KEY, OTHER, add, in_memory, signed
from .server import Server

pytestmark = pytest.mark.postgres

DIGEST = "0" * 64
FORUM = """
format = 1
charter = { name = "forum", source = "our house rules" }
states = { open = { kind = "initial" }, closed = { kind = "final" } }

[actions.ask]
to = "open"
by = "anyone"

[actions.comment]
from = "open"
by = "anyone"
data = { text = { kept = "beside" } }
"""
NOON = bylaw.instant("2026-03-02T12:00:00Z")


@pytest.fixture
def forum(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with a journal that keeps three comments beside it, two to be read."""
    monkeypatch.chdir(tmp_path)
    Path("forum.toml").write_text(FORUM, encoding="utf-8")
    with bylaw.open("forum.toml", "forum.journal", clock=lambda: NOON) as flow:
        flow.propose("bikes", by="eve")
        for text in ("first", "second", "third"):
            assert flow.act("bikes", "comment", by="bo", data={"text": text})
        flow.redact("bikes", 3, "text", by="dpo", reason="request 12")
    assert run("bylaw keygen example.org/forum --out forum.key").code == 0
    assert run("bylaw checkpoint forum.journal --key forum.key --out one").code == 0
    return tmp_path


def owned(server: Server) -> str:
    """The address by which the owner of an empty journal comes to it."""
    return f"postgresql://postgres@/postgres?host={server.folder}#{server.schema()}"


def texts(journal: str) -> list[object]:
    """What was told with each comment, as far as it is there."""
    with open_workflow(None, journal, clock=lambda: NOON) as flow:
        return [flow.told(each).get("text") for each in flow.events("bikes")[1:]]


def test_bodies_are_kept_and_erased(store: PostgresStore) -> None:
    bodies = store.bodies
    assert bodies.get(DIGEST) is None
    for content in (b"one", b"two\0"):
        bodies.put(DIGEST, content)
        assert bodies.get(DIGEST) == content
    bodies.erase(DIGEST)
    bodies.erase(DIGEST)
    assert bodies.get(DIGEST) is None
    assert bodies_of(store) == bodies
    with pytest.raises(JournalError):
        bodies.put("no digest", b"")


def test_a_workflow_keeps_its_bodies_in_the_database(
    server: Server, schema: str, forum: Path
) -> None:
    """Nothing is written beside any file, and a redaction erases it there."""
    before = sorted(forum.iterdir())
    with bylaw.open("forum.toml", server.address(schema), clock=lambda: NOON) as flow:
        flow.propose("bikes", by="eve")
        flow.act("bikes", "comment", by="bo", data={"text": "I live here"})
        happened = flow.events("bikes")[1]
        assert flow.told(happened) == {"text": "I live here"}
        flow.redact("bikes", 2, "text", by="dpo", reason="request 12")
        assert flow.told(happened) == happened.data
    assert before == sorted(forum.iterdir())
    assert run(f"bylaw audit {server.address(schema)}").code == 0


def test_checkpoints_are_kept_in_order(store: PostgresStore) -> None:
    kept = store.kept
    assert (kept.read().notes, kept.read().end) == ((), 0)
    add(store, 3)
    signer = Checkpointer(store, KEY, kept)
    notes = [signer.checkpoint().note]
    assert signer.checkpoint().note == notes[0]
    add(store, 1)
    notes.append(Checkpointer(store, KEY, kept).checkpoint().note)
    add(store, 1)
    notes.append(signer.checkpoint().note)
    assert list(kept.read().notes) == notes
    assert list(kept.read(2).notes) == notes[2:]
    with pytest.raises(Conflict, match="somebody else has signed"):
        kept.append("another", kept.read(0).__class__(notes=(), end=1, torn=0))


def test_many_sign_at_once(server: Server, schema: str) -> None:
    """Each looks again when another was first: sizes only grow, and none fails."""
    with server.store(schema) as store:
        add(store, 2)
    start = Barrier(4)
    failed: list[str] = []

    def sign() -> None:
        with server.store(schema) as own:
            signer = Checkpointer(own, KEY, own.kept)
            start.wait()
            for _ in range(5):
                add_one(own)
                try:
                    signer.checkpoint()
                except JournalError as error:
                    failed.append(str(error))

    workers = [Thread(target=sign) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failed == []
    with server.store(schema) as store:
        Checkpointer(store, KEY, store.kept).checkpoint()  # which holds all to the lines


def add_one(store: PostgresStore) -> None:
    """Add a line, or see that others have."""
    with suppress(Conflict):
        add(store)


def test_a_checkpointed_store_signs_into_the_database(store: PostgresStore) -> None:
    signing = CheckpointedStore(store, Checkpointer(store, KEY, store.kept), every=3)
    add(signing, 7)
    assert [note.split("\n")[1] for note in store.kept.read().notes] == ["3", "6"]


def test_a_copy_carries_what_is_kept_beside_either_way(server: Server, forum: Path) -> None:
    """Checkpoints and the bodies that weren't erased: from a file, and back to one."""
    owner = owned(server)
    answer = run(f"bylaw copy forum.journal {owner}")
    assert answer.code == 0, answer.err
    assert answer.out.endswith("beside them 1 checkpoint and 2 bodies\n")
    assert texts(owner) == texts("forum.journal")
    verify = f"bylaw verify {owner} --key forum.key.pub"
    assert run(verify).code == 0
    assert run(f"bylaw copy {owner} back.journal").code == 0
    for end in ("", ".checkpoints"):
        assert Path(f"forum.journal{end}").read_bytes() == Path(f"back.journal{end}").read_bytes()
    held = [
        {each.name for each in Path(f"{name}{SUFFIX}").iterdir()}
        for name in ("forum.journal", "back.journal")
    ]
    assert held[0] == held[1]
    assert texts("back.journal")[::2] == ["first", "third"]
    assert run("bylaw verify back.journal --key forum.key.pub --checkpoint one").code == 0
    assert (forum / "back.journal").exists()


def test_a_copy_that_is_brought_up_to_date_forgets_what_was_erased(
    server: Server, forum: Path
) -> None:
    assert (forum / "forum.journal").exists()
    owner = owned(server)
    assert run(f"bylaw copy forum.journal {owner}").code == 0
    assert texts(owner)[0] == "first"
    done = run("bylaw redact forum.journal bikes 2 text --by dpo --reason more")
    assert done.code == 0
    assert run("bylaw checkpoint forum.journal --key forum.key --out two").code == 0
    assert run(f"bylaw copy forum.journal {owner}").out.endswith("2 checkpoints and 1 body\n")
    assert texts(owner)[0] == {"digest": texts(owner)[0]["digest"]}  # type: ignore[index]  # that it is


@pytest.mark.usefixtures("forum")
def test_a_file_gets_a_copy_of_a_file_and_what_is_beside_it() -> None:
    assert run("bylaw copy forum.journal other.journal").code == 0
    assert texts("other.journal") == texts("forum.journal")
    again = run("bylaw copy forum.journal other.journal")
    assert (again.code, "a copy replaces none" in again.err) == (2, True)


@pytest.mark.usefixtures("forum")
def test_a_body_that_is_not_the_one_recorded_is_not_carried() -> None:
    body = next(iter(Path(f"forum.journal{SUFFIX}").iterdir()))
    body.write_bytes(body.read_bytes().replace(b'"value":"', b'"value":"x'))
    answer = run("bylaw copy forum.journal other.journal")
    assert (answer.code, "is not the one that was recorded" in answer.err) == (1, True)
    assert not Path("other.journal").exists()


def test_other_checkpoints_are_not_mixed(tmp_path: Path) -> None:
    store = in_memory(5)
    ours, theirs = (KeptFile(kept_path(tmp_path / name)) for name in ("ours", "theirs"))
    for kept, key in ((ours, KEY), (theirs, OTHER)):
        with kept.locked() as file:
            for size in (2, 4):
                file.append(signed(store, size, key).note, file.read(0))
    with pytest.raises(JournalError, match="holds other checkpoints"):
        carry_checkpoints(ours, theirs, 5)
    new = KeptFile(kept_path(tmp_path / "new"))
    assert carry_checkpoints(ours, new, 3) == 1
    assert carry_checkpoints(ours, new, 5) == 2
    assert carry_checkpoints(ours, new, 5) == 2
    assert new.read().notes == ours.read().notes
    assert carry_checkpoints(KeptFile(str(tmp_path / "none")), new, 5) == 0


def test_bodies_of_lines_past_one_are_carried(tmp_path: Path, forum: Path) -> None:
    with JournalFile(forum / "forum.journal") as store:
        source, target = FolderBodies(f"{store.path}{SUFFIX}"), FolderBodies(tmp_path / "t")
        last = store.head().seq
        assert [carry_bodies(store, source, target, after) for after in (last, -1)] == [0, 2]
    assert bodies_of(MemoryStore()) is not None
