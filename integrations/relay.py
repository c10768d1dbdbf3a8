"""The loop that keeps a receiver up to date with a journal."""

import logging
from collections.abc import Callable

from ..engine.errors import DeliveryError

_LOG = logging.getLogger("bylaw")


def run(
    deliver: Callable[[], object], *, wait: Callable[[float], bool], pause: float = 1.0
) -> None:
    """Tell a receiver what is recorded, again and again, until ``wait`` says to stop.

    It belongs in a thread or process of its own. A receiver that is down is behind, and is told
    everything in order when it is back.

    Args:
        deliver: tells what there is to tell: ``lambda: outbox.deliver(sink)``.
        wait: waits for so many seconds, and tells whether to stop: ``threading.Event().wait``.
        pause: the seconds between looks at the journal.

    Raises:
        JournalError: the journal can't be read, or the cursor can't be moved.
        Exception: whatever the sink raises, but for a ``DeliveryError``, which is logged.
    """
    while True:
        try:
            deliver()
        except DeliveryError as error:
            _LOG.warning("%s; it is told again", error)
        if wait(pause):
            return
