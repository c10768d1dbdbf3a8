"""Receivers of events: one that remembers, one that fails, and one that is reached by HTTP."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

from attrs import Factory, define

from bylaw.engine.errors import DeliveryError
from bylaw.engine.journal import Store
from bylaw.engine.outbox import CloudEvent

from ..journal.stores import write

Event = dict[str, Any]


def fill(store: Store, lines: int, start: int = 0) -> None:
    """Append lines on two proposals in turn."""
    for number in range(start, start + lines):
        entry = {"action": "note", "at": "2026-01-01T00:00:00Z", "n": number}
        store.append(write(f"p-{number % 2}", number // 2, entry))


def numbers(events: list[Event]) -> list[int]:
    """What tells the entries of `fill` apart."""
    return [event["data"]["n"] for event in events]


@define
class Failing:
    """A receiver that takes so many events and then is down; it keeps what it took."""

    takes: int
    took: list[Event] = Factory(list[Event])

    def __call__(self, event: CloudEvent) -> None:
        if self.takes <= 0:
            raise DeliveryError("down")
        self.takes -= 1
        self.took.append(dict(event))


@define
class Web:
    """A server on this machine: what it was sent, and what it answers, the last answer for ever."""

    url: str
    answers: list[tuple[int, dict[str, str]]]
    bodies: list[Event]
    headers: list[dict[str, str]]
    methods: list[str]


@contextmanager
def web(*answers: tuple[int, dict[str, str]]) -> Generator[Web]:
    """Serve on a free port of the loopback interface."""
    seen = Web(url="", answers=[*answers] or [(204, {})], bodies=[], headers=[], methods=[])

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            seen.methods.append(self.command)
            seen.headers.append(dict(self.headers.items()))
            seen.bodies.append(json.loads(body) if body else {})
            status, headers = seen.answers.pop(0) if len(seen.answers) > 1 else seen.answers[0]
            if status == 0:  # hang up without an answer
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_POST = do_GET = answer  # noqa: N815 - the names that http.server looks for

        def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - as http.server names it
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    seen.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
