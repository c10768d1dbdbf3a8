"""The command line on a journal in PostgreSQL: every command takes its address for a path."""

import json
from pathlib import Path

import pytest

from bylaw.engine.journal import JournalFile

from ..cli.running import CLUB, run
from .server import Server

pytestmark = pytest.mark.postgres

THEN = "--at 2019-08-05T08:00:00-07:00"
POSTED = "--at 2019-08-05T09:00:00-07:00"


@pytest.fixture
def owner(server: Server, schema: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address by which the owner of an empty schema comes to it, from a folder with a club."""
    monkeypatch.chdir(tmp_path)
    Path("club.toml").write_text(CLUB, encoding="utf-8")
    return f"postgresql://postgres@/postgres?host={server.folder}#{schema}"


@pytest.fixture
def clerk(server: Server, schema: str, owner: str) -> str:
    """The address for whoever may only do what the application may."""
    assert schema in owner
    return server.address(schema)


@pytest.fixture
def club(clerk: str) -> str:
    """The address of a journal in which eve has posted `bikes`."""
    first = run(f"bylaw propose {clerk} bikes --charter club.toml --by eve {THEN}")
    second = run(f"bylaw act {clerk} bikes post title=Bikes --by eve {POSTED}")
    assert (first.code, second.code) == (0, 0), first.err + second.err
    return clerk


def test_a_schema_is_made_once(server: Server, owner: str) -> None:
    new = f"{owner.partition('#')[0]}#made_by_command"
    assert (
        run(f"bylaw migrate {new}").out
        == "schema `made_by_command`: tables, functions, grants, beside\n"
    )
    told = json.loads(run(f"bylaw migrate {new} --json").out)
    assert told == {
        "schema": "made_by_command",
        "role": "bylaw_app",
        "migrations": [],
        "sql": None,
    }
    with server.store("made_by_command") as store:
        assert store.head().seq == 0


def test_every_command_takes_the_address(club: str) -> None:
    later = "--at 2019-08-06T09:00:00-07:00"
    for words in (
        f"show {club} bikes",
        f"log {club}",
        f"options {club} bikes --by eve {later}",
        f"may {club} bikes drop --by eve {later}",
        f"agenda {club} {later}",
        f"tick {club} {later}",
        f"draw --journal {club} --proposal bikes",
        f"relay {club} --to told.jsonl --cursor cursor --once",
        f"audit {club}",
        f"act {club} bikes drop --by eve {later}",
    ):
        answer = run(f"bylaw {words}")
        assert (answer.code, answer.err) == (0, ""), words
    assert "closed" in run(f"bylaw show {club} bikes").out


def test_looking_leaves_an_empty_database_empty(clerk: str, owner: str) -> None:
    """A copy could not go there once it has a first line of its own."""
    for words in (
        f"show {clerk}",
        f"audit {clerk}",
        f"verify {clerk}",
        f"copy {clerk} made.journal",
        f"may {clerk} bikes drop --by eve",
    ):
        answer = run(f"bylaw {words}")
        assert answer.code == 2
        assert answer.err.startswith("error: there is no journal in that database yet"), words
    imagined = run(f"bylaw may {clerk} bikes propose --by eve --charter club.toml {THEN}")
    assert imagined.code == 0
    run(f"bylaw propose sig.journal bikes --charter club.toml --by eve {THEN}")
    assert run(f"bylaw copy sig.journal {owner}").code == 0


def test_a_journal_moves_there_and_back_byte_for_byte(owner: str, clerk: str) -> None:
    run(f"bylaw propose sig.journal bikes --charter club.toml --by eve {THEN}")
    there = json.loads(run(f"bylaw copy sig.journal {owner} --json").out)
    with JournalFile("sig.journal") as source:
        head = source.head()
    assert there["head"] == {"seq": head.seq, "leaf": head.leaf}
    assert run(f"bylaw act sig.journal bikes post title=Bikes --by eve {POSTED}").code == 0
    assert run(f"bylaw copy sig.journal {owner}").code == 0
    back = json.loads(run(f"bylaw copy {clerk} back.journal --json").out)
    assert back["lines"] == there["lines"] + 1
    assert Path("sig.journal").read_bytes() == Path("back.journal").read_bytes()


def test_another_journal_is_not_written_over(club: str, owner: str) -> None:
    for name in ("bikes", "paths", "lamps"):
        run(f"bylaw propose sig.journal {name} --charter club.toml --by eve {THEN}")
    answer = run(f"bylaw copy sig.journal {owner}")
    assert answer.code == 2
    assert answer.err.startswith("error: the target is another journal: its line 3 ")
    assert run(f"bylaw audit {club}").code == 0


def test_the_application_takes_over_no_lines(owner: str, clerk: str) -> None:
    assert clerk != owner
    run(f"bylaw propose sig.journal bikes --charter club.toml --by eve {THEN}")
    answer = run(f"bylaw copy sig.journal {clerk}")
    assert answer.code == 2
    assert "permission denied for function import_lines" in answer.err


def test_proofs_are_made_of_it_as_of_a_file(club: str) -> None:
    run("bylaw keygen example.org/club")
    signing = "--key club.key --kept kept"
    assert run(f"bylaw checkpoint {club} {signing} --out mine").code == 0
    assert run(f"bylaw prove {club} bikes --kept kept --out proof").code == 0
    assert run("bylaw verify --proof proof --key club.key.pub").code == 0
    assert run(f"bylaw export {club} --tiles public {signing}").code == 0
    found = run(f"bylaw verify {club} --key club.key.pub --checkpoint mine --kept kept")
    assert found.code == 0
    assert "; 2 of 2 checkpoints hold\n" in found.out


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("DELETE FROM line WHERE seq = 2", "line 3 "),
        ("UPDATE line SET body = replace(body, 'eve', 'eva') WHERE seq = 2", "line 4 "),
        ("UPDATE line SET leaf = decode(repeat('00', 32), 'hex') WHERE seq = 2", "line 3 "),
    ],
)
def test_what_a_superuser_altered_fails(
    server: Server, schema: str, club: str, sql: str, said: str
) -> None:
    """The lines, or what the tables say beside them."""
    with server.owner(schema) as connection:
        connection.execute("ALTER TABLE line DISABLE TRIGGER ALL")
        connection.execute(sql.encode())
    answer = run(f"bylaw verify {club}")
    assert answer.code == 1
    assert answer.out.startswith("fail: ")
    assert f"\nproblem: {said}" in answer.out
    assert answer.out.count("\nproblem: ") == 1
