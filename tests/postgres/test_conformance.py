"""The conformance suite of all stores, and the plain dict beside them, with PostgreSQL."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test

from bylaw.engine.journal import MemoryStore, Write
from bylaw.engine.postgres import PostgresStore

from ..journal.stores import IDENTITY
from ..journal.test_model import Journals
from ..journal.test_store import *  # noqa: F403 - every test of the suite, as it stands
from .server import Server

pytestmark = pytest.mark.postgres

TEXTS = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=200
)


@pytest.fixture(scope="module")
def beside(server: Server) -> Iterator[PostgresStore]:
    """A journal beside one in memory."""
    with server.store() as made:
        yield made


@pytest.fixture(scope="module")
def memory() -> MemoryStore:
    """The one in memory."""
    return MemoryStore(identity=IDENTITY)


@given(names=st.lists(TEXTS, min_size=1, max_size=3, unique=True), key=st.none() | TEXTS)
@settings(max_examples=50)
def test_the_server_spells_a_line_as_python_does(
    beside: PostgresStore, memory: MemoryStore, names: list[str], key: str | None
) -> None:
    """Names and keys of every kind of character: quotes, controls, what lies past U+FFFF."""
    held = memory.versions()
    writes = [
        Write(name, expected=held.get(name, 0), entries=({"name": name},) * (1 + place))
        for place, name in enumerate(name for name in names if not name.startswith("_"))
    ]
    if not writes or (key is not None and beside.receipt(key) is not None):
        return
    assert memory.append(writes, key=key).proposals == beside.append(writes, key=key).proposals
    after = memory.head().seq - 1
    assert list(memory.lines(after)) == list(beside.lines(after))


def test_the_model_holds_with_postgres_beside_the_other_stores(server: Server) -> None:
    """The state machine of every other store, with one more: all agree byte for byte."""

    class JournalsAndPostgres(Journals):
        def __init__(self) -> None:
            super().__init__()
            schema = server.schema()
            self.handles["postgres"] = [server.store(schema) for _ in range(2)]

    run_state_machine_as_test(
        JournalsAndPostgres,
        settings=settings(max_examples=15, stateful_step_count=15, deadline=None),
    )
