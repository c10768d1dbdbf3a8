"""TinyDB over a journal: all queries, no edits."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from tinydb import Query, TinyDB, where

from bylaw.engine.errors import AppendOnly, JournalError
from bylaw.engine.journal import JournalFile, Store, database
from bylaw.engine.journal.tiny import Rows

from .stores import fill, write

NO_TABLES: Mapping[str, Callable[[], Rows]] = {}


def states() -> dict[int, dict[str, object]]:
    return {1: {"id": "p-0", "state": "open"}, 2: {"id": "p-1", "state": "closed"}}


def shown(store: Store, tables: Mapping[str, Callable[[], Rows]] = NO_TABLES) -> Any:
    """The TinyDB over a store; Any, since TinyDB doesn't say what its tables take."""
    return database(store, tables)


EDITS: list[Callable[[Any], object]] = [
    lambda db: db.insert({"x": 1}),
    lambda db: db.table("p-0").insert({"x": 1}),
    lambda db: db.table("p-0").insert_multiple([{"x": 1}]),
    lambda db: db.table("p-0").update({"x": 1}),
    lambda db: db.table("p-0").update({"x": 1}, doc_ids=[1]),
    lambda db: db.table("p-0").update({"x": 1}, where("n") == 99),
    lambda db: db.table("p-0").update(dict[str, object].clear),
    lambda db: db.table("p-0").update_multiple([({"x": 1}, where("n") == 0)]),
    lambda db: db.table("p-0").upsert({"x": 1}, where("n") == 0),
    lambda db: db.table("p-0").upsert({"x": 1}, where("n") == 99),
    lambda db: db.table("p-0").remove(where("n") == 0),
    lambda db: db.table("p-0").remove(doc_ids=[1]),
    lambda db: db.table("p-0").truncate(),
    lambda db: db.table("new", persist_empty=True).insert({}),
    lambda db: db.table("_proposals").update({"state": "approved"}),
    lambda db: db.drop_table("p-0"),
    lambda db: db.drop_tables(),
    lambda db: db.storage.write({}),
    lambda db: db.table("p-0").get(doc_id=1).update(n=9),
    lambda db: db.table("p-0").all()[0].clear(),
    lambda db: db.table("p-0").search(where("n") == 0)[0].pop("n"),
    lambda db: db.storage.read().__setitem__("p-0", {}),
    lambda db: db.storage.read()["p-0"]["1"].clear(),
]
"""All the ways of writing that TinyDB has, and some through its back door."""


@pytest.fixture
def db(store: Store) -> Any:
    fill(store)
    return shown(store, {"_proposals": states})


def test_it_is_a_tinydb(db: Any) -> None:
    assert TinyDB is type(db)


def test_there_is_a_table_for_each_proposal_and_each_derived_one(db: Any) -> None:
    assert {"p-0", "p-1", "_proposals"} == db.tables()


def test_a_document_id_is_a_version(db: Any) -> None:
    table = db.table("p-0")
    assert [document.doc_id for document in table] == [1, 2, 3]
    assert table.get(doc_id=2) == {"actor": "karmel", "n": 2}
    assert len(table) == 3


def test_queries_work_over_entries(db: Any) -> None:
    entry = Query()
    table = db.table("p-0")
    assert table.search((entry.n > 2) & (entry.actor == "karmel")) == [{"actor": "karmel", "n": 4}]
    assert table.contains(where("n").one_of([0]))
    assert table.count(where("n") == 1) == 0


def test_queries_work_over_derived_tables(db: Any) -> None:
    found = db.table("_proposals").search(where("state") == "open")
    assert [(document["id"], document.doc_id) for document in found] == [("p-0", 1)]


def test_a_table_of_a_proposal_that_nobody_made_is_empty(db: Any) -> None:
    assert [] == db.table("nobody").all() == db.all()


def test_it_can_be_shown(db: Any) -> None:
    assert "tables_count=3" in repr(db)


@pytest.mark.parametrize("alter", EDITS)
def test_nobody_alters_history_through_it(
    db: Any, store: Store, alter: Callable[[TinyDB], object]
) -> None:
    before = list(store.lines())
    with pytest.raises(AppendOnly, match="can't be"):
        alter(db)
    assert before == list(store.lines())
    assert [document["n"] for document in db.table("p-0")] == [0, 2, 4]
    assert db.table("_proposals").all()[0]["state"] == "open"


def test_nested_values_of_a_document_are_frozen(store: Store) -> None:
    store.append(write("p", 0, {"votes": ["yes"]}))
    (document,) = shown(store).table("p").all()
    with pytest.raises(AppendOnly):
        document["votes"].append("no")


def test_a_query_asked_again_sees_what_was_appended_since(db: Any, store: Store) -> None:
    table = db.table("p-0", cache_size=10)
    assert len(table.search(where("actor") == "karmel")) == 3
    store.append(write("p-0", 3, {"actor": "karmel"}))
    assert len(table.search(where("actor") == "karmel")) == 4


def test_a_query_sees_what_another_handle_appended(path: Path) -> None:
    with JournalFile(path) as ours, JournalFile(path) as theirs:
        table = shown(ours).table("p")
        assert len(table) == 0
        theirs.append(write("p", 0, {}))
        assert len(table) == 1


def test_closing_it_leaves_the_journal_open(store: Store) -> None:
    with database(store):
        pass
    store.append(write("p", 0, {}))


def test_a_derived_table_must_not_look_like_a_proposal(store: Store) -> None:
    with pytest.raises(JournalError, match="`proposals` must have a name that starts with `_`"):
        database(store, {"proposals": states})
