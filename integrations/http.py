"""A receiver that is reached by HTTP: a webhook for CloudEvents.

Each event is a POST of its own in *structured* mode of the CloudEvents HTTP binding 1.0.2: the body
is the whole event, of the type ``application/cloudevents+json``. Only an answer of 200 to 299
counts as taken. A redirection doesn't: it would have to be followed with a GET, or unasked to
another host.
"""

import json
import time
from collections.abc import Callable, Mapping
from http.client import HTTPException
from types import MappingProxyType
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from attrs import frozen

from ..engine.errors import DeliveryError
from ..engine.outbox import CloudEvent, Sink
from .retry import Retry

MEDIA_TYPE = "application/cloudevents+json; charset=utf-8"

_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers of a receiver that may take the same event later (RFC 9110; 425 in RFC 8470)."""

_RETRY = Retry()
_NONE: Mapping[str, str] = MappingProxyType({})


@frozen
class _Failure:
    """Why a try came to nothing.

    Attributes:
        passing: whether it is worth another try.
        wait: the least seconds before it that the receiver asks for.
    """

    said: str
    passing: bool = True
    wait: float = 0.0


def http_sink(
    url: str,
    *,
    timeout: float = 10.0,
    headers: Mapping[str, str] = _NONE,
    retry: Retry = _RETRY,
    wait: Callable[[float], object] = time.sleep,
) -> Sink:
    """Give the sink that posts each event to a URL.

    Args:
        url: an ``https://`` or ``http://`` address.
        timeout: the most seconds that each step of a try may take.
        headers: what to send beside, such as an ``Authorization``.
        retry: how often, and after which waits, to try again.
        wait: waits for so many seconds.

    Raises:
        DeliveryError: the address is none; from the sink: the receiver didn't take the event.
    """
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise DeliveryError(f"`{url}` is no address that starts with `https://` or `http://`")
    opener = _opener()

    def sink(event: CloudEvent) -> None:
        body = json.dumps(event, ensure_ascii=False).encode()
        waits = retry.waits()
        while True:
            request = Request(  # noqa: S310 - the scheme was checked above
                url, body, {**headers, "Content-Type": MEDIA_TYPE}, method="POST"
            )
            failure = _tried(opener, request, timeout)
            if failure is None:
                return
            pause = next(waits, None)
            if pause is None or not failure.passing:
                raise DeliveryError(f"`{url}` did not take event `{event['id']}`: {failure.said}")
            wait(min(max(pause, failure.wait), retry.longest))

    return sink


def _opener() -> OpenerDirector:
    """Make what opens addresses, without the handler that follows redirections."""
    opener = OpenerDirector()
    for handler in (
        ProxyHandler(),
        HTTPHandler(),
        HTTPSHandler(),
        HTTPDefaultErrorHandler(),
        HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


def _tried(opener: OpenerDirector, request: Request, timeout: float) -> _Failure | None:
    """Send a request once; None where the receiver took it."""
    try:
        with opener.open(request, timeout=timeout):
            return None
    except HTTPError as error:
        with error:
            return _Failure(
                f"it answered {error.code} {error.reason}".rstrip(),
                error.code in _PASSING,
                _seconds(error.headers.get("Retry-After", "")),
            )
    except (OSError, HTTPException) as error:  # no connection, a lost one, or no HTTP at all
        return _Failure(_said(error))


def _said(error: Exception) -> str:
    """Say what went wrong: urllib wraps what the system said into words of its own."""
    reason = getattr(error, "reason", error)
    return str(getattr(reason, "strerror", None) or reason) or type(error).__name__


def _seconds(told: str) -> float:
    """Read a ``Retry-After`` in seconds; the other form, a date, is left to the policy."""
    return float(told) if told.isascii() and told.isdigit() else 0.0
