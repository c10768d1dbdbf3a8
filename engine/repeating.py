"""Repeating: what is recorded already is not done again for who never got the answer."""

from .asking import Asking
from .beside import digest_of
from .decide import Decision
from .errors import RequestError
from .facts import Situation
from .journal import Store
from .model import Event
from .standings import Standings
from .wire import event


def repeated(store: Store, standings: Standings, asked: Asking, key: str) -> Decision | None:
    """Give the decision that was recorded under an idempotency key; None if none was.

    Raises:
        RequestError: the key stands for another request.
    """
    receipt = store.receipt(key)
    if receipt is None:
        return None
    name, regimes = asked.name, standings.regimes
    entries = store.read(name)
    events = [event(name, version, entry) for version, entry in enumerate(entries, 1)]
    for version in (version for stream, version in receipt.proposals if stream == name):
        happened, before = events[version - 1], regimes.fold(name, events[: version - 1])
        regime = regimes.of(happened.charter)
        if regime is None or not _is(asked, happened):
            continue
        office = standings.office(regime).at(happened.at)
        facts = Situation(happened.at, happened.actor, asked.data, before, office)
        for move in regime.machine.table.get((before.state, happened.action), ()):
            if move.arrives == happened.target:
                return Decision(regime.machine, facts, happened.action, move, happened)
    raise RequestError(f"the key `{key}` stands for another request: give each one of its own")


def _is(asked: Asking, happened: Event) -> bool:
    """Tell whether an event is what is asked for; of what is kept beside only that it was told."""
    told, kept = asked.data, happened.data
    return (
        (asked.action, asked.by, asked.vouched)
        == (happened.action, happened.actor, happened.vouched)
        and asked.at in {asked.recorded, happened.at}
        and told.keys() == kept.keys()
        and all(told[field] == kept[field] or digest_of(kept[field]) for field in told)
    )
