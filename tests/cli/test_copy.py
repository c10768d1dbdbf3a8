"""Copies and databases from the command line, as far as that needs no server."""

import json
import sys
from pathlib import Path

import pytest

from bylaw.engine.journal import JournalFile
from bylaw.engine.postgres import migration_sql

from ..journal.test_forged import forged
from .running import run


def test_a_copy_is_the_same_file_byte_for_byte(club: Path) -> None:
    answer = run("bylaw copy club.journal other.journal")
    assert answer.code == 0
    assert (club / "club.journal").read_bytes() == (club / "other.journal").read_bytes()
    with JournalFile("club.journal") as source, JournalFile("other.journal") as target:
        head = source.head()
        assert head == target.head()
    lines = head.seq + 1
    assert answer.out == f"{lines} lines, equal in both\nhead {head.leaf}\n"
    told = json.loads(run("bylaw copy club.journal third.journal --json").out)
    assert told["lines"] == lines
    assert told["head"] == {"seq": head.seq, "leaf": head.leaf}


def test_a_file_that_is_there_is_not_overwritten(club: Path) -> None:
    (club / "mine").write_text("mine", encoding="utf-8")
    answer = run("bylaw copy club.journal mine")
    assert answer.code == 2
    assert answer.err == "error: there is a file `mine` already: a copy replaces none\n"
    assert (club / "mine").read_text(encoding="utf-8") == "mine"


def test_a_journal_that_was_altered_is_not_copied(club: Path) -> None:
    journal = club / "club.journal"
    journal.write_bytes(journal.read_bytes().replace(b'"actor":"eve"', b'"actor":"eva"', 1))
    answer = run("bylaw copy club.journal other.journal")
    assert answer.code == 1
    assert answer.err.startswith("refused: `club.journal`: line ")
    assert not (club / "other.journal").exists()


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("words", ["copy forged other", "relay forged --to told --cursor c --once"])
def test_a_line_that_nobody_can_read_is_named(words: str) -> None:
    """Its chain holds, so that it opens: it may name a body that is to come along."""
    entries = b'{"data":{"text":{"digest":"%s"}},}]' % (b"0" * 64)
    forged(Path("forged"), entries)
    answer = run(f"bylaw {words}")
    assert answer.code == (1 if "copy" in words else 2)
    assert "line 3 (seq 2) is no line of a journal\n" in answer.err
    assert not Path("other").exists()


@pytest.mark.usefixtures("folder")
def test_nothing_is_no_journal() -> None:
    answer = run("bylaw copy missing other.journal")
    assert answer.code == 2
    assert answer.err == "error: there is no journal `missing`\n"
    assert [path.name for path in Path().iterdir()] == ["club.toml"]


def test_the_sql_is_printed_for_whoever_runs_the_server() -> None:
    assert run("bylaw migrate --print").out == migration_sql()
    named = run("bylaw migrate postgresql://x/y#treasury --role clerk --print --after 2")
    assert named.out == migration_sql(schema="treasury", role="clerk", after=2)
    told = json.loads(run("bylaw migrate --print --json").out)
    expected = {"schema": "bylaw", "role": "bylaw_app", "migrations": [], "sql": migration_sql()}
    assert told == expected


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("migrate", "name the database: postgresql://"),
        ("migrate club.journal", "the address of a database begins with `postgresql://`"),
        ("migrate postgresql://x/y --after 1", "--after needs --print"),
        ("migrate postgresql://x/y#No! --print", "`No!` can't name a schema"),
        (
            "migrate 'postgresql://a:secret@x/y?nope=1'",
            "the address of the PostgreSQL server can't",
        ),
        ("show 'postgresql://a:secret@/y?host=/nowhere'", "the PostgreSQL server can't be reached"),
        ("show 'postgresql://a:very#secret@x/y'", "a `#` in a password is written `%23`"),
        ("migrate 'postgresql://a:very#secret@x/y'", "a `#` in a password is written `%23`"),
        ("migrate --print 'postgresql://a:very#secret@x/y#z'", "a `#` in a password is written"),
    ],
)
def test_what_can_t_be_done_is_said_in_a_line(words: str, said: str) -> None:
    answer = run(f"bylaw {words}")
    assert answer.code == 2
    assert answer.err.startswith(f"error: {said}")
    assert "secret" not in answer.err


@pytest.fixture
def without_psycopg(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which the extra is not installed, before anything has asked for it."""
    for name in [*sys.modules]:
        if name.startswith(("psycopg", "bylaw.engine.postgres", "bylaw.commands.migrate")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr("bylaw.engine.postgres", raising=False)
    monkeypatch.setitem(sys.modules, "psycopg", None)


@pytest.mark.usefixtures("without_psycopg")
def test_the_sql_is_printed_where_no_client_is_installed() -> None:
    """Whoever runs the server wants nothing but to read it."""
    answer = run("bylaw migrate --print")
    assert (answer.code, answer.out, answer.err) == (0, migration_sql(), "")


@pytest.mark.usefixtures("club")
@pytest.mark.parametrize(
    "words",
    [
        "migrate postgresql://x/y",
        "copy club.journal postgresql://x/y",
        "copy postgresql://x/y club.journal",
        "show postgresql://x/y",
        "may postgresql://x/y p adopt --by ana --charter club.toml",
        "verify postgresql://x/y",
    ],
)
@pytest.mark.usefixtures("without_psycopg")
def test_without_the_extra_a_line_says_what_to_install(words: str) -> None:
    answer = run(f"bylaw {words}")
    assert answer.code == 2
    said = "error: a journal in PostgreSQL needs `pip install 'bylaw[postgres]'`: "
    assert answer.err.startswith(said)
    assert answer.err.count("\n") == 1
