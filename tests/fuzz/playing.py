"""Requests on proposals and bodies, drawn as they come: mostly such as could be allowed."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import NamedTuple

from bylaw.engine.errors import RequestError
from bylaw.engine.instants import Instant, parse
from bylaw.engine.polling import commitment
from bylaw.engine.workflow import Workflow

HOUR = 3600 * 1_000_000
DAY = 24 * HOUR
START = parse("2026-03-01T12:00:00Z")
PEOPLE = ("ana", "bo", "cy", "dee", "sec")
NAMES = ("p", "q", "r")

_ON_BODIES = ("join", "join", "leave", "suspend", "restore", "affiliate", "meet")
_DRASTIC = frozenset({"undo", "amend", "rest", "redo", "conclude", "oust"})


class Asked(NamedTuple):
    """Somebody asks for something, dated so, at a time by the host's clock."""

    now: Instant
    at: Instant
    on: str
    do: str
    by: str
    data: Mapping[str, object]


def playing(flow: Workflow, amended: str, chance: Random, steps: int) -> Iterator[Asked]:
    """Draw requests on what a workflow holds by then.

    Args:
        flow: what the last request was made of has to be in its journal.
        amended: the digest of another charter, whose text is in the journal.
        chance: draws.
        steps: how many.
    """
    now = START
    for _ in range(steps):
        now += chance.choice([0] * 10 + [HOUR, HOUR, 5 * HOUR, DAY, 2 * DAY])
        if chance.random() < 1 / 8:
            at = now + chance.choice([-6 * DAY, -DAY, -1, 0, 0, 0, HOUR, 3 * DAY])
            on, do, by = chance.choice(["@council", "@lead"]), chance.choice(_ON_BODIES), "sec"
            version = 0
        else:
            at = now + chance.choice([0] * 20 + [-HOUR, HOUR, -1, -DAY, DAY])
            on = chance.choice([*NAMES, *NAMES[:2]])
            do, by, version = _possible(flow, on, at, chance)
        yield Asked(now, at, on, do, by, _told(do, by, version, amended, chance))


def _possible(flow: Workflow, on: str, at: Instant, chance: Random) -> tuple[str, str, int]:
    """Draw what could be done to a proposal, by somebody who might."""
    try:
        standing = flow.proposal(on)
    except RequestError:
        return "propose", chance.choice(PEOPLE), 0
    regime, office = flow.under(standing)
    offered = regime.machine.offered.get(standing.state, ("vote", "undo", "propose"))
    do = chance.choice(offered)
    if do in _DRASTIC or (standing.state == "draft" and do != "post"):
        do = chance.choice(["post" if "post" in offered else do, do])
    by = regime.machine.actions[do].by
    fit = {who for each in by for who in office.at(at).bodies.get(each, ())}
    fit |= {who for each in by for who in standing.record.roles.get(each, ())}
    anybody = not fit or chance.random() < 1 / 8
    return do, chance.choice(PEOPLE if anybody else sorted(fit)), standing.version


def _told(do: str, by: str, version: int, amended: str, chance: Random) -> Mapping[str, object]:
    told: Mapping[str, Sequence[Mapping[str, object]]] = {
        "propose": [{}, {"subject": "x"}, {"subject": "p"}],
        "vote": [{"choice": each} for each in ("yes", "yes", "no", "abstain")],
        "trust": [{"proxy": each} for each in PEOPLE],
        "rank": [{"ranking": each} for each in (["a"], ["b", "a"], ["a = b"], ["c"], ["none"])],
        "offer": [{"option": each} for each in "cd"],
        "seal": [{"commitment": commitment(each, by)} for each in ("yes", "no")],
        "reveal": [{"choice": each, "salt": by} for each in ("yes", "no")],
        "tell": [{"totals": each} for each in (["yes: 1"], ["yes: 1", "no: 1"], ["no: 1"])],
        "affiliate": [{"person": who, "affiliation": "initech"} for who in PEOPLE],
        "meet": [{"present": sorted(chance.sample(PEOPLE, chance.randrange(4)))}],
        "undo": [{"version": version}, {"version": version}, {"version": version - 1}],
        "amend": [{"charter": amended}],
    }
    if do in {"fill", "oust", "join", "leave", "suspend", "restore"}:
        return {"person": chance.choice(PEOPLE)}
    return chance.choice(told.get(do, [{}]))
