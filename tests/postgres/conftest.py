"""What the tests of PostgreSQL share: one server a session, and an empty journal a test."""

from collections.abc import Iterator

import pytest

from bylaw.engine.postgres import PostgresStore

from .server import Server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A running server."""
    made = Server()
    try:
        made.start()
        yield made
    finally:
        made.discard()


@pytest.fixture
def schema(server: Server) -> str:
    """The schema of an empty journal."""
    return server.schema()


@pytest.fixture
def store(server: Server, schema: str) -> Iterator[PostgresStore]:
    """An empty journal, opened as the application does."""
    with server.store(schema) as made:
        yield made
