"""Copies between stores: byte for byte, either way, with equal heads."""

from pathlib import Path

import pytest

from bylaw.engine.errors import Corrupt, JournalError
from bylaw.engine.journal import JournalFile, MemoryStore
from bylaw.engine.journal.copying import copy, copy_to_file, identity
from bylaw.engine.postgres import PostgresStore

from ..journal.stores import fill, write
from .server import Server

pytestmark = pytest.mark.postgres


def owned(server: Server, schema: str, *, identity: str | None = None) -> PostgresStore:
    """A journal as its owner opens it: an application may not take over lines."""
    return PostgresStore(server.url, schema=schema, identity=identity)


def test_a_file_moves_to_postgres_and_back_byte_for_byte(
    server: Server, schema: str, tmp_path: Path
) -> None:
    """Lines of a file that was not flushed say so: they are copied as they stand."""
    with JournalFile(tmp_path / "a.jsonl", sync=False) as source:
        fill(source, 7)
        source.append(write("提案", 0, {"x": "é\n"}, {}), key="k\x01")
        with owned(server, schema, identity=identity(source)) as target:
            head = copy(source, target)
            assert head == source.head() == target.head()
            assert list(source.lines()) == list(target.lines())
            assert list(source.entries()) == list(target.entries())
            assert source.versions() == target.versions()
            assert source.verify() == target.verify()
            assert copy_to_file(target, tmp_path / "b.jsonl") == head
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
    with JournalFile(tmp_path / "b.jsonl") as back:
        assert back.verify().head == head


def test_a_copy_goes_on_as_a_journal(server: Server, schema: str) -> None:
    """Versions and keys came along: the next writer is held to them."""
    source = MemoryStore(identity="m")
    source.append(write("p", 0, {}), key="k")
    with owned(server, schema, identity="m") as target:
        copy(source, target)
        assert target.append(write("p", 0, {}), key="k").seq == 1
        assert target.append(write("p", 1, {})).seq == 2
        assert target.verify().lines == 3


def test_copying_goes_on_where_it_was_broken_off(server: Server, schema: str) -> None:
    source = MemoryStore(identity="m")
    with owned(server, schema, identity="m") as target:
        for number in range(1200):
            source.append(write("p", number, {"n": number}))
            if number in {0, 700}:
                assert copy(source, target) == source.head()
        copy(source, target)
        assert copy(source, target) == target.verify().head
        assert list(source.lines()) == list(target.lines())


@pytest.mark.parametrize(
    ("name", "lines", "words"),
    [
        ("other", 0, "another journal: its line 0"),
        ("m", 3, "another journal: its line 3"),
        ("m", 9, "goes on after the source: it reaches line 9"),
    ],
)
def test_a_target_that_holds_something_else_is_left_as_it_is(
    server: Server, schema: str, name: str, lines: int, words: str
) -> None:
    source = MemoryStore(identity="m")
    fill(source)
    with owned(server, schema, identity=name) as target:
        for number in range(lines):
            target.append(write("q", number, {}))
        before = list(target.lines())
        with pytest.raises(JournalError, match=words):
            copy(source, target)
        assert before == list(target.lines())


def test_only_the_owner_takes_over_lines(server: Server, schema: str) -> None:
    source = MemoryStore(identity="test")
    fill(source)
    with server.store(schema) as target:
        with pytest.raises(JournalError, match="permission denied for function import_lines"):
            copy(source, target)
        assert target.head().seq == 0


def test_lines_that_do_not_come_next_are_not_taken_over(server: Server, schema: str) -> None:
    source = MemoryStore(identity="m")
    lines = fill(source)
    with owned(server, schema, identity="m") as target:
        for wrong in ([lines[2]], [lines[1], lines[1]], [lines[0]], [lines[1], b"{}"]):
            with pytest.raises(JournalError):
                target.import_lines(wrong)
        assert target.verify().lines == 1


def test_a_source_that_was_altered_is_not_copied(
    server: Server, schema: str, tmp_path: Path
) -> None:
    with server.store(schema) as source:
        fill(source)
        with server.owner(schema) as connection:
            connection.execute("ALTER TABLE line DISABLE TRIGGER ALL")
            connection.execute(
                "UPDATE line SET body = replace(body, 'karmel', 'carmel') WHERE seq = 2"
            )
        with pytest.raises(Corrupt, match=r"line 4 .*doesn't carry the hash"):
            copy_to_file(source, tmp_path / "journal.jsonl")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_text("mine")
    with pytest.raises(JournalError, match=r"could not copy a journal to .*File exists"):
        copy_to_file(MemoryStore(), path)
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [(path.name, "mine")]
