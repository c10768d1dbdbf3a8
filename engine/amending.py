"""Amending: by which action a charter is amended, and whether another one can follow it."""

from collections.abc import Iterator

from .adopt import shelf
from .charter import Charter, revived
from .errors import RequestError
from .hints import did_you_mean
from .instants import Instant
from .journal import Store
from .machine import Machine
from .model import Event, Record
from .regimes import Regime, Regimes


def check_let_in(store: Store, regimes: Regimes, under: Regime, event: Event) -> None:
    """See that the charter can take effect that an event lets in.

    Args:
        store: the journal, which holds the text of it already.
        regimes: the charters that are, and were, in force.
        under: the one under which the event was decided.
        event: the decision.

    Raises:
        RequestError: it can't follow the charter in force, or its text isn't there.
        CharterError: its text can't be used.
    """
    digest = str(event.data["charter"])
    text = shelf(store).whole.get(digest)
    if under is not regimes.current:
        raise RequestError(
            f"`{event.proposal}` is under a charter that is no longer in force,"
            " and can't amend the one that is"
        )
    if text is None:
        raise RequestError(
            f"the journal holds no text of a charter `{digest[:12]}`: `bylaw amend` lays it there"
        )
    check_follows(regimes, regimes.of(digest), revived(text, digest))


def check_follows(regimes: Regimes, again: Regime | None, charter: Charter) -> None:
    """See that a charter can follow the one in force.

    Raises:
        RequestError: it can't; every reason is told.
    """
    before = regimes.current
    wrong = list(_misfits(before.machine, charter))
    if again is not None:
        wrong = ["it was in force before: a charter that comes back has to say so in its `source`"]
    if again is before:
        wrong = ["it is that charter"]
    if wrong:
        raise RequestError(
            f"`{charter.name}` ({charter.digest[:12]}) can't follow the charter in force"
            f" ({before.digest[:12]}): {'; '.join(wrong)}"
        )


def preview(regimes: Regimes, charter: Charter, at: Instant) -> Regimes:
    """Give the charters of a journal as they would be if one took effect; nothing is checked."""
    after = Regime(charter=charter, since=at, record=Record(charter=charter.digest))
    return Regimes(all=(*regimes.all, after))


def amending(machine: Machine) -> str:
    """Give the one action by which another charter is let in.

    Raises:
        RequestError: the charter has none, or several.
    """
    found = [name for name, action in machine.actions.items() if action.amends]
    if len(found) == 1:
        return found[0]
    if not found:
        raise RequestError("the charter has no action that `amends`: nobody can amend it")
    listed = ", ".join(f"`{name}`" for name in found)
    raise RequestError(f"the charter can be amended in several ways, name one: {listed}")


def _misfits(before: Machine, charter: Charter) -> Iterator[str]:
    """Say what the new charter leaves open about proposals that are in flight, or gets wrong."""
    terms = charter.file.amendment
    if terms is None:
        yield "it doesn't say what becomes of proposals in flight: add `[amendment]` `in_flight`"
        return
    for table, named in (("states", terms.states), ("fates", terms.fates)):
        for state in named:
            if state not in before.states:
                meant = did_you_mean(state, before.states)
                hint = f", did you mean `{meant}`?" if meant else ""
                yield f"`amendment.{table}` names `{state}`, no state of the charter in force{hint}"
    for state in before.states:
        moves = terms.fates.get(state, terms.in_flight) == "migrate"
        lost = terms.states.get(state, state) not in charter.machine.states
        if moves and lost and state not in before.final:
            yield f"it has no state `{state}`: say under `amendment.states` where such proposals go"
