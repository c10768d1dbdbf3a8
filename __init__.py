"""Run the rules by which people decide.

A *charter* is a plain file that says how something is decided; a *policy* is a rule in it. A
*request* asks to do something to a proposal, a *decision* answers with every reason, and what is
allowed becomes an *event* in the *journal*.

>>> import bylaw
>>> flow = bylaw.open("keras_sig")
>>> noon = bylaw.instant("2019-08-01T12:00:00Z")
>>> print(flow.propose("keras-0001", by="ada", at=noon, data={"title": "A new layer"}))
allowed: propose keras-0001 ((new) -> draft) by ada at 2019-08-01 05:00 PDT
└─ ok       by  anyone may [r1]
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from bylaw.engine.charter import Charter, load
    from bylaw.engine.decide import Decision
    from bylaw.engine.directory import Directory
    from bylaw.engine.errors import (
        AppendOnly,
        BylawError,
        CalendarError,
        CharterError,
        Conflict,
        Corrupt,
        DeliveryError,
        JournalError,
        ProofError,
        RequestError,
        Unportable,
    )
    from bylaw.engine.facts import Situation as Facts
    from bylaw.engine.instants import Instant
    from bylaw.engine.instants import parse as instant
    from bylaw.engine.journal import AsyncStore, JournalFile, MemoryStore, Store
    from bylaw.engine.model import Event, Proposal
    from bylaw.engine.observe import Observation, Observer
    from bylaw.engine.policy import Policy, names, undecided
    from bylaw.engine.speech import Speech
    from bylaw.engine.workflow import Workflow

_HOMES = {
    "AppendOnly": ("errors", "AppendOnly"),
    "AsyncStore": ("journal", "AsyncStore"),
    "BylawError": ("errors", "BylawError"),
    "CalendarError": ("errors", "CalendarError"),
    "Charter": ("charter", "Charter"),
    "CharterError": ("errors", "CharterError"),
    "Conflict": ("errors", "Conflict"),
    "Corrupt": ("errors", "Corrupt"),
    "Decision": ("decide", "Decision"),
    "DeliveryError": ("errors", "DeliveryError"),
    "Event": ("model", "Event"),
    "Facts": ("facts", "Situation"),
    "Instant": ("instants", "Instant"),
    "JournalError": ("errors", "JournalError"),
    "JournalFile": ("journal", "JournalFile"),
    "MemoryStore": ("journal", "MemoryStore"),
    "Observation": ("observe", "Observation"),
    "Observer": ("observe", "Observer"),
    "Policy": ("policy", "Policy"),
    "ProofError": ("errors", "ProofError"),
    "Proposal": ("model", "Proposal"),
    "RequestError": ("errors", "RequestError"),
    "Speech": ("speech", "Speech"),
    "Store": ("journal", "Store"),
    "Unportable": ("errors", "Unportable"),
    "Workflow": ("workflow", "Workflow"),
    "instant": ("instants", "parse"),
    "load": ("charter", "load"),
    "names": ("policy", "names"),
    "undecided": ("policy", "undecided"),
}

__all__ = [
    "AppendOnly",
    "AsyncStore",
    "BylawError",
    "CalendarError",
    "Charter",
    "CharterError",
    "Conflict",
    "Corrupt",
    "Decision",
    "DeliveryError",
    "Event",
    "Facts",
    "Instant",
    "JournalError",
    "JournalFile",
    "MemoryStore",
    "Observation",
    "Observer",
    "Policy",
    "ProofError",
    "Proposal",
    "RequestError",
    "Speech",
    "Store",
    "Unportable",
    "Workflow",
    "instant",
    "load",
    "machine_clock",
    "names",
    "open",
    "undecided",
]


def open(  # noqa: A001, PLR0913 - the verb that files and databases use, and all a host supplies
    charter: "str | Path | Charter | None" = None,
    journal: "str | Path | Store | None" = None,
    *,
    clock: "Callable[[], Instant] | None" = None,
    leeway: timedelta | None = None,
    observers: "Sequence[Observer]" = (),
    record_refusals: bool = False,
    directory: "Directory | None" = None,
) -> "Workflow":
    """Open a workflow: a charter over a journal.

    Args:
        charter: the path of a charter file, the name of one that bylaw ships, or one that was
            loaded; may be left out where the journal is under one already.
        journal: the path of a journal, made if it is not there; the address of a PostgreSQL
            database, `postgresql://…`; or a store; in memory if left out.
        clock: gives the present instant; the machine's own clock if left out.
        leeway: how far from the clock what is asked may be dated, before or after it; any distance
            if left out.
        observers: are told of every decision once it stands.
        record_refusals: whether refused acts are recorded, too.
        directory: says who is in the bodies that the charter leaves to it, by the name of a body
            and an instant; without one, whoever it said last.

    Raises:
        CharterError: the charter can't be used; every problem is told.
        RequestError: there is no charter, or the journal is under another.
        Corrupt: the journal's bytes are not what was written.
        JournalError: the journal can't be opened.
    """
    from bylaw.engine import opening  # noqa: PLC0415 - so that `import bylaw` stays light

    return opening.open(
        charter,
        journal,
        clock=machine_clock if clock is None else clock,
        leeway=leeway,
        observers=observers,
        record_refusals=record_refusals,
        directory=directory,
    )


def machine_clock() -> "Instant":
    """Read the machine's clock: the one place that does, for a host that brings none of its own."""
    from bylaw.engine.instants import from_datetime  # noqa: PLC0415 - so that it stays light

    return from_datetime(datetime.now(UTC))


def __getattr__(name: str) -> Any:
    """Load a name when it is first used (PEP 562), so that ``import bylaw`` stays light."""
    if name not in _HOMES:
        raise AttributeError(f"module `bylaw` has no attribute `{name}`")
    from importlib import import_module  # noqa: PLC0415 - only when something is loaded

    module, attribute = _HOMES[name]
    value = getattr(import_module(f"bylaw.engine.{module}"), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
