"""Observers: what a host is told of every decision, once it stands."""

import logging
from collections.abc import Callable, Iterable

from attrs import frozen

from .decide import Decision
from .model import Event

_LOG = logging.getLogger("bylaw")


@frozen(kw_only=True)
class Observation:
    """A decision that was taken, and the events that it put into the journal.

    Attributes:
        decision: what was asked and answered; ``None`` where only the clock moved.
        events: the clock's own moves that fell due before it, then its own; none for a question or
            a refusal without them.
        asked_only: whether it was a question, after which nothing was to be done.
    """

    decision: Decision | None
    events: tuple[Event, ...]
    asked_only: bool


Observer = Callable[[Observation], None]


def tell(observers: Iterable[Observer], observation: Observation) -> None:
    """Tell every observer; one that fails is logged, for what it was told of stands already."""
    for observer in observers:
        try:
            observer(observation)
        except Exception:  # noqa: BLE001 - whatever an observer of the host's raises, the others are told, too
            decision = observation.decision
            what = "the clock's own moves" if decision is None else decision.heading
            _LOG.exception("an observer failed on %s", what)
