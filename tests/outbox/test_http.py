"""A webhook is posted to, and asked again for as long as that may help."""

import socket
from typing import Any

import pytest

from bylaw.engine.errors import DeliveryError
from bylaw.integrations import Retry, http_sink

from .receivers import web

EVENT = {"specversion": "1.0", "id": "j/1/0", "source": "/j", "type": "t", "data": {"ä": 1}}
OFTEN = Retry(tries=4, first=1, factor=2, longest=30)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits that a sink would have made; and no proxy of this machine in between."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return []


def test_an_event_is_posted_whole(waits: list[float]) -> None:
    with web() as there:
        http_sink(there.url, wait=waits.append, headers={"Authorization": "Bearer x"})(EVENT)
    assert there.bodies == [EVENT]
    assert there.methods == ["POST"]
    assert there.headers[0]["Content-Type"] == "application/cloudevents+json; charset=utf-8"
    assert there.headers[0]["Authorization"] == "Bearer x"
    assert waits == []


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_answer_of_success_is_one(status: int, waits: list[float]) -> None:
    with web((status, {})) as there:
        http_sink(there.url, wait=waits.append)(EVENT)
    assert len(there.bodies) == 1


@pytest.mark.parametrize("status", [0, 408, 425, 429, 500, 502, 503, 504])
def test_a_receiver_that_is_down_for_now_is_asked_again(status: int, waits: list[float]) -> None:
    """0 stands for a connection that is closed without an answer."""
    with web((status, {}), (status, {}), (204, {})) as there:
        http_sink(there.url, wait=waits.append, retry=OFTEN)(EVENT)
    assert there.bodies == [EVENT] * 3
    assert waits == [1, 2]


def test_a_receiver_that_stays_down_is_given_up_for_now(waits: list[float]) -> None:
    with (
        web((503, {})) as there,
        pytest.raises(DeliveryError, match="event `j/1/0`: it answered 503"),
    ):
        http_sink(there.url, wait=waits.append, retry=OFTEN)(EVENT)
    assert len(there.bodies) == OFTEN.tries
    assert waits == [1, 2, 4]


@pytest.mark.parametrize("status", [400, 401, 404, 410, 413, 501])
def test_a_receiver_that_says_no_is_not_asked_again(status: int, waits: list[float]) -> None:
    with web((status, {})) as there, pytest.raises(DeliveryError, match=f"it answered {status}"):
        http_sink(there.url, wait=waits.append, retry=OFTEN)(EVENT)
    assert len(there.bodies) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirection_is_not_followed(status: int, waits: list[float]) -> None:
    """A GET of another address is not what was asked for, and no answer to it is a receipt."""
    moved = {"Location": "/elsewhere"}
    with (
        web((status, moved), (204, {})) as there,
        pytest.raises(DeliveryError, match=f"it answered {status}"),
    ):
        http_sink(there.url, wait=waits.append)(EVENT)
    assert there.methods == ["POST"]


@pytest.mark.parametrize(
    ("asked", "waited"), [("7", 7), ("0", 1), ("900", 30), ("Fri, 31 Dec 1999 23:59:59 GMT", 1)]
)
def test_a_receiver_may_ask_for_a_longer_wait(
    asked: str, waited: float, waits: list[float]
) -> None:
    with web((503, {"Retry-After": asked}), (204, {})) as there:
        http_sink(there.url, wait=waits.append, retry=OFTEN)(EVENT)
    assert waits == [waited]


def test_nobody_there_is_a_failure(waits: list[float]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        with pytest.raises(DeliveryError, match=r"event `[^`]*`: Connection refused$"):
            http_sink(url, wait=waits.append, retry=Retry(tries=2))(EVENT)
    assert waits == [0.5]


def test_a_receiver_that_never_answers_is_given_up(waits: list[float]) -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}/"
        with pytest.raises(DeliveryError, match="timed out"):
            http_sink(url, timeout=0.05, wait=waits.append, retry=Retry(tries=1))(EVENT)


@pytest.mark.parametrize("url", ["ftp://example.org/", "file:///x", "example.org", "http://", ""])
def test_what_is_no_web_address_is_refused_at_once(url: str) -> None:
    with pytest.raises(DeliveryError, match="is no address"):
        http_sink(url)


def test_waits_grow_up_to_the_longest() -> None:
    assert list(Retry(tries=6, first=1, factor=3, longest=10).waits()) == [1, 3, 9, 10, 10]
    assert list(Retry(tries=1).waits()) == []


@pytest.mark.parametrize("wrong", [{"tries": 0}, {"first": -1}, {"factor": 0}, {"longest": -1}])
def test_a_policy_that_can_t_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must be"):
        Retry(**wrong)
